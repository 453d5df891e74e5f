//! Coming in, and staying, with tokens of the site that one is signed in at.
//!
//! The site is asked for a token whenever one is needed, and may give one unasked. While it is asked, nothing is lost: rooms
//! stay, what is written waits. Only where it has none, or the server takes none of its tokens, one is signed out; also then
//! all that is kept in memory stays for who comes back, as long as it is the same person.

use sociable_protocol::{Error, ErrorCode, Handshake, RenewSession, RenewSessionReply, User};

use super::{Turn, connection, restoring, showing};
use crate::chat::limits::SITE_ANSWERS_MS;
use crate::chat::retry::later;
use crate::chat::site::{Asked, Site, TokenReason};
use crate::chat::{ChatState, Connection, Effect, Failure};

/// Come in with a token that the site is asked for; or try again where that came to nothing.
pub(super) fn sign_in(state: &mut ChatState, turn: &mut Turn) {
    if turn.online && !state.site.vouches {
        // A guest stays until it is known that they are somebody there.
        ask(state, TokenReason::Start, turn);
        return;
    }
    if !state.site.vouches {
        restoring::forget_read(state, turn);
        state.handshake = Handshake::default();
    }
    state.connection = Connection::Connecting;
    state.reconnect.reset();
    state.site = Site { vouches: true, ..Site::default() };
    ask(state, TokenReason::Start, turn);
}

/// The site has given a token, or has none.
pub(super) fn token(state: &mut ChatState, token: Option<String>, turn: &mut Turn) {
    let asked = state.site.asked.take();
    let told = asked.map(|asked| asked.told);
    match (token, asked.map(|asked| asked.reason)) {
        (Some(token), reason) => use_token(state, token, reason, turn),
        // Nobody is signed in there: one may be a guest here, or is.
        (None, Some(TokenReason::Start)) if turn.online => {}
        (None, Some(TokenReason::Start)) => {
            state.site = Site::default();
            state.connection = Connection::SignedOut { error: None };
        }
        // It may have one later; until the end all goes on.
        (None, Some(TokenReason::Expiring)) => {}
        // It has none yet before the end, and the end has come meanwhile.
        (None, Some(reason)) if told == Some(TokenReason::Expiring) => ask(state, reason, turn),
        (None, Some(reason @ (TokenReason::Expired | TokenReason::Refused))) => {
            give_up(state, none_given(reason), turn);
        }
        // They have signed out there, so they are here.
        (None, None) if state.site.vouches => connection::sign_out(state, turn),
        (None, None) => {}
    }
}

fn use_token(state: &mut ChatState, token: String, asked: Option<TokenReason>, turn: &mut Turn) {
    if !state.site.vouches && state.me.is_some() {
        // They were a guest until now.
        let current = state.current.clone();
        connection::sign_out(state, turn);
        showing::show(state, current, turn);
    }
    state.site.vouches = true;
    let handshake = Handshake { token: Some(token.clone()), ..Handshake::default() };
    state.handshake = handshake.clone();
    if state.is_online() {
        state.site.unasked = asked.is_none();
        turn.effects.push(Effect::UseHandshake(handshake));
        turn.effects.push(Effect::Renew { epoch: turn.epoch, request: RenewSession { token } });
        return;
    }
    if matches!(state.connection, Connection::SignedOut { .. }) {
        state.connection = Connection::Connecting;
    }
    state.reconnect.reset();
    turn.effects.push(Effect::Connect(handshake));
}

/// The connection ends soon.
pub(super) fn expiring(state: &mut ChatState, turn: &mut Turn) {
    if state.site.vouches && turn.online {
        ask(state, TokenReason::Expiring, turn);
    }
}

/// The connection ends now: the server closes it, and none is made with what is too old.
pub(super) fn expired(state: &mut ChatState, turn: &mut Turn) {
    if matches!(state.connection, Connection::SignedOut { .. }) {
        return;
    }
    connection::interrupt(state, turn);
    if state.site.vouches {
        await_token(state, TokenReason::Expired, turn);
    } else {
        let error = Error::new(ErrorCode::TokenExpired, "the token is too old now; get a fresh one");
        state.connection = Connection::SignedOut { error: Some(error) };
    }
}

/// The server has answered whether it goes on with a token.
pub(super) fn renewed(state: &mut ChatState, result: Result<RenewSessionReply, Failure>, turn: &mut Turn) {
    match result {
        Ok(_) => state.site.taken(),
        // With the next connection it is used anyway; without one the server says when the old one has ended.
        Err(Failure::NoAnswer) => {}
        Err(Failure::Refused(error)) if error.code.is_retryable() => {}
        // Perhaps because it is somebody else's: then who was here has gone, and what they wrote is not for them to send.
        Err(Failure::Refused(_)) if state.site.unasked => change_person(state, turn),
        Err(Failure::Refused(_)) => {
            if state.site.refused() {
                ask(state, TokenReason::Refused, turn);
            }
        }
    }
}

/// The server has not taken the token of a connection. False where that is not for here.
pub(super) fn refused(state: &mut ChatState, error: &Error, turn: &mut Turn) -> bool {
    use ErrorCode::{InvalidName, InvalidToken, NameRequired, NameTaken, TokenExpired, TokenRequired};
    let reason = match error.code {
        TokenExpired => TokenReason::Expired,
        InvalidToken | TokenRequired | NameRequired | InvalidName | NameTaken => TokenReason::Refused,
        _ => return false,
    };
    if !state.site.vouches {
        return false;
    }
    connection::interrupt(state, turn);
    if state.site.refused() {
        await_token(state, reason, turn);
    } else {
        give_up(state, error.clone(), turn);
    }
    true
}

/// Somebody is here now: what is left in memory is for them only where they are who was here before.
pub(super) fn arrived(state: &mut ChatState, user: &User, turn: &mut Turn) {
    let is_other = state.me.as_ref().is_some_and(|me| me.id != user.id);
    if state.site.vouches && is_other {
        forget_person(state, turn);
    }
    state.site.taken();
}

/// The site has had long enough.
pub(super) fn tick(state: &mut ChatState, turn: &mut Turn) {
    let Some(Asked { reason, .. }) = state.site.asked.filter(|asked| asked.until <= turn.now) else { return };
    let is_missing = state.site.is_missing();
    state.site.asked = None;
    if is_missing {
        give_up(state, none_given(reason), turn);
    }
}

fn change_person(state: &mut ChatState, turn: &mut Turn) {
    connection::interrupt(state, turn);
    forget_person(state, turn);
    state.me = None;
    state.site.taken();
    state.connection = Connection::Connecting;
    state.reconnect.reset();
    turn.effects.extend([Effect::Disconnect, Effect::Connect(state.handshake.clone())]);
}

/// Where they looked is where the next one looks.
fn forget_person(state: &mut ChatState, turn: &mut Turn) {
    let current = state.current.clone();
    restoring::forget(state, turn);
    showing::show(state, current, turn);
}

fn await_token(state: &mut ChatState, reason: TokenReason, turn: &mut Turn) {
    state.reconnect.reset();
    connection::reconnecting(state, 1, turn);
    ask(state, reason, turn);
}

/// Asks once, and again only for a better reason.
fn ask(state: &mut ChatState, reason: TokenReason, turn: &mut Turn) {
    let before = state.site.asked;
    if before.is_some_and(|asked| asked.reason == reason || asked.reason != TokenReason::Expiring) {
        return;
    }
    // It has been asked already, and what it gives is as good for this.
    let told = before.map_or(reason, |asked| asked.told);
    state.site.asked = Some(Asked { reason, told, until: later(turn.now, SITE_ANSWERS_MS) });
    if before.is_none() {
        turn.effects.push(Effect::WantToken(reason));
    }
}

fn give_up(state: &mut ChatState, error: Error, turn: &mut Turn) {
    state.site.asked = None;
    state.site.refusals = 0;
    state.reconnect.reset();
    state.connection = Connection::SignedOut { error: Some(error) };
    turn.effects.push(Effect::Disconnect);
}

fn none_given(reason: TokenReason) -> Error {
    match reason {
        TokenReason::Expiring | TokenReason::Expired => {
            Error::new(ErrorCode::TokenExpired, "the site that you were signed in at has given no fresh token")
        }
        TokenReason::Start | TokenReason::Refused => {
            Error::new(ErrorCode::TokenRequired, "the site that you are signed in at has given no token")
        }
    }
}
