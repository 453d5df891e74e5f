//! How much a visitor downloads, and how much it may be.

use std::fs;
use std::path::Path;

use crate::failure::{Advise as _, Failure, Result};
use crate::stamp;

/// The most that all WebAssembly and JavaScript may weigh, in bytes after gzip. More than the 220 kB (brotli) that a first load
/// is to come to one day: every Yew component brings code of its own, and Markdown its tables.
const BUDGET: u64 = 680_000;

/// The sizes of the files of a finished frontend.
pub(crate) struct Sizes(Vec<Row>);

struct Row {
    name: String,
    raw: u64,
    gzip: u64,
    brotli: u64,
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

    /// Prints one line a file and the total.
    pub(crate) fn print(&self) {
        let width = self.0.iter().map(|row| row.name.len()).max().unwrap_or(0).max("file".len());
        println!("    {:width$} {:>10} {:>10} {:>10}  bytes", "file", "raw", "gzip", "brotli");
        let sum = |of: fn(&Row) -> u64| self.0.iter().map(of).sum();
        let total = Row { name: "total".into(), raw: sum(|r| r.raw), gzip: sum(|r| r.gzip), brotli: sum(|r| r.brotli) };
        for row in self.0.iter().chain([&total]) {
            println!("    {:width$} {:>10} {:>10} {:>10}", row.name, row.raw, row.gzip, row.brotli);
        }
        println!("    code is {} of {BUDGET} bytes allowed, gzipped", self.code());
    }

    /// Fails when the code weighs more than the budget allows.
    pub(crate) fn check_budget(&self) -> Result<()> {
        match self.code() {
            0 => Err(Failure::new("dist/ holds no code", "Delete dist/ and run the same command again.")),
            code if code <= BUDGET => Ok(()),
            code => Err(Failure::new(
                format_args!("the frontend's code is {code} bytes gzipped, and {BUDGET} are allowed"),
                "Find what grew (`cargo bloat` or `twiggy`), or raise BUDGET in xtask/src/sizes.rs and say why.",
            )),
        }
    }

    /// The gzipped bytes of WebAssembly and JavaScript.
    fn code(&self) -> u64 {
        let is_code = |name: &str| [".wasm", ".js", ".mjs"].iter().any(|ext| name.ends_with(ext));
        self.0.iter().filter(|row| is_code(&row.name)).map(|row| row.gzip).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(name: &str, gzip: u64) -> Sizes {
        Sizes(vec![Row { name: name.to_owned(), raw: gzip * 3, gzip, brotli: gzip }])
    }

    #[test]
    fn the_budget_counts_code_after_gzip_and_nothing_else() {
        assert!(sizes("app_bg.wasm", BUDGET).check_budget().is_ok());
        assert!(sizes("app_bg.wasm", BUDGET + 1).check_budget().is_err());
        let mut both = sizes("app.js", BUDGET);
        both.0.extend(sizes("photo.png", BUDGET).0);
        assert!(both.check_budget().is_ok());
    }

    #[test]
    fn a_frontend_without_code_is_no_frontend() {
        assert!(sizes("index.html", 1).check_budget().is_err());
    }
}
