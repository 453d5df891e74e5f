//! Writing, who else does, and what is written as it is shown.

mod banner;
mod code;
mod composer;
mod draft;
mod emoji_button;
mod field;
mod marks;
mod markup;
mod picker;
mod suggestions;
mod text;
mod typing;

pub(crate) use composer::Composer;
pub(crate) use marks::{Marks, prepare, use_marks};
pub(crate) use picker::{EmojiPicker, PICKER};
pub(crate) use text::MessageText;
pub(crate) use typing::typing_line;
