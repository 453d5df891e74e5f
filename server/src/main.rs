//! The `sociable` command.

mod cli;
mod upkeep;

use std::io::IsTerminal as _;
use std::process::ExitCode;

use clap::Parser as _;
use sociable::auth::{Issued, SigningKey};
use sociable::config::{AuthOptions, Config};
use sociable::{App, Census, Dialects, Listeners};
use tracing_subscriber::EnvFilter;

use cli::{Cli, Command, Serve, Token};

#[tokio::main]
async fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Serve(options) => serve(*options).await,
        Command::Backup(backup) => upkeep::backup(&backup).await,
        Command::Check(check) => upkeep::check(&check).await,
        Command::Token(token) => sign(token),
    };
    match done {
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

/// Prints a token for trying out.
fn sign(token: Token) -> Result<(), Box<dyn std::error::Error>> {
    let options = AuthOptions { auth_secret_file: token.secret.auth_secret_file, ..AuthOptions::default() };
    let key = match (&token.secret.key_file, options.with_environment().secret()?) {
        (Some(path), _) => SigningKey::read(path)?,
        (None, Some(secret)) => SigningKey::secret(&secret),
        (None, None) => {
            return Err(
                "there is nothing to sign with; give --auth-secret-file, SOCIABLE_AUTH_SECRET or --key-file".into()
            );
        }
    };
    let Token { sub, name, avatar, rooms, role, expires, issuer: iss, audience: aud, .. } = token;
    let role = role.map(|role| role.as_str().to_owned());
    let issued = Issued { sub, name, avatar, rooms, role, iss, aud };
    let signed = key.sign(&issued, expires)?;
    #[expect(clippy::print_stdout, reason = "what was asked for")]
    {
        println!("{signed}");
    }
    Ok(())
}

async fn serve(Serve { mut options, config }: Serve) -> Result<(), Box<dyn std::error::Error>> {
    options.auth = options.auth.with_environment();
    let mut config = Config::load(options, config.as_deref())?;
    tracing_subscriber::fmt()
        .with_env_filter(log_filter(&config.log.filter)?)
        // Standard output is for the address alone, so that a script can read it.
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();

    config.http.max_connections = connections(config.http.max_connections);
    let stop = stop_signal()?;
    // Before the data is touched: a second server on the same port should not migrate the first one's database.
    let listeners = Listeners::bind(&config.http.listen).await?;
    let url = listeners.url().to_owned();
    let dialects = Dialects::new(&config.dialects)?;
    let app =
        App::start_with(&config.store, config.limits.limits, &config.auth, &config.site).await?.speaking(dialects);
    #[expect(clippy::print_stdout, reason = "what the person or script that started the program waits for")]
    {
        println!("Sociable is ready at {url}");
    }
    #[cfg(unix)]
    count_when_asked(app.census())?;
    app.run(listeners, &config.http, stop).await?;
    Ok(())
}

fn log_filter(filter: &str) -> Result<EnvFilter, String> {
    EnvFilter::try_new(filter)
        .map_err(|error| format!("{filter:?} says not what to log ({error}); give --log info or --log sociable=debug"))
}

/// Open files that are no connections: the database, listeners, logs, those that may only ask for the
/// server's health, and some to spare.
const OTHER_FILES: u64 = 96;

/// Fewer connections are hardly what was meant where nobody says how many: a page alone opens several.
const FEW: usize = 256;

/// Every connection is an open file, and shells allow few: takes as many as the system lets this process have, and says
/// how many connections that makes, at most `wanted`.
fn connections(wanted: usize) -> usize {
    let files = rlimit::increase_nofile_limit(u64::MAX).unwrap_or_else(|error| {
        tracing::warn!(%error, "cannot raise the limit of open files; see `ulimit -n`");
        rlimit::Resource::NOFILE.get_soft().unwrap_or(256)
    });
    let possible = usize::try_from(files.saturating_sub(OTHER_FILES)).unwrap_or(usize::MAX).max(1);
    let connections = wanted.min(possible);
    if possible < if wanted == usize::MAX { FEW } else { wanted } {
        tracing::warn!(connections, "the limit of open files leaves few connections; raise `ulimit -n` or LimitNOFILE");
    } else {
        tracing::info!(connections, "connections are limited");
    }
    connections
}

/// Writes into the log what the server holds, at each SIGUSR1.
#[cfg(unix)]
fn count_when_asked(census: Census) -> std::io::Result<()> {
    let mut asked = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::user_defined1())?;
    tokio::spawn(async move {
        while asked.recv().await.is_some() {
            tracing::info!(sockets = census.sockets(), tasks = census.tasks(), "holds");
        }
    });
    Ok(())
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
