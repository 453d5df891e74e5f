//! Rules about a room as a whole.

use sociable_protocol::{Role, RoomKind};

use super::{at_least, known, member, not_direct};
use crate::store::{Refused, RoomChange, Standing, StandingRule};

/// May they come in? Everybody into a public room, members and invited people into a private one, its two people into a
/// direct one; nobody who is banned, and nobody while it is archived.
pub(in crate::domain) fn join(standing: &Standing) -> Result<(), Refused> {
    known(standing)?;
    if standing.archived { Err(Refused::Archived) } else { Ok(()) }
}

/// May they come in whose token names the room? As [`join`], and into a private room as if they were invited.
pub(in crate::domain) fn join_named(standing: &Standing) -> Result<(), Refused> {
    match standing.kind {
        RoomKind::Private if !standing.banned => join(&Standing { invited: true, ..*standing }),
        _ => join(standing),
    }
}

/// May they read what is said there, see who is a member, and say that they are writing or have read it? Members may.
pub(in crate::domain) fn read(standing: &Standing) -> Result<(), Refused> {
    member(standing).map(|_| ())
}

/// May they hear what is said there without being a member? In a public room that is open, everybody whom it does not ban:
/// they could come in at any time.
pub(in crate::domain) fn overhear(standing: &Standing) -> Result<(), Refused> {
    join(standing)?;
    if standing.kind == RoomKind::Public || standing.role.is_some() { Ok(()) } else { Err(Refused::NotMember) }
}

/// May they write there? Whoever may read.
pub(in crate::domain) fn write(standing: &Standing) -> Result<(), Refused> {
    read(standing)
}

/// May they say whether it makes noise for them? Whoever may read what would make it.
pub(in crate::domain) fn mute(standing: &Standing) -> Result<(), Refused> {
    read(standing)
}

/// May they leave it, or decline its invitation? Everybody, also while it is archived, so that nobody is bound to a room
/// that cannot be used, and out of a direct room, which others may have opened; opened again, it is the same. Even the
/// last owner may: the room then has none, goes on under its moderators, and can be neither archived nor given roles.
pub(in crate::domain) fn leave(standing: &Standing) -> Result<(), Refused> {
    known(standing)?;
    if standing.role.is_none() && !standing.invited {
        return Err(Refused::NotMember);
    }
    Ok(())
}

/// The rule for this change of a room. An owner may open an archived room again; nothing else is done in one.
pub(in crate::domain) const fn update(change: &RoomChange) -> StandingRule {
    let describes = change.name.is_some() || change.topic.is_some();
    match change.archived {
        None => describe,
        Some(true) if describes => close,
        Some(_) => open_or_close,
    }
}

fn describe(standing: &Standing) -> Result<(), Refused> {
    at_least(Role::Moderator, standing)?;
    not_direct(standing)
}

fn close(standing: &Standing) -> Result<(), Refused> {
    at_least(Role::Owner, standing)?;
    not_direct(standing)
}

fn open_or_close(standing: &Standing) -> Result<(), Refused> {
    match (standing.kind, standing.role) {
        (RoomKind::Public | RoomKind::Private, Some(Role::Owner)) => known(standing),
        _ => close(standing),
    }
}
