//! Where a link may lead, and whether what is shown of it says so.

/// `address` if it is of a scheme that a message may link to. A browser takes no other scheme for one of these.
pub(super) fn allowed(address: &str) -> bool {
    ["https://", "http://", "mailto:"].iter().any(|scheme| {
        address.split_at_checked(scheme.len()).is_some_and(|(head, rest)| {
            head.eq_ignore_ascii_case(scheme) && !rest.is_empty() && !rest.contains(char::is_whitespace)
        })
    })
}

/// Whether `label` names another host than the one that `address` leads to.
pub(super) fn is_disguise(label: &str, address: &str) -> bool {
    let real = host(address);
    label.split_whitespace().any(|word| names_host(word) && !host(word).eq_ignore_ascii_case(real))
}

/// The host of an address; of a mail address, what stands behind the `@`.
fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let rest = rest.trim_start_matches("mailto:").trim_start_matches(is_edge);
    // Browsers take a backslash for a slash.
    let authority = rest.split(['/', '\\', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default().trim_end_matches(is_edge);
    host.strip_prefix("www.").unwrap_or(host)
}

/// Whether a word looks like an address: it has a scheme, or a dot (or what looks like one) with letters behind it.
fn names_host(word: &str) -> bool {
    let dotted = host(word).rsplit_once(['.', '。', '．', '｡', '․']);
    word.contains("://")
        || dotted.is_some_and(|(name, domain)| {
            name.chars().next_back().is_some_and(char::is_alphanumeric)
                && domain.chars().count() >= 2
                && domain.chars().all(|c| c.is_alphabetic() || c == '-')
        })
}

/// What stands around a word in a sentence.
fn is_edge(c: char) -> bool {
    matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '(' | ')' | '"' | '\'' | '<' | '>' | '…')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_web_and_mail_are_linked_to() {
        for good in ["https://example.org", "HTTP://x.y/z", "mailto:ada@example.org"] {
            assert!(allowed(good), "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            "java\nscript:x",
            "data:text/html,x",
            "//x.y",
            "/x",
            "x",
            "https:x.y",
            "https://",
            "mailto:",
            " https://x.y",
            "https://x.y/a\tb",
            "vbscript:x",
            "blob:https://x.y",
            "",
        ] {
            assert!(!allowed(bad), "{bad}");
        }
    }

    #[test]
    fn a_label_that_names_another_host_is_a_disguise() {
        for (label, address) in [
            ("https://bank.example", "https://evil.example"),
            ("bank.example", "https://evil.example/bank.example"),
            ("see Bank.example.", "https://evil.example"),
            ("bank.example/login", "https://bank.example@evil.example/login"),
            ("bank.example", "https://evil.example\\@bank.example"),
            ("bank。example", "https://evil.example"),
            ("https://bank", "https://evil.example"),
            ("ada@bank.example", "mailto:ada@evil.example"),
            ("evil.example.bank.example", "https://evil.example"),
        ] {
            assert!(is_disguise(label, address), "{label} → {address}");
        }
        for (label, address) in [
            ("here", "https://example.org"),
            ("Example.org", "https://www.example.org:8080/a?b#c"),
            ("https://example.org/x", "https://example.org/y"),
            ("the end. And", "https://example.org"),
            ("version 1.2", "https://example.org"),
            ("ada@example.org", "mailto:ada@example.org"),
        ] {
            assert!(!is_disguise(label, address), "{label} → {address}");
        }
    }
}
