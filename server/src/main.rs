//! The `sociable` command.

mod cli;

use std::io::IsTerminal as _;
use std::process::ExitCode;

use clap::Parser as _;
use sociable::config::Config;
use sociable::{App, Listeners};
use sociable_protocol::Limits;
use tracing_subscriber::EnvFilter;

use cli::{Cli, Command, Serve};

#[tokio::main]
async fn main() -> ExitCode {
    let Command::Serve(options) = Cli::parse().command;
    match serve(options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            #[expect(clippy::print_stderr, reason = "the last word to whoever started the program")]
            {
                eprintln!("sociable: {error}");
            }
            ExitCode::FAILURE
        }
    }
}

async fn serve(Serve { options, config }: Serve) -> Result<(), Box<dyn std::error::Error>> {
    let config = Config::load(options, config.as_deref())?;
    tracing_subscriber::fmt()
        .with_env_filter(log_filter(&config.log.filter)?)
        // Standard output is for the address alone, so that a script can read it.
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();

    raise_open_files();
    let stop = stop_signal()?;
    // Before the data is touched: a second server on the same port should not migrate the first one's database.
    let listeners = Listeners::bind(&config.http.listen).await?;
    let url = listeners.url().to_owned();
    let app = App::start(&config.store, Limits::default()).await?;
    #[expect(clippy::print_stdout, reason = "what the person or script that started the program waits for")]
    {
        println!("Sociable is ready at {url}");
    }
    app.run(listeners, stop).await?;
    Ok(())
}

fn log_filter(filter: &str) -> Result<EnvFilter, String> {
    EnvFilter::try_new(filter)
        .map_err(|error| format!("{filter:?} says not what to log ({error}); give --log info or --log sociable=debug"))
}

/// Every connection is an open file, and shells allow few: takes as many as the system lets this process have.
fn raise_open_files() {
    match rlimit::increase_nofile_limit(u64::MAX) {
        Ok(files) => tracing::info!(files, "connections are limited by open files"),
        Err(error) => tracing::warn!(%error, "cannot raise the limit of open files; see `ulimit -n`"),
    }
}

/// Completes at the first Ctrl-C or SIGTERM. The second Ctrl-C ends the process at once.
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    Ok(async move {
        let interrupt = tokio::signal::ctrl_c();
        #[cfg(unix)]
        tokio::select! {
            _ = interrupt => {}
            _ = terminate.recv() => {}
        }
        #[cfg(not(unix))]
        if interrupt.await.is_err() {
            std::future::pending::<()>().await;
        }
        tokio::spawn(async {
            if tokio::signal::ctrl_c().await.is_ok() {
                std::process::exit(130);
            }
        });
    })
}
