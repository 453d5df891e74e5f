//! `getting-started`: socketio/chat-example and all that began with it. One event, both ways, and no names.

use sociable_protocol::Error;

use super::words::text_with_name;
use super::{Act, Dialect, Emit, Heard, Hearer, Me, Place, What};

pub(super) struct GettingStarted;

pub(super) const SAY: &str = "chat message";

impl Dialect for GettingStarted {
    fn name(&self) -> &'static str {
        "getting-started"
    }

    fn claims(&self, heard: &Heard) -> bool {
        heard.is(SAY)
    }

    fn listens(&self) -> bool {
        true
    }

    fn hear(&self, heard: &Heard, _me: &Me<'_>) -> Result<Vec<Act>, Error> {
        if !heard.is(SAY) {
            return Ok(Vec::new());
        }
        let say = Act::Say { place: Place::Home, text: heard.text(0)?, key: None, extra: None };
        Ok(vec![Act::EnterNameless, Act::Join(Place::Home), say])
    }

    fn tell(&self, what: &What, _to: &Hearer<'_>) -> Vec<Emit> {
        let What::Said(message) = what else { return Vec::new() };
        text_with_name(message).map(|text| Emit::one(SAY, text)).into_iter().collect()
    }
}
