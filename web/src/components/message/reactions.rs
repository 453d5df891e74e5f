//! The reactions to a message.

use sociable_protocol::{Message, Reaction, UserId};
use yew::prelude::*;

use super::act::{Act, has_reacted};
use super::names::listed;
use super::tools::pressed;
use crate::components::common::{Shape, icon};
use crate::{i18n, strings};

/// One button for each kind, which adds one's own or takes it back, and one for more.
pub(super) fn reactions(message: &Message, me: Option<UserId>, on_act: &Callback<Act>) -> Html {
    let pill = |reaction: &Reaction| {
        let emoji = reaction.reaction.as_str().to_owned();
        let own = has_reacted(message, &reaction.reaction, me);
        let label = strings::message_reacted(count(reaction), &emoji, &people(reaction, me));
        let key = reaction.reaction.clone();
        html! {
            <button key={emoji.clone()} type="button" class="reaction" tabindex="-1" aria-pressed={own.to_string()}
                aria-label={label.clone()} title={label} onclick={on_act.reform(move |_| Act::React(key.clone()))}>
                <span class="reaction-emoji">{ emoji }</span>
                <span class="reaction-count">{ i18n::number(count(reaction)) }</span>
            </button>
        }
    };
    let on_more = {
        let on_act = on_act.clone();
        Callback::from(move |event: MouseEvent| {
            if let Some(anchor) = pressed(&event) {
                on_act.emit(Act::Picker(anchor));
            }
        })
    };
    html! {
        <div class="reactions" role="group" aria-label={strings::message_reactions()}>
            { for message.reactions.iter().map(pill) }
            <button key="+" type="button" class="reaction reaction-more" tabindex="-1" aria-label={strings::message_react()}
                title={strings::message_react()} onclick={on_more}>
                { icon(Shape::Smile) }
            </button>
        </div>
    }
}

/// Who reacted so: oneself first.
fn people(reaction: &Reaction, me: Option<UserId>) -> String {
    let own = reaction.users.iter().any(|user| Some(user.id) == me).then_some(strings::you());
    let others = reaction.users.iter().filter(|user| Some(user.id) != me).map(|user| user.name.as_str());
    let names: Vec<&str> = own.into_iter().chain(others).collect();
    listed(&names, count(reaction))
}

fn count(reaction: &Reaction) -> usize {
    usize::try_from(reaction.count).unwrap_or(usize::MAX)
}
