//! How the custom properties that pages set (`--chat-accent` …) become design tokens (`styles/tokens.css`).
//!
//! The list is closed: what is not in it, and what could fetch something, is not taken. A colour that others follow from,
//! such as the accent, is noted by its name in `data-custom`: `styles/embedded.css` computes the others of it, so that what
//! is written on it can be read whatever it is. What is set by itself is stronger, as it stands in the element.

/// Longest value, in bytes: a list of fonts is the longest thing there is.
const VALUE_BYTES: usize = 300;

/// A property of the page, and the tokens that become what it says.
const TOKENS: [(&str, &[&str]); 25] = [
    ("accent", &["--brand"]),
    ("on-accent", &["--on-accent"]),
    ("bg", &["--canvas"]),
    ("surface", &["--surface", "--raised", "--other"]),
    ("text", &["--text"]),
    ("muted", &["--text-soft"]),
    ("border", &["--line"]),
    ("own-bg", &["--own"]),
    ("own-text", &["--own-text"]),
    ("other-bg", &["--other"]),
    ("other-text", &["--other-text"]),
    ("link", &["--link"]),
    ("danger", &["--danger"]),
    ("online", &["--good"]),
    ("radius", &["--radius-card", "--radius-field"]),
    ("bubble-radius", &["--radius-bubble"]),
    ("font", &["--font"]),
    ("font-size", &["--size-body"]),
    ("line-height", &["--line-height"]),
    ("code-font", &["--font-code"]),
    ("gap", &["--gap"]),
    ("header-bg", &["--header"]),
    ("header-text", &["--header-text"]),
    ("composer-bg", &["--composer"]),
    ("focus", &["--focus"]),
];

/// What has to be set on the element of the page: tokens with their values, and the names of what is customised.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Look {
    /// Tokens, in the order in which they are to be set.
    pub(super) tokens: Vec<(&'static str, String)>,
    /// The names, without what is before them, with spaces between.
    pub(super) custom: String,
}

/// All tokens that a page can set.
pub(super) fn all_tokens() -> impl Iterator<Item = &'static str> {
    TOKENS.iter().flat_map(|(_, tokens)| tokens.iter().copied())
}

/// What becomes of these properties.
pub(super) fn look<'a>(properties: impl Iterator<Item = (&'a str, &'a str)>) -> Look {
    let given: Vec<_> = properties.filter(|(_, value)| is_harmless(value)).collect();
    let mut look = Look::default();
    // In the order of the list, where what is more particular comes after what is less.
    for (name, tokens) in TOKENS {
        let value = given.iter().find(|(given, _)| given.strip_prefix("--chat-") == Some(name));
        let Some((_, value)) = value else { continue };
        for token in tokens {
            let value = match *token {
                // What the page's fonts are is not known here, so there have to be others to take.
                "--font" | "--font-code" => {
                    format!("{value}, var(--fallback{})", token.trim_start_matches('-').trim_start_matches("font"))
                }
                _ => (*value).to_owned(),
            };
            look.tokens.retain(|(known, _)| known != token);
            look.tokens.push((token, value));
        }
        if !look.custom.is_empty() {
            look.custom.push(' ');
        }
        look.custom.push_str(name);
    }
    look
}

/// Whether a value can do nothing but be a value: it fetches nothing, and refers to nothing of the page in the frame.
fn is_harmless(value: &str) -> bool {
    let value = value.to_ascii_lowercase();
    !value.trim().is_empty()
        && value.len() <= VALUE_BYTES
        && !value.contains([';', '{', '}', '\\', '@', '<'])
        && !["url(", "image", "src(", "attr(", "var(", "env("].iter().any(|function| value.contains(function))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(properties: &[(&str, &str)]) -> Look {
        look(properties.iter().copied())
    }

    fn tokens(look: &Look) -> Vec<(&str, &str)> {
        look.tokens.iter().map(|(token, value)| (*token, value.as_str())).collect()
    }

    #[test]
    fn a_property_becomes_its_tokens_and_is_noted() {
        let look = of(&[("--chat-accent", "#0a7"), ("--chat-radius", "4px")]);
        assert_eq!(tokens(&look), [("--brand", "#0a7"), ("--radius-card", "4px"), ("--radius-field", "4px")]);
        assert_eq!(look.custom, "accent radius");
    }

    #[test]
    fn what_is_more_particular_wins_whatever_the_order() {
        let look = of(&[("--chat-other-bg", "#eee"), ("--chat-surface", "#fff")]);
        assert_eq!(tokens(&look), [("--surface", "#fff"), ("--raised", "#fff"), ("--other", "#eee")]);
    }

    #[test]
    fn fonts_have_others_to_fall_back_to() {
        assert_eq!(tokens(&of(&[("--chat-font", "Lato")])), [("--font", "Lato, var(--fallback)")]);
        assert_eq!(tokens(&of(&[("--chat-code-font", "Fira")])), [("--font-code", "Fira, var(--fallback-code)")]);
    }

    #[test]
    fn what_is_not_in_the_list_or_could_fetch_something_is_not_taken() {
        for (name, value) in [
            ("--canvas", "red"),
            ("--chat-launcher-bg", "red"),
            ("chat-accent", "red"),
            ("--chat-bg", "url(https://evil.example/x)"),
            ("--chat-bg", "URL(//evil.example)"),
            ("--chat-bg", "image-set('x' 1x)"),
            ("--chat-bg", "red; background: blue"),
            ("--chat-bg", "u\\72l(x)"),
            ("--chat-bg", " "),
            ("--chat-font", &"x".repeat(VALUE_BYTES + 1)),
        ] {
            assert_eq!(of(&[(name, value)]), Look::default(), "{name}: {value}");
        }
    }
}
