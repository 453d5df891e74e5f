//! A message's text as Markdown: from the text to a tree of few kinds of nodes, which components show.
//!
//! `pulldown-cmark` finds the marks; what a chat does otherwise than a document is decided here. Line breaks count, there
//! are no headings, tables and pictures, and raw HTML is text like any other: no node holds HTML, so there is nothing to
//! sanitise. What would not be seen as Markdown (a mark without anything in it, a link to somewhere other than the Web)
//! stays as it was written, so that no text is ever hidden. Most messages hold no mark at all and are not parsed; so the
//! parser is loaded later, and until it is there a text with marks is shown as it was written.

mod address;
mod builder;
mod guard;
mod names;
mod parser;

use std::ops::Range;

use sociable_protocol::{User, UserId};

use crate::lazy::here;
use crate::text::{Part, parts};
pub(crate) use parser::PARSER;

/// How a span is set off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// `*so*`
    Emphasis,
    /// `**so**`
    Strong,
    /// `~~so~~`
    Strike,
}

/// A part of a text. Those that are blocks stand between others only at the top, in quotes and in lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    /// To be shown as it is, line ends included.
    Text(String),
    /// The end of a line.
    Break,
    /// Code within a line.
    Code(String),
    /// `@` and the name of somebody who is mentioned.
    Mention {
        /// The `@` and the name, as they were written.
        name: String,
        /// Whether it is the reader.
        me: bool,
    },
    /// A link.
    Link {
        /// Where it leads: always `http:`, `https:` or `mailto:`.
        address: String,
        /// What is shown of it.
        label: Vec<Self>,
        /// Whether what is shown looks like another address, so that the real one has to be shown beside it.
        disguised: bool,
    },
    /// Set off from the text around it.
    Span(Style, Vec<Self>),
    /// A block of running text.
    Paragraph(Vec<Self>),
    /// A block of code.
    CodeBlock {
        /// The language it names, or nothing.
        language: String,
        /// Without the last line end.
        code: String,
    },
    /// A block of what somebody else said.
    Quote(Vec<Self>),
    /// A list.
    List {
        /// The first number, where it is numbered.
        first: Option<u64>,
        /// What is in it.
        items: Vec<Vec<Self>>,
    },
    /// A line between two blocks.
    Rule,
}

/// Parses `text`. The names of `mentions` are found behind each `@`; `me` is the reader.
pub(crate) fn parse(text: &str, mentions: &[User], me: Option<UserId>) -> Vec<Node> {
    let names = names::Names::new(mentions, me);
    match here(&PARSER).filter(|_| has_marks(text)) {
        Some(parser) => (parser.parse)(text, &names),
        None => vec![Node::Paragraph(names.inline(text))],
    }
}

/// The text on one line and without marks, for where there is no room for them.
pub(crate) fn plain(text: &str) -> String {
    let mut all = String::with_capacity(text.len());
    write_plain(&parse(text, &[], None), &mut all);
    let mut line = String::with_capacity(all.len());
    for word in all.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// Where `text` is code or an address, in which nothing may be replaced.
pub(crate) fn literal(text: &str) -> Vec<Range<usize>> {
    let mut ranges = match here(&PARSER) {
        _ if !has_marks(text) => Vec::new(),
        Some(parser) => (parser.code)(text),
        // It may be code anywhere.
        None => std::iter::once(0..text.len()).collect(),
    };
    let mut at = 0;
    for part in parts(text) {
        let (Part::Plain(piece) | Part::Link(piece)) = part;
        if matches!(part, Part::Link(_)) {
            ranges.push(at..at + piece.len());
        }
        at += piece.len();
    }
    ranges
}

fn write_plain(nodes: &[Node], to: &mut String) {
    for node in nodes {
        match node {
            Node::Text(text) | Node::Code(text) | Node::Mention { name: text, .. } => to.push_str(text),
            Node::Break | Node::Rule => to.push(' '),
            Node::Link { label, address, disguised } => {
                write_plain(label, to);
                if *disguised {
                    to.push_str(" (");
                    to.push_str(address);
                    to.push(')');
                }
            }
            Node::Span(_, children) => write_plain(children, to),
            Node::Paragraph(children) | Node::Quote(children) => {
                write_plain(children, to);
                to.push(' ');
            }
            Node::CodeBlock { code, .. } => {
                to.push_str(code);
                to.push(' ');
            }
            Node::List { first, items } => {
                for (item, place) in items.iter().zip(0..) {
                    to.push(' ');
                    if let Some(first) = first {
                        to.push_str(&first.saturating_add(place).to_string());
                        to.push_str(". ");
                    }
                    write_plain(item, to);
                }
                to.push(' ');
            }
        }
    }
}

/// Whether there is anything that could be a mark. That some of it is none costs only time.
fn has_marks(text: &str) -> bool {
    text.contains(['*', '_', '~', '`', '[', '<', '&', '\\'])
        || text.contains("\n\n")
        || text.split('\n').any(|line| {
            line.starts_with("    ")
                || line.starts_with('\t')
                || line
                    .trim_start()
                    .starts_with(|c: char| matches!(c, '>' | '#' | '-' | '+' | '=') || c.is_ascii_digit())
        })
}

/// Whether anything is seen of `nodes`.
fn is_visible(nodes: &[Node]) -> bool {
    nodes.iter().any(|node| match node {
        Node::Text(text) | Node::Code(text) | Node::CodeBlock { code: text, .. } => !text.trim().is_empty(),
        Node::Mention { .. } | Node::Link { .. } => true,
        Node::Break | Node::Rule => false,
        Node::Span(_, children) | Node::Paragraph(children) | Node::Quote(children) => is_visible(children),
        Node::List { items, .. } => items.iter().any(|item| is_visible(item)),
    })
}

#[cfg(test)]
mod tests;
