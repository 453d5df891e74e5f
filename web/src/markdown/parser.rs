//! Texts with marks: the part of Markdown that is loaded later, with the parser and its tables.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::builder::{self, Builder};
use super::guard::Guarded;
use super::names::Names;
use super::{Node, is_visible};

/// What is done with texts that hold marks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parser {
    /// The text as nodes.
    pub(super) parse: fn(&str, &Names<'_>) -> Vec<Node>,
    /// Where the text is code.
    pub(super) code: fn(&str) -> Vec<Range<usize>>,
}

crate::lazy::part! {
    /// What reads texts that hold marks.
    pub(crate) static PARSER: Parser = Parser { parse, code }; in markdown
}

fn parse(text: &str, names: &Names<'_>) -> Vec<Node> {
    let guarded = Guarded::new(text);
    let nodes = Builder::new(&guarded, names).build();
    // Marks without anything to see, as "---" alone, are what was meant.
    if is_visible(&nodes) { nodes } else { vec![Node::Paragraph(names.inline(text))] }
}

fn code(text: &str) -> Vec<Range<usize>> {
    let events = pulldown_cmark::Parser::new_ext(text, builder::OPTIONS).into_offset_iter();
    let code = events.filter(|(event, _)| matches!(event, Event::Code(_) | Event::Start(Tag::CodeBlock(_))));
    code.map(|(_, range)| range).collect()
}
