//! Carrying out what a page asks for, as its dialect has translated it: with the calls, rates and limits of the contract's own
//! events.

use std::sync::Arc;
use std::time::Duration;

use sociable_protocol::{DisplayName, Error, ErrorCode, MessageText, RoomSlug, SendMessage, User};
use tokio::time::Instant;

use super::acts::{Act, Emit, Naming, Place};
use super::chat_platform::{self, Question};
use super::places::{find, join, leave, listen};
use super::registry::Chosen;
use super::voice::{push_all, spoken};
use super::{Heard, Me, Voice, private};
use crate::domain::{RateKind, Settling};
use crate::realtime::inbox::{self, Event, Incoming, Received, Reply};
use crate::realtime::peer::Peer;

/// How long a page that is there has to say something before it is told what is said where everybody is: most say at once
/// who they are, and then want to hear something else.
const FIRST_WORD: Duration = Duration::from_millis(100);
/// How long an event may wait that came too often, where its page could not be told.
const RATE_WAIT: Duration = Duration::from_secs(10);

/// Does what comes first on a socket that speaks a dialect.
pub(in crate::realtime) async fn begin(peer: &mut Peer, received: &mut Received) {
    let Some(voice) = voice(peer) else { return };
    let chosen = voice.chosen();
    let mut acts = chosen.dialect.greet(&voice.auth, &me(peer, &voice, voice.name().as_deref(), None));
    if acts.is_empty() {
        if let Ok(first) = tokio::time::timeout(FIRST_WORD, received.events.recv()).await {
            // `None` also ends the loop that follows.
            let Some(first) = first else { return };
            open(peer, first).await;
        }
        // What it is by now.
        if voice.chosen().dialect.listens() && !peer.outlet().is_in(&peer.context().dialects.home) {
            acts.push(Act::Listen(None));
        }
    }
    if let Err(error) = run(peer, acts, None).await {
        tracing::debug!(code = %error.code, "a page could not begin");
    }
}

async fn open(peer: &mut Peer, incoming: Incoming) {
    Box::pin(crate::realtime::events::handle(peer, incoming)).await;
}

/// Handles one event of a page, and sees to its one answer.
pub(in crate::realtime) async fn hear(peer: &mut Peer, Event { name, arguments }: Event, reply: Reply) {
    let Some(voice) = voice(peer) else { return };
    let heard = match Heard::read(name, &arguments, reply.is_wanted()) {
        Ok(heard) => heard,
        Err(error) => return reply.send::<()>(Err(error)).await,
    };
    let mut chosen = voice.chosen();
    if chosen.is_undecided() {
        match peer.context().dialects.claiming(&heard) {
            Some(claiming) => {
                tracing::debug!(dialect = claiming.dialect.name(), "a page speaks a dialect");
                chosen = claiming;
                decide(peer, &chosen);
            }
            None => {
                let error = chosen.dialect.hear(&heard, &me(peer, &voice, None, None)).err();
                return reply.send::<()>(error.map_or(Ok(()), Err)).await;
            }
        }
    }
    let mut answering = Answering { chosen, heard, reply: Some(reply) };
    let outcome = match translate(peer, &answering) {
        Ok(acts) => match allow(peer, &acts, &answering).await {
            Ok(()) => run(peer, acts, Some(&mut answering)).await,
            Err(error) => Err(error),
        },
        Err(error) => Err(error),
    };
    match outcome {
        Ok(()) => answering.answer(Vec::new()).await,
        Err(error) => answering.refuse(&error).await,
    }
}

/// Answers an event that found the inbox full.
pub(in crate::realtime) async fn overloaded(voice: &Voice, reply: Reply) {
    let heard = Heard { event: String::new(), arguments: Vec::new(), wants_ack: true };
    Answering { chosen: voice.chosen(), heard, reply: Some(reply) }.refuse(&inbox::overloaded()).await;
}

/// An event, and where its answer goes until it is given.
struct Answering {
    chosen: Chosen,
    heard: Heard,
    reply: Option<Reply>,
}

impl Answering {
    async fn answer(&mut self, arguments: Vec<serde_json::Value>) {
        if let Some(reply) = self.reply.take() {
            reply.answer(&arguments).await;
        }
    }

    async fn refuse(&mut self, error: &Error) {
        tracing::debug!(code = %error.code, field = error.field, "refused what a page asks for");
        if let Some(answer) = self.chosen.dialect.refused(&self.heard, error) {
            self.answer(answer).await;
        }
    }
}

fn voice(peer: &Peer) -> Option<Arc<Voice>> {
    peer.outlet().voice.clone()
}

fn me<'a>(peer: &'a Peer, voice: &'a Voice, name: Option<&'a str>, room: Option<&'a str>) -> Me<'a> {
    let outlet = peer.outlet();
    Me { id: outlet.user_id(), token: voice.token.as_deref(), sid: outlet.outbox.sid(), name, room }
}

/// A page turns out to be one of a dialect.
fn decide(peer: &Peer, chosen: &Chosen) {
    let (context, outlet) = (peer.context(), peer.outlet());
    let Some(voice) = &outlet.voice else { return };
    voice.choose(chosen.clone());
    // What it heard so far was said to whom it may have been.
    if !chosen.dialect.listens() {
        context.hub.leave(&context.dialects.home, outlet);
        voice.left(&context.dialects.home);
    }
}

fn translate(peer: &Peer, Answering { chosen, heard, .. }: &Answering) -> Result<Vec<Act>, Error> {
    with_me(peer, |me| chosen.dialect.hear(heard, me)).unwrap_or_else(|| Ok(Vec::new()))
}

/// Calls with the socket that an event came from.
fn with_me<T>(peer: &Peer, call: impl FnOnce(&Me<'_>) -> T) -> Option<T> {
    let voice = peer.outlet().voice.as_ref()?;
    let (name, room) = (voice.name(), voice.current());
    let room = room.as_ref().map(|(_, spelled)| &**spelled);
    Some(call(&me(peer, voice, name.as_deref(), room)))
}

/// Counts an event towards the rate of what it does. One that comes too often is refused where its page can say so, and
/// waits where it cannot, and with it what its page sends next.
async fn allow(peer: &Peer, acts: &[Act], answering: &Answering) -> Result<(), Error> {
    let kind = acts.iter().map(kind).min_by_key(|kind| rank(*kind)).unwrap_or(RateKind::Signal);
    let (begun, outlet) = (Instant::now(), peer.outlet());
    loop {
        match peer.context().chat.allow(kind, outlet.user_id(), outlet.address) {
            Err(error) if error.code == ErrorCode::RateLimited => {
                let wait = Duration::from_millis(error.retry_after_ms.unwrap_or(100));
                let patient = kind == RateKind::Send && !answering.chosen.dialect.explains(&answering.heard);
                if !patient || outlet.is_gone() || begun.elapsed() + wait > RATE_WAIT {
                    return Err(error);
                }
                tokio::time::sleep(wait).await;
            }
            allowed => return allowed,
        }
    }
}

const fn kind(act: &Act) -> RateKind {
    match act {
        Act::Say { .. } | Act::SayTo(..) => RateKind::Send,
        Act::Ask(Question::Create(_) | Question::Direct(_)) | Act::Enter(..) | Act::Leave(_) | Act::LeaveAllBut(_) => {
            RateKind::Manage
        }
        Act::Ask(_) | Act::Join(_) | Act::Listen(_) | Act::Meet => RateKind::Query,
        Act::Speak(_) | Act::EnterNameless | Act::Type(..) | Act::Hear(_) | Act::Answer(_) => RateKind::Signal,
    }
}

/// What of several things that one event does counts.
const fn rank(kind: RateKind) -> u8 {
    match kind {
        RateKind::Send => 0,
        RateKind::Manage => 1,
        RateKind::Change => 2,
        RateKind::Query => 3,
        RateKind::Signal => 4,
    }
}

/// Whether something may be done while what was said is on its way to the disk: saying more, and what is so already and only
/// comes along with it.
fn overlaps(peer: &Peer, act: &Act) -> bool {
    let Some(voice) = &peer.outlet().voice else { return false };
    match act {
        Act::Say { .. } | Act::SayTo(..) | Act::Hear(_) => true,
        Act::EnterNameless => !voice.is_visitor(),
        Act::Enter(name, _) => voice.name().as_deref() == Some(name),
        Act::Join(Place::Home) => voice.rooms().contains(&peer.context().dialects.home),
        _ => false,
    }
}

async fn run(peer: &mut Peer, acts: Vec<Act>, mut answering: Option<&mut Answering>) -> Result<(), Error> {
    let mut acts = acts.into_iter().peekable();
    while let Some(act) = acts.next() {
        if !overlaps(peer, &act) {
            peer.settle().await;
        }
        match act {
            Act::Speak(name) => {
                if let Some(chosen) = peer.context().dialects.named(name) {
                    if let Some(answering) = answering.as_deref_mut() {
                        answering.chosen = chosen.clone();
                    }
                    decide(peer, &chosen);
                }
            }
            Act::Enter(name, naming) => enter(peer, Some(name), naming).await?,
            Act::EnterNameless => enter(peer, None, Naming::Lenient).await?,
            Act::Listen(after) => listen(peer, after).await?,
            Act::Join(place) => {
                let Some((room, spelled)) = find(peer, place, true).await? else { continue };
                join(peer, &room, &spelled).await?;
            }
            Act::LeaveAllBut(place) => {
                let but = find(peer, place, false).await?.map(|(room, _)| room);
                for room in peer.outlet().voice.as_ref().map(|voice| voice.rooms()).unwrap_or_default() {
                    if Some(&room) != but.as_ref() {
                        leave(peer, &room).await?;
                    }
                }
            }
            Act::Leave(place) => {
                if let Some((room, _)) = find(peer, place, false).await?
                    && peer.outlet().is_in(&room)
                {
                    leave(peer, &room).await?;
                }
            }
            Act::Meet => private::meet(peer).await?,
            Act::Ask(question) => {
                let found = chat_platform::ask(peer, question).await?;
                if let Some(answering) = answering.as_deref_mut() {
                    let answer = with_me(peer, |me| answering.chosen.dialect.found(found, &answering.heard, me));
                    answering.answer(answer.unwrap_or_default()).await;
                }
            }
            Act::Say { .. } | Act::SayTo(..) => {
                let (room, text, key, extra) = match act {
                    Act::Say { place, text, key, extra } => {
                        let Some((room, _)) = find(peer, place, false).await? else { return Err(not_joined()) };
                        (room, text, key, extra)
                    }
                    Act::SayTo(to, text) => (private::with(peer, &to).await?, text, None, None),
                    _ => continue,
                };
                let answer = match acts.next_if(|act| matches!(act, Act::Answer(_))) {
                    Some(Act::Answer(answer)) => answer,
                    _ => Vec::new(),
                };
                let mut answering = answering.as_deref_mut().map(|answering| Answering {
                    chosen: answering.chosen.clone(),
                    heard: answering.heard.clone(),
                    reply: answering.reply.take(),
                });
                let keyed = key.is_some();
                match say(peer, room, &text, key, extra).await {
                    Ok(sending) => peer.sending.push(Box::pin(async move {
                        let sent = sending.committed().await;
                        let Some(answering) = answering.as_mut() else { return };
                        match sent {
                            Ok(sent) => {
                                let told = answering.chosen.dialect.sent(&sent.message);
                                answering.answer(told.unwrap_or(answer)).await;
                            }
                            // The same, sent before over another connection.
                            Err(error) if keyed && error.code == ErrorCode::IdConflict => {
                                answering.answer(answer).await;
                            }
                            Err(error) => answering.refuse(&error).await,
                        }
                    })),
                    Err(error) => {
                        if let Some(answering) = answering.as_mut() {
                            answering.refuse(&error).await;
                        }
                        return Ok(());
                    }
                }
            }
            Act::Type(place, typing) => {
                if let Some((room, _)) = find(peer, place, false).await?
                    && peer.outlet().is_in(&room)
                    && !peer.outlet().is_visitor()
                {
                    peer.set_typing(&room, typing).await;
                }
            }
            Act::Hear(emit) => hears(peer, vec![emit]),
            Act::Answer(answer) => {
                if let Some(answering) = answering.as_deref_mut() {
                    answering.answer(answer).await;
                }
            }
        }
    }
    Ok(())
}

pub(super) fn hears(peer: &Peer, emits: Vec<Emit>) {
    if let Err(error) = push_all(peer.outlet(), &spoken(emits)) {
        tracing::debug!(?error, "a page could not be told something");
    }
}

/// Makes somebody of a visitor, or gives somebody another name. The same name as before is nothing.
async fn enter(peer: &mut Peer, name: Option<String>, naming: Naming) -> Result<(), Error> {
    let Some(voice) = voice(peer) else { return Ok(()) };
    let outlet = Arc::clone(peer.outlet());
    if !voice.is_visitor() && (name.is_none() || name == voice.name()) {
        return Ok(());
    }
    let settled = settle(peer, &voice, name.as_deref(), naming != Naming::Lenient).await;
    let user = match (settled, naming, &name) {
        (Err(error), Naming::StrictIn(place), Some(asked)) if error.code == ErrorCode::NameTaken => {
            if is_called_so_in(peer, &voice, place, asked).await? {
                return Err(error);
            }
            settle(peer, &voice, Some(asked), false).await?
        }
        (settled, ..) => settled?,
    };
    outlet.rename(&user);
    peer.is_somebody(user);
    voice.call(name);
    Ok(())
}

async fn settle(peer: &Peer, voice: &Voice, asked: Option<&str>, strict: bool) -> Result<User, Error> {
    let (chat, outlet) = (&peer.context().chat, peer.outlet());
    let settling = Settling { asked, strict };
    if voice.is_visitor() {
        chat.settle_visitor(outlet.user_id(), outlet.connection, settling).await
    } else {
        chat.rename_visitor(&outlet.user(), settling).await
    }
}

/// Whether somebody in this room goes by this name.
async fn is_called_so_in(peer: &Peer, voice: &Voice, place: Place, name: &str) -> Result<bool, Error> {
    let Some((room, _)) = find(peer, place, false).await? else { return Ok(false) };
    let folded = |name: &str| DisplayName::new(name).ok().map(|name| name.folded());
    let name = folded(name);
    Ok(voice.here(&room).iter().any(|someone| folded(&someone.name) == name))
}

async fn say(
    peer: &mut Peer,
    room: RoomSlug,
    text: &str,
    key: Option<String>,
    extra: Option<serde_json::Value>,
) -> Result<crate::domain::Sending, Error> {
    let outlet = Arc::clone(peer.outlet());
    if outlet.is_visitor() || !outlet.is_in(&room) {
        return Err(not_joined());
    }
    let text = MessageText::new(text).map_err(|error| Error::new(ErrorCode::InvalidPayload, error.to_string()))?;
    let context = peer.context();
    let user: User = outlet.user();
    let id = match key {
        Some(key) => crate::domain::keyed_id(&room, &key),
        None => Some(crate::domain::new_id()?),
    };
    if let (Some(id), Some(voice)) = (id, &outlet.voice) {
        voice.sends(id);
    }
    if let (Some(id), Some(extra)) = (id, extra) {
        context.extras.keep(id, extra);
    }
    let sending = context.chat.send(&user, SendMessage { room: room.clone(), id, text, reply_to: None }).await?;
    // Its page forgets it when the message arrives.
    peer.stopped_typing(&room);
    Ok(sending)
}

pub(super) fn not_joined() -> Error {
    Error::new(ErrorCode::NotJoined, "join a room first")
}
