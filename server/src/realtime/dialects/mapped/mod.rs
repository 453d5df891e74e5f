//! A dialect that an operator describes in a file: for events of one's own that no dialect here has.
//!
//! It is one more [`Dialect`], and can do what the others can and nothing else: what comes in becomes acts, what happens is
//! written by templates. Everything that can be wrong with a file is found when it is read.

mod file;
mod hole;
mod path;
mod template;

use serde_json::Value as Json;
use sociable_protocol::{Error, User};

pub use file::MapError;
pub(super) use file::read;
use file::{Action, Incoming, On, Outgoing};
use hole::Hole;
use path::Path;
use template::Template;

use super::acts::key;
use super::heard::{as_text, invalid};
use super::words::{clock, html, text};
use super::{Act, Dialect, Emit, Heard, Hearer, Me, Place, What};

/// A dialect from a file.
pub(super) struct Mapped {
    name: String,
    /// The field of the handshake's `auth` that only its pages have.
    auth: Option<String>,
    listens: bool,
    history: bool,
    incoming: Vec<Incoming>,
    outgoing: Vec<Outgoing>,
    /// What one of `{people}` is.
    person: Template,
}

impl Dialect for Mapped {
    fn name(&self) -> &str {
        &self.name
    }

    fn claims_auth(&self, auth: &Json) -> bool {
        self.auth.as_ref().is_some_and(|field| auth.get(field).is_some())
    }

    fn claims(&self, heard: &Heard) -> bool {
        self.incoming(heard).is_some_and(|incoming| incoming.begins && incoming.fits(heard))
    }

    fn listens(&self) -> bool {
        self.listens
    }

    fn hear(&self, heard: &Heard, me: &Me<'_>) -> Result<Vec<Act>, Error> {
        let Some(incoming) = self.incoming(heard) else { return Ok(Vec::new()) };
        let mut acts = Vec::new();
        for action in &incoming.actions {
            acts.push(incoming.act(*action, heard, me.sid)?);
        }
        if let Some(ack) = &incoming.ack {
            let answer = ack.iter().map(|template| template.fill(&|hole| incoming.asked(hole, heard, Some(me), None)));
            acts.push(Act::Answer(answer.collect()));
        }
        Ok(acts)
    }

    fn explains(&self, heard: &Heard) -> bool {
        heard.wants_ack && self.incoming(heard).is_some_and(|incoming| incoming.error.is_some())
    }

    fn refused(&self, heard: &Heard, error: &Error) -> Option<Vec<Json>> {
        let incoming = self.incoming(heard);
        let Some((incoming, answer)) = incoming.and_then(|incoming| Some((incoming, incoming.error.as_ref()?))) else {
            return Some(Vec::new());
        };
        let fill = |template: &Template| template.fill(&|hole| incoming.asked(hole, heard, None, Some(error)));
        Some(answer.iter().map(fill).collect())
    }

    fn tell(&self, what: &What, to: &Hearer<'_>) -> Vec<Emit> {
        let on = match what {
            What::Said(message) if text(message).is_none() => return Vec::new(),
            What::Said(_) => On::Message,
            What::Came(..) => On::Came,
            What::Left(..) => On::Left,
            What::Typing(typing) if typing.typing => On::Typing,
            What::Typing(_) => On::StoppedTyping,
            What::People(_) => On::People,
        };
        let fitting = self.outgoing.iter().filter(|outgoing| outgoing.on == on && (outgoing.echo || !to.own));
        fitting.map(|outgoing| self.emit(outgoing, Some(what), to)).collect()
    }

    fn arrived(&self, history: Vec<Emit>, to: &Hearer<'_>) -> Vec<Emit> {
        let joined = self.outgoing.iter().filter(|outgoing| outgoing.on == On::Joined);
        let joined = joined.map(|outgoing| self.emit(outgoing, None, to));
        history.into_iter().filter(|_| self.history).chain(joined).collect()
    }
}

impl Mapped {
    fn incoming(&self, heard: &Heard) -> Option<&Incoming> {
        self.incoming.iter().find(|incoming| heard.is(&incoming.event))
    }

    fn emit(&self, outgoing: &Outgoing, what: Option<&What>, to: &Hearer<'_>) -> Emit {
        let value = |hole: &Hole| escaped(self.told(hole, what, to), outgoing.html);
        let arguments = outgoing.arguments.iter().map(|template| template.fill(&value)).collect();
        Emit::new(outgoing.event.as_str(), arguments)
    }

    /// What stands in this place of what is told.
    fn told(&self, hole: &Hole, what: Option<&What>, to: &Hearer<'_>) -> Json {
        match (hole, what) {
            (Hole::Room, _) => to.room.into(),
            (Hole::Count, _) => to.here.count().into(),
            (Hole::People, _) => to.here.people().into_iter().map(|person| self.person(&person, to)).collect(),
            (Hole::Name, None) => to.name.into(),
            (Hole::Id, None) => id(to.id),
            (Hole::Extra(path), _) => to.extra.and_then(|extra| path.of(extra)).cloned().unwrap_or_default(),
            (hole, Some(What::Said(message))) => match hole {
                Hole::Name => to.author(message).into(),
                Hole::UserId => id(message.user.id),
                Hole::Id => message.id.to_string().into(),
                Hole::Seq => message.seq.0.into(),
                Hole::Text => text(message).into(),
                Hole::TimeMs => message.created_at.as_millis().into(),
                Hole::TimeIso => message.created_at.to_string().into(),
                Hole::TimeClock => clock(message.created_at).into(),
                _ => Json::Null,
            },
            (hole, Some(What::Came(_, user) | What::Left(_, user))) => about(hole, user),
            (hole, Some(What::Typing(typing))) => about(hole, &typing.user),
            _ => Json::Null,
        }
    }

    fn person(&self, person: &super::Someone, to: &Hearer<'_>) -> Json {
        self.person.fill(&|hole| match hole {
            Hole::Name => person.name.as_str().into(),
            Hole::Id => id(person.id),
            Hole::Room => to.room.into(),
            _ => Json::Null,
        })
    }
}

impl Incoming {
    /// Whether an event has what its actions need.
    fn fits(&self, heard: &Heard) -> bool {
        self.actions.iter().all(|action| self.act(*action, heard, "").is_ok())
    }

    fn act(&self, action: Action, heard: &Heard, sid: &str) -> Result<Act, Error> {
        let required = |path: &Option<Path>, field: &str| {
            let value = path.as_ref().and_then(|path| path.in_event(heard)).and_then(as_text);
            value.ok_or_else(|| invalid("this is required, and a text").at(field))
        };
        let place = || {
            let named = self.room.as_ref().and_then(|path| path.in_event(heard)).and_then(as_text);
            named.map_or(Place::Current, Place::Named)
        };
        let named = || match &self.room {
            None => Ok(Place::Home),
            path => required(path, "room").map(Place::Named),
        };
        Ok(match action {
            Action::Enter => Act::Enter(required(&self.name, "name")?, self.naming.clone()),
            Action::EnterNameless => Act::EnterNameless,
            Action::Join => Act::Join(named()?),
            Action::Leave => Act::Leave(place()),
            Action::LeaveOthers => Act::LeaveAllBut(named()?),
            Action::Typing | Action::StopTyping => {
                let said = self.typing.as_ref().and_then(|path| path.in_event(heard)).and_then(Json::as_bool);
                Act::Type(place(), said.unwrap_or(action == Action::Typing))
            }
            Action::Say => Act::Say {
                place: place(),
                text: required(&self.text, "text")?,
                key: self.id.as_ref().and_then(|path| path.in_event(heard)).and_then(as_text).map(|id| key(&id, sid)),
                extra: self.extra.as_ref().and_then(|path| path.in_event(heard)).cloned(),
            },
        })
    }

    /// What stands in this place of an answer.
    fn asked(&self, hole: &Hole, heard: &Heard, me: Option<&Me<'_>>, error: Option<&Error>) -> Json {
        let field = |path: &Option<Path>| path.as_ref().and_then(|path| path.in_event(heard)).cloned();
        match hole {
            Hole::Name => field(&self.name).or_else(|| me?.name.map(Json::from)).unwrap_or_default(),
            Hole::Room => field(&self.room).or_else(|| me?.room.map(Json::from)).unwrap_or_default(),
            Hole::UserId | Hole::Id => me.map(|me| id(me.id)).unwrap_or_default(),
            Hole::Error => error.map(|error| error.message.as_str()).into(),
            Hole::Code => error.map(|error| error.code.to_string()).into(),
            _ => Json::Null,
        }
    }
}

fn about(hole: &Hole, user: &User) -> Json {
    match hole {
        Hole::Name => user.name.as_str().into(),
        Hole::Id | Hole::UserId => id(user.id),
        _ => Json::Null,
    }
}

fn id(id: sociable_protocol::UserId) -> Json {
    id.to_string().into()
}

/// Names and texts as HTML where the page takes them for that.
fn escaped(value: Json, as_html: bool) -> Json {
    match value {
        Json::String(text) if as_html => html(&text).into(),
        Json::Array(all) if as_html => all.into_iter().map(|one| escaped(one, true)).collect(),
        Json::Object(all) if as_html => all.into_iter().map(|(name, one)| (name, escaped(one, true))).collect(),
        other => other,
    }
}

#[cfg(test)]
mod tests;
