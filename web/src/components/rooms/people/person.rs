//! A person of a room.

use sociable_client::chat::Command;
use sociable_protocol::{Ban, OpenDirect, RemoveMember, Role, RoomKind, RoomSlug, SetRole, Status, User};
use yew::prelude::*;

use super::powers::{Power, powers};
use super::roster::Listed;
use crate::clock::{self, Day};
use crate::components::common::{Choice, Confirm, Menu, Shape, picture, status_key, verified};
use crate::embedded::is_embedded;
use crate::strings;

/// What all the people of a list have in common.
#[derive(Clone, PartialEq)]
pub(crate) struct Around {
    pub(crate) room: RoomSlug,
    pub(crate) kind: RoomKind,
    /// Who one is.
    pub(crate) me: Option<User>,
    /// What one is there oneself.
    pub(crate) role: Option<Role>,
    /// Whether one is connected: without, what is known of others is old, and nothing can be done.
    pub(crate) online: bool,
    pub(crate) today: Day,
    pub(crate) on_command: Callback<Command>,
}

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) person: Listed,
    /// Whether they have not answered an invitation yet.
    pub(crate) invited: bool,
    pub(crate) around: Around,
}

/// Picture, name, what there is to know of them, and a menu of what can be done.
#[component]
pub(crate) fn PersonEntry(props: &Props) -> Html {
    let Props { person: Listed { user, status, last_seen, role }, invited, around } = props;
    let asking = use_state_eq(|| None::<Power>);
    let me = around.me.as_ref().is_some_and(|me| me.id == user.id);
    let status = (around.online && !invited).then_some(*status);
    let seen = last_seen.map(|seen| strings::last_seen(&clock::stamp(seen, around.today)));
    let notes = [
        me.then(|| strings::you().to_owned()),
        role.filter(|_| around.kind != RoomKind::Direct).and_then(role_name).map(str::to_owned),
        // Without a connection nobody's status is known, and when they were last seen is no longer true.
        match status {
            Some(Status::Offline) => Some(seen.unwrap_or_else(|| strings::status_offline().to_owned())),
            Some(status) => Some(strings::status(status).to_owned()),
            None => None,
        },
    ];
    let notes: Vec<String> = notes.into_iter().flatten().collect();
    let can = if me || !around.online { Vec::new() } else { powers(around.kind, around.role, *role, *invited) };
    // In a frame of another page there is this one room, and no way back from another.
    let can: Vec<Power> = can.into_iter().filter(|power| !(is_embedded() && *power == Power::Message)).collect();
    let choice =
        |power: Power| {
            let (asking, on_command) = (asking.setter(), around.on_command.clone());
            let command = command(power, &around.room, user);
            let (label, shape, danger) = looks(power);
            let choice = Choice::new(label, shape, move || {
                if danger { asking.set(Some(power)) } else { on_command.emit(command.clone()) }
            });
            if danger { choice.dangerous() } else { choice }
        };
    let question = asking.map(|power| {
        let (label, ..) = looks(power);
        let (title, lead) = match power {
            Power::Ban => (strings::ban_question(user.name.as_str()), strings::ban_lead()),
            _ => (strings::remove_question(user.name.as_str()), strings::remove_lead()),
        };
        let (close, on_command) = (asking.setter(), around.on_command.clone());
        let command = command(power, &around.room, user);
        let on_close = Callback::from({
            let close = close.clone();
            move |()| close.set(None)
        });
        let on_confirm = Callback::from(move |()| {
            close.set(None);
            on_command.emit(command.clone());
        });
        html! { <Confirm {title} {lead} action={label} {on_confirm} {on_close} /> }
    });
    html! {
        <li class="person" data-status={status.map(status_key)}>
            { picture(user, status) }
            <span class="person-text">
                <span class="person-line">
                    <bdi class="person-name" title={user.name.to_string()}>{ user.name.as_str() }</bdi>
                    { verified(user) }
                </span>
                if !notes.is_empty() {
                    <span class="person-note">{ notes.join(strings::BETWEEN_NOTES) }</span>
                }
            </span>
            if !can.is_empty() {
                <Menu label={strings::person_menu(user.name.as_str())} shape={Shape::More}
                    choices={can.into_iter().map(choice).collect::<Vec<_>>()} />
            }
            { question.unwrap_or_default() }
        </li>
    }
}

/// What a role is called; nothing where it is that of most.
fn role_name(role: Role) -> Option<&'static str> {
    match role {
        Role::Member => None,
        Role::Moderator => Some(strings::moderator()),
        Role::Owner => Some(strings::owner()),
    }
}

/// What a [`Power`] is called, how it looks, and whether it cannot easily be undone.
fn looks(power: Power) -> (&'static str, Shape, bool) {
    match power {
        Power::Message => (strings::write_to(), Shape::Bubble, false),
        Power::Make(Role::Owner) => (strings::make_owner(), Shape::Shield, false),
        Power::Make(Role::Moderator) => (strings::make_moderator(), Shape::Shield, false),
        Power::Make(Role::Member) => (strings::make_member(), Shape::People, false),
        Power::Uninvite => (strings::uninvite(), Shape::Close, false),
        Power::Remove => (strings::remove(), Shape::Leave, true),
        Power::Ban => (strings::ban(), Shape::Ban, true),
    }
}

fn command(power: Power, room: &RoomSlug, user: &User) -> Command {
    let (room, user) = (room.clone(), user.id);
    match power {
        Power::Message => Command::OpenDirect(OpenDirect { user }),
        Power::Make(role) => Command::SetRole(SetRole { room, user, role }),
        Power::Uninvite | Power::Remove => Command::Remove(RemoveMember { room, user }),
        Power::Ban => Command::Ban(Ban { room, user, banned: true }),
    }
}
