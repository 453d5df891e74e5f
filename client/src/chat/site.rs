//! Tokens of the site that a person is signed in at: how far asking it for one has come.

use sociable_protocol::Timestamp;

use super::limits::SITE_REFUSALS;

/// Why the site is asked for a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenReason {
    /// To come in.
    Start,
    /// The one in use ends soon.
    Expiring,
    /// The one in use has ended.
    Expired,
    /// The server does not take the last one.
    Refused,
}

/// Whether one comes in with tokens of one's site, and what is awaited from it.
///
/// Whoever does has no token of the server's: nothing of them is kept over a reload, and every time they come back it is with
/// what the site says then.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Site {
    /// Whether one does.
    pub(super) vouches: bool,
    /// What the site has been asked for.
    pub(super) asked: Option<Asked>,
    /// How many tokens the server has refused since it took one.
    pub(super) refusals: u32,
    /// Whether the token that the server is to go on with was not asked for: it may be another person's.
    pub(super) unasked: bool,
}

/// What a site has been asked for and has not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Asked {
    /// Why a token is needed by now.
    pub(super) reason: TokenReason,
    /// Why it was when the site was asked.
    pub(super) told: TokenReason,
    /// When it is given up.
    pub(super) until: Timestamp,
}

impl Site {
    /// Whether one comes in with tokens of one's site.
    #[must_use]
    pub const fn vouches(&self) -> bool {
        self.vouches
    }

    /// Whether a token is awaited without which there is no connection.
    pub(super) fn is_missing(&self) -> bool {
        self.asked.is_some_and(|asked| asked.reason != TokenReason::Expiring)
    }

    /// Notes that the server has refused a token, and says whether another is worth asking for.
    pub(super) const fn refused(&mut self) -> bool {
        self.refusals = self.refusals.saturating_add(1);
        self.refusals <= SITE_REFUSALS
    }

    /// The server has taken a token.
    pub(super) const fn taken(&mut self) {
        (self.asked, self.refusals, self.unasked) = (None, 0, false);
    }
}
