//! What the official protocol suites assume of a server: Socket.IO 5 at `/socket.io/`, and an Engine.IO 4 and 3 that echoes
//! at `/engine.io/`, with short heartbeats. Network, limits and transports are the product's.
//!
//! The suites are in the repository `socketio/socket.io`, below `docs`. Run this, then each of them against it. The clients
//! in `e2e/matrix` are sent back their bytes by it, too, with `--patient`, and with MessagePack at `/socket.io/msgpack/`.

#[path = "conformance/echo.rs"]
mod echo;
#[path = "conformance/socket_io.rs"]
mod socket_io;

use std::io::IsTerminal as _;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::Parser;
use engineioxide::config::EngineIoConfig;
use engineioxide::service::EngineIoService;
use sociable::config::{HttpConfig, HttpOptions};
use sociable::{Front, Listeners, TransportLimits};
use tracing_subscriber::EnvFilter;

/// Serves what the official suites of Socket.IO's and Engine.IO's protocols assume.
#[derive(Parser)]
struct Options {
    #[command(flatten)]
    http: HttpOptions,

    /// Heartbeats as the product has them, for clients that are not to be hurried.
    #[arg(long)]
    patient: bool,

    /// What to log, as in `RUST_LOG`.
    #[arg(long, default_value = "warn")]
    log: EnvFilter,
}

// One thread, as Node has. The suites send requests over several connections, 5 ms apart, and expect them to be seen in
// that order; several threads promise that only on a machine that has nothing else to do.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let Options { http, patient, log } = Options::parse();
    tracing_subscriber::fmt()
        .with_env_filter(log)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    let config = HttpConfig::from(http);
    match Listeners::bind(&config.listen).await {
        Ok(listeners) => {
            #[expect(clippy::print_stdout, reason = "what whoever started the program waits for")]
            {
                println!("The suites can run against {}", listeners.url());
            }
            serve(listeners, &config, patient).await;
            ExitCode::SUCCESS
        }
        Err(error) => {
            tracing::error!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// What the suites assume.
const HURRIED: TransportLimits = TransportLimits {
    payload_bytes: 1_000_000,
    ping_interval: Duration::from_millis(300),
    ping_timeout: Duration::from_millis(200),
    connect_timeout: Duration::from_secs(1),
};

async fn serve(listeners: Listeners, config: &HttpConfig, patient: bool) {
    let limits = if patient { TransportLimits::default() } else { HURRIED };
    let (socket_io, io) = limits.socket_io().build_svc();
    socket_io::register(&io);
    let (msgpack, io) = limits.msgpack().req_path("/socket.io/msgpack").build_svc();
    socket_io::register(&io);
    let engine = EngineIoConfig::builder()
        .ping_interval(limits.ping_interval)
        .ping_timeout(limits.ping_timeout)
        .max_payload(limits.payload_bytes as u64)
        .ws_max_frame_size(limits.payload_bytes)
        .ws_max_message_size(limits.payload_bytes)
        .build();
    let front = Front::default()
        .mount("/socket.io", socket_io, limits.payload_bytes)
        .mount("/socket.io/msgpack", msgpack, limits.payload_bytes)
        .serve_client()
        .mount("/engine.io", EngineIoService::with_config(Arc::new(echo::Echo), engine), limits.payload_bytes);
    let stop = async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::error!(%error, "Ctrl-C cannot be heard");
            std::future::pending::<()>().await;
        }
    };
    front.serve(listeners, config, stop).await;
}
