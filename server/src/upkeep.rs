//! Commands that look after the database of a server, which may be running.

use std::error::Error;
use std::path::PathBuf;

use sociable::config::StoreConfig;
use sociable::store::{backup as copy, check_file};

use crate::cli;

pub(crate) async fn backup(backup: &cli::Backup) -> Result<(), Box<dyn Error>> {
    copy(&database(&backup.data)?, &backup.target).await?;
    say(&format!("copied the database to {}", backup.target.display()));
    Ok(())
}

pub(crate) async fn check(check: &cli::Check) -> Result<(), Box<dyn Error>> {
    let report = check_file(&database(&check.data)?).await?;
    for fault in &report.faults {
        say(fault);
    }
    if !report.faults.is_empty() {
        return Err("the database is damaged; restore a backup (and keep the damaged file, to look at it)".into());
    }
    say(&format!("{} rooms and {} messages are sound", report.rooms, report.messages));
    Ok(())
}

/// The database in the data directory.
fn database(given: &cli::DataDir) -> Result<PathBuf, String> {
    let path = StoreConfig::new(given.data.clone()).database();
    if path.is_file() {
        Ok(path)
    } else {
        Err(format!("there is no {}; name the server's data directory with --data", path.display()))
    }
}

fn say(line: &str) {
    #[expect(clippy::print_stdout, reason = "what the person who gave the command waits for")]
    {
        println!("{line}");
    }
}
