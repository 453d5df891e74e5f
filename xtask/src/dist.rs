//! Turning Trunk's output into what the server embeds: names that change with the content, compressed copies beside the
//! originals, and a `dist/` that is touched only where it changes.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::stamp;

/// Raised with every change to this file, `glue.rs`, `parts.rs` or `trunk.rs` that changes their results, so that the frontend is built anew.
pub(crate) const REVISION: u32 = 7;

/// Smaller files weigh less than the headers they are sent with.
const WORTH_COMPRESSING: usize = 256;

const COMPRESSIBLE: [&str; 12] =
    ["html", "css", "js", "map", "mjs", "wasm", "svg", "json", "webmanifest", "txt", "xml", "ico"];

const BROTLI_QUALITY: i32 = 11;
/// 2^22 bytes, the largest window that every decoder keeps without asking.
const BROTLI_WINDOW: i32 = 22;

/// Renames the WebAssembly, its parts and its loader after what is in them. They have one name in common, because a part of
/// one build does not fit another.
///
/// Trunk names them after the compiler's output, before wasm-bindgen and wasm-opt. A change of either would give other
/// bytes under a name that browsers hold for immutable.
pub(crate) fn name_by_content(staged: &Path) -> io::Result<()> {
    let pages: Vec<PathBuf> = with_suffix(staged, ".html")?;
    for wasm in with_suffix(staged, "_bg.wasm")? {
        let name = file_name(&wasm);
        let base = name.trim_end_matches("_bg.wasm");
        let loader = wasm.with_file_name(format!("{base}.js"));
        let Some((stem, _)) = base.rsplit_once('-').filter(|_| loader.is_file()) else {
            continue;
        };
        let files = stamp::files_below(staged)?;
        let files: Vec<PathBuf> = files.into_iter().filter(|file| file_name(file).starts_with(base)).collect();
        let contents = files.iter().map(fs::read).collect::<io::Result<Vec<_>>>()?;
        let content = stamp::of_bytes(&contents.iter().map(Vec::as_slice).collect::<Vec<_>>());
        let renamed = format!("{stem}-{content:016x}");
        for text in pages.iter().chain([&loader]) {
            fs::write(text, fs::read_to_string(text)?.replace(base, &renamed))?;
        }
        for file in &files {
            fs::rename(file, file.with_file_name(file_name(file).replacen(base, &renamed, 1)))?;
        }
    }
    Ok(())
}

/// Puts all style sheets of the page into one: a request each would cost more than what is in them, and what is alike in two
/// of them is compressed only together. Comments go.
pub(crate) fn bundle_styles(staged: &Path) -> io::Result<()> {
    let page_file = staged.join("index.html");
    let mut page = fs::read_to_string(&page_file)?;
    let mut links: Vec<(String, String)> = Vec::new();
    for tag in page.split('<').filter_map(|rest| rest.split_once('>').map(|(tag, _)| tag)) {
        let href = tag.split_once("href=\"/").and_then(|(_, rest)| rest.split_once('"')).map(|(href, _)| href);
        if let Some(href) = href.filter(|href| tag.starts_with("link ") && href.ends_with(".css")) {
            links.push((format!("<{tag}>"), href.to_owned()));
        }
    }
    let mut bundle = String::new();
    for (_, href) in &links {
        bundle.push_str(&without_comments(&fs::read_to_string(staged.join(href))?));
        fs::remove_file(staged.join(href))?;
    }
    let name = format!("style-{:016x}.css", stamp::of_bytes(&[bundle.as_bytes()]));
    for (index, (link, _)) in links.iter().enumerate() {
        let replacement =
            if index == 0 { format!("<link rel=\"stylesheet\" href=\"/{name}\">") } else { String::new() };
        page = page.replacen(link.as_str(), &replacement, 1);
    }
    fs::write(staged.join(name), bundle)?;
    fs::write(page_file, page)
}

/// CSS without its comments and without blank lines. Our style sheets have no strings that look like one.
fn without_comments(css: &str) -> String {
    let mut kept = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("/*") {
        kept.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    kept.lines().filter(|line| !line.trim().is_empty()).fold(String::new(), |kept, line| kept + line.trim_end() + "\n")
}

/// Tells the service worker which files belong to the program, and gives it a version that changes with any of them.
pub(crate) fn fill_worker(staged: &Path) -> io::Result<()> {
    let worker = staged.join("sw.js");
    if !worker.is_file() {
        return Ok(());
    }
    let (mut paths, mut contents) = (Vec::new(), Vec::new());
    for file in relative(staged)? {
        contents.push(fs::read(staged.join(&file))?);
        let name = file.to_string_lossy().replace('\\', "/");
        if !matches!(name.as_str(), "index.html" | "sw.js") {
            paths.push(format!("'{name}'"));
        }
    }
    let version = stamp::of_bytes(&contents.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let script = fs::read_to_string(&worker)?;
    let filled = script.replace("{{version}}", &format!("{version:016x}")).replace("'{{files}}'", &paths.join(", "));
    fs::write(worker, filled)
}

/// Puts `X.br` and `X.gz` beside every compressible `X` that they make smaller.
pub(crate) fn compress(staged: &Path) -> io::Result<()> {
    for file in stamp::files_below(staged)? {
        let extension = file.extension().unwrap_or_default().to_string_lossy();
        if !COMPRESSIBLE.contains(&extension.as_ref()) {
            continue;
        }
        let raw = fs::read(&file)?;
        if raw.len() < WORTH_COMPRESSING {
            continue;
        }
        for (suffix, packed) in [("br", brotli(&raw)?), ("gz", gzip(&raw)?)] {
            if packed.len() < raw.len() {
                fs::write(file.with_extension(format!("{extension}.{suffix}")), packed)?;
            }
        }
    }
    Ok(())
}

/// Makes `dist` hold exactly what `staged` holds, leaving equal files untouched.
///
/// The page that names all other files is written last, so an interruption leaves no page that names missing files. It
/// is written whenever anything changed: the server's build watches the files that it embedded last time, and would
/// not notice one that is new.
pub(crate) fn publish(staged: &Path, dist: &Path) -> io::Result<()> {
    fs::create_dir_all(dist)?;
    let (page, mut changed) = (Path::new("index.html"), false);
    let fresh = relative(staged)?;
    for file in fresh.iter().filter(|file| *file != page) {
        let content = fs::read(staged.join(file))?;
        if !fs::read(dist.join(file)).is_ok_and(|present| present == content) {
            replace(dist, file, &content)?;
            changed = true;
        }
    }
    let content = fs::read(staged.join(page))?;
    let gone: Vec<PathBuf> = relative(dist)?.into_iter().filter(|file| !fresh.contains(file)).collect();
    if changed || !gone.is_empty() || !fs::read(dist.join(page)).is_ok_and(|present| present == content) {
        replace(dist, page, &content)?;
    }
    gone.iter().try_for_each(|file| fs::remove_file(dist.join(file)))
}

/// The files below `root`, named from there.
fn relative(root: &Path) -> io::Result<Vec<PathBuf>> {
    let files = stamp::files_below(root)?;
    Ok(files.iter().filter_map(|file| file.strip_prefix(root).ok()).map(Path::to_owned).collect())
}

fn replace(dist: &Path, file: &Path, content: &[u8]) -> io::Result<()> {
    let (partial, target) = (dist.join(".partial"), dist.join(file));
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(&partial, content)?;
    fs::rename(&partial, &target)
}

fn brotli(raw: &[u8]) -> io::Result<Vec<u8>> {
    let params = BrotliEncoderParams {
        quality: BROTLI_QUALITY,
        lgwin: BROTLI_WINDOW,
        size_hint: raw.len(),
        ..Default::default()
    };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &*raw, &mut packed, &params)?;
    Ok(packed)
}

fn gzip(raw: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(raw)?;
    encoder.finish()
}

fn file_name(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The files below `folder` whose names end in `suffix`.
pub(crate) fn with_suffix(folder: &Path, suffix: &str) -> io::Result<Vec<PathBuf>> {
    let files = stamp::files_below(folder)?;
    Ok(files.into_iter().filter(|file| file.to_string_lossy().ends_with(suffix)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::test_dir;
    use std::fs::File;
    use std::io::Read as _;

    fn names(dir: &Path) -> Vec<String> {
        let strip = |file: PathBuf| file.strip_prefix(dir).unwrap().to_string_lossy().into_owned();
        stamp::files_below(dir).unwrap().into_iter().map(strip).collect()
    }

    fn staged(test: &str, wasm: &str) -> PathBuf {
        let dir = test_dir(test);
        fs::write(dir.join("app-12ab_bg.wasm"), wasm).unwrap();
        fs::write(dir.join("app-12ab.js"), "init('./app-12ab-part.wasm')").unwrap();
        fs::write(dir.join("app-12ab-part.wasm"), "part").unwrap();
        fs::write(dir.join("index.html"), "<script src=/app-12ab.js></script><link href=/app-12ab_bg.wasm>").unwrap();
        dir
    }

    #[test]
    fn other_content_gets_another_name_and_the_page_refers_to_it() {
        let (one, two) = (staged("name-one", "one"), staged("name-two", "two"));
        name_by_content(&one).unwrap();
        name_by_content(&two).unwrap();
        assert_ne!(names(&one), names(&two));
        let page = fs::read_to_string(one.join("index.html")).unwrap();
        let loader = names(&one).into_iter().find(|name| name.ends_with(".js")).unwrap();
        let refer = page + &fs::read_to_string(one.join(loader)).unwrap();
        for name in names(&one).iter().filter(|name| *name != "index.html") {
            assert!(refer.contains(name.as_str()), "{refer} does not refer to {name}");
        }
    }

    #[test]
    fn all_style_sheets_become_one_in_their_order() {
        let dir = test_dir("bundle");
        fs::write(dir.join("a-1.css"), "a { color: red; }\n/* why */\n").unwrap();
        fs::write(dir.join("b-2.css"), "b { color: blue; }\n").unwrap();
        let links = "<link rel=\"stylesheet\" href=\"/a-1.css\"/><link rel=\"stylesheet\" href=\"/b-2.css\"/>";
        fs::write(dir.join("index.html"), format!("<head>{links}</head>")).unwrap();
        bundle_styles(&dir).unwrap();
        let page = fs::read_to_string(dir.join("index.html")).unwrap();
        assert_eq!(page.matches("<link").count(), 1, "{page}");
        let sheet = names(&dir).into_iter().find(|name| name.starts_with("style-")).unwrap();
        assert!(page.contains(&sheet), "{page}");
        assert_eq!(fs::read_to_string(dir.join(sheet)).unwrap(), "a { color: red; }\nb { color: blue; }\n");
    }

    #[test]
    fn the_service_worker_knows_every_file_and_changes_with_each() {
        let fill = |test: &str, content: &str| {
            let dir = test_dir(test);
            fs::write(dir.join("index.html"), "page").unwrap();
            fs::write(dir.join("app.js"), content).unwrap();
            fs::write(dir.join("sw.js"), "const V = '{{version}}'; const F = ['{{files}}'];").unwrap();
            fill_worker(&dir).unwrap();
            fs::read_to_string(dir.join("sw.js")).unwrap()
        };
        let (one, two) = (fill("worker-one", "one"), fill("worker-two", "two"));
        assert!(one.contains("const F = ['app.js'];"), "{one}");
        assert_ne!(one, two);
    }

    #[test]
    fn large_text_is_compressed_and_unpacks_to_itself() {
        let dir = test_dir("compress");
        let text = "some text ".repeat(1000);
        fs::write(dir.join("a.js"), &text).unwrap();
        fs::write(dir.join("small.js"), "1").unwrap();
        fs::write(dir.join("photo.png"), &text).unwrap();
        compress(&dir).unwrap();
        assert_eq!(names(&dir), ["a.js", "a.js.br", "a.js.gz", "photo.png", "small.js"]);
        let mut unpacked = String::new();
        brotli::Decompressor::new(File::open(dir.join("a.js.br")).unwrap(), 4096)
            .read_to_string(&mut unpacked)
            .unwrap();
        assert_eq!(unpacked, text);
        unpacked.clear();
        flate2::read::GzDecoder::new(File::open(dir.join("a.js.gz")).unwrap()).read_to_string(&mut unpacked).unwrap();
        assert_eq!(unpacked, text);
    }

    #[test]
    fn publishing_replaces_what_changed_removes_what_is_gone_and_leaves_the_rest_untouched() {
        let (from, to) = (test_dir("publish-from"), test_dir("publish-to"));
        fs::create_dir_all(from.join("fonts")).unwrap();
        fs::write(from.join("fonts/same"), "same").unwrap();
        fs::write(from.join("index.html"), "old").unwrap();
        fs::write(to.join("gone.js"), "gone").unwrap();
        publish(&from, &to).unwrap();
        let untouched = fs::metadata(to.join("fonts/same")).unwrap().modified().unwrap();
        fs::write(from.join("index.html"), "new").unwrap();
        publish(&from, &to).unwrap();
        assert_eq!(names(&to), ["fonts/same", "index.html"]);
        assert_eq!(fs::read_to_string(to.join("index.html")).unwrap(), "new");
        assert_eq!(fs::metadata(to.join("fonts/same")).unwrap().modified().unwrap(), untouched);
    }
}
