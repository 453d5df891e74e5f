//! Makes cargo look at the frontend again whenever it was built again: its files are part of the binary, and their
//! names change with their content.

fn main() {
    // Without the folder cargo would take it for changed at every build, and compile this crate every time.
    if let Err(error) = std::fs::create_dir_all("../dist") {
        println!("cargo::warning=cannot make the folder dist: {error}");
    }
    println!("cargo::rerun-if-changed=../dist");
    println!("cargo::rerun-if-changed=migrations");
    println!("cargo::rerun-if-changed=build.rs");
}
