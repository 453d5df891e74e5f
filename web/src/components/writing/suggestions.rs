//! Suggestions for what is being written: people behind an `@`, emoji behind a colon.
//!
//! The field is no combobox: it would be announced as one with each visit, and its text as a value to choose. A status
//! says what is suggested and which key takes it, once per change.

use std::rc::Rc;

use sociable_client::chat::{People, Shared};
use sociable_protocol::{User, UserId};
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::field;
use crate::completion::{self, Kind, Token};
use crate::components::common::avatar;
use crate::hooks::use_emojis;
use crate::strings;

/// Something to take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Choice {
    /// Somebody to mention.
    Person(User),
    /// An emoji, and its shortcode.
    Emoji(String, String),
}

impl Choice {
    fn name(&self) -> &str {
        match self {
            Self::Person(user) => user.name.as_str(),
            Self::Emoji(_, code) => code,
        }
    }

    /// What is written for it.
    fn text(&self) -> String {
        match self {
            Self::Person(user) => ["@", user.name.as_str(), " "].concat(),
            Self::Emoji(symbol, _) => [symbol, " "].concat(),
        }
    }
}

/// What is suggested, and what becomes of it.
#[derive(Clone)]
pub(super) struct Completion {
    /// What is suggested; empty where nothing is.
    pub(super) choices: Rc<Vec<Choice>>,
    /// Which of them is taken next.
    pub(super) selected: usize,
    token: UseStateHandle<Option<Token>>,
    select: UseStateSetter<usize>,
    /// Where something was begun that is not to be completed.
    dismissed: Rc<std::cell::RefCell<Option<usize>>>,
}

impl Completion {
    /// Looks what is before the caret.
    pub(super) fn look(&self, field: &HtmlTextAreaElement) {
        let text = field.value();
        let found = field::caret(field, &text).and_then(|caret| completion::token(&text, caret));
        let mut dismissed = self.dismissed.borrow_mut();
        let start = found.as_ref().map(|token| token.start);
        if *dismissed != start {
            *dismissed = None;
        }
        let found = found.filter(|_| dismissed.is_none());
        if found != *self.token {
            self.select.set(0);
        }
        self.token.set(found);
    }

    /// No suggestions for what is being written now.
    pub(super) fn dismiss(&self) {
        *self.dismissed.borrow_mut() = self.token.as_ref().map(|token| token.start);
        self.token.set(None);
    }

    /// Selects the suggestion so many further down.
    pub(super) fn step(&self, by: isize) {
        let count = self.choices.len().cast_signed();
        if count > 0 {
            self.select.set((self.selected.cast_signed() + by).rem_euclid(count).cast_unsigned());
        }
    }

    /// Writes the suggestion at `index`.
    pub(super) fn take(&self, field: &HtmlTextAreaElement, index: usize) {
        if let (Some(token), Some(choice)) = (self.token.as_ref(), self.choices.get(index)) {
            field::replace(field, (token.start, token.end), &choice.text());
        }
        self.dismiss();
    }
}

/// Suggestions for a field in a room with `people`.
#[hook]
pub(super) fn use_completion(people: &Shared<People>, me: Option<UserId>) -> Completion {
    let token = use_state_eq(|| None::<Token>);
    let selected = use_state_eq(|| 0_usize);
    let dismissed = use_mut_ref(|| None);
    let wanted = use_mut_ref(|| false);
    let kind = token.as_ref().map(|token| token.kind);
    if kind == Some(Kind::Emoji) {
        *wanted.borrow_mut() = true;
    }
    let emojis = use_emojis(*wanted.borrow());
    let choices = use_memo(((*token).clone(), people.clone(), emojis, me), |(token, people, emojis, me)| match token {
        None => Vec::new(),
        Some(Token { kind: Kind::Mention, query, .. }) => {
            let others = people.here().into_iter().chain(people.left()).map(|person| &person.user);
            let found = completion::names(query, others.filter(|user| Some(user.id) != *me));
            found.into_iter().cloned().map(Choice::Person).collect()
        }
        Some(Token { kind: Kind::Emoji, query, .. }) => {
            let found = emojis.as_ref().map(|emojis| emojis.find(query, completion::MOST));
            let found = found.unwrap_or_default();
            found.into_iter().map(|emoji| Choice::Emoji(emoji.symbol.to_owned(), emoji.code().to_owned())).collect()
        }
    });
    let last = choices.len().saturating_sub(1);
    Completion { selected: (*selected).min(last), choices, select: selected.setter(), token, dismissed }
}

/// The suggestions, above the field, which keeps the focus.
pub(super) fn suggestions(completion: &Completion, on_take: &Callback<usize>) -> Html {
    let Completion { choices, selected, .. } = completion;
    let status = choices.get(*selected).map(|choice| strings::suggestions_status(choices.len(), choice.name()));
    let option = |(index, choice): (usize, &Choice)| {
        let onclick = on_take.reform(move |_: MouseEvent| index);
        let picture = match choice {
            Choice::Person(user) => avatar(user),
            Choice::Emoji(symbol, _) => html! { <span class="suggestion-emoji" aria-hidden="true">{ symbol }</span> },
        };
        html! {
            <li class="suggestion" role="option" aria-selected={(index == *selected).to_string()} {onclick}>
                { picture }<bdi class="suggestion-name">{ choice.name() }</bdi>
            </li>
        }
    };
    // Pressing on it must not take the focus from the field.
    let onmousedown = Callback::from(|event: MouseEvent| event.prevent_default());
    html! {
        <>
            if !choices.is_empty() {
                <div class="suggestions-place">
                    <ul id="suggestions" class="suggestions" role="listbox" aria-label={strings::suggestions()} {onmousedown}>
                        { for choices.iter().enumerate().map(option) }
                    </ul>
                </div>
            }
            <p class="visually-hidden" role="status">{ status }</p>
        </>
    }
}
