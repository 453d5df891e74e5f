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

/// `9:05:07 PM`, as browsers write it in American English; UTC.
pub(super) fn clock_with_seconds(at: Timestamp) -> String {
    let (hour, minute, second) = hms(at);
    let half = if hour < 12 { "AM" } else { "PM" };
    format!("{}:{minute:02}:{second:02} {half}", (hour + 11) % 12 + 1)
}

/// A text as HTML that shows it, between tags and in attributes.
pub(super) fn html(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            other => html.push(other),
        }
    }
    html
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

    #[test]
    fn the_clock_with_seconds_is_that_of_browsers() {
        let at = |seconds: i64| clock_with_seconds(Timestamp::from_millis(seconds * 1_000));
        assert_eq!([at(7), at(12 * 3_600 + 61)], ["12:00:07 AM", "12:01:01 PM"]);
    }

    #[test]
    fn nothing_of_a_text_is_markup() {
        assert_eq!(html("<a href=\"'\">&amp;"), "&lt;a href=&quot;&#39;&quot;&gt;&amp;amp;");
    }
}
