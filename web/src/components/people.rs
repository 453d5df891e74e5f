//! Who is here, and oneself.

use sociable_client::chat::{Action, People, Presence, Shared};
use sociable_protocol::{Status, User};
use yew::prelude::*;

use crate::clock;
use crate::components::{Avatar, Icon, Shape, ThemeChoice};
use crate::dom;
use crate::provider::Dispatch;
use crate::strings;

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) people: Shared<People>,
    pub(crate) me: Option<User>,
    /// Whether the panel has come up over something else, and takes the focus.
    pub(crate) focus: bool,
    pub(crate) on_close: Callback<()>,
    pub(crate) dispatch: Dispatch,
}

/// A column beside the chat; on a phone a page of its own.
#[component]
pub(crate) fn PeoplePanel(props: &Props) -> Html {
    let close = use_node_ref();
    use_effect_with(props.focus, {
        let close = close.clone();
        move |focus| {
            if *focus {
                dom::focus(&close);
            }
        }
    });
    let me = props.me.as_ref().map(|user| user.id);
    let person = |person: &Presence| {
        let user = &person.user;
        let (status, label) = match person.status {
            Status::Online => ("online", strings::STATUS_ONLINE),
            Status::Away => ("away", strings::STATUS_AWAY),
            Status::Busy => ("busy", strings::STATUS_BUSY),
            Status::Offline => ("offline", strings::STATUS_OFFLINE),
        };
        // A status that matters to who wants to write to them is written out; a dot alone would have to be known.
        let shown = match (person.status, person.last_seen) {
            (Status::Online, _) => None,
            (Status::Offline, seen) => seen.map(|seen| strings::left_at(&clock::time_of_day(seen))),
            (Status::Away | Status::Busy, _) => Some(label.to_owned()),
        };
        let you = (me == Some(user.id)).then(|| strings::YOU.to_owned());
        let notes: Vec<String> = you.into_iter().chain(shown).collect();
        html! {
            <li key={user.id.to_string()} class="person" data-status={status}>
                <span class="person-picture" title={label}><Avatar user={user.clone()} /></span>
                <span class="person-text">
                    <span class="person-name"><bdi>{ user.name.as_str() }</bdi></span>
                    if !matches!(person.status, Status::Away | Status::Busy) {
                        <span class="visually-hidden">{ label }</span>
                    }
                    if !notes.is_empty() {
                        <span class="person-note">{ notes.join(strings::BETWEEN_NOTES) }</span>
                    }
                </span>
            </li>
        }
    };
    let section = |title: &'static str, count: usize, people: &[&Presence]| {
        html! {
            <section class="people-section" aria-label={title}>
                <h3>{ title }<span class="people-count">{ count }</span></h3>
                <ul>{ for people.iter().copied().map(person) }</ul>
            </section>
        }
    };
    let (here, left) = (props.people.here(), props.people.left());
    let on_close = props.on_close.reform(|_: MouseEvent| ());
    html! {
        <aside class="people" id="people" aria-label={strings::PEOPLE}>
            <div class="people-head">
                <h2>{ strings::PEOPLE }</h2>
                <button ref={close} type="button" class="button-icon people-close" aria-label={strings::CLOSE}
                    title={strings::CLOSE} onclick={on_close}>
                    <Icon shape={Shape::Close} />
                </button>
            </div>
            <div class="people-list">
                { section(strings::ONLINE, props.people.here_count(), &here) }
                if !left.is_empty() {
                    { section(strings::LEFT, left.len(), &left) }
                }
            </div>
            if let Some(me) = &props.me {
                <Oneself me={me.clone()} dispatch={props.dispatch.clone()} />
            }
        </aside>
    }
}

#[derive(Properties, PartialEq)]
struct OneselfProps {
    me: User,
    dispatch: Dispatch,
}

/// Who one is, how it looks, and the way out.
#[component]
fn Oneself(props: &OneselfProps) -> Html {
    let onclick = {
        let dispatch = props.dispatch.clone();
        Callback::from(move |_| dispatch.act(Action::SignOut))
    };
    html! {
        <div class="oneself">
            <ThemeChoice />
            <div class="oneself-row">
                <Avatar user={props.me.clone()} />
                <span class="person-text">
                    <span class="person-name"><bdi>{ props.me.name.as_str() }</bdi></span>
                    <span class="person-note">{ strings::YOU }</span>
                </span>
                <button type="button" class="button button-small" title={strings::SIGN_OUT_HINT} {onclick}>
                    <Icon shape={Shape::Leave} />
                    { strings::SIGN_OUT }
                </button>
            </div>
        </div>
    }
}
