//! Which keys and algorithms are taken.

use std::path::PathBuf;

use aws_lc_rs::encoding::{AsDer as _, PublicKeyX509Der};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RsaKeyPair};
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use sociable::auth::{AuthSetupError, Authority};
use sociable::config::{AuthConfig, AuthMode};
use sociable_protocol::ErrorCode;
use tempfile::TempDir;

use super::{SECRET, claims, refusal, signed, with_secret};
use crate::app::{TestApp, TestUser};

/// A pair of keys and what is signed with it.
pub(super) struct Pair {
    algorithm: Algorithm,
    private: EncodingKey,
    /// PEM.
    public: String,
}

impl Pair {
    pub(super) fn new(algorithm: Algorithm) -> Self {
        let (private, public) = match algorithm {
            Algorithm::EdDSA => {
                let pair = Ed25519KeyPair::generate().unwrap();
                let der: PublicKeyX509Der<'_> = pair.public_key().as_der().unwrap();
                (pair.to_pkcs8().unwrap().as_ref().to_vec(), der.as_ref().to_vec())
            }
            Algorithm::ES256 => {
                let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
                let der: PublicKeyX509Der<'_> = pair.public_key().as_der().unwrap();
                (pair.to_pkcs8v1().unwrap().as_ref().to_vec(), der.as_ref().to_vec())
            }
            _ => {
                let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
                let private: aws_lc_rs::encoding::Pkcs8V1Der<'_> = pair.as_der().unwrap();
                let der: PublicKeyX509Der<'_> = pair.public_key().as_der().unwrap();
                (private.as_ref().to_vec(), der.as_ref().to_vec())
            }
        };
        let private = pem("PRIVATE KEY", &private);
        let private = match algorithm {
            Algorithm::EdDSA => EncodingKey::from_ed_pem(private.as_bytes()),
            Algorithm::ES256 => EncodingKey::from_ec_pem(private.as_bytes()),
            _ => EncodingKey::from_rsa_pem(private.as_bytes()),
        };
        Self { algorithm, private: private.unwrap(), public: pem("PUBLIC KEY", &public) }
    }

    pub(super) fn sign(&self, kid: Option<&str>, claims: &Value) -> String {
        let header = Header { kid: kid.map(str::to_owned), ..Header::new(self.algorithm) };
        encode(&header, claims, &self.private).unwrap()
    }

    /// The public key as a JWK of this name.
    pub(super) fn jwk(&self, kid: &str) -> Value {
        let mut jwk = match self.algorithm {
            Algorithm::EdDSA => {
                let der = BASE64_STANDARD.decode(self.public.lines().nth(1).unwrap()).unwrap();
                let x = BASE64_URL_SAFE_NO_PAD.encode(&der[der.len() - 32..]);
                json!({ "kty": "OKP", "crv": "Ed25519", "x": x })
            }
            _ => serde_json::to_value(Jwk::from_encoding_key(&self.private, self.algorithm).unwrap()).unwrap(),
        };
        let private = jwk.as_object_mut().unwrap();
        private.insert("kid".to_owned(), json!(kid));
        private.insert("use".to_owned(), json!("sig"));
        jwk
    }
}

fn pem(label: &str, der: &[u8]) -> String {
    let text = BASE64_STANDARD.encode(der);
    let lines: Vec<&str> = text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

fn file(dir: &TempDir, text: &str) -> PathBuf {
    let path = dir.path().join("keys");
    std::fs::write(&path, text).unwrap();
    path
}

fn with_file(path: PathBuf) -> AuthConfig {
    AuthConfig { key_files: vec![path], ..AuthConfig::default() }
}

async fn comes_in(app: &TestApp, token: &str) {
    let user = TestUser::connect(&app.url, json!({ "token": token })).await;
    assert!(user.session.user.verified);
}

fn ada() -> Value {
    claims("42", "Ada", &json!({}))
}

#[tokio::test]
async fn a_secret_checks_hs256_and_nothing_else() {
    let app = TestApp::start_for(with_secret()).await;
    comes_in(&app, &signed(&ada())).await;
    let key = EncodingKey::from_secret(SECRET.as_bytes());
    for algorithm in [Algorithm::HS384, Algorithm::HS512] {
        let token = encode(&Header::new(algorithm), &ada(), &key).unwrap();
        assert_eq!(refusal(&app, &token).await.code, ErrorCode::InvalidToken, "{algorithm:?}");
    }
    let other = encode(&Header::default(), &ada(), &EncodingKey::from_secret(&[7; 32])).unwrap();
    let error = refusal(&app, &other).await;
    assert_eq!(error.code, ErrorCode::InvalidToken);
    assert!(error.message.contains("signature"), "{error}");
}

#[tokio::test]
async fn a_public_key_of_each_kind_checks_its_algorithm_as_pem_and_as_jwk() {
    let pairs = [Algorithm::EdDSA, Algorithm::ES256, Algorithm::RS256].map(Pair::new);
    let dir = TempDir::new().unwrap();
    let together: String = pairs.iter().map(|pair| pair.public.as_str()).collect();
    let pems = TestApp::start_for(with_file(file(&dir, &together))).await;
    let set = json!({ "keys": pairs.iter().zip(["a", "b", "c"]).map(|(pair, kid)| pair.jwk(kid)).collect::<Vec<_>>() });
    let jwks = TestApp::start_for(with_file(file(&dir, &set.to_string()))).await;
    for (pair, kid) in pairs.iter().zip(["a", "b", "c"]) {
        comes_in(&pems, &pair.sign(None, &ada())).await;
        comes_in(&pems, &pair.sign(Some("any"), &ada())).await;
        comes_in(&jwks, &pair.sign(Some(kid), &ada())).await;
        comes_in(&jwks, &pair.sign(None, &ada())).await;
        let error = refusal(&jwks, &pair.sign(Some("other"), &ada())).await;
        assert!(error.message.contains("not known here"), "{error}");
        let stranger = Pair::new(pair.algorithm);
        let error = refusal(&jwks, &stranger.sign(Some(kid), &ada())).await;
        assert!(error.message.contains("signature"), "{error}");
    }
}

#[tokio::test]
async fn a_public_key_is_never_taken_for_a_secret() {
    let dir = TempDir::new().unwrap();
    for algorithm in [Algorithm::RS256, Algorithm::ES256, Algorithm::EdDSA] {
        let pair = Pair::new(algorithm);
        let app = TestApp::start_for(with_file(file(&dir, &pair.public))).await;
        for secret in [pair.public.as_bytes(), pair.public.trim().as_bytes()] {
            let token = encode(&Header::default(), &ada(), &EncodingKey::from_secret(secret)).unwrap();
            assert_eq!(refusal(&app, &token).await.code, ErrorCode::InvalidToken);
        }
        // The right signature under another algorithm's name.
        let token = pair.sign(None, &ada());
        let (_, rest) = token.split_once('.').unwrap();
        for name in ["HS256", "RS384", "PS256", "ES384", "none", "None", ""] {
            let header = BASE64_URL_SAFE_NO_PAD.encode(format!(r#"{{"typ":"JWT","alg":"{name}"}}"#));
            assert_eq!(refusal(&app, &format!("{header}.{rest}")).await.code, ErrorCode::InvalidToken, "{name}");
        }
    }
}

#[tokio::test]
async fn a_token_without_a_signature_is_none() {
    let app = TestApp::start_for(with_secret()).await;
    let token = signed(&ada());
    let payload = token.split('.').nth(1).unwrap();
    for alg in ["none", "NONE", "nOnE", "HS256"] {
        let header = BASE64_URL_SAFE_NO_PAD.encode(format!(r#"{{"alg":"{alg}"}}"#));
        assert_eq!(refusal(&app, &format!("{header}.{payload}.")).await.code, ErrorCode::InvalidToken, "{alg}");
    }
}

#[tokio::test]
async fn a_key_that_is_in_the_token_itself_is_not_looked_at() {
    let dir = TempDir::new().unwrap();
    let (ours, theirs) = (Pair::new(Algorithm::ES256), Pair::new(Algorithm::ES256));
    let app = TestApp::start_for(with_file(file(&dir, &ours.public))).await;
    let jwk: Jwk = serde_json::from_value(theirs.jwk("x")).unwrap();
    let header =
        Header { jwk: Some(jwk), jku: Some("http://127.0.0.1:1/jwks".to_owned()), ..Header::new(Algorithm::ES256) };
    let token = encode(&header, &ada(), &theirs.private).unwrap();
    assert_eq!(refusal(&app, &token).await.code, ErrorCode::InvalidToken);
    let critical = Header { crit: Some(vec!["exp".to_owned()]), ..Header::new(Algorithm::ES256) };
    let token = encode(&critical, &ada(), &ours.private).unwrap();
    assert!(refusal(&app, &token).await.message.contains("crit"));
}

#[tokio::test]
async fn what_is_no_usable_key_is_refused_at_the_start_with_what_to_do() {
    let dir = TempDir::new().unwrap();
    let pair = Pair::new(Algorithm::ES256);
    let mut encrypts = pair.jwk("a");
    encrypts["use"] = json!("enc");
    let mut other = pair.jwk("a");
    other["alg"] = json!("ES384");
    let secret = json!({ "kty": "oct", "k": "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0", "alg": "HS256" });
    let short = json!({ "kty": "RSA", "n": BASE64_URL_SAFE_NO_PAD.encode([0xc1; 128]), "e": "AQAB" });
    let private = pem("PRIVATE KEY", &[1, 2, 3]);
    for text in [
        "",
        "hello",
        "{}",
        &private,
        &pem("PUBLIC KEY", &[1, 2, 3]),
        &encrypts.to_string(),
        &other.to_string(),
        &secret.to_string(),
        &short.to_string(),
        &json!({ "keys": [pair.jwk("a"), secret] }).to_string(),
    ] {
        let error = Authority::load(&with_file(file(&dir, text))).unwrap_err();
        assert!(matches!(error, AuthSetupError::Key { .. }), "{text}");
        assert!(error.to_string().contains("openssl"), "{error}");
    }
    let missing = Authority::load(&with_file(dir.path().join("nothing"))).unwrap_err();
    assert!(missing.to_string().contains("--auth-key-file"), "{missing}");
    let nothing = AuthConfig { mode: Some(AuthMode::Token), ..AuthConfig::default() };
    assert!(matches!(Authority::load(&nothing), Err(AuthSetupError::NoKey)));
    assert!(Authority::load(&AuthConfig::default()).unwrap().is_none());
}
