//! What one may do with another person of a room: the server's rules, so that nothing is offered that it would refuse.

use sociable_protocol::{Role, RoomKind};

/// Something that can be done with a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Power {
    /// Write to them alone.
    Message,
    /// Make them this.
    Make(Role),
    /// Take their invitation back.
    Uninvite,
    /// Take them out.
    Remove,
    /// Take them out and do not let them back.
    Ban,
}

/// What somebody who is `mine` may do with another who is `theirs`, which is `None` where it is not known; or who is only
/// `invited`.
pub(crate) fn powers(kind: RoomKind, mine: Option<Role>, theirs: Option<Role>, invited: bool) -> Vec<Power> {
    let mut powers = Vec::new();
    if kind == RoomKind::Direct {
        return powers;
    }
    powers.push(Power::Message);
    if invited {
        if mine >= Some(Role::Moderator) {
            powers.push(Power::Uninvite);
        }
        return powers;
    }
    let Some(theirs) = theirs else { return powers };
    if mine == Some(Role::Owner) {
        let roles = [Role::Owner, Role::Moderator, Role::Member];
        powers.extend(roles.into_iter().filter(|role| *role != theirs).map(Power::Make));
    }
    if mine >= Some(Role::Moderator) && mine > Some(theirs) {
        powers.extend([Power::Remove, Power::Ban]);
    }
    powers
}

#[cfg(test)]
mod tests {
    use super::*;

    use Power::{Ban, Make, Message, Remove, Uninvite};
    use Role::{Member, Moderator, Owner};

    fn of(mine: Role, theirs: Role) -> Vec<Power> {
        powers(RoomKind::Public, Some(mine), Some(theirs), false)
    }

    #[test]
    fn moderators_take_out_members_and_nobody_beside_or_above_them() {
        assert_eq!(of(Moderator, Member), [Message, Remove, Ban]);
        assert_eq!(of(Moderator, Moderator), [Message]);
        assert_eq!(of(Moderator, Owner), [Message]);
    }

    #[test]
    fn owners_give_every_role_but_the_one_somebody_has() {
        assert_eq!(of(Owner, Member), [Message, Make(Owner), Make(Moderator), Remove, Ban]);
        assert_eq!(of(Owner, Moderator), [Message, Make(Owner), Make(Member), Remove, Ban]);
        assert_eq!(of(Owner, Owner), [Message, Make(Moderator), Make(Member)]);
    }

    #[test]
    fn members_write_to_each_other_and_no_more() {
        assert_eq!(of(Member, Member), [Message]);
    }

    #[test]
    fn somebody_of_whom_it_is_not_known_what_they_are_can_only_be_written_to() {
        assert_eq!(powers(RoomKind::Public, Some(Owner), None, false), [Message]);
    }

    #[test]
    fn an_invitation_can_be_taken_back_by_moderators() {
        assert_eq!(powers(RoomKind::Private, Some(Moderator), None, true), [Message, Uninvite]);
        assert_eq!(powers(RoomKind::Private, Some(Member), None, true), [Message]);
    }

    #[test]
    fn in_a_direct_room_there_is_nothing_to_do() {
        assert!(powers(RoomKind::Direct, Some(Owner), Some(Owner), false).is_empty());
    }
}
