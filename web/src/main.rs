//! Sociable's frontend: a chat in the browser.
//!
//! The rules of the chat are in `sociable_client::chat`, the connection in `sociable_client::transport`; here is what
//! is seen. [`provider`] joins the three. Components are given data and report what was done; none of them knows that
//! there is a network.

mod app;
mod clock;
mod components;
mod dom;
mod hooks;
mod ids;
mod pages;
mod provider;
mod rows;
mod storage;
mod strings;
mod text;
mod theme;
mod unread;

fn main() {
    theme::Theme::stored().apply();
    let Some(root) = dom::document().get_element_by_id("app") else {
        return gloo_console::error!("the page has no element #app");
    };
    yew::Renderer::<app::App>::with_root(root).render();
}
