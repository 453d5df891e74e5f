//! Is everything kept that was acknowledged, once, and does everybody see the same? While the server is killed again
//! and again.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::{Duration, Instant};

use sociable_protocol::{
    CreateRoom, Cursor, DeleteMessage, EditMessage, Message, MessageId, MessageText, React, ReactionKey, RoomKind,
    RoomName, RoomSlug, Topic,
};
use tempfile::TempDir;

use crate::bot::{Bot, new_id};
use crate::process::Process;

const BOTS: usize = 8;
const KILLS: u32 = 100;
const PATIENCE: Duration = Duration::from_secs(60);

/// What was tried on a message, in order; the number is of the last that was acknowledged.
#[derive(Default)]
struct Edits {
    texts: Vec<String>,
    acknowledged: usize,
    deleted: bool,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_and_all_see_the_same_while_the_server_is_killed() {
    let seed = std::env::var("SOAK_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or_else(|| fastrand::u64(..));
    println!("seed {seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let data = TempDir::new().unwrap();
    let mut server = Process::start(data.path());
    let rooms: Vec<RoomSlug> = ["lobby", "one", "two"].iter().map(|slug| slug.parse().unwrap()).collect();
    let mut bots: Vec<Bot> = Vec::new();
    for n in 0..BOTS {
        bots.push(Bot::start(&server.url, &format!("bot {n}"), if n == 0 { &rooms[..1] } else { &rooms }));
        if n == 0 {
            wait_until("the first is in", || bots[0].state().me.is_some()).await;
            for room in &rooms[1..] {
                let name = RoomName::new(room.as_str()).unwrap();
                let create =
                    CreateRoom { name, slug: Some(room.clone()), kind: RoomKind::Public, topic: Topic::default() };
                bots[0].client.request(&create, PATIENCE).await.unwrap();
                bots[0].act(sociable_client::chat::Action::Open(room.clone()));
            }
        }
    }

    // Who has no token yet when the server is killed comes back by name alone, which may still be taken by who they were.
    wait_until("everybody is in", || bots.iter().all(|bot| bot.state().me.is_some())).await;

    let mut edits: HashMap<MessageId, Edits> = HashMap::new();
    let started = Instant::now();
    for kill in 0..KILLS {
        let until = Instant::now() + Duration::from_millis(random.u64(100..700));
        while Instant::now() < until {
            act(&mut bots, &rooms, &mut edits, &mut random).await;
            tokio::time::sleep(Duration::from_millis(random.u64(0..8))).await;
        }
        server.kill();
        if kill % 10 == 9 {
            let said: usize = bots.iter().map(|bot| bot.said.len()).sum();
            println!("{} kills, {said} messages, {:?}", kill + 1, started.elapsed());
        }
        server.start_again();
    }
    settle(&bots).await;

    let stored = read_all(&bots[0], &rooms).await;
    compare(&bots, &rooms, &stored, &edits);
    server.stop();
    println!("{}", server.check());
}

/// One thing that one of them does.
async fn act(bots: &mut [Bot], rooms: &[RoomSlug], edits: &mut HashMap<MessageId, Edits>, random: &mut fastrand::Rng) {
    let which = random.usize(..bots.len());
    let bot = &mut bots[which];
    let room = &rooms[random.usize(..rooms.len())];
    let soon = Duration::from_millis(200);
    match random.u32(..100) {
        0..70 => {
            let text = format!("{which}: {}", bot.said.len());
            bot.say(room, new_id(random), text);
        }
        70..85 => {
            let Some(id) = own_stored(bot, room, random) else { return };
            let edit = edits.entry(id).or_default();
            let text = format!("{which}: edit {} of {id}", edit.texts.len());
            edit.texts.push(text.clone());
            let request = EditMessage { room: room.clone(), id, text: MessageText::new(&text).unwrap() };
            if bot.client.request(&request, soon).await.is_ok() {
                edit.acknowledged = edit.texts.len();
            }
        }
        85..88 => {
            let Some(id) = own_stored(bot, room, random) else { return };
            edits.entry(id).or_default().deleted = true;
            // Whether it was carried out shows in what is stored.
            drop(bot.client.request(&DeleteMessage { room: room.clone(), id }, soon).await);
        }
        88..96 => {
            let view = bot.view(room);
            let Some(message) = random.choice(&view) else { return };
            let reaction = ReactionKey::new(random.choice(["👍", "🎉", "❤️"]).unwrap()).unwrap();
            let react = React { room: room.clone(), id: message.id, reaction, on: random.bool() };
            drop(bot.client.request(&react, soon).await);
        }
        _ => {
            bot.client.disconnect();
            tokio::time::sleep(Duration::from_millis(random.u64(0..30))).await;
            bot.client.connect();
        }
    }
}

/// A message of its own that it knows to be stored, and has not deleted.
fn own_stored(bot: &Bot, room: &RoomSlug, random: &mut fastrand::Rng) -> Option<MessageId> {
    let view = bot.view(room);
    let own: Vec<MessageId> =
        view.iter().filter(|m| bot.said.contains_key(&m.id) && m.deleted_at.is_none()).map(|m| m.id).collect();
    random.choice(&own).copied()
}

/// Waits until nothing is on its way, and everybody is where everybody else is.
async fn settle(bots: &[Bot]) {
    wait_until("everything is said", || bots.iter().all(Bot::is_done)).await;
    wait_until("everybody has everything", || {
        let heads: HashSet<BTreeMap<RoomSlug, (u64, u64)>> = bots.iter().map(position).collect();
        heads.len() == 1
    })
    .await;
}

/// Where a bot is in each room: the last message it shows, and the last change it has.
fn position(bot: &Bot) -> BTreeMap<RoomSlug, (u64, u64)> {
    let state = bot.state();
    let rev = |cursor: Option<Cursor>| cursor.and_then(|cursor| cursor.rev).map_or(0, |rev| rev.0);
    state.rooms.iter().map(|(slug, room)| (slug.clone(), (room.timeline.last().0, rev(room.cursor())))).collect()
}

async fn wait_until(what: &str, mut done: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !done() {
        assert!(Instant::now() < deadline, "waited too long until {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The whole log of each room, as the server tells it.
async fn read_all(bot: &Bot, rooms: &[RoomSlug]) -> HashMap<RoomSlug, Vec<Message>> {
    let mut stored = HashMap::new();
    for room in rooms {
        let mut messages: Vec<Message> = Vec::new();
        loop {
            let after = messages.last().map_or(sociable_protocol::Seq::ZERO, |message| message.seq);
            let page =
                sociable_protocol::History { room: room.clone(), before: None, after: Some(after), limit: Some(100) };
            let page = bot.client.request(&page, PATIENCE).await.unwrap();
            messages.extend(page.messages);
            if !page.has_more {
                break;
            }
        }
        stored.insert(room.clone(), messages);
    }
    stored
}

fn compare(
    bots: &[Bot],
    rooms: &[RoomSlug],
    stored: &HashMap<RoomSlug, Vec<Message>>,
    edits: &HashMap<MessageId, Edits>,
) {
    let mut known: HashMap<MessageId, &Message> = HashMap::new();
    for (room, messages) in stored {
        for (index, message) in messages.iter().enumerate() {
            assert_eq!(message.seq.0, index as u64 + 1, "positions in {room} have no gaps");
            assert!(known.insert(message.id, message).is_none(), "{} is there twice", message.id);
        }
    }
    let mut said = 0;
    for bot in bots {
        for (id, (room, text)) in &bot.said {
            said += 1;
            let message = known.get(id).unwrap_or_else(|| panic!("{id} is lost"));
            assert_eq!(&message.room, room);
            let edit = edits.get(id);
            match &message.text {
                None => assert!(edit.is_some_and(|edit| edit.deleted), "{id} was not deleted by anybody"),
                Some(now) => {
                    let tried: Vec<&str> = edit.into_iter().flat_map(|edit| &edit.texts).map(String::as_str).collect();
                    let all: Vec<&str> = [text.as_str()].into_iter().chain(tried).collect();
                    let at = all.iter().position(|tried| *tried == now.as_str()).expect("a text that was written");
                    assert!(at >= edit.map_or(0, |edit| edit.acknowledged), "{id} lost an edit that was acknowledged");
                }
            }
        }
        for room in rooms {
            let view = bot.view(room);
            let all = &stored[room];
            assert!(!view.is_empty());
            assert_eq!(view, all[all.len() - view.len()..], "the end of {room} as it is stored");
        }
    }
    assert_eq!(known.len(), said, "nothing that nobody said");
    println!("{said} messages, {} edited or deleted, all there once and seen alike by all", edits.len());
}
