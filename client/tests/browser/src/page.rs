//! Runs all flows, one after the other, and writes what came of them.

use web_sys::{Document, Window};

use crate::flows::{Flow, Ports, each_flow};
use crate::flows::{losing, talking, transports};

pub(crate) async fn run() {
    let Some(window) = web_sys::window() else { return };
    let Some(document) = window.document() else { return };
    match ports(&window) {
        Some(ports) => {
            macro_rules! follow {
                ($($group:ident::$name:ident,)*) => {
                    $(report(&document, stringify!($name), &$group::$name(ports).await);)*
                };
            }
            each_flow!(follow);
        }
        None => report(&document, "ports", &Err("the address holds no ports".to_owned())),
    }
    if let Some(body) = document.body() {
        // It is an attribute of an element in the page, which takes any.
        let _ = body.set_attribute("data-done", "");
    }
}

fn ports(window: &Window) -> Option<Ports> {
    let hash = window.location().hash().ok()?;
    let json = js_sys::decode_uri_component(hash.trim_start_matches('#')).ok()?;
    serde_json::from_str(&String::from(json)).ok()
}

fn report(document: &Document, name: &str, result: &Flow) {
    let Ok(row) = document.create_element("p") else { return };
    let said = row.set_attribute("data-flow", name).and_then(|()| {
        row.set_text_content(Some(result.as_ref().err().map_or("ok", String::as_str)));
        document.body().map_or(Ok(()), |body| body.append_child(&row).map(|_| ()))
    });
    // A row that is missing is missed by whoever counts them.
    drop(said);
}
