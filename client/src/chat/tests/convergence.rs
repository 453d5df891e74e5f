//! Whatever of the events is lost, doubled or overtaken, what is in memory becomes what somebody sees who comes in anew.
//!
//! Events come in the order sent, as on one connection. Answers do not keep to it: they may overtake events and be
//! overtaken. That is more than a server does, and it is what the rules are for.

use std::collections::VecDeque;

use proptest::prelude::*;
use sociable_protocol::{MuteReply, ReactionKey};

use super::model::{Edit, Model};
use super::*;
use crate::chat::Wish;

#[derive(Debug, Clone)]
enum Step {
    /// Ben writes, perhaps in answer to one of the messages; the event may be lost.
    BenWrites {
        answers: Option<prop::sample::Index>,
        arrives: bool,
    },
    AdaWrites {
        answers: Option<prop::sample::Index>,
    },
    Change {
        index: prop::sample::Index,
        edit: Edit,
        arrives: bool,
    },
    Rename(&'static str),
    /// The server says where the room stands.
    Head,
    /// The server brings the connection up to date.
    CatchUp,
    /// The next events arrive, each this often.
    Hear {
        events: usize,
        copies: usize,
    },
    /// An event that came before comes again.
    HearAgain(prop::sample::Index),
    /// The server takes the next request, and its answer is on its way, or lost.
    Serve {
        arrives: bool,
    },
    /// The next answer arrives.
    Answer,
    Break,
    Connect,
    BackUp,
    Restore,
    LoadOlder,
    LoadNewer,
    Look(bool),
    JumpTo(prop::sample::Index),
    JumpToLatest,
    /// Ada wants something of one of the messages.
    Wish {
        index: prop::sample::Index,
        wish: Wish,
    },
    Read(prop::sample::Index),
    ReadElsewhere(prop::sample::Index),
    Mute(bool),
    MuteElsewhere(bool),
    BenReads {
        index: prop::sample::Index,
        arrives: bool,
    },
    /// A change overtakes a page, and whatever else is on its way; or the page, which has it, overtakes the change.
    Overtake {
        index: prop::sample::Index,
        edit: Edit,
        page_first: bool,
    },
    Pass(i64),
}

fn edit() -> impl Strategy<Value = Edit> {
    let who = prop::sample::select(vec!["Ada", "Ben", "Zoe"]);
    prop_oneof![
        3 => (0..3_u32).prop_map(Edit::Text),
        1 => Just(Edit::Delete),
        3 => (who, any::<bool>()).prop_map(|(who, on)| Edit::React { who, on }),
        1 => any::<bool>().prop_map(Edit::Pin),
    ]
}

fn wish() -> impl Strategy<Value = Wish> {
    let reaction = ReactionKey::new("+1").unwrap();
    prop_oneof![
        2 => (1..4_usize).prop_map(|length| Wish::Edit(text_of(&"x".repeat(length)))),
        1 => Just(Wish::Delete),
        4 => any::<bool>().prop_map(move |on| Wish::React { reaction: reaction.clone(), on }),
        2 => any::<bool>().prop_map(Wish::Pin),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let message = any::<prop::sample::Index>;
    let answers = move || prop::option::of(message());
    let arrives = || prop::bool::weighted(0.75);
    prop_oneof![
        5 => (answers(), arrives()).prop_map(|(answers, arrives)| Step::BenWrites { answers, arrives }),
        2 => answers().prop_map(|answers| Step::AdaWrites { answers }),
        8 => (message(), edit(), arrives()).prop_map(|(index, edit, arrives)| Step::Change { index, edit, arrives }),
        1 => prop::sample::select(vec!["Lobby", "Hall"]).prop_map(Step::Rename),
        1 => Just(Step::Head),
        1 => Just(Step::CatchUp),
        8 => (1..4_usize, 1..3_usize).prop_map(|(events, copies)| Step::Hear { events, copies }),
        1 => message().prop_map(Step::HearAgain),
        6 => prop::bool::weighted(0.9).prop_map(|arrives| Step::Serve { arrives }),
        6 => Just(Step::Answer),
        1 => Just(Step::Break),
        2 => Just(Step::Connect),
        1 => Just(Step::BackUp),
        1 => prop::bool::weighted(0.3).prop_map(|restore| if restore { Step::Restore } else { Step::Head }),
        3 => Just(Step::LoadOlder),
        1 => Just(Step::LoadNewer),
        2 => any::<bool>().prop_map(Step::Look),
        3 => message().prop_map(Step::JumpTo),
        2 => Just(Step::JumpToLatest),
        4 => (message(), wish()).prop_map(|(index, wish)| Step::Wish { index, wish }),
        2 => message().prop_map(Step::Read),
        1 => message().prop_map(Step::ReadElsewhere),
        3 => any::<bool>().prop_map(Step::Mute),
        2 => any::<bool>().prop_map(Step::MuteElsewhere),
        3 => (message(), arrives()).prop_map(|(index, arrives)| Step::BenReads { index, arrives }),
        3 => (message(), edit(), any::<bool>())
            .prop_map(|(index, edit, page_first)| Step::Overtake { index, edit, page_first }),
        2 => (0..5_000_i64).prop_map(Step::Pass),
    ]
}

struct World {
    chat: Chat,
    server: Model,
    connected: bool,
    requests: VecDeque<Effect>,
    answers: VecDeque<Action>,
    /// What has been heard on this connection.
    heard: Vec<Action>,
    written: u64,
}

impl World {
    /// `opened` says whether the room is asked for by name, or only found in the list.
    fn new(opened: bool) -> Self {
        Self::around(Model::new(), opened)
    }

    fn around(server: Model, opened: bool) -> Self {
        let (requests, answers, heard) = ([].into(), [].into(), vec![]);
        let chat = if opened { Chat::new() } else { Chat::signed_in() };
        Self { chat, server, connected: false, requests, answers, heard, written: 0 }
    }

    fn act(&mut self, action: Action) {
        let effects = self.chat.act(action);
        let aside =
            |effect: &Effect| matches!(effect, Effect::SaveSession(_) | Effect::SaveOutbox(_) | Effect::SaveMuting(_));
        self.requests.extend(effects.into_iter().filter(|effect| !aside(effect)));
    }

    /// A position in the room, or one right behind it.
    fn seq(&self, index: prop::sample::Index) -> Seq {
        Seq(index.index(self.server.ids().len() + 2) as u64)
    }

    fn pick(&self, index: Option<prop::sample::Index>) -> Option<MessageId> {
        let ids = self.server.ids();
        index.filter(|_| !ids.is_empty()).map(|index| *index.get(&ids))
    }

    fn next_id(&mut self) -> MessageId {
        self.written += 1;
        id(self.written)
    }

    fn hear(&mut self, event: &Action) {
        self.act(event.clone());
    }

    fn serve(&mut self, arrives: bool) {
        let Some(request) = self.requests.pop_front() else { return };
        let answer = match request {
            Effect::Join { epoch, request } => {
                let result = Ok(self.server.join(&request)).filter_answer(arrives);
                Action::Joined { epoch, request, result }
            }
            Effect::Fetch { epoch, purpose, request } => {
                let result = Ok(self.server.history(&request)).filter_answer(arrives);
                Action::Fetched { epoch, purpose, room: lobby(), result }
            }
            Effect::Send { epoch, request } => {
                let id = request.id.unwrap();
                let message = self.server.write(id, "Ada", request.reply_to, true);
                let result = Ok(SendReply { message }).filter_answer(arrives);
                Action::Sent { epoch, room: lobby(), id, result }
            }
            Effect::Change { epoch, room, id, wish } => {
                let result = self.server.wish(id, &wish).filter_answer(arrives);
                Action::Changed { epoch, room, id, wish, result }
            }
            Effect::SetRead { epoch, request } => {
                let result = Ok(self.server.set_read(request.seq)).filter_answer(arrives);
                Action::ReadSet { epoch, room: lobby(), result }
            }
            Effect::Mute { epoch, request } => {
                self.server.set_muted(request.muted, true);
                Action::MuteSet { epoch, result: Ok(MuteReply {}).filter_answer(arrives) }
            }
            Effect::Ask { epoch, query: Query::Rooms(request) } => {
                let result = Ok(self.server.list()).filter_answer(arrives);
                Action::Answered { epoch, answer: Answer::Rooms(request, result) }
            }
            other => panic!("not a request: {other:?}"),
        };
        self.answers.push_back(answer);
    }

    fn answer(&mut self) {
        if let Some(answer) = self.answers.pop_front() {
            self.act(answer);
        }
    }

    fn serve_all(&mut self) {
        for _ in 0..self.requests.len() {
            self.serve(true);
        }
    }

    fn answer_all(&mut self) {
        for _ in 0..self.answers.len() {
            self.answer();
        }
    }

    fn disconnect(&mut self) {
        self.connected = false;
        self.server.disconnect();
        self.requests.clear();
        self.answers.clear();
        self.heard.clear();
        self.act(Action::Disconnected { retries: true });
    }

    fn connect(&mut self) {
        if !self.connected {
            self.connected = true;
            self.act(Action::Session(session()));
        }
    }

    fn step(&mut self, step: &Step) {
        match *step {
            Step::BenWrites { answers, arrives } => {
                let (id, reply_to) = (self.next_id(), self.pick(answers));
                self.server.write(id, "Ben", reply_to, arrives);
            }
            Step::AdaWrites { answers } => {
                let (id, reply_to) = (self.next_id(), self.pick(answers));
                self.act(Action::Send { room: lobby(), id, text: text_of("hello"), reply_to });
            }
            Step::Change { index, edit, arrives } => self.server.change(index, edit, arrives),
            Step::Rename(name) => self.server.rename(name),
            Step::Head => self.server.tell_head(),
            Step::CatchUp => self.server.catch_up(),
            Step::Hear { events, copies } => {
                for _ in 0..events {
                    let Some(event) = self.server.events.pop_front() else { break };
                    for _ in 0..copies {
                        self.hear(&event);
                    }
                    // These have no number to tell an old one by, and need none: they come once, and in order.
                    if !matches!(event, Action::RoomUpdated(_) | Action::RoomState(_) | Action::RoomMuted(_)) {
                        self.heard.push(event);
                    }
                }
            }
            Step::HearAgain(ref index) => {
                // Nothing old comes between what was missed and the word that this was all.
                let catching_up = self.server.events.iter().any(|event| matches!(event, Action::RoomState(_)));
                if !self.heard.is_empty() && !catching_up {
                    let event = index.get(&self.heard).clone();
                    self.hear(&event);
                }
            }
            Step::Serve { arrives } => self.serve(arrives),
            Step::Answer => self.answer(),
            Step::Break => self.disconnect(),
            Step::Connect => self.connect(),
            Step::BackUp => self.server.back_up(),
            Step::Restore => {
                self.disconnect();
                self.server.restore();
            }
            Step::LoadOlder => self.act(Action::LoadOlder(lobby())),
            Step::LoadNewer => self.act(Action::LoadNewer(lobby())),
            Step::Look(looks) => self.act(Action::Show(looks.then(lobby))),
            Step::JumpTo(index) => self.act(Action::JumpTo(lobby(), self.seq(index))),
            Step::JumpToLatest => self.act(Action::JumpToLatest(lobby())),
            Step::Wish { index, ref wish } => {
                if let Some(id) = self.pick(Some(index)) {
                    self.act(Action::Wish(lobby(), id, wish.clone()));
                }
            }
            Step::Read(index) => self.act(Action::Read(lobby(), self.seq(index))),
            Step::ReadElsewhere(index) => {
                self.server.set_read(self.seq(index));
            }
            Step::Mute(muted) => self.act(Action::Mute(lobby(), muted)),
            Step::MuteElsewhere(muted) => self.server.set_muted(muted, self.connected),
            Step::BenReads { index, arrives } => self.server.ben_reads(self.seq(index), arrives),
            Step::Overtake { index, edit, page_first } => {
                self.act(Action::LoadOlder(lobby()));
                if page_first {
                    self.server.change(index, edit, true);
                    self.serve_all();
                    self.answer_all();
                } else {
                    self.serve_all();
                    self.server.change(index, edit, true);
                }
                self.step(&Step::Hear { events: usize::MAX, copies: 1 });
                self.answer_all();
            }
            Step::Pass(ms) => {
                self.chat.now += ms;
                self.act(Action::Tick);
            }
        }
    }

    /// All is well from now on, and the reader goes back to the beginning. What was missed is noticed by where the
    /// server says that the room stands, or the server brings it by itself.
    fn come_to_rest(&mut self, by_itself: bool) {
        self.connect();
        let mut served = 0;
        for _ in 0..1_000 {
            while !self.requests.is_empty() || !self.answers.is_empty() || !self.server.events.is_empty() {
                self.step(&Step::Hear { events: 1, copies: 1 });
                self.serve(true);
                self.answer();
                served += 1;
                assert!(served < 100_000, "asks in a circle: {:?}", self.requests);
            }
            if by_itself {
                self.server.catch_up();
            } else {
                self.server.tell_head();
            }
            while let Some(event) = self.server.events.pop_front() {
                self.act(event);
            }
            if self.chat.state.current.is_none() {
                self.act(Action::Show(Some(lobby())));
            }
            if self.chat.room().detached || self.chat.room().jump.is_some() {
                self.act(Action::JumpToLatest(lobby()));
            }
            self.act(Action::LoadOlder(lobby()));
            match self.chat.state.next_deadline() {
                None if self.requests.is_empty() => return,
                None => {}
                Some(deadline) => {
                    self.chat.now = self.chat.now.max(deadline.as_millis());
                    self.act(Action::Tick);
                }
            }
        }
        panic!("does not come to rest: {:?}", self.chat.room());
    }

    /// What is in memory.
    fn messages(&self) -> Vec<Message> {
        self.chat.room().timeline.rows().map(|message| (**message).clone()).collect()
    }
}

/// What is at the same place in both and is not the same, and how many there are where those are not as many.
fn differences(left: &[Message], right: &[Message]) -> Vec<(String, String)> {
    let pairs = left.iter().zip(right).filter(|(left, right)| left != right);
    let lengths = (left.len() != right.len()).then(|| (left.len().to_string(), right.len().to_string()));
    pairs.map(|(left, right)| (format!("{left:?}"), format!("{right:?}"))).chain(lengths).collect()
}

/// An answer that may be lost.
trait FilterAnswer: Sized {
    fn filter_answer(self, arrives: bool) -> Self;
}

impl<T> FilterAnswer for Result<T, Failure> {
    fn filter_answer(self, arrives: bool) -> Self {
        if arrives { self } else { Err(Failure::NoAnswer) }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_old_snapshot_with_events_is_a_fresh_snapshot(
        steps in prop::collection::vec(step(), 0..160),
        by_itself: bool,
        opened: bool,
    ) {
        let mut world = World::new(opened);
        for step in steps {
            world.step(&step);
            let Some(room) = world.chat.state.room(&lobby()) else { continue };
            let seqs: Vec<u64> = room.timeline.rows().map(|message| message.seq.0).collect();
            prop_assert!(seqs.windows(2).all(|pair| pair[0] + 1 == pair[1]), "holes: {:?}", seqs);
        }
        world.come_to_rest(by_itself);

        let World { chat: old, server, .. } = world;
        let expected = server.all();
        let (unread, read, read_by_ben) = (server.unread(), server.list().rooms[0].read, server.read_by_ben());
        let muted = server.list().rooms[0].muted;
        let mut world = World::around(server, opened);
        world.server.disconnect();
        world.come_to_rest(false);
        let fresh = world.chat.room();
        prop_assert_eq!(differences(&world.messages(), &expected), [], "whoever comes in anew sees what the server has");

        let room = old.room();
        let messages: Vec<Message> = room.timeline.rows().map(|message| (**message).clone()).collect();
        prop_assert_eq!(differences(&messages, &expected), [], "and so does who was there");
        prop_assert_eq!(room.cursor(), fresh.cursor());
        prop_assert_eq!((&room.info, room.head, room.has_more), (&fresh.info, fresh.head, fresh.has_more));
        prop_assert!(room.held.is_empty() && !room.progress.is_behind());
        prop_assert!(room.outbox.is_empty() && room.pending.is_empty());
        prop_assert_eq!((room.unread, room.mentions), unread, "and what is unread is what the server counts");
        prop_assert_eq!((room.read(), fresh.read()), (read, read));
        let receipts = [room, fresh].map(|room| room.receipts.of(user("Ben").id));
        prop_assert_eq!(receipts, [read_by_ben; 2], "and who else has read it");
        prop_assert_eq!((fresh.unread, fresh.mentions), unread);
        prop_assert_eq!([room.muted, fresh.muted], [muted; 2]);
        prop_assert!(old.state.muting.is_empty());
        prop_assert_eq!(room.last_message.as_deref(), expected.last());
        prop_assert_eq!(fresh.last_message.as_deref(), expected.last());
    }
}
