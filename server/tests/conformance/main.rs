//! The two protocols on the wire, packet by packet, through the front layer and into what the example `conformance`
//! serves. The official suites look at more cases; these are the ones that the engine alone gets wrong, or that the suites
//! leave out.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking, in its helpers, too")]

#[path = "../../examples/conformance/echo.rs"]
mod echo;
#[path = "../../examples/conformance/socket_io.rs"]
mod echo_socket_io;
mod engine_io;
mod peer;
mod socket_io;
