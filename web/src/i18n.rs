//! The reader's language: which it is, how its numbers are written, and its sentences put together.
//!
//! The sentences themselves are in `locales/`, and functions of [`crate::strings`]; see `build.rs`.

use std::cell::Cell;

use crate::dom::{document, window};
use crate::{storage, strings};

/// A language that the interface speaks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Language {
    /// English.
    #[default]
    English,
    /// German.
    German,
    /// Arabic.
    Arabic,
}

thread_local! {
    static LANGUAGE: Cell<Language> = const { Cell::new(Language::English) };
}

impl Language {
    /// All there are, in the order of the translations.
    pub(crate) const ALL: [Self; 3] = [Self::English, Self::German, Self::Arabic];

    /// The primary subtag of BCP 47.
    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::Arabic => "ar",
        }
    }

    /// What its speakers call it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
            Self::Arabic => "العربية",
        }
    }

    const fn is_right_to_left(self) -> bool {
        matches!(self, Self::Arabic)
    }

    /// The one in use.
    pub(crate) fn current() -> Self {
        LANGUAGE.get()
    }

    /// The language of a tag like `de-AT`.
    pub(crate) fn of_tag(tag: &str) -> Option<Self> {
        let primary = tag.split('-').next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary))
    }

    /// The one chosen before; else the first of the browser's that there is.
    pub(crate) fn wanted() -> Self {
        let chosen = storage::language().and_then(|tag| Self::of_tag(&tag));
        chosen.or_else(|| browser_tags().iter().find_map(|tag| Self::of_tag(tag))).unwrap_or_default()
    }

    /// Speaks this language, now and next time.
    pub(crate) fn choose(self) {
        storage::set_language(self.tag());
        self.apply();
    }

    /// Speaks this language, and says so to the browser.
    pub(crate) fn apply(self) {
        LANGUAGE.set(self);
        let Some(root) = document().document_element() else { return };
        let direction = if self.is_right_to_left() { "rtl" } else { "ltr" };
        for (name, value) in [("lang", self.tag()), ("dir", direction)] {
            if let Err(error) = root.set_attribute(name, value) {
                gloo_console::warn!("the language cannot be set:", error);
            }
        }
    }

    /// The tag for `Intl`: the reader's own variety of the language where the browser names one, as `en-GB`.
    pub(crate) fn locale(self) -> String {
        let own = browser_tags().into_iter().find(|tag| Self::of_tag(tag) == Some(self));
        own.unwrap_or_else(|| self.tag().to_owned())
    }
}

fn browser_tags() -> Vec<String> {
    window().navigator().languages().iter().filter_map(|tag| tag.as_string()).collect()
}

/// How many there are of something, or how many have been counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Count {
    number: usize,
    /// Whether counting ended there, and there may be more.
    and_more: bool,
}

impl Count {
    /// What was counted up to `limit`.
    pub(crate) fn up_to(limit: u32, number: u32) -> Self {
        Self { number: usize::try_from(number.min(limit)).unwrap_or(usize::MAX), and_more: number >= limit }
    }

    pub(crate) const fn is_none(self) -> bool {
        self.number == 0
    }
}

impl From<usize> for Count {
    fn from(number: usize) -> Self {
        Self { number, and_more: false }
    }
}

/// A variable of a sentence.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Argument<'a> {
    /// As it is, kept apart from the sentence where it is written the other way round.
    Text(&'a str),
    /// Written as the language writes numbers.
    Number(Count),
}

/// The text in the language in use; `translations` are in the order of [`Language::ALL`].
pub(crate) fn text(translations: &[&'static str; 3]) -> &'static str {
    let [english, german, arabic] = *translations;
    match Language::current() {
        Language::English => english,
        Language::German => german,
        Language::Arabic => arabic,
    }
}

/// Puts `arguments` into a pattern, which is as `build.rs` writes it.
pub(crate) fn fill(pattern: &str, arguments: &[Argument<'_>]) -> String {
    let mut filled = String::with_capacity(pattern.len() + 16);
    fill_into(&mut filled, pattern, arguments);
    filled
}

fn fill_into(filled: &mut String, pattern: &str, arguments: &[Argument<'_>]) {
    let mut rest = pattern;
    while let Some((before, sign, after)) = split(rest, &['\u{1}', '\u{2}']) {
        filled.push_str(before);
        let mut chars = after.chars();
        let argument = chars.next().and_then(|letter| arguments.get(index(letter)));
        rest = chars.as_str();
        if sign == '\u{1}' {
            match argument {
                Some(Argument::Text(text)) => isolate(filled, text),
                Some(Argument::Number(count)) => filled.push_str(&written(*count)),
                None => {}
            }
        } else if let Some((variants, after)) = rest.split_once('\u{5}') {
            rest = after;
            if let Some(Argument::Number(count)) = argument {
                fill_into(filled, variant(variants, count.number), arguments);
            }
        }
    }
    filled.push_str(rest);
}

fn split<'a>(text: &'a str, signs: &[char]) -> Option<(&'a str, char, &'a str)> {
    let (before, rest) = text.split_at_checked(text.find(signs)?)?;
    let mut chars = rest.chars();
    Some((before, chars.next()?, chars.as_str()))
}

fn index(letter: char) -> usize {
    usize::try_from(u32::from(letter).saturating_sub(u32::from('a'))).unwrap_or(usize::MAX)
}

/// The variant for a number: one for this very number, else for its plural category, else the last.
fn variant(variants: &str, number: usize) -> &str {
    let exact = number.to_string();
    let category = category(number);
    let mut last = "";
    let mut of_category = None;
    for (key, text) in variants.split('\u{3}').filter_map(|variant| variant.split_once('\u{4}')) {
        if key == exact {
            return text;
        }
        if key == category {
            of_category = Some(text);
        }
        last = text;
    }
    of_category.unwrap_or(last)
}

fn written(count: Count) -> String {
    if count.and_more { strings::more_than(count.number) } else { number(count.number) }
}

/// Text that is written the other way round must not drag what follows it along.
fn isolate(filled: &mut String, text: &str) {
    if text.is_ascii() && !Language::current().is_right_to_left() {
        filled.push_str(text);
    } else {
        filled.push('\u{2068}');
        filled.push_str(text);
        filled.push('\u{2069}');
    }
}

/// The plural category of a number, by the browser's own rules.
#[cfg(target_arch = "wasm32")]
fn category(number: usize) -> String {
    use js_sys::{Array, Intl, Object};
    let locales = Array::of1(&Language::current().tag().into());
    Intl::PluralRules::new(&locales, &Object::new()).select(as_f64(number)).into()
}

/// A number as it is written in the language in use.
#[cfg(target_arch = "wasm32")]
pub(crate) fn number(number: usize) -> String {
    js_sys::Number::from(as_f64(number)).to_locale_string(&Language::current().locale()).into()
}

#[cfg(target_arch = "wasm32")]
#[expect(clippy::cast_precision_loss, reason = "what is counted here is far below 2^52")]
fn as_f64(number: usize) -> f64 {
    number as f64
}

/// On the host, where only tests run, all is English.
#[cfg(not(target_arch = "wasm32"))]
fn category(number: usize) -> String {
    if number == 1 { "one" } else { "other" }.to_owned()
}

/// On the host, where only tests run, all is English.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn number(number: usize) -> String {
    number.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_and_selections_are_filled_in() {
        let pattern = "\u{1}b has \u{2}a\u{3}0\u{4}nothing\u{3}one\u{4}one thing\u{3}other\u{4}\u{1}a things\u{5}.";
        let filled = |count| fill(pattern, &[Argument::Number(count), Argument::Text("Ada")]);
        assert_eq!(filled(0.into()), "Ada has nothing.");
        assert_eq!(filled(1.into()), "Ada has one thing.");
        assert_eq!(filled(7.into()), "Ada has 7 things.");
        assert_eq!(filled(Count::up_to(9, 7)), "Ada has 7 things.");
        assert_eq!(filled(Count::up_to(9, 9)), "Ada has 9+ things.", "where counting ends there may be more");
        assert_eq!(filled(Count::up_to(9, 11)), "Ada has 9+ things.", "also where some were counted as they came");
    }

    #[test]
    fn a_name_written_from_the_right_is_isolated() {
        assert_eq!(fill("\u{1}a writes", &[Argument::Text("أمل")]), "\u{2068}أمل\u{2069} writes");
    }
}
