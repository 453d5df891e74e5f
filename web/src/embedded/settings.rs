//! What the page around the frame has set. Each message says what has changed, so it is merged into what was set before.

use serde_json::{Map, Value};

/// Everything that is set, as it came.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Settings(Map<String, Value>);

/// Custom properties of CSS, by name.
const PROPERTIES: &str = "properties";

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scheme {
    Light,
    Dark,
}

impl Scheme {
    /// The value of `data-theme`, which the style sheets go by.
    pub(super) const fn attribute(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

impl Settings {
    /// Takes what has changed. `null` and the empty text set back to what is the default, a property too.
    pub(super) fn update(&mut self, changed: Map<String, Value>) {
        for (name, value) in changed {
            if name == PROPERTIES {
                self.update_properties(value);
            } else {
                put(&mut self.0, name, value);
            }
        }
    }

    fn update_properties(&mut self, changed: Value) {
        let Value::Object(changed) = changed else {
            self.0.remove(PROPERTIES);
            return;
        };
        let known = self.0.entry(PROPERTIES).or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(known) = known {
            changed.into_iter().for_each(|(name, value)| put(known, name, value));
        }
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    fn flag(&self, name: &str) -> Option<bool> {
        self.0.get(name)?.as_bool()
    }

    /// The slug of the room to show, not yet checked.
    pub(super) fn room(&self) -> Option<&str> {
        self.text("room")
    }

    /// The theme: the one that is asked for, else what the page around is shown in; `None` leaves it to the system.
    pub(super) fn scheme(&self) -> Option<Scheme> {
        [self.text("theme"), self.text("scheme")].into_iter().find_map(|name| match name {
            Some("light") => Some(Scheme::Light),
            Some("dark") => Some(Scheme::Dark),
            _ => None,
        })
    }

    /// The language, as a tag of BCP 47.
    pub(super) fn lang(&self) -> Option<&str> {
        self.text("lang")
    }

    /// The direction of the page; by the language where it is not set.
    pub(super) fn dir(&self) -> Option<&str> {
        self.text("dir").filter(|dir| matches!(*dir, "ltr" | "rtl"))
    }

    /// Whether messages stand close together.
    pub(super) fn is_compact(&self) -> bool {
        self.text("density") == Some("compact")
    }

    /// The name to come in under.
    pub(super) fn user_name(&self) -> Option<&str> {
        self.text("userName")
    }

    /// Whether the page around has a token to come in with, or can get one.
    pub(super) fn has_token(&self) -> bool {
        self.flag("hasToken").unwrap_or(false)
    }

    /// The guest's session that the page around has kept, as it was told to.
    pub(super) fn kept(&self) -> Option<&str> {
        self.text("kept")
    }

    pub(super) fn header(&self) -> bool {
        self.flag("header").unwrap_or(true)
    }

    pub(super) fn closable(&self) -> bool {
        self.flag("closable").unwrap_or(false)
    }

    pub(super) fn autofocus(&self) -> bool {
        self.flag("autofocus").unwrap_or(false)
    }

    /// Custom properties, not yet checked.
    pub(super) fn properties(&self) -> impl Iterator<Item = (&str, &str)> {
        let properties = self.0.get(PROPERTIES).and_then(Value::as_object);
        properties.into_iter().flatten().filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)))
    }
}

fn put(into: &mut Map<String, Value>, name: String, value: Value) {
    if value.is_null() || value.as_str() == Some("") {
        into.remove(&name);
    } else {
        into.insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn set(changes: &[Value]) -> Settings {
        let mut settings = Settings::default();
        for change in changes {
            settings.update(change.as_object().unwrap().clone());
        }
        settings
    }

    #[test]
    fn what_is_not_named_stays_and_what_is_null_or_empty_goes() {
        let settings = set(&[
            json!({ "room": "support", "userName": "Ada", "lang": "de" }),
            json!({ "userName": null, "lang": "" }),
        ]);
        assert_eq!(settings.room(), Some("support"));
        assert_eq!(settings.user_name(), None);
        assert_eq!(settings.lang(), None);
    }

    #[test]
    fn properties_change_one_by_one() {
        let settings = set(&[
            json!({ "properties": { "--chat-accent": "red", "--chat-bg": "white" } }),
            json!({ "properties": { "--chat-accent": "", "--chat-text": "black" } }),
        ]);
        let properties: Vec<_> = settings.properties().collect();
        assert_eq!(properties, [("--chat-bg", "white"), ("--chat-text", "black")]);
        assert_eq!(
            set(&[json!({ "properties": { "--chat-bg": "white" } }), json!({ "properties": null })])
                .properties()
                .count(),
            0
        );
    }

    #[test]
    fn a_theme_that_is_asked_for_is_stronger_than_that_of_the_page() {
        let scheme = |theme: &str, scheme: &str| set(&[json!({ "theme": theme, "scheme": scheme })]).scheme();
        assert_eq!(scheme("auto", "dark"), Some(Scheme::Dark));
        assert_eq!(scheme("light", "dark"), Some(Scheme::Light));
        assert_eq!(scheme("auto", ""), None);
    }

    #[test]
    fn what_is_of_another_kind_is_as_good_as_nothing() {
        let settings = set(&[json!({ "room": 7, "header": "no", "properties": { "--chat-bg": 3 }, "dir": "up" })]);
        assert_eq!(settings.room(), None);
        assert!(settings.header());
        assert_eq!(settings.properties().count(), 0);
        assert_eq!(settings.dir(), None);
    }
}
