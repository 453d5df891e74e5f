//! The places of a template that are filled, and where each may stand.

use super::file::On;
use super::path::Fields;

/// What a place is filled with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::realtime::dialects) enum Hole {
    Name,
    UserId,
    Id,
    Room,
    Count,
    People,
    Seq,
    Text,
    TimeMs,
    TimeIso,
    TimeClock,
    /// A field of what the author's page sent along.
    Extra(Fields),
    Error,
    Code,
}

/// What a template is for, which decides what there is to fill it with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    Told(On),
    Person,
    Ack,
    Error,
}

impl Hole {
    /// The place of this name; `None` where there is none.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "name" => Self::Name,
            "user.id" => Self::UserId,
            "id" => Self::Id,
            "room" => Self::Room,
            "count" => Self::Count,
            "people" => Self::People,
            "seq" => Self::Seq,
            "text" => Self::Text,
            "time.ms" => Self::TimeMs,
            "time.iso" => Self::TimeIso,
            "time.clock" => Self::TimeClock,
            "error" => Self::Error,
            "code" => Self::Code,
            other => Self::Extra(Fields::read(other.strip_prefix("extra.")?)?),
        })
    }

    /// Whether there is something to fill it with.
    pub(super) const fn fits(&self, r#use: Use) -> bool {
        match (self, r#use) {
            (Self::Room, _) | (Self::Name | Self::Id, Use::Person | Use::Ack | Use::Error) => true,
            (Self::UserId, Use::Ack) | (Self::Error | Self::Code, Use::Error) => true,
            (Self::Count | Self::People, Use::Told(_)) => true,
            (Self::Name | Self::Id, Use::Told(on)) => !matches!(on, On::People),
            (Self::UserId, Use::Told(on)) => !matches!(on, On::People | On::Joined),
            (
                Self::Seq | Self::Text | Self::TimeMs | Self::TimeIso | Self::TimeClock | Self::Extra(_),
                Use::Told(on),
            ) => matches!(on, On::Message),
            _ => false,
        }
    }
}
