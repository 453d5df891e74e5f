//! The pages: choosing a name, the chat, and the chat in a frame of another page.

mod chat;
mod embedded;
mod signing_in;
mod welcome;

pub(crate) use chat::ChatPage;
pub(crate) use embedded::EmbeddedPage;
pub(crate) use signing_in::SigningInPage;
pub(crate) use welcome::WelcomePage;
