//! Rules about one member's power over another.

use sociable_protocol::{Role, RoomKind};

use super::{at_least, member, not_direct};
use crate::store::{MemberFacts, Refused};

/// May they invite them? Every member of a private room, anybody who is not banned from it.
pub(in crate::domain) fn invite(facts: &MemberFacts) -> Result<(), Refused> {
    member(&facts.actor)?;
    match facts.actor.kind {
        RoomKind::Private if !facts.target.banned => Ok(()),
        _ => Err(Refused::Forbidden),
    }
}

/// May they take them out, or their invitation back? Moderators, of those below them. Oneself one takes out by leaving.
pub(in crate::domain) fn remove(facts: &MemberFacts) -> Result<(), Refused> {
    let role = at_least(Role::Moderator, &facts.actor)?;
    not_direct(&facts.actor)?;
    // `None`, which is no member, is below every role.
    if facts.same || facts.target.role >= Some(role) { Err(Refused::Forbidden) } else { Ok(()) }
}

/// May they ban them, or let them back? As [`remove`]; also those who are not members.
pub(in crate::domain) fn ban(facts: &MemberFacts) -> Result<(), Refused> {
    remove(facts)
}

/// May they make them an owner? Owners may.
pub(in crate::domain) fn promote(facts: &MemberFacts) -> Result<(), Refused> {
    at_least(Role::Owner, &facts.actor)?;
    not_direct(&facts.actor)
}

/// May they make them less than an owner? Owners may, themselves included, as long as one is left.
pub(in crate::domain) fn set_lower_role(facts: &MemberFacts) -> Result<(), Refused> {
    promote(facts)?;
    let last = facts.target.role == Some(Role::Owner) && facts.owners <= 1;
    if last { Err(Refused::Forbidden) } else { Ok(()) }
}
