//! How much a visitor downloads, and how much it may be.
//!
//! What one waits for is counted apart: for the page on which one chooses a name, and for a room that can be read. The rest
//! comes in the background.

use std::fs;
use std::path::Path;

use crate::failure::{Advise as _, Failure, Result};
use crate::stamp;

/// The most that a first load may weigh, in bytes after brotli: the page, its style sheet, the program and its loader.
const FIRST_LOAD: u64 = 220_000;

/// The most that comes in addition before a room can be read, fetched along with the first load.
const ROOM: u64 = 160_000;

/// The most that the other parts may weigh together. 22 kB of it are for the chat in frames of other pages, and only those
/// load them.
const LATER: u64 = 172_000;

/// The sizes of the files of a finished frontend.
pub(crate) struct Sizes(Vec<Row>);

struct Row {
    name: String,
    raw: u64,
    gzip: u64,
    brotli: u64,
}

/// When a file is fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    /// Before one can choose a name.
    First,
    /// Before a room can be read: its part of the program, and what parts have in common.
    Room,
    /// A part of the program, in the background or when it is wanted.
    Later,
    /// Not by the program: pictures for the system, what keeps the program, emoji.
    Aside,
}

impl Row {
    fn when(&self) -> When {
        match self.name.rsplit_once('.') {
            _ if self.name == "sw.js" => When::Aside,
            Some((_, "html" | "css" | "js")) => When::First,
            Some((stem, "wasm")) if stem.ends_with("_bg") => When::First,
            Some((stem, "wasm")) if stem.ends_with("-chat") || stem.contains("-chunk_") => When::Room,
            Some((_, "wasm")) => When::Later,
            _ => When::Aside,
        }
    }
}

impl Sizes {
    /// Reads them from `dist`.
    pub(crate) fn measure(dist: &Path) -> Result<Self> {
        let files = stamp::files_below(dist).advise("reading dist/", "Make the folder dist readable, or delete it.")?;
        let size = |file: &Path| fs::metadata(file).map(|meta| meta.len()).ok();
        let packed = |file: &Path, suffix: &str| size(Path::new(&format!("{}.{suffix}", file.display())));
        let originals = files.iter().filter(|file| !file.extension().is_some_and(|ext| ext == "br" || ext == "gz"));
        let rows = originals.filter_map(|file| {
            let raw = size(file)?;
            // What has no compressed copy is sent as it is.
            let (gzip, brotli) = (packed(file, "gz").unwrap_or(raw), packed(file, "br").unwrap_or(raw));
            Some(Row { name: file.strip_prefix(dist).unwrap_or(file).display().to_string(), raw, gzip, brotli })
        });
        Ok(Self(rows.collect()))
    }

    /// Prints one line a file, and what is fetched first and later.
    pub(crate) fn print(&self) {
        let width = self.0.iter().map(|row| row.name.len()).max().unwrap_or(0).max("file".len());
        println!("    {:width$} {:>10} {:>10} {:>10}  bytes", "file", "raw", "gzip", "brotli");
        let groups = [
            (When::First, "first load"),
            (When::Room, "and for a room"),
            (When::Later, "loaded later"),
            (When::Aside, "beside it"),
        ];
        for (when, title) in groups {
            let rows: Vec<&Row> = self.0.iter().filter(|row| row.when() == when).collect();
            let sum = |of: fn(&Row) -> u64| rows.iter().map(|row| of(row)).sum();
            let total =
                Row { name: title.into(), raw: sum(|r| r.raw), gzip: sum(|r| r.gzip), brotli: sum(|r| r.brotli) };
            for row in rows.iter().copied().chain([&total]) {
                println!("    {:width$} {:>10} {:>10} {:>10}", row.name, row.raw, row.gzip, row.brotli);
            }
        }
        println!("    allowed are {FIRST_LOAD} bytes of brotli for the first load, {ROOM} for a room, {LATER} later");
    }

    /// Fails when the frontend weighs more than its budgets allow.
    pub(crate) fn check_budget(&self) -> Result<()> {
        if !self.0.iter().any(|row| row.name.ends_with(".wasm")) {
            return Err(Failure::new("dist/ holds no program", "Delete dist/ and run the same command again."));
        }
        // Where it could not be cut, all of it is the first load.
        let is_cut = self.0.iter().any(|row| row.when() == When::Room);
        let first_load = if is_cut { FIRST_LOAD } else { FIRST_LOAD + ROOM + LATER };
        for (when, budget, what) in [
            (When::First, first_load, "the first load of the frontend"),
            (When::Room, ROOM, "what the frontend loads for a room"),
            (When::Later, LATER, "what the frontend loads later"),
        ] {
            let weight: u64 = self.0.iter().filter(|row| row.when() == when).map(|row| row.brotli).sum();
            if weight > budget {
                return Err(Failure::new(
                    format_args!("{what} is {weight} bytes after brotli, and {budget} are allowed"),
                    "Find what grew (`cargo bloat` or `twiggy`), or raise the budget in xtask/src/sizes.rs and say why.",
                ));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(files: &[(&str, u64)]) -> Sizes {
        let row = |(name, brotli): &(&str, u64)| Row {
            name: (*name).to_owned(),
            raw: brotli * 3,
            gzip: brotli * 2,
            brotli: *brotli,
        };
        Sizes(files.iter().map(row).collect())
    }

    #[test]
    fn the_first_load_a_room_and_what_comes_later_have_a_budget_each() {
        let program = |first, room, later| {
            let shared = room / 2;
            let room = [("app-12-chat.wasm", room - shared), ("app-12-chunk_1.wasm", shared)];
            sizes(&[("app-12_bg.wasm", first), room[0], room[1], ("app-12-dialogs.wasm", later)]).check_budget()
        };
        assert!(program(FIRST_LOAD, ROOM, LATER).is_ok());
        assert!(program(FIRST_LOAD + 1, 0, 0).is_err());
        assert!(program(1, ROOM + 1, 0).is_err());
        assert!(program(1, 0, LATER + 1).is_err());
    }

    #[test]
    fn the_first_load_is_the_page_with_all_it_needs() {
        let parts = [("app-12_bg.wasm", FIRST_LOAD), ("app-12-chat.wasm", 1)];
        let with = |name| sizes(&[parts[0], parts[1], (name, 1)]).check_budget();
        assert!(with("index.html").is_err());
        assert!(with("style-12.css").is_err());
        assert!(with("app-12.js").is_err());
        assert!(with("sw.js").is_ok());
        assert!(with("icon-512.png").is_ok());
    }

    #[test]
    fn a_frontend_in_one_piece_may_weigh_as_much_as_all_its_parts() {
        let whole = |brotli| sizes(&[("app-12_bg.wasm", brotli)]).check_budget();
        assert!(whole(FIRST_LOAD + ROOM + LATER).is_ok());
        assert!(whole(FIRST_LOAD + ROOM + LATER + 1).is_err());
    }

    #[test]
    fn a_frontend_without_a_program_is_no_frontend() {
        assert!(sizes(&[("index.html", 1)]).check_budget().is_err());
    }
}
