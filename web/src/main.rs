//! Sociable's frontend: a chat in the browser.
//!
//! The rules of the chat are in `sociable_client::chat`, the connection in `sociable_client::transport`; here is what
//! is seen. [`provider`] joins the three. Components are given data and report what was done; none of them knows that
//! there is a network.

mod app;
mod attention;
mod clock;
mod completion;
mod components;
mod composing;
mod density;
mod dom;
mod doors;
mod dropped;
mod embedded;
mod emoji;
mod hooks;
mod i18n;
mod ids;
mod keep;
mod lazy;
mod markdown;
mod matching;
mod names;
mod pages;
mod place;
mod preferences;
mod provider;
mod room_list;
mod router;
mod routes;
mod rows;
mod somebody;
mod storage;
mod strings;
mod text;
mod theme;
mod ui;
mod unread;

fn main() {
    dropped::keep_page();
    let root = dom::document().get_element_by_id("app");
    if embedded::is_embedded() {
        return root.map_or_else(no_root, embedded::start);
    }
    theme::Theme::stored().apply();
    density::Density::stored().apply();
    i18n::Language::wanted().apply();
    let Some(root) = root else { return no_root() };
    let known = storage::handshake().token.is_some();
    if known {
        components::writing::prepare();
    }
    wasm_bindgen_futures::spawn_local(async move {
        let ((keeper, kept), ()) = futures_util::join!(keep::Keeper::open(), app::prepare());
        let dispatch = provider::Dispatch::to(provider::Bridge::new(keeper, kept));
        yew::Renderer::<app::App>::with_root_and_props(root, app::Props { dispatch }).render();
        if !known {
            somebody::comes().await;
            app::load_chat().await;
            components::writing::prepare();
        }
        attention::register();
    });
}

fn no_root() {
    gloo_console::error!("the page has no element #app");
}
