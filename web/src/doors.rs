//! Who may come in here, as the server has written it into the page: so nobody is asked for a name that would be refused.

#[cfg(target_arch = "wasm32")]
use crate::dom::document;

/// Who may come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Doors {
    /// Guests, under names that they choose.
    Guests,
    /// Guests, and people whom a site vouches for.
    Both,
    /// Only people whom a site vouches for.
    Site,
}

thread_local! {
    static DOORS: Doors = read();
}

impl Doors {
    /// Those of this server.
    pub(crate) fn here() -> Self {
        DOORS.with(|doors| *doors)
    }
}

#[cfg(target_arch = "wasm32")]
fn read() -> Doors {
    let said = document().document_element().and_then(|page| page.get_attribute("data-auth"));
    match said.as_deref() {
        Some("both") => Doors::Both,
        Some("token") => Doors::Site,
        _ => Doors::Guests,
    }
}

/// There is no page.
#[cfg(not(target_arch = "wasm32"))]
fn read() -> Doors {
    Doors::Guests
}
