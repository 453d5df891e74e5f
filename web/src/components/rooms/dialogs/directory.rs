//! Looking for something among all public rooms, which come a page at a time.

use sociable_client::chat::{Action, ChatState, Loading};
use yew::prelude::*;

use crate::hooks::use_effect_with;
use crate::provider::Dispatch;

/// So few are found that whoever looks for something sees all of it, and may miss what is on a later page.
const FEW: usize = 8;

/// Loads one page of the public rooms after the other while somebody looks for something and little is `found`; true while
/// there may be more.
#[hook]
pub(super) fn use_further_rooms(state: &ChatState, query: &str, found: usize, dispatch: &Dispatch) -> bool {
    let directory = &state.directory;
    let wanted = !query.trim().is_empty() && found < FEW && directory.has_more;
    let idle = directory.loading == Loading::Idle && state.is_online();
    use_effect_with((wanted && idle, directory.rooms.len()), {
        let dispatch = dispatch.clone();
        move |(ask, _)| {
            if *ask {
                dispatch.act(Action::BrowseMore);
            }
        }
    });
    wanted && !matches!(directory.loading, Loading::Failed(_))
}
