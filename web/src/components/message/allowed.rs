//! What may be done with a message: the server's rules again, so that nothing is offered that it would refuse.

use sociable_protocol::{Message, Role, RoomKind, UserId};

/// Who looks at a room's messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standing {
    /// Oneself.
    pub(crate) me: Option<UserId>,
    /// What one is in the room, as far as is known.
    pub(crate) role: Option<Role>,
    /// Which kind of room it is.
    pub(crate) kind: RoomKind,
}

/// What may be done with a message. Reading it and copying it always may.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Allowed {
    /// Answering it, and reacting to it.
    pub(super) answer: bool,
    pub(super) edit: bool,
    pub(super) delete: bool,
    pub(super) pin: bool,
}

impl Standing {
    /// What may be done with `message`. Nothing with a deleted one.
    pub(super) fn allows(&self, message: &Message) -> Allowed {
        if message.text.is_none() {
            return Allowed::default();
        }
        let own = Some(message.user.id) == self.me;
        let moderator = self.role >= Some(Role::Moderator);
        Allowed {
            answer: true,
            edit: own,
            // Both people of a direct room are its owners, and neither takes away what the other said.
            delete: own || moderator && self.kind != RoomKind::Direct,
            pin: moderator || self.kind == RoomKind::Direct,
        }
    }
}

#[cfg(test)]
mod tests {
    use sociable_protocol::{MessageText, RoomSlug, Seq, Timestamp, User};

    use super::*;

    const ADA: u128 = 1;
    const BEN: u128 = 2;

    fn id(number: u128) -> UserId {
        format!("{number:032x}").parse().unwrap()
    }

    /// What Ada may do with a message of `author`: a letter each, of answer, edit, delete, pin.
    fn allowed(role: Option<Role>, kind: RoomKind, author: u128, text: Option<&str>) -> String {
        let message: Message = serde_json::from_value(serde_json::json!({
            "id": "0198c0de-0000-7000-8000-000000000001",
            "room": RoomSlug::lobby(),
            "seq": Seq(1),
            "user": User::guest(id(author), "x".to_owned().try_into().unwrap()),
            "text": text.map(|text| MessageText::new(text).unwrap()),
            "createdAt": Timestamp::from_millis(0),
        }))
        .unwrap();
        let allowed = Standing { me: Some(id(ADA)), role, kind }.allows(&message);
        [(allowed.answer, 'a'), (allowed.edit, 'e'), (allowed.delete, 'd'), (allowed.pin, 'p')]
            .into_iter()
            .filter_map(|(may, letter)| may.then_some(letter))
            .collect()
    }

    #[test]
    fn members_change_what_they_wrote_and_answer_the_rest() {
        for role in [None, Some(Role::Member)] {
            assert_eq!(allowed(role, RoomKind::Public, ADA, Some("mine")), "aed");
            assert_eq!(allowed(role, RoomKind::Private, BEN, Some("theirs")), "a");
        }
    }

    #[test]
    fn moderators_also_delete_and_pin_what_others_wrote() {
        for role in [Role::Moderator, Role::Owner] {
            assert_eq!(allowed(Some(role), RoomKind::Public, BEN, Some("theirs")), "adp");
            assert_eq!(allowed(Some(role), RoomKind::Private, ADA, Some("mine")), "aedp");
        }
    }

    #[test]
    fn in_a_direct_room_both_pin_and_neither_deletes_what_the_other_wrote() {
        assert_eq!(allowed(Some(Role::Owner), RoomKind::Direct, BEN, Some("theirs")), "ap");
        assert_eq!(allowed(Some(Role::Owner), RoomKind::Direct, ADA, Some("mine")), "aedp");
    }

    #[test]
    fn nothing_can_be_done_with_a_deleted_message() {
        assert_eq!(allowed(Some(Role::Owner), RoomKind::Public, ADA, None), "");
    }
}
