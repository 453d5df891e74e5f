//! What rooms are called.

use sociable_protocol::{Room, RoomKind, User, UserId};

/// The name a room is shown under. A direct room is called after the other person.
pub(crate) fn room_name(room: &Room, me: Option<UserId>) -> &str {
    other(room, me).map_or_else(|| room.name.as_str(), |other| other.name.as_str())
}

/// The other person of a direct room; in one with oneself, oneself.
pub(crate) fn other(room: &Room, me: Option<UserId>) -> Option<&User> {
    if room.kind != RoomKind::Direct {
        return None;
    }
    room.between.iter().find(|user| Some(user.id) != me).or(room.between.first())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn room(json: &str) -> Room {
        serde_json::from_str(json).unwrap()
    }

    const ADA: &str = "01890a5d-ac96-774b-bcce-b302099a8057";
    const BEN: &str = "01890a5d-ac96-774b-bcce-b302099a8058";

    #[test]
    fn a_direct_room_is_called_after_the_other_person() {
        let room = room(&format!(
            r#"{{"slug":"d-1","name":"d-1","kind":"direct","between":[{{"id":"{ADA}","name":"Ada"}},{{"id":"{BEN}","name":"Ben"}}]}}"#
        ));
        let (ada, ben) = (room.between[0].id, room.between[1].id);
        assert_eq!(room_name(&room, Some(ada)), "Ben");
        assert_eq!(room_name(&room, Some(ben)), "Ada");
    }

    #[test]
    fn any_other_room_has_the_name_it_was_given() {
        let room = room(r#"{"slug":"lobby","name":"Lobby"}"#);
        assert_eq!(room_name(&room, None), "Lobby");
        assert_eq!(other(&room, None), None);
    }

    #[test]
    fn a_direct_room_whose_people_are_not_known_yet_keeps_its_name() {
        assert_eq!(room_name(&room(r#"{"slug":"d-1","name":"d-1","kind":"direct"}"#), None), "d-1");
    }
}
