//! A site over HTTPS, with certificates of an authority that only the operator knows.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use sociable_protocol::RoomSlug;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::bot::{Bot, new_id};
use crate::process::Process;

const PATIENCE: Duration = Duration::from_secs(60);

/// Whoever signs certificates.
struct Authority(Issuer<'static, KeyPair>, PathBuf);

impl Authority {
    /// A new one, whose own certificate is in a file of this name.
    fn new(dir: &Path, name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let file = dir.join(name);
        let text = BASE64_STANDARD.encode(params.self_signed(&key).unwrap().der());
        std::fs::write(&file, format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n")).unwrap();
        Self(Issuer::new(params, key), file)
    }

    /// Somebody with a certificate of this name.
    fn certify(&self, host: &str) -> TlsAcceptor {
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new([host.to_owned()]).unwrap().signed_by(&key, &self.0).unwrap();
        let private = PrivateKeyDer::Pkcs8(key.serialize_der().into());
        let config = ServerConfig::builder().with_no_client_auth();
        let config = config.with_single_cert(vec![certificate.der().clone()], private).unwrap();
        TlsAcceptor::from(Arc::new(config))
    }
}

/// What a site sees of somebody who connects.
enum Seen {
    /// They ask this.
    Asked(&'static str),
    /// They do not take the certificate.
    Refused,
}

/// A site that has keys and takes webhooks.
async fn site(acceptor: TlsAcceptor) -> (SocketAddr, mpsc::UnboundedReceiver<Seen>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (see, seen) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, see) = (acceptor.clone(), see.clone());
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(stream).await else {
                    return see.send(Seen::Refused);
                };
                let mut request = [0; 4_096];
                // With TLS 1.3 it is only now that the certificate is refused.
                let asked = match stream.read(&mut request).await.unwrap_or(0) {
                    0 => Seen::Refused,
                    read if request[..read].starts_with(b"GET /keys ") => Seen::Asked("keys"),
                    _ => Seen::Asked("to take a webhook"),
                };
                // What is answered is not looked at here: it is that somebody asks at all.
                let _ = stream.write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n").await;
                see.send(asked)
            });
        }
    });
    (address, seen)
}

/// What a site of this name is asked by a server that trusts `roots`, and has a message to tell of; nothing where its
/// certificate is refused.
async fn tell(dir: &Path, authority: &Authority, name: &str, roots: &Path) -> BTreeSet<&'static str> {
    let (address, mut seen) = site(authority.certify(name)).await;
    let secret = dir.join("secret");
    std::fs::write(&secret, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYqr").unwrap();
    let settings = [
        format!("SSL_CERT_FILE={}", roots.display()),
        "SSL_CERT_DIR=".to_owned(),
        format!("SOCIABLE_AUTH_JWKS_URL=https://localhost:{}/keys", address.port()),
        format!("SOCIABLE_WEBHOOK_URL=https://localhost:{}/hook", address.port()),
        format!("SOCIABLE_WEBHOOK_SECRET_FILE={}", secret.display()),
        // At which nobody is; what is on this machine needs none.
        "https_proxy=http://127.0.0.1:1".to_owned(),
    ];
    let wrapper: Vec<&str> = std::iter::once("env").chain(settings.iter().map(String::as_str)).collect();
    let data = TempDir::new_in(dir).unwrap();
    let server = Process::start_as(&wrapper, data.path());
    let mut bot = Bot::start(&server.url, "Ada", &[RoomSlug::lobby()]);
    let ready = async {
        while !bot.state().room(&RoomSlug::lobby()).is_some_and(|room| room.loaded) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, ready).await.unwrap();
    bot.say(&RoomSlug::lobby(), new_id(&mut fastrand::Rng::new()), "hello".to_owned());
    // Keys and webhooks are asked for each by itself, so that either may come first, and more than once.
    let (mut asked, mut refusals) = (BTreeSet::new(), 0);
    while asked.len() < 2 && refusals < 3 {
        match tokio::time::timeout(PATIENCE, seen.recv()).await.unwrap().unwrap() {
            Seen::Asked(what) => _ = asked.insert(what),
            Seen::Refused => refusals += 1,
        }
    }
    asked
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_site_over_https_is_asked_where_the_operator_trusts_its_certificate() {
    let dir = TempDir::new().unwrap();
    let (ours, others) = (Authority::new(dir.path(), "ours.pem"), Authority::new(dir.path(), "others.pem"));
    let told = tell(dir.path(), &ours, "localhost", &ours.1).await;
    assert_eq!(told, ["keys", "to take a webhook"].into());
    for (name, roots) in [("localhost", &others.1), ("other.example", &ours.1)] {
        let told = tell(dir.path(), &ours, name, roots).await;
        assert_eq!(told, [].into(), "{name}");
    }
}
