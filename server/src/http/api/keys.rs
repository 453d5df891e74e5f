//! The keys that the API is asked with.
//!
//! What comes is compared by its MAC under a key of this process, whole and with every key there is, so that how long it takes
//! says nothing about any of them.

use axum::http::{HeaderMap, header};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use sociable_protocol::{Timestamp, UserId};

use crate::config::Secret;

/// Longest key that is looked at, in bytes.
const KEY_BYTES: usize = 1_024;

/// Some keys, each with buckets of its own.
pub(crate) struct Keys {
    of_process: [u8; 64],
    macs: Vec<(Vec<u8>, UserId)>,
}

impl Keys {
    /// # Errors
    /// Where the operating system has no randomness.
    pub(crate) fn new(keys: &[Secret]) -> Result<Self, getrandom::Error> {
        let mut of_process = [0; 64];
        getrandom::fill(&mut of_process)?;
        let bucket = |place: u64| {
            let mut random = [0; 10];
            random[2..].copy_from_slice(&place.to_be_bytes());
            UserId::new(Timestamp::from_millis(0), random)
        };
        let mac = |key: &Secret| mac(&of_process, key.bytes()).finalize().into_bytes().to_vec();
        let macs = keys.iter().zip(0..).map(|(key, place)| (mac(key), bucket(place))).collect();
        Ok(Self { of_process, macs })
    }

    pub(super) const fn are_none(&self) -> bool {
        self.macs.is_empty()
    }

    /// Whose buckets count for a request with these headers; `None` where it has no key that is one.
    pub(super) fn find(&self, headers: &HeaderMap) -> Option<UserId> {
        let mut fields = headers.get_all(header::AUTHORIZATION).iter();
        let field = fields.next().filter(|_| fields.next().is_none())?.as_bytes();
        let (scheme, key) = field.split_at_checked(7)?;
        if !scheme.eq_ignore_ascii_case(b"bearer ") || key.len() > KEY_BYTES {
            return None;
        }
        let given = mac(&self.of_process, key);
        // All of them, whichever it is.
        let mut found = None;
        for (mac, bucket) in &self.macs {
            if given.clone().verify_slice(mac).is_ok() {
                found = Some(*bucket);
            }
        }
        found
    }
}

fn mac(key: &[u8; 64], text: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new(key.into());
    mac.update(text);
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_that_one_to_the_letter_and_comes_once() {
        let key = |byte: u8| Secret::new(&[byte; 32], "a test").unwrap();
        let keys = Keys::new(&[key(b'a'), key(b'b')]).unwrap();
        let find = |fields: &[String]| {
            let mut headers = HeaderMap::new();
            for field in fields {
                headers.append(header::AUTHORIZATION, field.parse().unwrap());
            }
            keys.find(&headers)
        };
        let (a, b) = ("a".repeat(32), "b".repeat(32));
        assert!(find(&[format!("Bearer {a}")]).is_some());
        assert_ne!(find(&[format!("bearer {a}")]), find(&[format!("BEARER {b}")]));
        for wrong in [
            String::new(),
            a.clone(),
            "Bearer".to_owned(),
            "Bearer ".to_owned(),
            format!("Basic {a}"),
            format!("Bearer {a}a"),
            format!("Bearer  {a}"),
            format!("Bearer {}", a.to_uppercase()),
            format!("Bearer {}", "a".repeat(2_000)),
        ] {
            assert_eq!(find(std::slice::from_ref(&wrong)), None, "{wrong}");
        }
        assert_eq!(find(&[format!("Bearer {a}"), format!("Bearer {a}")]), None);
        assert_eq!(find(&[]), None);
        assert!(Keys::new(&[]).unwrap().are_none());
    }
}
