//! Commands that look after the database of a server, which may be running.

use std::error::Error;

use sociable::store::{backup as copy, check_file};

use crate::cli;

const DATABASE: &str = "sociable.db";

pub(crate) async fn backup(backup: &cli::Backup) -> Result<(), Box<dyn Error>> {
    copy(&backup.data.data.join(DATABASE), &backup.target).await?;
    say(&format!("copied the database to {}", backup.target.display()));
    Ok(())
}

pub(crate) async fn check(check: &cli::Check) -> Result<(), Box<dyn Error>> {
    let report = check_file(&check.data.data.join(DATABASE)).await?;
    for fault in &report.faults {
        say(fault);
    }
    if !report.faults.is_empty() {
        return Err("the database is damaged; restore a backup (and keep the damaged file, to look at it)".into());
    }
    say(&format!("{} rooms and {} messages are sound", report.rooms, report.messages));
    Ok(())
}

fn say(line: &str) {
    #[expect(clippy::print_stdout, reason = "what the person who gave the command waits for")]
    {
        println!("{line}");
    }
}
