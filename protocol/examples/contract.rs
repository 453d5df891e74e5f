//! Writes what is generated from the contract into the repository: `cargo xtask types`.

use std::path::Path;
use std::{fs, io};

use sociable_protocol::schema::GENERATED;

fn main() -> io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    GENERATED.iter().try_for_each(|file| fs::write(root.join(file.path), (file.text)()))
}
