//! Messages that the page around the frame may still refuse, or change, before they are sent.
//!
//! They go out in the order in which they were written, whatever is decided first. A page that does not decide in time lets
//! them pass: what somebody has written is not lost to a page that hangs.

use std::collections::VecDeque;

use sociable_protocol::{MessageId, MessageText};

use crate::provider::Unsent;

/// How long the page has, in milliseconds.
pub(super) const PATIENCE_MS: u32 = 1_000;

/// Messages that wait at a time; what comes beyond is not held.
const HELD: usize = 32;

/// What the page has decided of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Decision {
    /// It may go, perhaps with another text.
    Send(Option<MessageText>),
    /// It may not.
    Refuse,
}

/// What comes of a message.
#[derive(Debug)]
pub(super) enum Fate {
    Sent(Unsent),
    Refused(Unsent),
}

/// The messages that wait, in the order written.
#[derive(Debug, Default)]
pub(super) struct Gate {
    held: VecDeque<(Unsent, Option<Decision>)>,
}

impl Gate {
    /// Holds a message, or gives it back where there are too many.
    pub(super) fn hold(&mut self, unsent: Unsent) -> Option<Unsent> {
        if self.held.len() >= HELD {
            return Some(unsent);
        }
        self.held.push_back((unsent, None));
        None
    }

    /// Takes a decision, the first about each message, and gives what comes of those that wait no longer.
    pub(super) fn decide(&mut self, id: MessageId, decision: Decision) -> Vec<Fate> {
        let waiting = self.held.iter_mut().find(|(unsent, decided)| unsent.id == id && decided.is_none());
        if let Some((_, decided)) = waiting {
            *decided = Some(decision);
        }
        let mut fates = Vec::new();
        while let Some((unsent, Some(decision))) = self.held.pop_front_if(|(_, decided)| decided.is_some()) {
            fates.push(match decision {
                Decision::Send(None) => Fate::Sent(unsent),
                Decision::Send(Some(text)) => Fate::Sent(Unsent { text, ..unsent }),
                Decision::Refuse => Fate::Refused(unsent),
            });
        }
        fates
    }
}

#[cfg(test)]
mod tests {
    use sociable_protocol::{RoomSlug, Timestamp};

    use super::*;

    fn unsent(number: u8) -> Unsent {
        let id = MessageId::new(Timestamp::from_millis(0), [number; 10]);
        let text = MessageText::new(&number.to_string()).unwrap();
        Unsent { room: RoomSlug::lobby(), id, text, reply_to: None }
    }

    fn held(numbers: &[u8]) -> Gate {
        let mut gate = Gate::default();
        for number in numbers {
            assert!(gate.hold(unsent(*number)).is_none());
        }
        gate
    }

    fn texts(fates: &[Fate]) -> Vec<String> {
        let text = |fate: &Fate| match fate {
            Fate::Sent(unsent) => unsent.text.to_string(),
            Fate::Refused(unsent) => format!("no {}", unsent.text),
        };
        fates.iter().map(text).collect()
    }

    #[test]
    fn messages_go_out_in_the_order_written_whatever_is_decided_first() {
        let mut gate = held(&[1, 2, 3]);
        assert!(gate.decide(unsent(2).id, Decision::Refuse).is_empty());
        assert_eq!(texts(&gate.decide(unsent(1).id, Decision::Send(None))), ["1", "no 2"]);
        let other = MessageText::new("other").ok();
        assert_eq!(texts(&gate.decide(unsent(3).id, Decision::Send(other))), ["other"]);
    }

    #[test]
    fn only_the_first_decision_counts() {
        let mut gate = held(&[1, 2]);
        gate.decide(unsent(2).id, Decision::Refuse);
        gate.decide(unsent(2).id, Decision::Send(None));
        assert_eq!(texts(&gate.decide(unsent(1).id, Decision::Send(None))), ["1", "no 2"]);
        assert!(gate.decide(unsent(1).id, Decision::Refuse).is_empty());
    }

    #[test]
    fn more_than_can_wait_are_not_held() {
        let numbers: Vec<u8> = (0..32).collect();
        assert!(held(&numbers).hold(unsent(32)).is_some());
    }
}
