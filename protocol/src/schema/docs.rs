//! Doc comments for readers of other languages.
//!
//! They are written for rustdoc: wrapped at our line length, with links to Rust's names. Here they become paragraphs, and
//! each link what the thing is called on the wire.

use serde_json::Value;

use super::Contract;
use crate::{Limits, limits};

/// Types that have other names there, because these would be taken for something else: see their `schemars(rename)`.
const RENAMED: [(&str, &str); 2] = [("Error", "Refusal"), ("React", "ReactToMessage")];

/// How a link to a type, or to a field of one, is written.
pub(super) enum Links {
    /// `{@link Message}`.
    Tsdoc,
    /// `` `Message` ``.
    Markdown,
}

/// The description of a schema, for a reader of the language that `links` is of; empty where it has none.
pub(super) fn of(schema: &Value, contract: &Contract, links: &Links) -> String {
    let text = schema["description"].as_str().unwrap_or_default();
    paragraphs(&linked(text, contract, links))
}

/// The same without the name of the event that the doc comment of a payload begins with.
pub(super) fn of_event(schema: &Value, contract: &Contract, links: &Links) -> String {
    let text = of(schema, contract, links);
    let Some((_, text)) = text.split_once("`: ").filter(|(before, _)| before.starts_with('`')) else { return text };
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// One line for each paragraph, and an empty line between two.
fn paragraphs(text: &str) -> String {
    let paragraphs = text.split("\n\n").map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" "));
    paragraphs.collect::<Vec<_>>().join("\n\n")
}

/// Puts into the place of each of rustdoc's links, ``[`name`]`` or ``[`name`](path)``, what it means.
fn linked(text: &str, contract: &Contract, links: &Links) -> String {
    let mut done = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, link)) = rest.split_once("[`") {
        done.push_str(before);
        let Some((target, after)) = link.split_once("`]") else {
            done.push_str("[`");
            rest = link;
            continue;
        };
        done.push_str(&meaning(target, contract, links));
        let path = after.strip_prefix('(').and_then(|path| path.split_once(')'));
        rest = path.map_or(after, |(_, after)| after);
    }
    done.push_str(rest);
    done
}

fn meaning(target: &str, contract: &Contract, links: &Links) -> String {
    if let Some(limit) = limit(target) {
        return limit;
    }
    let (owner, member) = target.split_once("::").map_or((target, None), |(owner, member)| (owner, Some(member)));
    let owner = RENAMED.iter().find(|(rust, _)| *rust == owner).map_or(owner, |(_, name)| name);
    let schema = contract.schemas.get(owner);
    let member = member.map(|member| {
        // A variant stands for a value, a field for itself.
        variant(schema, member).map_or_else(|| (camel(member), false), |value| (value, true))
    });
    match (member, links, schema.is_some()) {
        (Some((value, true)), ..) => format!("`{value}`"),
        (None, Links::Tsdoc, true) => format!("{{@link {owner}}}"),
        (None, ..) => format!("`{owner}`"),
        (Some((field, _)), Links::Tsdoc, true) => format!("{{@link {owner}.{field}}}"),
        (Some((field, _)), ..) => format!("`{owner}.{field}`"),
    }
}

/// What a constant stands for: a limit that the server tells, or a number.
fn limit(target: &str) -> Option<String> {
    let told = serde_json::to_value(Limits::default()).unwrap_or_default();
    let is_constant = target.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    match target {
        _ if !is_constant => None,
        "AVATAR_URL_BYTES" => Some(limits::AVATAR_URL_BYTES.to_string()),
        "SLUG_CHARS" => Some(limits::SLUG_CHARS.to_string()),
        "HISTORY_PAGE_DEFAULT" => Some(limits::HISTORY_PAGE_DEFAULT.to_string()),
        "ADDRESS_FACTOR" => Some(limits::ADDRESS_FACTOR.to_string()),
        "VERSION" => Some(crate::VERSION.to_string()),
        _ => {
            let name = camel(&target.to_lowercase());
            assert!(told.get(&name).is_some(), "a doc comment names {target}, which means nothing to other languages");
            Some(format!("`limits.{name}`"))
        }
    }
}

/// The value on the wire of an enum's variant.
fn variant(schema: Option<&Value>, name: &str) -> Option<String> {
    let values = schema?["oneOf"].as_array()?.iter().filter_map(|one| one["const"].as_str());
    values.map(str::to_owned).find(|value| value.replace('_', "").eq_ignore_ascii_case(name))
}

fn camel(snake: &str) -> String {
    let mut words = snake.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |mut camel, word| {
        let mut chars = word.chars();
        camel.extend(chars.next().map(|c| c.to_ascii_uppercase()));
        camel.push_str(chars.as_str());
        camel
    })
}
