//! From the parser's events to nodes.
//!
//! The events are walked with a stack of what is open, never by recursion, and only [`NESTING`] levels are kept: what is
//! nested deeper stays as it was written. So a text costs time and memory by its length, whatever is in it.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::guard::Guarded;
use super::names::Names;
use super::{Node, Style, address, write_plain};
use crate::text::insert_sorted;

/// Most quotes, lists, links and spans within each other.
const NESTING: usize = 8;

/// Subscripts are not wanted: the parser is asked for them so that it does not take a single `~` for a strike.
pub(super) const OPTIONS: Options = Options::ENABLE_STRIKETHROUGH.union(Options::ENABLE_SUBSCRIPT);

/// What is open.
#[derive(Debug)]
enum Open {
    Paragraph,
    /// Shown as a strong paragraph.
    Heading,
    /// Underlined text, which in a chat is a paragraph and a line.
    Underlined,
    CodeBlock(String),
    Quote,
    List(Option<u64>),
    Item,
    Span(Style),
    Link(String),
}

impl Open {
    const fn nests(&self) -> bool {
        matches!(self, Self::Quote | Self::List(_) | Self::Span(_) | Self::Link(_))
    }
}

/// Something open, and what is in it so far.
struct Frame {
    open: Open,
    children: Vec<Node>,
}

pub(super) struct Builder<'a> {
    text: &'a Guarded<'a>,
    names: &'a Names<'a>,
    frames: Vec<Frame>,
    done: Vec<Node>,
    /// Running text that is not a node yet: the parser gives it in pieces, and an address may be several.
    running: String,
    /// Where the last line ended, while nothing has come after it.
    line_end: Option<usize>,
    /// How many of the open things nest.
    depth: usize,
    /// How many tags are open within something that stays as it was written.
    skipped: usize,
}

impl<'a> Builder<'a> {
    pub(super) fn new(text: &'a Guarded<'a>, names: &'a Names<'a>) -> Self {
        let (frames, done) = (Vec::new(), Vec::new());
        Self { text, names, frames, done, running: String::new(), line_end: None, depth: 0, skipped: 0 }
    }

    pub(super) fn build(mut self) -> Vec<Node> {
        let parser = Parser::new_ext(self.text.source(), OPTIONS);
        // Definitions of links are for links only, and here they would be hidden: they are shown below the rest.
        let mut definitions = Vec::new();
        for (_, link) in parser.reference_definitions().iter() {
            insert_sorted(&mut definitions, link.span.clone(), |span, other| span.start > other.start);
        }
        for (event, range) in parser.into_offset_iter() {
            self.take(event, &range);
        }
        self.flush();
        for span in definitions {
            self.stay(&span, true);
        }
        self.done
    }

    fn take(&mut self, event: Event<'_>, range: &Range<usize>) {
        if self.skipped > 0 {
            match event {
                Event::Start(_) => self.skipped += 1,
                Event::End(_) => self.skipped -= 1,
                _ => {}
            }
            return;
        }
        self.keep_indentation(range);
        match event {
            Event::Start(Tag::Subscript) | Event::End(TagEnd::Subscript) => self.running.push('~'),
            Event::Start(tag) => self.start(tag, range),
            Event::End(_) => self.end(range),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => {
                self.running.push_str(&self.text.restore(&text));
            }
            Event::Code(code) => {
                let code = self.text.restore(&code).into_owned();
                self.push(Node::Code(code));
            }
            Event::SoftBreak | Event::HardBreak => {
                self.push(Node::Break);
                self.line_end = Some(range.end);
            }
            Event::Rule => self.push(Node::Rule),
            // Not asked for.
            Event::InlineMath(_) | Event::DisplayMath(_) | Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    /// Lines that are indented stay so, which the parser does not care for.
    fn keep_indentation(&mut self, next: &Range<usize>) {
        let Some(end) = self.line_end.take() else { return };
        let indentation = self.text.source().get(end..next.start).unwrap_or_default();
        // In a list and in a quote it belongs to their marks.
        let running = matches!(self.frames.first(), Some(Frame { open: Open::Paragraph, .. }));
        if running && indentation.chars().all(|c| matches!(c, ' ' | '\t')) {
            self.running.push_str(indentation);
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: &Range<usize>) {
        let block =
            !matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. });
        match self.open(tag, range) {
            Some(open) if !open.nests() || self.depth < NESTING => {
                self.depth += usize::from(open.nests());
                self.flush();
                self.frames.push(Frame { open, children: Vec::new() });
            }
            _ => {
                self.skipped = 1;
                self.stay(range, block);
            }
        }
    }

    /// What a tag opens; `None` where it stays as it was written.
    fn open(&self, tag: Tag<'_>, range: &Range<usize>) -> Option<Open> {
        Some(match tag {
            Tag::Paragraph | Tag::HtmlBlock => Open::Paragraph,
            Tag::Heading { .. } if self.source(range).trim_start().starts_with('#') => Open::Heading,
            Tag::Heading { .. } => Open::Underlined,
            // ">:(" is a face and no quote.
            Tag::BlockQuote(_) => {
                let next = self.source(range).chars().nth(1);
                let quotes = next.is_none_or(|c| c.is_whitespace() || c.is_alphanumeric() || c == '>');
                return quotes.then_some(Open::Quote);
            }
            Tag::CodeBlock(kind) => {
                let language = match &kind {
                    CodeBlockKind::Fenced(info) => info.split_whitespace().next().unwrap_or_default(),
                    CodeBlockKind::Indented => "",
                };
                Open::CodeBlock(self.text.restore(language).into_owned())
            }
            Tag::List(first) => Open::List(first),
            Tag::Item => Open::Item,
            Tag::Emphasis => Open::Span(Style::Emphasis),
            Tag::Strong => Open::Span(Style::Strong),
            Tag::Strikethrough => Open::Span(Style::Strike),
            // A picture is no more than a link to it. Within a link there is none.
            Tag::Link { link_type, dest_url, .. } | Tag::Image { link_type, dest_url, .. } => {
                let address = self.text.restore(&dest_url);
                let address = if link_type == LinkType::Email { format!("mailto:{address}") } else { address.into() };
                return (address::allowed(&address) && !self.in_link()).then_some(Open::Link(address));
            }
            _ => return None,
        })
    }

    fn end(&mut self, range: &Range<usize>) {
        let code = match self.frames.last() {
            Some(Frame { open: Open::CodeBlock(_), .. }) => std::mem::take(&mut self.running),
            _ => String::new(),
        };
        self.flush();
        let Some(Frame { open, children }) = self.frames.pop() else { return };
        self.depth -= usize::from(open.nests());
        let node = match open {
            Open::Paragraph => Node::Paragraph(without_end(children)),
            Open::Heading if children.is_empty() => return self.stay(range, true),
            Open::Heading => Node::Paragraph(vec![Node::Span(Style::Strong, children)]),
            Open::Underlined => {
                self.push_node(Node::Paragraph(children));
                Node::Rule
            }
            Open::CodeBlock(_) if code.trim().is_empty() => return self.stay(range, true),
            Open::CodeBlock(language) => Node::CodeBlock { language, code: code.trim_end_matches('\n').to_owned() },
            Open::Quote => Node::Quote(children),
            Open::List(first) => {
                let items =
                    children.into_iter().map(|item| if let Node::Paragraph(item) = item { item } else { vec![item] });
                Node::List { first, items: items.collect() }
            }
            // Items are only ever in lists, which take them out of this again.
            Open::Item => Node::Paragraph(children),
            Open::Span(style) => Node::Span(style, children),
            Open::Link(address) => {
                let mut shown = String::new();
                write_plain(&children, &mut shown);
                let label = if shown.trim().is_empty() { vec![Node::Text(address.clone())] } else { children };
                Node::Link { disguised: address::is_disguise(&shown, &address), address, label }
            }
        };
        self.push_node(node);
    }

    /// Shows a piece of the text as it was written.
    fn stay(&mut self, range: &Range<usize>, block: bool) {
        let piece = self.text.restore(self.source(range)).into_owned();
        if block {
            self.flush();
            let inline = self.names.inline(piece.trim_end_matches('\n'));
            self.push_node(Node::Paragraph(inline));
        } else {
            self.running.push_str(&piece);
        }
    }

    fn source(&self, range: &Range<usize>) -> &'a str {
        self.text.source().get(range.clone()).unwrap_or_default()
    }

    fn in_link(&self) -> bool {
        self.frames.iter().any(|frame| matches!(frame.open, Open::Link(_)))
    }

    fn push(&mut self, node: Node) {
        self.flush();
        self.push_node(node);
    }

    fn push_node(&mut self, node: Node) {
        self.frames.last_mut().map_or(&mut self.done, |frame| &mut frame.children).push(node);
    }

    /// Makes nodes of the running text.
    fn flush(&mut self) {
        if self.running.is_empty() {
            return;
        }
        let running = std::mem::take(&mut self.running);
        if self.in_link() {
            self.push_node(Node::Text(running));
        } else {
            self.names.inline(&running).into_iter().for_each(|node| self.push_node(node));
        }
    }
}

/// Without the line end that a block of HTML has.
fn without_end(mut children: Vec<Node>) -> Vec<Node> {
    if let Some(Node::Text(last)) = children.last_mut() {
        last.truncate(last.trim_end_matches('\n').len());
    }
    children
}
