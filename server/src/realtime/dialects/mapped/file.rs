//! The file that describes a dialect, as it is written and as it is meant (docs/dialects.md).

use std::path::{Path as FilePath, PathBuf};

use serde::Deserialize;
use serde_json::Value as Json;
use toml::Spanned;

use super::super::Naming;
use super::Mapped;
use super::hole::Use;
use super::path::Path;
use super::template::Template;

/// A file that describes a dialect is not usable.
#[derive(Debug, thiserror::Error)]
pub enum MapError {
    /// It cannot be read.
    #[error("cannot read the dialect map {path}: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It is not TOML, or has a field that does not exist or has another type.
    #[error("the dialect map {path} is not valid: {source}")]
    Parse {
        /// The file.
        path: PathBuf,
        /// Where and why.
        source: Box<toml::de::Error>,
    },
    /// Something in it cannot be.
    #[error("the dialect map {path}, line {line}: {field}: {why}")]
    Invalid {
        /// The file.
        path: PathBuf,
        /// Where its table begins.
        line: usize,
        /// Which field.
        field: &'static str,
        /// Why.
        why: String,
    },
}

/// What somebody's event asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Action {
    Enter,
    EnterNameless,
    Join,
    Leave,
    LeaveOthers,
    Say,
    Typing,
    StopTyping,
}

/// What is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum On {
    Message,
    Came,
    Left,
    Typing,
    StoppedTyping,
    People,
    Joined,
}

/// An event that comes in.
pub(super) struct Incoming {
    pub(super) event: String,
    pub(super) actions: Vec<Action>,
    /// Whether it shows whose page this is.
    pub(super) begins: bool,
    pub(super) name: Option<Path>,
    pub(super) room: Option<Path>,
    pub(super) text: Option<Path>,
    pub(super) id: Option<Path>,
    pub(super) typing: Option<Path>,
    pub(super) extra: Option<Path>,
    pub(super) naming: Naming,
    pub(super) ack: Option<Vec<Template>>,
    pub(super) error: Option<Vec<Template>>,
}

/// An event that goes out.
pub(super) struct Outgoing {
    pub(super) on: On,
    pub(super) event: String,
    pub(super) arguments: Vec<Template>,
    /// Whether people hear of what they say themselves.
    pub(super) echo: bool,
    /// Whether its page takes what it gets for HTML.
    pub(super) html: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: Spanned<String>,
    auth: Option<String>,
    #[serde(default)]
    listens: bool,
    history: Option<bool>,
    person: Option<Spanned<Json>>,
    #[serde(rename = "in", default)]
    incoming: Vec<In>,
    #[serde(rename = "out", default)]
    outgoing: Vec<Out>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct In {
    event: Spanned<String>,
    r#do: Do,
    begins: Option<bool>,
    name: Option<Path>,
    room: Option<Path>,
    text: Option<Path>,
    id: Option<Path>,
    typing: Option<Path>,
    extra: Option<Path>,
    #[serde(default)]
    taken: Taken,
    ack: Option<Json>,
    error: Option<Json>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Out {
    on: On,
    event: Spanned<String>,
    #[serde(default)]
    args: Vec<Json>,
    echo: Option<bool>,
    #[serde(default)]
    html: bool,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Do {
    One(Action),
    Several(Vec<Action>),
}

/// What is done about a name that cannot be had.
#[derive(Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Taken {
    #[default]
    Variant,
    Refuse,
}

/// Names of events that Socket.IO has for itself.
const RESERVED: [&str; 6] =
    ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"];

/// Reads a file.
///
/// # Errors
/// [`MapError`] with the place of what is wrong with it.
pub(in crate::realtime::dialects) fn read(path: &FilePath) -> Result<Mapped, MapError> {
    let text = std::fs::read_to_string(path).map_err(|source| MapError::Read { path: path.to_owned(), source })?;
    parse(path, &text)
}

pub(super) fn parse(path: &FilePath, text: &str) -> Result<Mapped, MapError> {
    let file: File =
        toml::from_str(text).map_err(|source| MapError::Parse { path: path.to_owned(), source: Box::new(source) })?;
    let reading = Reading { path, text };
    let begins_somewhere = file.incoming.iter().any(|one| one.begins == Some(true));
    let name = reading.name(&file.name)?;
    if file.incoming.is_empty() {
        return Err(reading.invalid(file.name.span().start, "in", "there is no [[in]]: its pages could say nothing"));
    }
    let person = match file.person {
        None => reading.template(0, "person", Json::String("{name}".to_owned()), Use::Person)?,
        Some(person) => reading.template(person.span().start, "person", person.into_inner(), Use::Person)?,
    };
    let incoming = file.incoming.into_iter().map(|one| reading.incoming(one, begins_somewhere));
    let outgoing = file.outgoing.into_iter().map(|one| reading.outgoing(one));
    let mapped = Mapped {
        name,
        auth: file.auth,
        listens: file.listens,
        history: file.history.unwrap_or(true),
        incoming: incoming.collect::<Result<_, _>>()?,
        outgoing: outgoing.collect::<Result<_, _>>()?,
        person,
    };
    Ok(mapped)
}

/// A file that is read.
#[derive(Clone, Copy)]
struct Reading<'a> {
    path: &'a FilePath,
    text: &'a str,
}

impl Reading<'_> {
    fn invalid(self, at: usize, field: &'static str, why: impl Into<String>) -> MapError {
        let line = self.text.get(..at).unwrap_or_default().lines().count().max(1);
        MapError::Invalid { path: self.path.to_owned(), line, field, why: why.into() }
    }

    fn name(self, name: &Spanned<String>) -> Result<String, MapError> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if name.get_ref().is_empty() || !name.get_ref().chars().all(allowed) {
            let why = "a dialect is named by letters, digits, - and _, as it stands in an address";
            return Err(self.invalid(name.span().start, "name", why));
        }
        Ok(name.get_ref().clone())
    }

    fn event(self, event: &Spanned<String>) -> Result<String, MapError> {
        let name = event.get_ref();
        if name.is_empty() || RESERVED.contains(&name.as_str()) {
            return Err(self.invalid(event.span().start, "event", "this is no event: Socket.IO has it for itself"));
        }
        Ok(name.clone())
    }

    fn template(self, at: usize, field: &'static str, value: Json, r#use: Use) -> Result<Template, MapError> {
        Template::read(value, r#use).map_err(|why| self.invalid(at, field, why))
    }

    /// The arguments of an answer: a list is all of them, anything else the only one.
    fn answer(
        self,
        at: usize,
        field: &'static str,
        value: Option<Json>,
        r#use: Use,
    ) -> Result<Option<Vec<Template>>, MapError> {
        let Some(value) = value else { return Ok(None) };
        let all = match value {
            Json::Array(all) => all,
            one => vec![one],
        };
        all.into_iter().map(|one| self.template(at, field, one, r#use)).collect::<Result<_, _>>().map(Some)
    }

    fn incoming(self, one: In, begins_somewhere: bool) -> Result<Incoming, MapError> {
        let at = one.event.span().start;
        let actions = match one.r#do {
            Do::One(action) => vec![action],
            Do::Several(actions) => actions,
        };
        for action in &actions {
            let (missing, field) = match action {
                Action::Enter => (one.name.is_none(), "name"),
                Action::Say => (one.text.is_none(), "text"),
                _ => (false, ""),
            };
            if missing {
                return Err(self.invalid(at, field, "what is done needs it: say where it stands, as $0 or $0.field"));
            }
        }
        let comes_in = |action: &Action| matches!(action, Action::Enter | Action::EnterNameless | Action::Join);
        Ok(Incoming {
            event: self.event(&one.event)?,
            begins: one.begins.unwrap_or_else(|| !begins_somewhere && actions.iter().any(comes_in)),
            actions,
            name: one.name,
            room: one.room,
            text: one.text,
            id: one.id,
            typing: one.typing,
            extra: one.extra,
            naming: match one.taken {
                Taken::Variant => Naming::Lenient,
                Taken::Refuse => Naming::Strict,
            },
            ack: self.answer(at, "ack", one.ack, Use::Ack)?,
            error: self.answer(at, "error", one.error, Use::Error)?,
        })
    }

    fn outgoing(self, one: Out) -> Result<Outgoing, MapError> {
        let (at, r#use) = (one.event.span().start, Use::Told(one.on));
        let arguments = one.args.into_iter().map(|value| self.template(at, "args", value, r#use));
        Ok(Outgoing {
            on: one.on,
            event: self.event(&one.event)?,
            arguments: arguments.collect::<Result<_, _>>()?,
            echo: one.echo.unwrap_or(true),
            html: one.html,
        })
    }
}
