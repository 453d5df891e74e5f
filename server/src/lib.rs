//! Sociable's server: a Socket.IO chat that keeps every message.
//!
//! The crates and modules, what each may know of the others, and the invariants are described in `ARCHITECTURE.md`.
//! This library exists so that tests run the very server that the binary runs, in their own process: [`App::start`]
//! opens the data, [`App::run`] serves on listeners it is given until it is told to stop.

mod app;
pub mod auth;
pub mod config;
mod data_dir;
pub mod domain;
mod http;
mod link;
mod realtime;
mod remote;
pub mod store;
mod webhook;

#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub use http::fuzzing;

pub use app::{App, Census, RunError, StartError};
pub use http::{BindError, Carried, Engine, Front, Listeners};
pub use realtime::{DialectError, Dialects, MapError, TransportLimits};
pub use remote::RemoteSetupError;
