//! Whatever is lost, doubled or late on the way, the timeline ends as the server's log.

use proptest::prelude::*;
use sociable_protocol::{HistoryReply, RoomHead};

use super::*;
use crate::chat::Purpose;

/// One thing that goes right or wrong.
#[derive(Debug, Clone)]
enum Step {
    /// Ben writes; the event about it arrives this often.
    BenWrites { copies: usize },
    /// Ada writes.
    AdaWrites,
    /// The request sent longest ago reaches the server; whether Ada's event and the ack then reach her.
    Deliver { event: bool, ack: bool },
    /// An event about an old message arrives late.
    Replay(prop::sample::Index),
    /// The connection breaks: nothing on its way arrives.
    Break,
    /// It is back.
    Connect,
    /// The reader scrolls.
    Follow(bool),
    /// Time passes.
    Pass(i64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..3_usize).prop_map(|copies| Step::BenWrites { copies }),
        3 => Just(Step::AdaWrites),
        6 => (any::<bool>(), any::<bool>()).prop_map(|(event, ack)| Step::Deliver { event, ack }),
        2 => any::<prop::sample::Index>().prop_map(Step::Replay),
        1 => Just(Step::Break),
        1 => Just(Step::Connect),
        1 => any::<bool>().prop_map(Step::Follow),
        2 => (0..5_000_i64).prop_map(Step::Pass),
    ]
}

/// A chat and a server that answers its requests whenever a step says so.
struct World {
    chat: Chat,
    log: Vec<Message>,
    requests: std::collections::VecDeque<Effect>,
    written: u64,
    connected: bool,
}

impl World {
    fn new() -> Self {
        Self { chat: Chat::new(), log: vec![], requests: [].into(), written: 0, connected: false }
    }

    fn act(&mut self, action: Action) {
        let effects = self.chat.act(action);
        let requests =
            |effect: &Effect| matches!(effect, Effect::Join { .. } | Effect::Send { .. } | Effect::Fetch { .. });
        self.requests.extend(effects.into_iter().filter(requests));
    }

    fn store(&mut self, id: MessageId, from: &str) -> Message {
        if let Some(known) = self.log.iter().find(|message| message.id == id) {
            return known.clone();
        }
        let stored = Message { id, ..message(self.log.len() as u64 + 1, from) };
        self.log.push(stored.clone());
        stored
    }

    fn after(&self, after: Seq, limit: usize) -> Vec<Message> {
        self.log.iter().filter(|message| message.seq > after).take(limit).cloned().collect()
    }

    fn head(&self) -> Seq {
        Seq(self.log.len() as u64)
    }

    fn deliver(&mut self, event: bool, ack: bool) {
        match self.requests.pop_front() {
            Some(Effect::Join { epoch, request }) => {
                let after = request.after.unwrap_or(Seq::ZERO);
                let messages = self.after(after, usize::MAX);
                let reply = JoinReply { head: self.head(), messages, ..nothing_new() };
                let result = if ack { Ok(reply) } else { Err(Failure::NoAnswer) };
                self.act(Action::Joined { epoch, request, result });
            }
            Some(Effect::Fetch { epoch, purpose, request }) => {
                assert_eq!(purpose, Purpose::Newer);
                let messages = self.after(request.after.unwrap(), 3);
                let has_more = messages.last().is_some_and(|last| last.seq < self.head());
                let result = if ack { Ok(HistoryReply { messages, has_more }) } else { Err(Failure::NoAnswer) };
                self.act(Action::Fetched { epoch, purpose, room: lobby(), result });
            }
            Some(Effect::Send { epoch, request }) => {
                let id = request.id.unwrap();
                let message = self.store(id, "Ada");
                if event {
                    self.act(Action::MessageNew(message.clone()));
                }
                let result = if ack { Ok(SendReply { message }) } else { Err(Failure::NoAnswer) };
                self.act(Action::Sent { epoch, room: lobby(), id, result });
            }
            _ => {}
        }
    }

    fn step(&mut self, step: &Step) {
        match *step {
            Step::BenWrites { copies } => {
                self.written += 1;
                let message = self.store(id(self.written), "Ben");
                for _ in 0..copies * usize::from(self.connected) {
                    self.act(Action::MessageNew(message.clone()));
                }
            }
            Step::AdaWrites => {
                self.written += 1;
                self.act(Action::Send { room: lobby(), id: id(self.written), text: text_of("hello"), reply_to: None });
            }
            Step::Deliver { event, ack } => self.deliver(event && self.connected, ack && self.connected),
            Step::Replay(ref index) if self.connected && !self.log.is_empty() => {
                let message = index.get(&self.log).clone();
                self.act(Action::MessageNew(message));
            }
            Step::Replay(_) => {}
            Step::Break => {
                self.connected = false;
                self.act(Action::Disconnected { retries: true });
            }
            Step::Connect => {
                self.connected = true;
                self.act(Action::Session(session()));
                let effects = self.chat.list(vec![summary(lobby(), self.head().0)]);
                self.requests.extend(effects);
            }
            Step::Follow(following) => {
                self.act(Action::Following(lobby(), following));
                self.act(Action::Watching(lobby(), following));
            }
            Step::Pass(ms) => {
                self.chat.now += ms;
                self.act(Action::Tick);
            }
        }
    }

    /// All is well from now on: everything on its way arrives, and the server says where the room stands.
    fn come_to_rest(&mut self) {
        self.step(&Step::Connect);
        for _ in 0..1_000 {
            while !self.requests.is_empty() {
                self.deliver(true, true);
            }
            self.act(Action::RoomHead(RoomHead { room: lobby(), seq: self.head(), rev: Rev::ZERO }));
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
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_timeline_ends_as_the_log_and_every_message_is_stored_once(steps in prop::collection::vec(step(), 0..120)) {
        let mut world = World::new();
        let mut ada_wrote = 0;
        for step in steps {
            ada_wrote += usize::from(matches!(step, Step::AdaWrites));
            world.step(&step);
            let seqs = world.chat.seqs();
            prop_assert!(seqs.windows(2).all(|pair| pair[0] + 1 == pair[1]), "holes: {:?}", seqs);
        }
        world.come_to_rest();
        let timeline: Vec<Message> = world.chat.room().timeline.rows().map(|message| (**message).clone()).collect();
        prop_assert_eq!(&timeline, &world.log);
        prop_assert!(world.chat.room().outbox.is_empty());
        let stored = timeline.iter().filter(|message| message.user == user("Ada"));
        let ids: Vec<MessageId> = stored.map(|message| message.id).collect();
        prop_assert_eq!(ids.len(), ada_wrote, "all of Ada's");
        prop_assert!(ids.is_sorted(), "in the order she wrote them");
    }
}
