//! Rules for the site's own server, which acts by the HTTP API: it may do in every room what an owner may and more, but
//! direct rooms are for their two people alone.

use sociable_protocol::RoomKind;

use crate::store::{MemberFacts, Refused, Standing};

const fn not_direct(standing: &Standing) -> Result<(), Refused> {
    match standing.kind {
        RoomKind::Direct => Err(Refused::RoomNotFound),
        RoomKind::Public | RoomKind::Private => Ok(()),
    }
}

/// May it read the room and change what it shows? Every one that is not direct, archived ones included.
pub(in crate::domain) const fn service(standing: &Standing) -> Result<(), Refused> {
    not_direct(standing)
}

/// May it say something there in somebody's name? Where they are not banned and it is not archived; they need not be a
/// member.
pub(in crate::domain) fn service_post(standing: &Standing) -> Result<(), Refused> {
    not_direct(standing)?;
    match standing {
        Standing { banned: true, .. } => Err(Refused::Banned),
        Standing { archived: true, .. } => Err(Refused::Archived),
        _ => Ok(()),
    }
}

/// May it make them a member? As [`service_post`].
pub(in crate::domain) fn service_add(standing: &Standing) -> Result<(), Refused> {
    service_post(standing)
}

/// May it take them out, ban them, or let them back? Everybody, owners included.
pub(in crate::domain) fn service_member(facts: &MemberFacts) -> Result<(), Refused> {
    not_direct(&facts.target)
}
