//! Keeps marks that are no marks from the parser: `*`, `_` and `~` within an address, and the arm of ¯\_(ツ)_/¯.
//!
//! They are replaced by characters that no font has a picture for and no text needs, and put back in whatever comes out.
//! A text that holds such a character itself is parsed as it is: the price is a broken link in a text nobody writes.

use std::borrow::Cow;

use crate::text::{Part, parts};

const MARKS: [(char, char); 4] = [('*', '\u{F_0000}'), ('_', '\u{F_0001}'), ('~', '\u{F_0002}'), ('\\', '\u{F_0003}')];
const SHRUG: &str = "¯\\_";

/// A text that is safe to parse.
#[derive(Debug)]
pub(super) struct Guarded<'a> {
    source: Cow<'a, str>,
}

impl<'a> Guarded<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { source: guard(text).map_or(Cow::Borrowed(text), Cow::Owned) }
    }

    /// What the parser is to see.
    pub(super) fn source(&self) -> &str {
        &self.source
    }

    /// A piece of what came out of it, as it was written.
    pub(super) fn restore<'b>(&self, piece: &'b str) -> Cow<'b, str> {
        match self.source {
            Cow::Borrowed(_) => Cow::Borrowed(piece),
            Cow::Owned(_) => Cow::Owned(piece.chars().map(|c| swap(c, true)).collect()),
        }
    }
}

/// The guarded text, where anything has to be.
fn guard(text: &str) -> Option<String> {
    let parts = parts(text);
    let marked = |part: &Part<'_>| matches!(part, Part::Link(link) if link.contains(['*', '_', '~']));
    let wanted = parts.iter().any(marked) || text.contains(SHRUG);
    if !wanted || text.contains(MARKS.map(|(_, stand_in)| stand_in)) {
        return None;
    }
    let mut guarded = String::with_capacity(text.len() + 32);
    for part in parts {
        match part {
            Part::Link(link) => guarded.extend(link.chars().map(|c| if c == '\\' { c } else { swap(c, false) })),
            Part::Plain(plain) => {
                let mut pieces = plain.split(SHRUG);
                guarded.push_str(pieces.next().unwrap_or_default());
                for piece in pieces {
                    guarded.extend(SHRUG.chars().map(|c| swap(c, false)));
                    guarded.push_str(piece);
                }
            }
        }
    }
    Some(guarded)
}

fn swap(c: char, back: bool) -> char {
    MARKS
        .iter()
        .find_map(|(mark, stand_in)| match back {
            true => (c == *stand_in).then_some(*mark),
            false => (c == *mark).then_some(*stand_in),
        })
        .unwrap_or(c)
}
