//! Making the JavaScript small that wasm-bindgen puts between the page and the WebAssembly.
//!
//! wasm-bindgen gives each function that the two call in one another a long name that ends in a hash, and the name is in
//! both files: bytes that no compression takes away. wasm-opt gives the functions short names in the one, this gives them
//! to the other, and esbuild does the rest. (Trunk's own minifier cannot read this JavaScript.) It relies on how
//! wasm-bindgen writes names, so it checks that it has found every one.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::dist;
use crate::failure::{Advise as _, Failure, Result};
use crate::shell::Cmd;

const REMEDY: &str = "Delete dist/, target/xtask/ and web/node_modules/, and run the same command again.";
const NEW_FORM: &str = "Teach xtask/src/glue.rs what this version of wasm-bindgen writes.";

/// Shortens every loader in `staged`, and the names in its WebAssembly, with the programs in `bin`.
pub(crate) fn shorten(staged: &Path, bin: &Path) -> Result<()> {
    for wasm in dist::with_suffix(staged, "_bg.wasm").advise("reading what Trunk built", REMEDY)? {
        let loader = PathBuf::from(wasm.to_string_lossy().replace("_bg.wasm", ".js"));
        let names = Cmd::new(bin.join("wasm-opt"))
            .arg("--minify-imports-and-exports-and-modules")
            .arg(&wasm)
            .arg("-o")
            .arg(&wasm)
            .read()
            .advise("shortening the names in the WebAssembly", REMEDY)?;
        let script = fs::read_to_string(&loader).advise(format_args!("reading {}", loader.display()), REMEDY)?;
        let script = rename(&script, &Names::parse(&names))?;
        fs::write(&loader, script).advise(format_args!("writing {}", loader.display()), REMEDY)?;
        Cmd::new(bin.join("esbuild"))
            .args(["--minify", "--format=esm", "--log-level=warning", "--allow-overwrite"])
            .arg(format!("--outfile={}", loader.display()))
            .arg(&loader)
            .stream()
            .advise("making the loader smaller", REMEDY)?;
    }
    Ok(())
}

/// What wasm-opt renamed: old name to new.
#[derive(Debug, Default, PartialEq, Eq)]
struct Names<'a> {
    /// Modules that are imported from; all become one.
    modules: Vec<&'a str>,
    imports: HashMap<&'a str, &'a str>,
    exports: HashMap<&'a str, &'a str>,
}

/// What wasm-opt calls the one module.
const MODULE: &str = "a";

impl<'a> Names<'a> {
    /// Reads what wasm-opt prints: JSON with a line `["module", "old", "new"]` for each import and `["old", "new"]` for
    /// each export. The names are identifiers, so nothing in them is escaped.
    fn parse(json: &'a str) -> Self {
        let mut names = Self::default();
        for line in json.lines() {
            let quoted: Vec<&str> = line.split('"').skip(1).step_by(2).collect();
            match quoted[..] {
                [module, old, new] => {
                    if !names.modules.contains(&module) {
                        names.modules.push(module);
                    }
                    names.imports.insert(old, new);
                }
                [old, new] => {
                    names.exports.insert(old, new);
                }
                _ => {}
            }
        }
        names
    }
}

/// `script` with the new names, in the three places in which wasm-bindgen writes them: `"./module.js": …`,
/// `import: function…` and `wasm.export`.
fn rename(script: &str, names: &Names<'_>) -> Result<String> {
    let [module] = names.modules[..] else {
        return Err(Failure::new(format_args!("the WebAssembly imports from {:?}", names.modules), NEW_FORM));
    };
    let mut renamed = String::with_capacity(script.len());
    let mut imported = 0;
    let mut rest = script;
    while let Some(begin) = rest.find(is_part_of_name) {
        let (before, word_and_more) = rest.split_at(begin);
        let end = word_and_more.find(|c| !is_part_of_name(c)).unwrap_or(word_and_more.len());
        let (word, after) = word_and_more.split_at(end);
        renamed.push_str(before);
        let new = if renamed.ends_with("wasm.") {
            names.exports.get(word)
        } else {
            names.imports.get(word).filter(|_| after.starts_with(':')).inspect(|_| imported += 1)
        };
        renamed.push_str(new.unwrap_or(&word));
        rest = after;
    }
    renamed.push_str(rest);
    let quoted = format!("\"{module}\":");
    if imported == names.imports.len() && renamed.matches(&quoted).count() == 1 {
        Ok(renamed.replace(&quoted, &format!("\"{MODULE}\":")))
    } else {
        Err(Failure::new(
            format_args!("{imported} of {} imports were found in the loader", names.imports.len()),
            NEW_FORM,
        ))
    }
}

fn is_part_of_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$')
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRINTED: &str = r#"{
 "imports": [
  ["./app_bg.js", "__wbg_now_0a", "a"],
  ["./app_bg.js", "__wbg_now_0b", "b"]
 ],
"exports": [
  ["memory", "c"],
  ["__wbindgen_start", "d"]
 ]
}"#;

    const LOADER: &str = r#"
        const import0 = {
            __wbg_now_0a: function() { return Date.now(); },
            __wbg_now_0b: function() { return wasm.memory.buffer; },
        };
        return { "./app_bg.js": import0 };
        const memory = wasm.memory; wasm.__wbindgen_start();"#;

    #[test]
    fn the_loader_gets_the_names_that_the_webassembly_has() {
        let renamed = rename(LOADER, &Names::parse(PRINTED)).unwrap();
        let expected = LOADER
            .replace("__wbg_now_0a", "a")
            .replace("__wbg_now_0b", "b")
            .replace("./app_bg.js", "a")
            .replace("wasm.memory", "wasm.c")
            .replace("__wbindgen_start", "d");
        assert_eq!(renamed, expected);
    }

    #[test]
    fn a_loader_of_another_form_is_refused_and_not_broken() {
        let names = Names::parse(PRINTED);
        assert!(rename(&LOADER.replace("__wbg_now_0b:", "'__wbg_now_0b':"), &names).is_err());
        assert!(rename(&LOADER.replace("./app_bg.js", "./other.js"), &names).is_err());
        assert!(rename(LOADER, &Names::default()).is_err());
    }
}
