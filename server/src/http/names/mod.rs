//! Names of events, written so that socketioxide can read them.
//!
//! It reads the name in `42["name",…]` as borrowed text. A name with a JSON escape in it, as `"caf\u00e9"` that Python
//! writes, cannot be borrowed, so it closes the connection; and it has no hook before that. So the escapes in names are
//! resolved below it, in the bytes as they come in: [`websocket`] in frames, [`polling`] in the bodies of requests.
//!
//! A packet keeps its length: what its name gets shorter by is made up for by spaces behind it, which JSON allows. So
//! headers stay true, nothing is held back but an escape that is not complete, and everything else passes as it is. In
//! Engine.IO 3 that is not enough for polling, and [`older`] says why.

mod chunk;
mod escape;
#[cfg(any(test, fuzzing))]
pub(super) mod fuzzing;
pub(super) mod older;
mod packet;
mod polling;
mod websocket;
mod wrapped;

pub(super) use polling::readable;
pub(super) use wrapped::Readable;
