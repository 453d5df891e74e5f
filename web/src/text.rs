//! A message's text as it is shown: plain words, links, and messages of nothing but emoji.
//!
//! The text is never taken for HTML: each part becomes a text node, and a link only ever has the scheme http or https,
//! so there is nothing to sanitise. Links are found by scanning for their scheme; what looks like an address without
//! one stays text, which is the cheaper mistake.

/// A part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part<'a> {
    /// To be shown as it is.
    Plain(&'a str),
    /// The address of a web page.
    Link(&'a str),
}

/// Most emoji that are shown large; more are a text like any other.
const MOST_LARGE_EMOJI: usize = 6;

/// Characters that end a sentence rather than the address before them.
const AFTER_LINK: [char; 11] = ['.', ',', ';', ':', '!', '?', '\'', '"', '*', '_', '~'];

/// Divides `text` into plain text and links.
pub(crate) fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, link, after)) = split_at_link(rest) {
        if !before.is_empty() {
            parts.push(Part::Plain(before));
        }
        parts.push(Part::Link(link));
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(Part::Plain(rest));
    }
    parts
}

/// The text before the first link, the link, and the text after it.
fn split_at_link(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    loop {
        let (start, scheme) = find_scheme(text, from)?;
        let (before, tail) = text.split_at_checked(start)?;
        let preceded_by_word = before.chars().next_back().is_some_and(char::is_alphanumeric);
        let end = tail.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`')).unwrap_or(tail.len());
        let (link, _) = tail.split_at_checked(end)?;
        let link = without_punctuation(link);
        if !preceded_by_word && link.len() > scheme {
            let (link, after) = tail.split_at_checked(link.len())?;
            return Some((before, link, after));
        }
        from = start + scheme;
    }
}

/// Where the next `http://` or `https://` begins, and its length.
fn find_scheme(text: &str, from: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    (from..bytes.len()).find_map(|start| {
        let tail = bytes.get(start..)?;
        let scheme = ["https://", "http://"]
            .into_iter()
            .find(|scheme| tail.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme.as_bytes())))?;
        Some((start, scheme.len()))
    })
}

/// `link` without what belongs to the sentence around it: punctuation, and brackets that were not opened inside.
fn without_punctuation(mut link: &str) -> &str {
    // Counted once: of nothing but brackets there may be thousands.
    let mut unopened = [('(', ')'), ('[', ']'), ('{', '}')]
        .map(|(open, close)| (close, link.matches(close).count().saturating_sub(link.matches(open).count())));
    while let Some(last) = link.chars().next_back() {
        match unopened.iter_mut().find(|(close, _)| *close == last) {
            Some((_, 0)) => return link,
            Some((_, count)) => *count -= 1,
            None if AFTER_LINK.contains(&last) => {}
            None => return link,
        }
        link = link.strip_suffix(last).unwrap_or_default();
    }
    link
}

/// Whether `text` is a few emoji and nothing else, to be shown large.
pub(crate) fn is_few_emoji(text: &str) -> bool {
    let mut emoji = 0;
    let mut joined = false;
    for c in text.chars() {
        match c {
            '\u{200D}' => joined = true,
            '\u{FE0F}' | '\u{20E3}' | '\u{1F3FB}'..='\u{1F3FF}' | '\u{E0020}'..='\u{E007F}' => {}
            c if c.is_whitespace() => joined = false,
            c if is_emoji(c) => {
                emoji += usize::from(!joined);
                joined = false;
            }
            _ => return false,
        }
        // A flag is two regional indicators and counts as two; it is not worth more code.
        if emoji > MOST_LARGE_EMOJI {
            return false;
        }
    }
    emoji > 0
}

/// The blocks that hold emoji; the few that are scattered among older symbols are taken where they are commonly used.
const fn is_emoji(c: char) -> bool {
    matches!(c,
        '\u{1F1E6}'..='\u{1F1FF}' | '\u{1F300}'..='\u{1F64F}' | '\u{1F680}'..='\u{1F6FF}' | '\u{1F900}'..='\u{1F9FF}'
        | '\u{1FA70}'..='\u{1FAFF}' | '\u{2600}'..='\u{27BF}' | '\u{2B50}' | '\u{2B55}' | '\u{2B1B}' | '\u{2B1C}'
        | '\u{231A}' | '\u{231B}' | '\u{23E9}'..='\u{23F3}' | '\u{1F7E0}'..='\u{1F7EB}' | '\u{2934}' | '\u{2935}'
        | '\u{2B05}'..='\u{2B07}' | '\u{3030}' | '\u{303D}' | '\u{1F004}' | '\u{1F0CF}')
}

/// Puts `item` into `sorted`, behind all that are not `after` it. For the short lists of a text: the standard library's
/// sorting is made for long ones, and weighs several kilobytes for each kind of list.
pub(crate) fn insert_sorted<T>(sorted: &mut Vec<T>, item: T, after: impl Fn(&T, &T) -> bool) {
    let at = sorted.iter().rposition(|known| !after(known, &item)).map_or(0, |before| before + 1);
    sorted.insert(at, item);
}

/// One or two letters that stand for a name, as they stand in it: the style sheet makes capitals of them.
pub(crate) fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().and_then(|word| word.chars().next());
    let last = words.next_back().and_then(|word| word.chars().find(|c| c.is_alphanumeric()));
    first.into_iter().chain(last).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, links: &[&str]) {
        let parts = parts(text);
        let found: Vec<&str> =
            parts.iter().filter_map(|part| if let Part::Link(link) = part { Some(*link) } else { None }).collect();
        assert_eq!(found, links, "{text}");
        let whole: String = parts.iter().map(|(Part::Plain(part) | Part::Link(part))| *part).collect();
        assert_eq!(whole, text, "nothing is lost");
    }

    #[test]
    fn addresses_with_a_web_scheme_become_links() {
        check("see https://example.org/a?b=c#d and HTTP://x.y", &["https://example.org/a?b=c#d", "HTTP://x.y"]);
        check("https://example.org", &["https://example.org"]);
        check("https://ar.wikipedia.org/wiki/سلام !", &["https://ar.wikipedia.org/wiki/سلام"]);
    }

    #[test]
    fn the_sentence_around_a_link_is_not_part_of_it() {
        check("Look (https://example.org/a_(b)), now!", &["https://example.org/a_(b)"]);
        check("Is it https://example.org/?", &["https://example.org/"]);
        check("<https://example.org>", &["https://example.org"]);
        check("\"https://example.org\".", &["https://example.org"]);
        check("[(https://example.org/[a](b)])).", &["https://example.org/[a](b)"]);
        check("~~https://example.org/~a~~", &["https://example.org/~a"]);
    }

    #[test]
    fn nothing_else_becomes_a_link() {
        check("javascript:alert(1) data:text/html,x file:///etc/passwd ftp://a.b", &[]);
        check("https:// and http:// alone, xhttps://example.org", &[]);
        check("javascript:https://x.y", &["https://x.y"]);
        check("", &[]);
    }

    #[test]
    fn a_few_emoji_and_nothing_else_are_shown_large() {
        for few in ["👍", "🎉🎉 🎉", "👩🏽\u{200D}🚀", "❤\u{FE0F}", "🇫🇷"] {
            assert!(is_few_emoji(few), "{few}");
        }
        for other in ["", " ", "ok 👍", "1", "🎉🎉🎉🎉🎉🎉🎉", "\u{200D}", "#"] {
            assert!(!is_few_emoji(other), "{other}");
        }
    }

    #[test]
    fn initials_are_those_of_the_first_and_the_last_word() {
        for (name, expected) in
            [("Ada Lovelace", "AL"), ("ben", "b"), ("Jean le Rond", "JR"), ("أمل", "أ"), ("x (y)", "xy")]
        {
            assert_eq!(initials(name), expected);
        }
    }
}
