//! Which unsent messages this tab has put into the database.

use sociable_client::chat::SavedMessage;
use sociable_client::sorted::SortedMap;

use super::Change;

/// The unsent messages that are kept, by id, as text.
#[derive(Debug, Default)]
pub(super) struct KeptOutbox(SortedMap<String, String>);

impl KeptOutbox {
    pub(super) fn of(messages: &[SavedMessage]) -> Self {
        Self(messages.iter().filter_map(entry).collect())
    }

    /// The changes after which `messages` are kept in place of those before. What other tabs keep stays.
    pub(super) fn become_these(&mut self, messages: &[SavedMessage]) -> Vec<Change> {
        let now: SortedMap<String, String> = messages.iter().filter_map(entry).collect();
        let gone = self.0.keys().filter(|id| !now.contains_key(*id)).map(|id| Change::Delete(id.clone()));
        let fresh = now.iter().filter(|(id, text)| self.0.get(*id) != Some(*text));
        let changes = gone.chain(fresh.map(|(id, text)| Change::Put(id.clone(), text.clone()))).collect();
        self.0 = now;
        changes
    }
}

fn entry(message: &SavedMessage) -> Option<(String, String)> {
    Some((message.id.to_string(), serde_json::to_string(message).ok()?))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn message(number: u32, text: &str) -> SavedMessage {
        let id = format!("0199c5a0-0000-7000-8000-{number:012}");
        let value = json!({ "room": "lobby", "id": id, "text": text, "writtenAt": "2026-01-31T08:05:00.042Z" });
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn only_what_is_new_or_gone_is_written() {
        let mut kept = KeptOutbox::of(&[message(1, "one"), message(2, "two")]);
        assert_eq!(kept.become_these(&[message(1, "one"), message(2, "two")]), []);
        let changes = kept.become_these(&[message(2, "two"), message(3, "three")]);
        assert!(matches!(&*changes, [Change::Delete(_), Change::Put(..)]), "{changes:?}");
        assert!(matches!(&*kept.become_these(&[]), [Change::Delete(_), Change::Delete(_)]));
    }
}
