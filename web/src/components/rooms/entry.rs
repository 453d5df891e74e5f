//! A room in the list of rooms.

use sociable_client::chat::{RoomState, Shared};
use sociable_protocol::UserId;
use yew::prelude::*;

use super::picture::{other_in, room_picture};
use crate::clock::{self, Day};
use crate::components::common::{PlaceLink, Shape, icon};
use crate::i18n::Count;
use crate::names::room_name;
use crate::room_list::{BADGE_MAX, first_line, newest};
use crate::routes::Route;
use crate::{storage, strings};

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) room: Shared<RoomState>,
    pub(crate) me: Option<UserId>,
    /// Whether it is the one that is looked at.
    pub(crate) current: bool,
    /// Whether one is connected, so that one knows who is here.
    pub(crate) online: bool,
    /// Where counting what is unread ends.
    pub(crate) counted: u32,
    pub(crate) today: Day,
}

/// Its name, when and what was said last, and how much of it is unread.
#[component]
pub(crate) fn RoomEntry(props: &Props) -> Html {
    let Props { room, me, current, online, counted, today } = props;
    let name = room_name(&room.info, *me);
    let status = other_in(room, *me, *online).and_then(|(_, status)| status);
    // What is unread in a muted room is counted all the same, but does not call.
    let unread = room.unread > 0;
    let preview = preview(props);
    let class = classes!(
        "entry",
        (unread && !room.muted).then_some("entry-unread"),
        room.muted.then_some("entry-muted"),
        room.info.archived.then_some("entry-archived"),
    );
    html! {
        <PlaceLink to={Route::room(&room.info.slug)} {class} current={*current} title={name.to_owned()}>
            { room_picture(&room.info, *me, status) }
            <span class="entry-text">
                <span class="entry-line">
                    <bdi class="entry-name">{ name }</bdi>
                    if let Some(status) = status {
                        <span class="visually-hidden">{ ", " }{ strings::status(status) }</span>
                    }
                    if room.muted {
                        <span class="entry-mute" title={strings::muted()}>
                            { icon(Shape::BellOff) }
                            <span class="visually-hidden">{ strings::muted() }</span>
                        </span>
                    }
                    if let Some(time) = newest(room) {
                        <time class="entry-time" datetime={time.to_string()}>{ clock::stamp(time, *today) }</time>
                    }
                </span>
                if preview.is_some() || unread {
                    <span class="entry-line">
                    { preview.unwrap_or_else(|| html! { <span class="entry-preview"></span> }) }
                    if room.mentions > 0 {
                        <span class="badge badge-mention" title={strings::mentions_count(Count::up_to(*counted, room.mentions))}>
                            <span aria-hidden="true">{ "@" }</span>
                            <span class="visually-hidden">{ strings::mentions_count(Count::up_to(*counted, room.mentions)) }</span>
                        </span>
                    }
                    if unread {
                        <span class="badge">
                            <span aria-hidden="true">{ badge(room.unread) }</span>
                            <span class="visually-hidden">{ strings::unread_count(Count::up_to(*counted, room.unread)) }</span>
                        </span>
                    }
                    </span>
                }
            </span>
        </PlaceLink>
    }
}

/// Who is writing there; else what one has not finished writing oneself; else what was said last.
fn preview(props: &Props) -> Option<Html> {
    let Props { room, me, current, .. } = props;
    let names: Vec<&str> = room.typing.users().map(|user| user.name.as_str()).collect();
    if let Some(typing) = strings::typing(&names) {
        return Some(html! { <span class="entry-preview entry-typing">{ typing }{ "…" }</span> });
    }
    // Of the room one is in, what is being written is in sight.
    let draft = if *current { String::new() } else { first_line(&storage::draft(&room.info.slug)) };
    if !draft.is_empty() {
        return Some(html! {
            <span class="entry-preview">
                <span class="entry-draft">{ strings::draft() }</span>{ " " }<bdi>{ draft }</bdi>
            </span>
        });
    }
    if room.info.archived {
        return Some(html! { <span class="entry-preview">{ strings::archived_room() }</span> });
    }
    let message = room.last_message.as_ref()?;
    let text = match &message.text {
        Some(text) => first_line(text.as_str()),
        None => strings::deleted().to_owned(),
    };
    let said = if Some(message.user.id) == *me {
        strings::preview(strings::you_said(), &text)
    } else if room.info.between.is_empty() {
        strings::preview(message.user.name.as_str(), &text)
    } else {
        // In a direct room there is nobody else.
        text
    };
    Some(html! { <bdi class="entry-preview">{ said }</bdi> })
}

fn count(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// A count in a badge, which has room for two digits.
fn badge(number: u32) -> String {
    if number > BADGE_MAX { strings::more_than(count(BADGE_MAX)) } else { crate::i18n::number(count(number)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_badge_has_at_most_two_digits() {
        assert_eq!(badge(1), "1");
        assert_eq!(badge(99), "99");
        assert_eq!(badge(1_000), "99+");
    }
}
