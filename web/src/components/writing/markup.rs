//! Markdown's nodes as elements.
//!
//! The tree is no deeper than the parser lets it be, so it is walked by recursion.

use yew::prelude::*;

use super::code::CodeBlock;
use crate::lazy::{Draw, here, part};
use crate::markdown::{Node, Style};

part! {
    /// Shows what only texts with marks have.
    pub(super) static RICH: Draw<Node> = rich; in markdown
}

/// The blocks of a text. Where the last one is running text, it keeps the end of its last line free for `time`.
pub(super) fn blocks(nodes: &[Node], time: Option<&AttrValue>) -> Html {
    let last = nodes.len().saturating_sub(1);
    let block = |(index, node): (usize, &Node)| match node {
        Node::Paragraph(line) => {
            let time = time.filter(|_| index == last).cloned();
            html! { <p dir="auto" data-time={time}>{ inline(line) }</p> }
        }
        other => self::node(other),
    };
    nodes.iter().enumerate().map(block).collect()
}

/// Running text.
pub(super) fn inline(nodes: &[Node]) -> Html {
    nodes.iter().map(node).collect()
}

fn node(node: &Node) -> Html {
    match node {
        Node::Text(text) => text.into(),
        Node::Mention { name, me } => {
            html! { <span class={classes!("mention", me.then_some("mention-me"))}><bdi>{ name }</bdi></span> }
        }
        Node::Link { address, label, disguised } => link(address, label, *disguised),
        // It is there before anything can be parsed that needs it.
        other => here(&RICH).map(|rich| rich(other)).unwrap_or_default(),
    }
}

fn rich(node: &Node) -> Html {
    match node {
        Node::Text(_) | Node::Mention { .. } | Node::Link { .. } => self::node(node),
        Node::Break => html! { <br /> },
        Node::Code(code) => html! { <code dir="ltr">{ code }</code> },
        Node::Span(Style::Emphasis, children) => html! { <em>{ inline(children) }</em> },
        Node::Span(Style::Strong, children) => html! { <strong>{ inline(children) }</strong> },
        Node::Span(Style::Strike, children) => html! { <s>{ inline(children) }</s> },
        Node::Paragraph(children) => html! { <p>{ inline(children) }</p> },
        Node::CodeBlock { language, code } => html! { <CodeBlock language={language.clone()} code={code.clone()} /> },
        Node::Quote(children) => html! { <blockquote dir="auto">{ inline(children) }</blockquote> },
        Node::List { first, items } => {
            let items = items.iter().map(|item| html! { <li>{ inline(item) }</li> });
            match first {
                Some(first) => html! { <ol dir="auto" start={first.to_string()}>{ for items }</ol> },
                None => html! { <ul dir="auto">{ for items }</ul> },
            }
        }
        Node::Rule => html! { <hr /> },
    }
}

fn link(address: &str, label: &[Node], disguised: bool) -> Html {
    let bare = matches!(label, [Node::Text(text)] if text == address);
    let title = (!bare).then(|| address.to_owned());
    html! {
        <>
            <a href={address.to_owned()} {title} target="_blank" rel="noopener noreferrer nofollow"
                dir={if bare { "ltr" } else { "auto" }}>{ inline(label) }</a>
            if disguised {
                { " (" }<bdi dir="ltr">{ address }</bdi>{ ")" }
            }
        </>
    }
}
