//! Where somebody is, as the courses' chats say it: an address of a map, which is a message like others here.

use serde_json::Value as Json;
use sociable_protocol::Error;

use super::super::Heard;
use super::super::heard::invalid;

/// `latitude,longitude` of an event that says where somebody is.
///
/// # Errors
/// Where it does not.
pub(in crate::realtime::dialects) fn of(heard: &Heard) -> Result<String, Error> {
    let number = |field: &str| {
        let number = heard.first().get(field).filter(|number| number.is_number()).map(Json::to_string);
        number.ok_or_else(|| invalid("this field is required, and a number").at(field))
    };
    Ok(format!("{},{}", number("latitude")?, number("longitude")?))
}

/// `latitude,longitude` of a message that is nothing but the address of a map.
pub(in crate::realtime::dialects) fn in_text(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("https://")?;
    let place = rest.strip_prefix("www.").unwrap_or(rest).strip_prefix("google.com/maps?q=")?;
    let (latitude, longitude) = place.split_once(',')?;
    let is_number = |text: &str| text.parse::<f64>().is_ok_and(f64::is_finite);
    (is_number(latitude) && is_number(longitude)).then_some(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_address_of_a_map_is_a_location() {
        assert_eq!(in_text("https://www.google.com/maps?q=48.2,-16.25"), Some("48.2,-16.25"));
        assert_eq!(in_text("https://google.com/maps?q=1,2"), Some("1,2"));
        for other in ["https://google.com/maps?q=1,2 there", "https://google.com/maps?q=1,\"onclick", "hello"] {
            assert_eq!(in_text(other), None, "{other}");
        }
    }
}
