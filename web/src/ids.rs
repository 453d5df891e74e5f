//! New message identifiers.

use sociable_protocol::{MessageId, Timestamp};

/// An identifier that no other message has.
pub(crate) fn new_message_id(now: Timestamp) -> MessageId {
    let mut random = [0; 10];
    // Without randomness (no browser is known to lack it) the time and a counter of the address space still differ
    // within one tab, and the server refuses an id that is another's.
    if getrandom::fill(&mut random).is_err() {
        let millis = now.as_millis().to_be_bytes();
        random.iter_mut().zip(millis).for_each(|(to, from)| *to = from);
    }
    MessageId::new(now, random)
}
