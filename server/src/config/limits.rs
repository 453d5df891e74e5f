//! How much one may do.

use clap::Args;
use serde::Deserialize;
use sociable_protocol::{Limits, Rate, Rates};

/// As given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Args, Deserialize)]
#[serde(default)]
pub struct LimitOptions {
    /// How much more often than by default one person may do things, for bots and bridges [default: 1]
    #[arg(long, value_name = "FACTOR", env = "SOCIABLE_RATE_FACTOR", value_parser = clap::value_parser!(u32).range(1..))]
    pub rate_factor: Option<u32>,

    /// How long a person who has gone is still shown as present, in milliseconds [default: 10000]
    #[arg(long, value_name = "MILLISECONDS", env = "SOCIABLE_PRESENCE_GRACE_MS")]
    pub presence_grace_ms: Option<u64>,
}

/// With defaults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitConfig {
    /// All limits, as clients are told.
    pub limits: Limits,
}

impl LimitOptions {
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            rate_factor: self.rate_factor.or(other.rate_factor),
            presence_grace_ms: self.presence_grace_ms.or(other.presence_grace_ms),
        }
    }
}

impl From<LimitOptions> for LimitConfig {
    fn from(options: LimitOptions) -> Self {
        let factor = options.rate_factor.unwrap_or(1).max(1);
        let more = |rate: Rate| Rate {
            burst: rate.burst.saturating_mul(factor),
            per_second: rate.per_second.saturating_mul(factor),
        };
        let Rates { send, change, query, signal, manage, connect } = Rates::default();
        let rates = Rates {
            send: more(send),
            change: more(change),
            query: more(query),
            signal: more(signal),
            manage: more(manage),
            connect: more(connect),
        };
        let mut limits = Limits { rates, ..Limits::default() };
        limits.presence_grace_ms = options.presence_grace_ms.unwrap_or(limits.presence_grace_ms);
        Self { limits }
    }
}
