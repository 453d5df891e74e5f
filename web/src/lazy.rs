//! Parts of the program that are in files of their own, so that nobody waits for them who only wants to read and write.
//!
//! [`part!`] names a value, mostly a function that draws, and the file that it is in with all that nothing else needs; the
//! build cuts there (`xtask/src/parts.rs`). Once loaded, the value is kept here and there at once. A file that could not be
//! loaded is asked for anew. Without the feature `split`, in tests and under `trunk serve`, everything is there from the
//! start.

use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::thread::LocalKey;

use gloo_timers::callback::Interval;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::hooks::use_effect_with;

/// A part that shows something.
pub(crate) type Draw<P> = fn(&P) -> Html;

/// A part could not be loaded; the browser's console says why.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NotLoaded;

#[cfg(feature = "split")]
impl From<wasm_split_helpers::SplitLoaderError> for NotLoaded {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> Self {
        Self
    }
}

type Loading<T> = Pin<Box<dyn Future<Output = Result<T, NotLoaded>>>>;

/// A value in a file that is loaded later; made by [`part!`].
pub(crate) struct Part<T> {
    here: Cell<Option<T>>,
    load: Option<fn() -> Loading<T>>,
}

impl<T> Part<T> {
    #[cfg(feature = "split")]
    pub(crate) const fn later(load: fn() -> Loading<T>) -> Self {
        Self { here: Cell::new(None), load: Some(load) }
    }

    #[cfg(not(feature = "split"))]
    pub(crate) const fn here(value: T) -> Self {
        Self { here: Cell::new(Some(value)), load: None }
    }
}

/// `part! { static NAME: Type = value; in file }` is a [`Part`]. Parts in one file are loaded together.
macro_rules! part {
    ($(#[$meta:meta])* $visibility:vis static $name:ident: $type:ty = $value:expr; in $file:ident) => {
        thread_local! {
            $(#[$meta])*
            $visibility static $name: $crate::lazy::Part<$type> = const {
                #[cfg(feature = "split")]
                {
                    #[wasm_split_helpers::wasm_split($file, fallible)]
                    fn $file() -> Result<$type, $crate::lazy::NotLoaded> {
                        Ok($value)
                    }
                    $crate::lazy::Part::later(|| Box::pin($file()))
                }
                #[cfg(not(feature = "split"))]
                $crate::lazy::Part::here($value)
            };
        }
    };
}
pub(crate) use part;

/// The value of `part`, where it is loaded.
pub(crate) fn here<T: Copy>(part: &'static LocalKey<Part<T>>) -> Option<T> {
    part.with(|part| part.here.get())
}

/// Loads `part` where it is not there yet.
pub(crate) async fn load<T: Copy>(part: &'static LocalKey<Part<T>>) -> Result<T, NotLoaded> {
    if let Some(value) = here(part) {
        return Ok(value);
    }
    let value = part.with(|part| part.load).ok_or(NotLoaded)?().await?;
    part.with(|part| part.here.set(Some(value)));
    Ok(value)
}

/// How far a part is.
pub(crate) enum Loaded<T> {
    /// It is there.
    Here(T),
    /// It is on its way, or not wanted.
    Coming,
    /// It could not be loaded; the callback tries again.
    Failed(Callback<()>),
}

/// How often a part that could not be loaded is asked for again while it is wanted, in milliseconds.
const AGAIN_MS: u32 = 5_000;

/// A part, loaded from when it is `wanted` on. Where that fails it is tried again from time to time, too, since another part
/// in the same file may have been loaded meanwhile.
#[hook]
pub(crate) fn use_part<T: Copy + 'static>(part: &'static LocalKey<Part<T>>, wanted: bool) -> Loaded<T> {
    let failed = use_state_eq(|| false);
    let draw_again = use_force_update();
    let found = here(part);
    use_effect_with(wanted && found.is_none() && !*failed, {
        let (failed, draw_again) = (failed.setter(), draw_again.clone());
        move |wanted| {
            if *wanted {
                spawn_local(async move {
                    match load(part).await {
                        Ok(_) => draw_again.force_update(),
                        Err(NotLoaded) => failed.set(true),
                    }
                });
            }
        }
    });
    use_effect_with(wanted && found.is_none() && *failed, {
        move |wanted| {
            let again = wanted.then(|| {
                Interval::new(AGAIN_MS, move || {
                    let draw_again = draw_again.clone();
                    spawn_local(async move {
                        if load(part).await.is_ok() {
                            draw_again.force_update();
                        }
                    });
                })
            });
            move || drop(again)
        }
    });
    match found {
        Some(value) => Loaded::Here(value),
        None if *failed => {
            let failed = failed.setter();
            Loaded::Failed(Callback::from(move |()| failed.set(false)))
        }
        None => Loaded::Coming,
    }
}
