//! Effects, with less code.

use yew::functional::TearDown;
use yew::prelude::*;

/// As [`yew::use_effect_with`], but that the effect and what ends it are boxed: else each of some forty effects would bring
/// all of the hook along, in every visitor's download.
#[hook]
pub(crate) fn use_effect_with<T: PartialEq + 'static, D: TearDown>(deps: T, effect: impl FnOnce(&T) -> D + 'static) {
    type End = Box<dyn FnOnce()>;
    let effect: Box<dyn FnOnce(&T) -> End> = Box::new(move |deps| {
        let end = effect(deps);
        Box::new(move || end.tear_down())
    });
    yew::use_effect_with(deps, effect);
}
