//! The flows of `tests/stock` in a browser, against the same servers: their ports are in the page's address, as JSON behind
//! `#`. Each result becomes an element of the page, and the body has the attribute `data-done` after the last one.

#[cfg(target_arch = "wasm32")]
#[path = "../../stock/flows/mod.rs"]
mod flows;
#[cfg(target_arch = "wasm32")]
mod page;
#[cfg(target_arch = "wasm32")]
mod platform;

fn main() {
    #[cfg(target_arch = "wasm32")]
    wasm_bindgen_futures::spawn_local(page::run());
}
