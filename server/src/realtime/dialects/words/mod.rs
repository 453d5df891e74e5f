//! How other servers write what most of them write: times, and names of people who gave none.

pub(super) mod location;

use sociable_protocol::{Message, Timestamp};
use time::OffsetDateTime;

use crate::domain::is_nameless;

/// What a message says; `None` of one that was deleted.
pub(super) fn text(message: &Message) -> Option<&str> {
    message.text.as_ref().map(sociable_protocol::MessageText::as_str)
}

/// What a message says where there is no place for a name but in the text.
pub(super) fn text_with_name(message: &Message) -> Option<String> {
    let (text, name) = (text(message)?, message.user.name.as_str());
    Some(if is_nameless(name) { text.to_owned() } else { format!("{name}: {text}") })
}

/// `9:05 pm`, as moment.js writes `h:mm a`. The server has no time zone of its own: it is UTC.
pub(super) fn clock(at: Timestamp) -> String {
    let (hour, minute, _) = hms(at);
    let half = if hour < 12 { "am" } else { "pm" };
    format!("{}:{minute:02} {half}", (hour + 11) % 12 + 1)
}

/// Hours, minutes and seconds of an instant, UTC.
pub(super) fn hms(at: Timestamp) -> (u8, u8, u8) {
    let seconds = at.as_millis().div_euclid(1_000);
    OffsetDateTime::from_unix_timestamp(seconds).map_or((0, 0, 0), |time| time.to_hms())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_has_twelve_hours() {
        let at = |hour: i64, minute: i64| clock(Timestamp::from_millis((hour * 60 + minute) * 60_000));
        assert_eq!([at(0, 5), at(9, 5), at(12, 0), at(21, 30)], ["12:05 am", "9:05 am", "12:00 pm", "9:30 pm"]);
    }
}
