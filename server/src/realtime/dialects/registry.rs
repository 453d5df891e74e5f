//! Which dialects there are, and whose page this is.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::Value as Json;
use sociable_protocol::RoomSlug;

use super::chat_platform::ChatPlatform;
use super::chatcord::ChatCord;
use super::dave_gray::DaveGray;
use super::devdactic;
use super::example_chat::ExampleChat;
use super::freecodecamp::FreeCodeCamp;
use super::getting_started::GettingStarted;
use super::join::Join;
use super::jsm::Jsm;
use super::mapped::{self, MapError};
use super::mead2::Mead2;
use super::mead3::Mead3;
use super::net_ninja::NetNinja;
use super::novu::Novu;
use super::pedrotech::PedroTech;
use super::private_messaging::PrivateMessaging;
use super::tutorial::Tutorial;
use super::undecided::Undecided;
use super::web_dev_simplified::WebDevSimplified;
use super::{Admission, Dialect, Heard};
use crate::config::{DialectConfig, DialectMode};

/// The name that asks for the contract's own events.
const NATIVE: &str = "native";
/// What the configuration calls all of them, and none.
const AUTO: &str = "auto";
const OFF: &str = "off";

/// The dialects that pages may speak.
pub struct Dialects {
    /// Where the first is that of those who have not decided.
    all: Vec<Arc<dyn Dialect>>,
    mode: Mode,
    pub(super) home: RoomSlug,
    pub(super) history: usize,
}

#[derive(Clone, Copy)]
enum Mode {
    Off,
    Auto,
    Only(usize),
}

/// A dialect, and the number it has here.
#[derive(Clone)]
pub(in crate::realtime) struct Chosen {
    pub(super) number: usize,
    pub(super) dialect: Arc<dyn Dialect>,
}

/// Who comes in with a page.
pub(in crate::realtime) enum Wanted {
    /// Nobody yet.
    Nobody,
    /// Who this token says, or somebody new of this name; where it can be neither, the page is told so in these words.
    Somebody(Option<String>, Option<String>, &'static str),
}

/// What a handshake means.
pub(in crate::realtime) enum Choice {
    /// The contract's own.
    Native,
    /// A page of another server's frontend.
    Page(Chosen),
    /// It asks for a dialect that does not exist.
    Unknown,
}

/// The dialects cannot be as the configuration wants them.
#[derive(Debug, thiserror::Error)]
pub enum DialectError {
    /// There is no dialect of this name.
    #[error("there is no dialect {name}; there are {known}")]
    Unknown {
        /// What was asked for.
        name: String,
        /// What there is.
        known: String,
    },
    /// Two have the same name.
    #[error("the dialect map {path} is called {name}, and there is a dialect of that name; give it another")]
    Taken {
        /// The file of the second.
        path: PathBuf,
        /// The name.
        name: String,
    },
    /// One is described by a file that is not usable.
    #[error(transparent)]
    Map(#[from] MapError),
}

impl Default for Dialects {
    fn default() -> Self {
        Self::with(built_in(), &DialectConfig::default(), Mode::Auto)
    }
}

impl Dialects {
    /// The dialects as they are configured.
    ///
    /// # Errors
    /// [`DialectError`] where one is asked for that does not exist.
    pub fn new(config: &DialectConfig) -> Result<Self, DialectError> {
        let built_in = built_in();
        let mut mapped: Vec<Arc<dyn Dialect>> = Vec::new();
        for path in &config.maps {
            let map = mapped::read(path)?;
            let others = built_in.iter().chain(&mapped).map(|dialect| dialect.name());
            if others.chain([NATIVE, AUTO, OFF]).any(|name| name == map.name()) {
                return Err(DialectError::Taken { path: path.clone(), name: map.name().to_owned() });
            }
            mapped.push(Arc::new(map));
        }
        // What an operator describes is meant before what it may look like.
        let mut dialects = Self::with(mapped.into_iter().chain(built_in).collect(), config, Mode::Auto);
        dialects.mode = match &config.mode {
            DialectMode::Off => Mode::Off,
            DialectMode::Auto => Mode::Auto,
            DialectMode::Only(name) => match dialects.named(name) {
                Some(chosen) => Mode::Only(chosen.number),
                None => {
                    let known: Vec<&str> = dialects.all.iter().map(|dialect| dialect.name()).collect();
                    return Err(DialectError::Unknown { name: name.clone(), known: known.join(", ") });
                }
            },
        };
        Ok(dialects)
    }

    fn with(dialects: Vec<Arc<dyn Dialect>>, config: &DialectConfig, mode: Mode) -> Self {
        // The tutorial's event is one of those that listen, with a position more.
        let listening = dialects.iter().filter(|dialect| dialect.listens() && dialect.name() != Tutorial.name());
        let undecided: Arc<dyn Dialect> = Arc::new(Undecided(listening.cloned().collect()));
        let all = std::iter::once(undecided).chain(dialects).collect();
        Self { all, mode, home: config.room.clone(), history: config.history }
    }

    /// Whether pages may come that log in by HTTP.
    #[must_use]
    pub(crate) fn log_in(&self) -> bool {
        match self.mode {
            Mode::Off => false,
            Mode::Auto => true,
            Mode::Only(number) => self.all.get(number).is_some_and(|dialect| dialect.name() == ChatPlatform.name()),
        }
    }

    /// Whose page this is, as far as the handshake says: by its address (`?dialect=`), which says whether it has something of
    /// the contract's own (`native`) in its `auth`, or by that.
    pub(in crate::realtime) fn choose(&self, asked: Option<&str>, auth: &Json, native: bool) -> Choice {
        let only = match self.mode {
            Mode::Off => return Choice::Native,
            Mode::Auto => None,
            Mode::Only(number) => self.numbered(number),
        };
        match asked {
            Some(NATIVE) => Choice::Native,
            Some(name) => self.named(name).map_or(Choice::Unknown, Choice::Page),
            None if native => Choice::Native,
            None => {
                let first = || self.find(|dialect| dialect.claims_auth(auth)).or_else(|| self.numbered(0));
                only.or_else(first).map_or(Choice::Native, Choice::Page)
            }
        }
    }

    /// The dialect whose pages begin with this event.
    pub(super) fn claiming(&self, heard: &Heard) -> Option<Chosen> {
        self.find(|dialect| dialect.claims(heard))
    }

    pub(super) fn named(&self, name: &str) -> Option<Chosen> {
        self.find(|dialect| dialect.name() == name)
    }

    /// What each of them makes of something, by its number.
    pub(super) fn each<T>(&self, make: impl Fn(&dyn Dialect) -> T) -> Vec<(usize, T)> {
        self.all.iter().map(|dialect| make(&**dialect)).enumerate().collect()
    }

    fn find(&self, is: impl Fn(&dyn Dialect) -> bool) -> Option<Chosen> {
        let (number, dialect) = self.all.iter().enumerate().find(|(_, dialect)| is(&***dialect))?;
        Some(Chosen { number, dialect: Arc::clone(dialect) })
    }

    fn numbered(&self, number: usize) -> Option<Chosen> {
        self.all.get(number).map(|dialect| Chosen { number, dialect: Arc::clone(dialect) })
    }
}

impl Chosen {
    /// Who comes in with this `auth`.
    pub(in crate::realtime) fn wanted(&self, auth: &Json) -> Wanted {
        match self.dialect.admission(auth) {
            Admission::Visitor => Wanted::Nobody,
            Admission::Person { token, name, refusal } => Wanted::Somebody(token, name, refusal),
        }
    }

    /// Whether it is the dialect of this number, as far as is known yet.
    pub(super) const fn is(&self, number: usize) -> bool {
        self.number == number || self.is_undecided()
    }

    /// Whether it is not known yet which one it is.
    pub(super) const fn is_undecided(&self) -> bool {
        self.number == 0
    }
}

/// In the order in which they are asked whether a page is theirs.
fn built_in() -> Vec<Arc<dyn Dialect>> {
    vec![
        Arc::new(PrivateMessaging),
        Arc::new(Tutorial),
        Arc::new(GettingStarted),
        Arc::new(ExampleChat),
        Arc::new(ChatCord),
        Arc::new(ChatPlatform),
        Arc::new(FreeCodeCamp),
        Arc::new(WebDevSimplified),
        Arc::new(Novu),
        Arc::new(DaveGray),
        // After Novu, whose `typing` is one of its own where it is not known better.
        Arc::new(NetNinja),
        Arc::new(devdactic::IONIC_3),
        Arc::new(devdactic::IONIC_4),
        Arc::new(Mead3),
        Arc::new(Join),
        Arc::new(Jsm),
        Arc::new(Mead2),
        Arc::new(PedroTech),
    ]
}
