//! Rules about a message.

use sociable_protocol::{Role, RoomKind};

use super::{at_least, member};
use crate::store::{MessageFacts, Refused};

/// May they change its text? Whoever wrote it, and nobody else: words are never put into another's mouth.
pub(in crate::domain) fn edit(facts: &MessageFacts) -> Result<(), Refused> {
    member(&facts.actor)?;
    if facts.own { Ok(()) } else { Err(Refused::Forbidden) }
}

/// May they take it back? Whoever wrote it, and moderators; but between two people, who both own their room, nobody takes
/// back what the other said.
pub(in crate::domain) fn delete(facts: &MessageFacts) -> Result<(), Refused> {
    let role = member(&facts.actor)?;
    let moderates = role >= Role::Moderator && facts.actor.kind != RoomKind::Direct;
    if facts.own || moderates { Ok(()) } else { Err(Refused::Forbidden) }
}

/// May they react to it? Every member.
pub(in crate::domain) fn react(facts: &MessageFacts) -> Result<(), Refused> {
    member(&facts.actor).map(|_| ())
}

/// May they pin it? Moderators; so in a direct room both people.
pub(in crate::domain) fn pin(facts: &MessageFacts) -> Result<(), Refused> {
    at_least(Role::Moderator, &facts.actor).map(|_| ())
}
