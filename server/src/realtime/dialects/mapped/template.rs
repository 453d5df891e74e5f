//! What is sent, with places to fill: a text that is nothing but `{name}` becomes that value, whatever its type; in a longer
//! text it becomes a part of it. `{{` and `}}` are braces.

use serde_json::{Map, Value as Json};

use super::hole::{Hole, Use};

/// A value with places to fill.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::realtime::dialects) enum Template {
    Fixed(Json),
    Whole(Hole),
    Text(Vec<Part>),
    List(Vec<Self>),
    Fields(Vec<(String, Self)>),
}

/// A part of a text.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::realtime::dialects) enum Part {
    Fixed(String),
    Hole(Hole),
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// The place that there is nothing to fill with, or what is wrong with its braces.
    pub(super) fn read(value: Json, r#use: Use) -> Result<Self, String> {
        Ok(match value {
            Json::String(text) => {
                let mut parts = parts(&text, r#use)?;
                match (parts.len(), parts.pop()) {
                    (1, Some(Part::Hole(hole))) => Self::Whole(hole),
                    (1, Some(Part::Fixed(text))) => Self::Fixed(text.into()),
                    (_, last) => Self::Text(parts.into_iter().chain(last).collect()),
                }
            }
            Json::Array(all) => {
                Self::List(all.into_iter().map(|one| Self::read(one, r#use)).collect::<Result<_, _>>()?)
            }
            Json::Object(all) => {
                let field = |(name, one)| Ok((name, Self::read(one, r#use)?));
                Self::Fields(all.into_iter().map(field).collect::<Result<_, String>>()?)
            }
            other => Self::Fixed(other),
        })
    }

    /// The value, with all places filled.
    pub(super) fn fill(&self, value: &dyn Fn(&Hole) -> Json) -> Json {
        match self {
            Self::Fixed(fixed) => fixed.clone(),
            Self::Whole(hole) => value(hole),
            Self::Text(parts) => parts.iter().map(|part| part.fill(value)).collect::<String>().into(),
            Self::List(all) => all.iter().map(|one| one.fill(value)).collect(),
            Self::Fields(all) => {
                Json::Object(all.iter().map(|(name, one)| (name.clone(), one.fill(value))).collect::<Map<_, _>>())
            }
        }
    }
}

impl Part {
    fn fill(&self, value: &dyn Fn(&Hole) -> Json) -> String {
        match self {
            Self::Fixed(text) => text.clone(),
            Self::Hole(hole) => match value(hole) {
                Json::String(text) => text,
                Json::Null => String::new(),
                other => other.to_string(),
            },
        }
    }
}

fn parts(text: &str, r#use: Use) -> Result<Vec<Part>, String> {
    let (mut parts, mut fixed, mut rest) = (Vec::new(), String::new(), text);
    while let Some(at) = rest.find(['{', '}']) {
        let (before, brace) = rest.split_at(at);
        fixed.push_str(before);
        if let Some(after) = brace.strip_prefix("{{").or_else(|| brace.strip_prefix("}}")) {
            fixed.push_str(brace.get(..1).unwrap_or_default());
            rest = after;
            continue;
        }
        let name = brace.strip_prefix('{').and_then(|named| named.split_once('}'));
        let (name, after) = name.ok_or("a brace is not closed; write {{ or }} for one that is meant")?;
        let hole = Hole::named(name).filter(|hole| hole.fits(r#use));
        let hole = hole.ok_or_else(|| format!("there is no {{{name}}} to fill in here"))?;
        if !fixed.is_empty() {
            parts.push(Part::Fixed(std::mem::take(&mut fixed)));
        }
        parts.push(Part::Hole(hole));
        rest = after;
    }
    fixed.push_str(rest);
    if !fixed.is_empty() || parts.is_empty() {
        parts.push(Part::Fixed(fixed));
    }
    Ok(parts)
}
