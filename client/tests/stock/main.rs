//! The client against stock Socket.IO servers, run by Node. The same flows run in a browser: `tests/browser`.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking, in its helpers, too")]

mod flows;
mod platform;

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use flows::{Ports, each_flow};

/// The servers in a process of their own; they end with it.
struct Node(Child);

impl Node {
    /// `None` where there is no Node, which is said aloud.
    #[expect(clippy::print_stderr, reason = "what is not tested must be seen")]
    fn start() -> Option<(Self, Ports)> {
        if Command::new("node").arg("--version").output().is_err() {
            eprintln!("\nSKIPPED: there is no `node` on PATH, so the client is NOT tested against stock servers.\n");
            return None;
        }
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        assert!(
            root.join("node_modules/socket.io").is_dir(),
            "the stock servers are not installed: run `npm ci --ignore-scripts` in client/, as `cargo xtask test` does"
        );
        let mut node = Command::new("node")
            .arg(root.join("tests/stock/server.mjs"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("node starts");
        let mut line = String::new();
        BufReader::new(node.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ports = serde_json::from_str(&line).expect("the servers say their ports");
        Some((Self(node), ports))
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

macro_rules! tests {
    ($($group:ident::$name:ident,)*) => {
        $(#[tokio::test]
        async fn $name() {
            if let Some((_node, ports)) = Node::start() {
                flows::$group::$name(ports).await.unwrap();
            }
        })*
    };
}
each_flow!(tests);
