//! `tutorial`: the last steps of the Socket.IO tutorial. As `getting-started`, with positions: a page tells the last one it
//! has, gets what it missed, and names its own messages so that each is kept once however often it is sent.

use serde_json::Value as Json;
use sociable_protocol::{Error, Seq};

use super::acts::key;
use super::getting_started::SAY;
use super::words::text_with_name;
use super::{Act, Dialect, Emit, Heard, Hearer, Me, Place, What};

pub(super) struct Tutorial;

impl Dialect for Tutorial {
    fn name(&self) -> &'static str {
        "tutorial"
    }

    fn claims_auth(&self, auth: &Json) -> bool {
        auth.get("serverOffset").is_some()
    }

    fn claims(&self, heard: &Heard) -> bool {
        heard.is(SAY) && heard.arguments.len() > 1
    }

    fn listens(&self) -> bool {
        true
    }

    fn greet(&self, auth: &Json, _me: &Me<'_>) -> Vec<Act> {
        // Nothing, for one who has nothing yet, is everything: the newest of it.
        let has = auth.get("serverOffset").and_then(Json::as_u64).filter(|offset| *offset > 0);
        vec![Act::Listen(has.map(Seq))]
    }

    fn hear(&self, heard: &Heard, me: &Me<'_>) -> Result<Vec<Act>, Error> {
        if !heard.is(SAY) {
            return Ok(Vec::new());
        }
        let key = heard.text(1).ok().map(|offset| key(&offset, me.sid));
        let say = Act::Say { place: Place::Home, text: heard.text(0)?, key, extra: None };
        Ok(vec![Act::EnterNameless, Act::Join(Place::Home), say, Act::Answer(Vec::new())])
    }

    fn refused(&self, _heard: &Heard, error: &Error) -> Option<Vec<Json>> {
        // The page sends one message at a time, until it is acknowledged: what can never be sent must not hold up the rest,
        // and what could not be kept now is to come again.
        (!error.code.is_retryable()).then(Vec::new)
    }

    fn tell(&self, what: &What, _to: &Hearer<'_>) -> Vec<Emit> {
        let What::Said(message) = what else { return Vec::new() };
        let emit = |text: String| Emit::new(SAY, vec![text.into(), message.seq.0.into()]);
        text_with_name(message).map(emit).into_iter().collect()
    }
}
