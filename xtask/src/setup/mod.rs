//! Everything a build or a test needs beyond Rust itself: one file for each way to get it.
//!
//! All of them look first and install second, into a per-user cache or `node_modules`. System packages are the last
//! resort. Nothing is installed before the step that needs it.

pub(crate) mod apt;
pub(crate) mod browsers;
pub(crate) mod cargo_tool;
pub(crate) mod chromium;
pub(crate) mod component;
pub(crate) mod nginx;
pub(crate) mod npm;
pub(crate) mod python;
pub(crate) mod wasm;
