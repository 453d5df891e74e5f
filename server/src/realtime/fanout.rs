//! From the log to the sockets: committed messages go out in the order of their positions, each encoded once for a
//! whole room.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use sociable_protocol::{Message, MessageNew, Push, RoomHead, RoomPeople, RoomSlug, Seq};
use socketioxide::SocketIo;
use tokio::sync::mpsc;
use tokio::time::MissedTickBehavior;

use super::channel;
use crate::domain::Chat;

/// How often rooms that had messages lately are told where they stand.
const HEAD_INTERVAL: Duration = Duration::from_secs(30);
/// How many times after their last message. A client that lost an event notices at the first; the second is for one
/// that lost the first as well. It also bounds the table: a quiet room is not in it.
const HEADS_AFTER_MESSAGE: u8 = 2;

/// How often large rooms are told how many they are.
const CROWD_INTERVAL: Duration = Duration::from_secs(1);

struct Head {
    seq: Seq,
    repeats: u8,
}

/// Runs until the store is closed.
pub(super) async fn run(io: SocketIo, chat: Arc<Chat>, mut committed: mpsc::Receiver<Vec<Message>>) {
    let mut heads: HashMap<RoomSlug, Head> = HashMap::new();
    let mut ticks = tokio::time::interval(HEAD_INTERVAL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut crowd_ticks = tokio::time::interval(CROWD_INTERVAL);
    crowd_ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            batch = committed.recv() => {
                let Some(batch) = batch else { break };
                for message in batch {
                    let head = Head { seq: message.seq, repeats: HEADS_AFTER_MESSAGE };
                    heads.insert(message.room.clone(), head);
                    emit(&io, &message.room.clone(), &MessageNew(message)).await;
                    // A large room takes a while and nothing in it waits: lets the sockets write before there is more.
                    tokio::task::yield_now().await;
                }
            }
            _ = crowd_ticks.tick() => {
                for (room, people_count) in chat.presence().take_crowds() {
                    emit(&io, &room.clone(), &RoomPeople { room, people_count }).await;
                }
            }
            _ = ticks.tick() => {
                for (room, head) in &mut heads {
                    emit(&io, room, &RoomHead { room: room.clone(), seq: head.seq }).await;
                    head.repeats -= 1;
                }
                heads.retain(|_, head| head.repeats > 0);
            }
        }
    }
}

async fn emit<P: Push>(io: &SocketIo, room: &RoomSlug, event: &P) {
    if let Err(error) = io.to(channel(room)).emit(P::EVENT, event).await {
        // A socket whose queue is full misses it. Positions tell its client, which then fetches the gap.
        tracing::debug!(%error, event = P::EVENT, "an event did not reach everybody");
    }
}
