//! The two pages: choosing a name, and the chat.

mod chat;
mod welcome;

pub(crate) use chat::ChatPage;
pub(crate) use welcome::WelcomePage;
