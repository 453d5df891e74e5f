//! Where on its host the program is: at the top, or below a path that it shares the host by.
//!
//! The server writes the path into the page, so one build is right for all. What is kept in the browser is kept under its
//! name, since browsers keep by host: two chats below two paths of one host must not take each other's.

#[cfg(target_arch = "wasm32")]
use crate::dom::document;

thread_local! {
    static BASE: String = read();
}

/// As the page says.
#[cfg(target_arch = "wasm32")]
fn read() -> String {
    document().document_element().and_then(|page| page.get_attribute("data-base")).unwrap_or_default()
}

/// There is no page.
#[cfg(not(target_arch = "wasm32"))]
fn read() -> String {
    String::new()
}

/// `/chat/file` of `/file`, where the program is below `/chat`.
pub(crate) fn below(path: &str) -> String {
    BASE.with(|base| [base, path].concat())
}

/// `/file` of `/chat/file`; `None` where a path is not the program's.
pub(crate) fn within(path: &str) -> Option<&str> {
    BASE.with(|base| inside(path, base))
}

/// `name` as things are kept under: at the top it is just that, below a path `name(/path)`.
pub(crate) fn own(name: &str) -> String {
    BASE.with(|base| if base.is_empty() { name.to_owned() } else { format!("{name}({base})") })
}

fn inside<'p>(path: &'p str, base: &str) -> Option<&'p str> {
    path.strip_prefix(base).filter(|rest| rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_below_the_base_is_within() {
        assert_eq!(inside("/r/lobby", ""), Some("/r/lobby"));
        assert_eq!(inside("/chat/r/lobby", "/chat"), Some("/r/lobby"));
        assert_eq!(inside("/chat/", "/chat"), Some("/"));
        for path in ["/chat", "/chatter/", "/", "/r/lobby"] {
            assert_eq!(inside(path, "/chat"), None, "{path}");
        }
    }
}
