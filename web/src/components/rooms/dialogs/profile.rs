//! One's name and what one says of oneself.

use sociable_client::chat::{Action, Command};
use sociable_protocol::{DisplayName, InvalidName, Status, User};
use yew::prelude::*;

use super::new_room::{LineField, setter};
use crate::components::common::{Segments, form_note, verified};
use crate::hooks::use_order;
use crate::provider::Dispatch;
use crate::strings;

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) me: User,
    pub(crate) status: Status,
    pub(crate) dispatch: Dispatch,
}

/// A part of the preferences.
#[component]
pub(crate) fn Profile(props: &Props) -> Html {
    let Props { me, status, dispatch } = props;
    let name = use_state_eq(|| me.name.to_string());
    let order = use_order(Callback::noop());
    let parsed = DisplayName::new(&name);
    let changed = parsed.as_ref().is_ok_and(|name| *name != me.name);
    let error = match &parsed {
        Ok(_) => None,
        Err(InvalidName::Empty) => Some(strings::name_missing().to_owned()),
        Err(InvalidName::TooLong(_)) => Some(strings::line_too_long(sociable_protocol::limits::NAME_CHARS)),
    };
    let busy = order.is_running();
    let onsubmit = {
        let (order, parsed) = (order.clone(), parsed.ok().filter(|_| changed && !busy));
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Some(name) = parsed.clone() {
                order.give(Command::Rename(name));
            }
        })
    };
    let on_status = {
        let dispatch = dispatch.clone();
        Callback::from(move |index| {
            let status = if index == 1 { Status::Busy } else { Status::Online };
            dispatch.act(Action::SetStatus(status));
        })
    };
    html! {
        <section class="preference" aria-labelledby="preference-profile">
            <h3 id="preference-profile">{ strings::profile() }</h3>
            if me.verified {
                // Their site says what they are called.
                <p class="field">
                    <span class="field-label">{ strings::name_label() }</span>
                    <span class="person-line"><bdi>{ me.name.as_str() }</bdi>{ verified(me) }</span>
                </p>
            } else {
                <form class="form-row" {onsubmit} novalidate=true>
                    <LineField id="own-name" label={strings::name_label()} value={(*name).clone()} {error}
                        on_input={setter(&name)} />
                    <button type="submit" class="button" disabled={!changed} aria-disabled={busy.then_some("true")}>
                        { if busy { strings::working() } else { strings::save() } }
                    </button>
                </form>
                { form_note(order.error()) }
            }
            <div class="field">
                <span class="field-label">{ strings::status_label() }</span>
                <Segments label={strings::status_label()} chosen={usize::from(*status == Status::Busy)}
                    options={[strings::status_online(), strings::status_busy()].map(AttrValue::from).to_vec()}
                    on_choose={on_status} />
            </div>
        </section>
    }
}
