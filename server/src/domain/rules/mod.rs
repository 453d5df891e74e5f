//! Who may do what: pure functions of what somebody is in a room.
//!
//! The store calls them inside the transaction that does the thing, so that a role taken away a moment ago already
//! counts; the price is that a rule may look at nothing but the facts it is given. Each rule first asks whether the
//! person may know of the room at all: a private room answers strangers and those who are banned from it exactly as one
//! that does not exist.

mod member;
mod message;
mod room;
mod service;

pub(super) use member::{ban, invite, promote, remove, set_lower_role};
pub(super) use message::{delete, edit, pin, react};
pub(super) use room::{join, join_named, leave, mute, read, update, write};
pub(super) use service::{service, service_add, service_member, service_post};

use sociable_protocol::{Role, RoomKind};

use crate::store::{Refused, Standing};

/// That they may know of the room, and are not banned from it.
fn known(standing: &Standing) -> Result<(), Refused> {
    let visible = match standing.kind {
        RoomKind::Public => true,
        RoomKind::Private => !standing.banned && (standing.role.is_some() || standing.invited),
        RoomKind::Direct => standing.role.is_some(),
    };
    match visible {
        false => Err(Refused::RoomNotFound),
        true if standing.banned => Err(Refused::Banned),
        true => Ok(()),
    }
}

/// That they are a member of an open room, and what they are there.
fn member(standing: &Standing) -> Result<Role, Refused> {
    join(standing)?;
    standing.role.ok_or(Refused::NotMember)
}

/// That they are at least `role` in an open room.
fn at_least(role: Role, standing: &Standing) -> Result<Role, Refused> {
    match member(standing)? {
        actual if actual >= role => Ok(actual),
        _ => Err(Refused::Forbidden),
    }
}

/// That the room's members can change: those of a direct room are for ever the same.
const fn not_direct(standing: &Standing) -> Result<(), Refused> {
    match standing.kind {
        RoomKind::Direct => Err(Refused::Forbidden),
        RoomKind::Public | RoomKind::Private => Ok(()),
    }
}

#[cfg(test)]
mod tests;
