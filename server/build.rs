//! Makes cargo look at the frontend again whenever it was built again, at Socket.IO's client and at what
//! other pages embed the chat with: their files are part of the binary, and their names change with their content.

fn main() {
    // Without a folder cargo would take it for changed at every build, and compile this crate every time.
    for folder in ["../dist", "client-dist", "embed-dist"] {
        if let Err(error) = std::fs::create_dir_all(folder) {
            println!("cargo::warning=cannot make the folder {folder}: {error}");
        }
        println!("cargo::rerun-if-changed={folder}");
    }
    println!("cargo::rerun-if-changed=migrations");
    println!("cargo::rerun-if-changed=build.rs");
}
