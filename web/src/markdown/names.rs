//! Running text: addresses in it become links, and names behind an `@` mentions.

use sociable_protocol::{User, UserId};

use super::Node;
use crate::text::{Part, insert_sorted, parts};

/// The names that count as mentions.
#[derive(Debug)]
pub(super) struct Names<'a> {
    /// The longest first: "Ada Lovelace" is not "Ada" and a word.
    names: Vec<(&'a str, bool)>,
}

impl<'a> Names<'a> {
    pub(super) fn new(mentions: &'a [User], me: Option<UserId>) -> Self {
        let mut names = Vec::with_capacity(mentions.len());
        for user in mentions {
            let name = (user.name.as_str(), Some(user.id) == me);
            // Of two with one name, the reader is the one to be told.
            insert_sorted(&mut names, name, |(name, me), (other, is_me)| (name.len(), *me) < (other.len(), *is_me));
        }
        Self { names }
    }

    /// `text` with its links and mentions.
    pub(super) fn inline(&self, text: &str) -> Vec<Node> {
        let mut nodes = Vec::new();
        for part in parts(text) {
            match part {
                Part::Plain(plain) if self.names.is_empty() => nodes.push(Node::Text(plain.to_owned())),
                Part::Plain(plain) => self.mentions(plain, &mut nodes),
                Part::Link(link) => nodes.push(Node::Link {
                    address: link.to_owned(),
                    label: vec![Node::Text(link.to_owned())],
                    disguised: false,
                }),
            }
        }
        nodes
    }

    fn mentions(&self, text: &str, nodes: &mut Vec<Node>) {
        let mut done = 0;
        for (at, _) in text.match_indices('@') {
            let Some((before, tail)) = text.split_at_checked(at) else { continue };
            if at < done || before.chars().next_back().is_some_and(char::is_alphanumeric) {
                continue;
            }
            let behind = tail.strip_prefix('@').unwrap_or_default();
            let found = self.names.iter().find_map(|(name, me)| Some((length_of(name, behind)? + 1, *me)));
            let Some((length, me)) = found else { continue };
            if let (Some(plain), Some(name)) = (text.get(done..at), tail.get(..length)) {
                if !plain.is_empty() {
                    nodes.push(Node::Text(plain.to_owned()));
                }
                nodes.push(Node::Mention { name: name.to_owned(), me });
                done = at + length;
            }
        }
        if let Some(rest) = text.get(done..).filter(|rest| !rest.is_empty()) {
            nodes.push(Node::Text(rest.to_owned()));
        }
    }
}

/// How many bytes of `text` are `name`, in whatever case; `None` where it does not begin with it, or a longer word.
fn length_of(name: &str, text: &str) -> Option<usize> {
    let mut written = text.chars();
    for c in name.chars() {
        let same = written.next().is_some_and(|other| c == other || c.to_lowercase().eq(other.to_lowercase()));
        if !same {
            return None;
        }
    }
    let rest = written.as_str();
    let goes_on = name.ends_with(char::is_alphanumeric) && rest.starts_with(char::is_alphanumeric);
    (!goes_on).then(|| text.len() - rest.len())
}
