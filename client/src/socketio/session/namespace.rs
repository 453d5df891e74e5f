//! One namespace of a connection: whether we are in, what waits to be sent to it, and what came of it.

use std::collections::VecDeque;
use std::mem;
use std::time::Duration;

use crate::socketio::buffer::SendBuffer;
use crate::socketio::{Event, Limits, NamespaceError};

/// Names a namespace of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NamespaceId(pub(crate) usize);

impl NamespaceId {
    /// The namespace that [`Config`](crate::socketio::Config) names.
    pub const FIRST: Self = Self(0);
}

pub(super) struct Namespace {
    pub(super) name: String,
    /// Whether the application has it; the place of one that it has not is free.
    pub(super) in_use: bool,
    /// Whether it is to be joined, now and after every reconnection.
    pub(super) wanted: bool,
    pub(super) step: Step,
    /// Which time of being joined this is, or was: what the server asks is for one of them.
    pub(super) membership: u64,
    /// CONNECT packets on this connection that have not been answered. Only the answer to the last one counts.
    pub(super) unanswered: u32,
    /// It has been left on this connection, so something that was sent before the server knew may still come.
    pub(super) was_left: bool,
    pub(super) buffer: SendBuffer,
    pub(super) events: VecDeque<Event>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Out,
    /// To be joined as soon as it is known as whom.
    Asking {
        until: Duration,
    },
    Joining {
        until: Duration,
    },
    Joined,
}

impl Namespace {
    pub(super) fn new(name: &str, limits: &Limits) -> Self {
        Self {
            name: name.to_owned(),
            in_use: true,
            wanted: false,
            step: Step::Out,
            membership: 0,
            unanswered: 0,
            was_left: false,
            buffer: SendBuffer::new(limits),
            events: VecDeque::new(),
        }
    }

    pub(super) fn is_joined(&self) -> bool {
        self.step == Step::Joined
    }

    /// When it must have been joined.
    pub(super) fn deadline(&self) -> Option<Duration> {
        match self.step {
            Step::Out | Step::Joined => None,
            Step::Asking { until } | Step::Joining { until } => Some(until),
        }
    }

    /// The connection is gone; true if this namespace had been joined.
    pub(super) fn lose(&mut self) -> bool {
        self.unanswered = 0;
        self.was_left = false;
        self.leave()
    }

    /// It is not joined any more; true if it was.
    pub(super) fn leave(&mut self) -> bool {
        self.buffer.drop_transient();
        mem::replace(&mut self.step, Step::Out) == Step::Joined
    }

    /// Adds an event. Where nobody takes events, the same news about the connection again and again replaces itself.
    pub(super) fn report(&mut self, event: Event) {
        match self.events.back_mut() {
            Some(last)
                if !matches!(event, Event::Message(_)) && mem::discriminant(last) == mem::discriminant(&event) =>
            {
                *last = event;
            }
            _ => self.events.push_back(event),
        }
    }
}

/// The place for a namespace that the application wants to have, in `namespaces`.
pub(super) fn add(namespaces: &mut Vec<Namespace>, name: &str, limits: &Limits) -> Result<NamespaceId, NamespaceError> {
    if !name.starts_with('/') || name.contains([',', '?']) {
        return Err(NamespaceError::InvalidName);
    }
    let known = namespaces.iter().position(|namespace| namespace.name == name);
    if let Some((index, namespace)) = known.and_then(|index| Some((index, namespaces.get_mut(index)?))) {
        if namespace.in_use {
            return Err(NamespaceError::InUse);
        }
        namespace.in_use = true;
        return Ok(NamespaceId(index));
    }
    if let Some(index) = namespaces.iter().position(|namespace| !namespace.in_use)
        && let Some(free) = namespaces.get_mut(index)
    {
        *free = Namespace::new(name, limits);
        return Ok(NamespaceId(index));
    }
    if namespaces.len() >= limits.namespaces {
        return Err(NamespaceError::TooMany);
    }
    namespaces.push(Namespace::new(name, limits));
    Ok(NamespaceId(namespaces.len() - 1))
}
