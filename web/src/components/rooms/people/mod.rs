//! Who is in a room and who belongs to it.

mod person;
mod powers;
mod roster;

use sociable_client::chat::{Action, Loading, RoomState, Shared};
use sociable_protocol::{RoomKind, User};
use yew::prelude::*;

use crate::components::common::{Shape, form_note, icon};
use crate::hooks::{use_effect_with, use_focus, use_order, use_today};
use crate::provider::Dispatch;
use crate::routes::Route;
use crate::ui::{Dialog, Ui};
use crate::{i18n, router, strings};
use person::{Around, PersonEntry};
use roster::{Listed, Roster, roster};

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) room: Shared<RoomState>,
    pub(crate) me: Option<User>,
    /// Whether one is connected.
    pub(crate) online: bool,
    /// Whether the panel has come up over something else, and takes the focus.
    pub(crate) focus: bool,
    pub(crate) on_close: Callback<()>,
    pub(crate) dispatch: Dispatch,
}

/// A column beside the chat; on a phone a page of its own.
#[component]
pub(crate) fn PeoplePanel(props: &Props) -> Html {
    let Props { room, me, online, focus, on_close, dispatch } = props;
    let close = use_node_ref();
    use_focus(*focus, &close);
    // Anew with every connection: whoever came, went or was given a role meanwhile is in the answer.
    use_effect_with((room.info.slug.clone(), *online && room.loaded), {
        let dispatch = dispatch.clone();
        move |(slug, ready)| {
            if *ready {
                dispatch.act(Action::LoadMembers(slug.clone()));
            }
        }
    });
    let order = use_order({
        let (dispatch, slug, on_close, focus) = (dispatch.clone(), room.info.slug.clone(), on_close.clone(), *focus);
        Callback::from(move |opened| match opened {
            Some(opened) => {
                if focus {
                    on_close.emit(());
                }
                router::push(&Route::room(&opened));
            }
            None => dispatch.act(Action::LoadMembers(slug.clone())),
        })
    });
    let membership = &room.membership;
    let complete = !membership.has_more && !membership.members.is_empty() && membership.loading == Loading::Idle;
    let people = room.people.here().into_iter().chain(room.people.left()).collect::<Vec<_>>();
    let Roster { here, away, offline, invited } = roster(&people, &membership.members, complete);
    let around = Around {
        room: room.info.slug.clone(),
        kind: room.info.kind,
        me: me.clone(),
        role: room.role,
        online: *online,
        today: use_today(),
        on_command: {
            let order = order.clone();
            Callback::from(move |command| order.give(command))
        },
    };
    let section = |title: &'static str, count: usize, people: Vec<Listed>, invited: bool| {
        if count == 0 {
            return Html::default();
        }
        let unlisted = count.saturating_sub(people.len());
        let person = |person: Listed| {
            let key = person.user.id.to_string();
            html! { <PersonEntry {key} {person} {invited} around={around.clone()} /> }
        };
        html! {
            <section class="people-section" aria-label={title}>
                <h3>{ title }<span class="people-count">{ i18n::number(count) }</span></h3>
                <ul>{ for people.into_iter().map(person) }</ul>
                if unlisted > 0 {
                    <p class="people-note">{ strings::people_more(unlisted) }</p>
                }
            </section>
        }
    };
    // Where the list is cut, how many of the others are away is not known.
    let count = room.people.here_count().saturating_sub(away.len()).max(here.len());
    let (away_count, offline_count, invited_count) = (away.len(), offline.len(), invited.len());
    let on_more = {
        let (dispatch, slug) = (dispatch.clone(), room.info.slug.clone());
        Callback::from(move |_: MouseEvent| dispatch.act(Action::LoadMoreMembers(slug.clone())))
    };
    let topic = room.info.topic.as_str();
    let ui = use_context::<Ui>();
    let on_invite = {
        let dialog = Dialog::Invite(room.info.slug.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(ui) = &ui {
                ui.show_dialog(Some(dialog.clone()));
            }
        })
    };
    html! {
        <aside class="panel people" id="people" aria-label={strings::people()}>
            <div class="people-head">
                <h2>{ strings::people() }</h2>
                <button ref={close} type="button" class="button-icon people-close" aria-label={strings::close()}
                    title={strings::close()} onclick={on_close.reform(|_: MouseEvent| ())}>
                    { icon(Shape::Close) }
                </button>
            </div>
            <div class="people-list" role="region" aria-label={strings::people_list()} tabindex="0">
                // On a phone the line above the chat has no space for it.
                if !topic.is_empty() {
                    <p class="people-topic" dir="auto">{ topic }</p>
                }
                if !online {
                    <p class="people-note">{ strings::people_old() }</p>
                }
                if room.info.kind == RoomKind::Private && *online {
                    <button type="button" class="button people-invite" onclick={on_invite}>
                        { icon(Shape::Invite) }{ strings::invite() }
                    </button>
                }
                { form_note(order.error()) }
                if *online {
                    { section(strings::online_section(), count, here, false) }
                    { section(strings::status_away(), away_count, away, false) }
                    { section(strings::status_offline(), offline_count, offline, false) }
                } else {
                    { section(strings::known_section(), count + away_count, [here, away].concat(), false) }
                }
                { section(strings::invited_section(), invited_count, invited, true) }
                {
                    match &membership.loading {
                        Loading::Failed(failure) => html! {
                            <p class="people-note field-error" role="status">{ strings::failure(failure) }</p>
                        },
                        _ if membership.has_more => html! {
                            <button type="button" class="button people-more" onclick={on_more}
                                disabled={membership.loading == Loading::Running}>{ strings::show_more() }</button>
                        },
                        _ => Html::default(),
                    }
                }
            </div>
        </aside>
    }
}
