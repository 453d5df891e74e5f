//! Making the JavaScript small that stands between the page and the WebAssembly.
//!
//! wasm-bindgen gives each function that the two call in one another a long name that ends in a hash, and the name is in
//! both files: bytes that no compression takes away. wasm-opt gives the functions short names in the one, this gives them
//! to the other and to the script that loads the parts, and esbuild makes one of the two scripts. It relies on how
//! wasm-bindgen and wasm-split write, so it checks that it has found every name.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use crate::failure::{Advise as _, Failure, Result};
use crate::parts;
use crate::shell::Cmd;

const REMEDY: &str = "Delete dist/, target/xtask/ and web/node_modules/, and run the same command again.";
const NEW_FORM: &str = "Teach xtask/src/glue.rs what this version of wasm-bindgen or wasm-split writes.";

/// Makes one short script of the loader `{base}.js` in `staged` and of `linker`, which loads the parts.
pub(crate) fn join(staged: &Path, base: &str, linker: &Path, names: &Names<'_>, bin: &Path) -> Result<()> {
    let read = |file: &Path| fs::read_to_string(file).advise(format_args!("reading {}", file.display()), REMEDY);
    let write = |file: &Path, script: String| {
        fs::write(file, script).advise(format_args!("writing {}", file.display()), REMEDY)
    };
    let loader = staged.join(format!("{base}.js"));
    let beside = staged.join(linker.file_name().unwrap_or_default());
    let (main, link) = rename(&read(&loader)?, &read(linker)?, names)?;
    write(&loader, main)?;
    write(&beside, link)?;
    Cmd::new(bin.join("esbuild"))
        .args(["--bundle", "--minify", "--format=esm", "--log-level=warning", "--allow-overwrite"])
        .arg(format!("--outfile={}", loader.display()))
        .arg(&loader)
        .stream()
        .advise("making the loader smaller", REMEDY)?;
    fs::remove_file(&beside).advise(format_args!("removing {}", beside.display()), REMEDY)?;
    let joined = read(&loader)?;
    write(&loader, address_parts(&joined, base))
}

/// The parts under the names that they have in the end: `./split_dialogs.wasm` is `./{base}-dialogs.wasm`.
fn address_parts(script: &str, base: &str) -> String {
    let mut pieces = script.split("\"./");
    let mut addressed = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        addressed.push_str("\"./");
        match piece.split_once(".wasm\"") {
            Some((stem, rest)) if stem.starts_with("split_") || stem.starts_with("chunk_") => {
                addressed.push_str(&format!("{base}-{}.wasm\"{rest}", parts::name_of(stem)));
            }
            _ => addressed.push_str(piece),
        }
    }
    addressed
}

/// What wasm-opt renamed: old name to new.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Names<'a> {
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
    pub(crate) fn parse(json: &'a str) -> Self {
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

/// Both scripts with the new names.
fn rename(loader: &str, linker: &str, names: &Names<'_>) -> Result<(String, String)> {
    let (loader, imported) = rename_in_loader(loader, names);
    let (linker, linked) = rename_in_linker(linker, names)?;
    if imported + linked == names.imports.len() {
        Ok((merge_modules(&loader, names)?, linker))
    } else {
        Err(Failure::new(
            format_args!("{} of {} imports were found in the loaders", imported + linked, names.imports.len()),
            NEW_FORM,
        ))
    }
}

/// wasm-bindgen writes names in two places, `import: function…` and `wasm.export`. Also how many imports there are.
fn rename_in_loader(script: &str, names: &Names<'_>) -> (String, usize) {
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
    (renamed, imported)
}

/// wasm-split writes a function for each part, `export const import = …`, and takes what the parts share with the program
/// in one line, `const { export, … } = initSync(…)`. Also how many functions there are.
fn rename_in_linker(script: &str, names: &Names<'_>) -> Result<(String, usize)> {
    let mut renamed = String::with_capacity(script.len());
    let mut linked = 0;
    for line in script.lines() {
        if let Some((name, value)) = line.strip_prefix("export const ").and_then(|line| line.split_once(' ')) {
            // A part that is marked and never asked for has a function that nothing imports.
            let new = names.imports.get(name).inspect(|_| linked += 1).unwrap_or(&name);
            renamed.push_str(&format!("export const {new} {value}"));
        } else if let Some((shared, call)) =
            line.trim().strip_prefix("const {").and_then(|line| line.split_once("} = initSync("))
        {
            renamed.push_str("const {");
            for name in shared.split(',').map(str::trim).filter(|name| !name.is_empty()) {
                let new = names.exports.get(name);
                let new =
                    new.ok_or_else(|| Failure::new(format_args!("{name} is shared and not exported"), NEW_FORM))?;
                renamed.push_str(&format!(" {new}: {name},"));
            }
            renamed.push_str(&format!(" }} = initSync({call}"));
        } else {
            renamed.push_str(line);
        }
        renamed.push('\n');
    }
    Ok((renamed, linked))
}

/// `"./one.js": import0, "./two.js": import1,` becomes `"a": { ...import0, ...import1, },`. There may be several lines of
/// one module, one for each function that is imported.
fn merge_modules(script: &str, names: &Names<'_>) -> Result<String> {
    let mut rest = script.to_owned();
    let mut values = String::new();
    let mut begin = rest.len();
    for module in &names.modules {
        let key = format!("\"{module}\":");
        if !rest.contains(&key) {
            return Err(Failure::new(format_args!("{key} is not in the loader"), NEW_FORM));
        }
        while let Some((before, after)) = rest.split_once(&key) {
            let (value, after) = after.split_once(',').unwrap_or((after, ""));
            values.push_str(&format!("...{}, ", value.trim()));
            begin = begin.min(before.len());
            rest = [before, after].concat();
        }
    }
    match rest.split_at_checked(begin).filter(|_| !values.is_empty()) {
        Some((before, after)) => Ok(format!("{before}\"{MODULE}\": {{ {values}}},{after}")),
        None => Err(Failure::new("the WebAssembly imports nothing", NEW_FORM)),
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
  ["./app_bg.js", "__wbg_now_0b", "b"],
  ["./__wasm_split.js", "__wasm_split_load_dialogs", "e"]
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
        return { "./app_bg.js": import0, "./__wasm_split.js": import1, };
        const memory = wasm.memory; wasm.__wbindgen_start();"#;

    const LINKER: &str = "\
        const { memory,  } = initSync(undefined, undefined);
        share({ memory, });
export const __wasm_split_load_dialogs = load(\"./split_dialogs.wasm\");";

    #[test]
    fn both_scripts_get_the_names_that_the_webassembly_has() {
        let (loader, linker) = rename(LOADER, LINKER, &Names::parse(PRINTED)).unwrap();
        let expected = LOADER
            .replace("__wbg_now_0a", "a")
            .replace("__wbg_now_0b", "b")
            .replace(
                r#" "./app_bg.js": import0, "./__wasm_split.js": import1,"#,
                r#" "a": { ...import0, ...import1, }, "#,
            )
            .replace("wasm.memory", "wasm.c")
            .replace("__wbindgen_start", "d");
        assert_eq!(loader, expected);
        assert!(linker.contains("const { c: memory, } = initSync("), "{linker}");
        assert!(linker.contains("share({ memory, })") && linker.contains("export const e = load("), "{linker}");
    }

    #[test]
    fn scripts_of_another_form_are_refused_and_not_broken() {
        let names = Names::parse(PRINTED);
        assert!(rename(&LOADER.replace("__wbg_now_0b:", "'__wbg_now_0b':"), LINKER, &names).is_err());
        assert!(rename(&LOADER.replace("./app_bg.js", "./other.js"), LINKER, &names).is_err());
        assert!(rename(LOADER, &LINKER.replace("export const", "export let"), &names).is_err());
        assert!(rename(LOADER, &LINKER.replace("memory", "table"), &names).is_err());
        assert!(rename(LOADER, LINKER, &Names::default()).is_err());
    }

    #[test]
    fn parts_are_addressed_by_the_name_of_their_program() {
        let script = r#"u("./split_dialogs.wasm");u("./chunk_1.wasm");import "./other.js""#;
        let addressed = r#"u("./app-12-dialogs.wasm");u("./app-12-chunk_1.wasm");import "./other.js""#;
        assert_eq!(address_parts(script, "app-12"), addressed);
    }
}
