//! Who belongs to a room, what they may do there, and what they say of it for themselves.

use sociable_protocol::{
    Ban, Error, Invite, ListMembers, ListMembersReply, MemberReply, MuteReply, MuteRoom, RemoveMember, Role, RoomSlug,
    SetRole, User, UserId,
};

use super::refusal::{answer, forbidden, limit_reached, refused};
use super::{Actor, Chat, now, rules};
use crate::store::{MemberChange, MemberRule, Refused};

impl Chat {
    /// A page of a room's members and of those invited to it.
    ///
    /// # Errors
    /// [`ErrorCode::NotJoined`](sociable_protocol::ErrorCode::NotJoined) and the like for who is not a member;
    /// [`ErrorCode::Unavailable`](sociable_protocol::ErrorCode::Unavailable) where the store fails.
    pub async fn list_members<'a>(
        &self,
        actor: impl Into<Actor<'a>>,
        list: ListMembers,
    ) -> Result<ListMembersReply, Error> {
        let Actor { user, access } = actor.into();
        access.check(&list.room)?;
        let limit = self.limits.members_page;
        let listed = self.store.members(&list.room, user.id, list.after, limit, rules::read).await;
        let (members, has_more) = answer(listed, refused)?;
        Ok(ListMembersReply { members, has_more })
    }

    /// Offers somebody to come into a private room.
    ///
    /// # Errors
    /// [`ErrorCode::Forbidden`](sociable_protocol::ErrorCode::Forbidden) where the room is not private or they are
    /// banned from it; [`ErrorCode::UserNotFound`](sociable_protocol::ErrorCode::UserNotFound);
    /// [`ErrorCode::LimitReached`](sociable_protocol::ErrorCode::LimitReached) for their rooms.
    pub async fn invite<'a>(&self, actor: impl Into<Actor<'a>>, invite: Invite) -> Result<MemberReply, Error> {
        let Actor { user, access } = actor.into();
        access.check(&invite.room)?;
        let message = "only private rooms have invitations, and who is banned must be let back by a moderator first";
        self.change_member(user, &invite.room, invite.user, MemberChange::Invite, rules::invite, message).await
    }

    /// Takes somebody out of a room, or their invitation back.
    ///
    /// # Errors
    /// [`ErrorCode::Forbidden`](sociable_protocol::ErrorCode::Forbidden) but for moderators, of those below them.
    pub async fn remove_member<'a>(
        &self,
        actor: impl Into<Actor<'a>>,
        remove: RemoveMember,
    ) -> Result<MemberReply, Error> {
        let Actor { user, access } = actor.into();
        access.check(&remove.room)?;
        let message = "moderators remove members below them; to go yourself, leave the room";
        self.change_member(user, &remove.room, remove.user, MemberChange::Remove, rules::remove, message).await
    }

    /// Takes somebody out of a room and keeps them out, or lets them back.
    ///
    /// # Errors
    /// [`ErrorCode::Forbidden`](sociable_protocol::ErrorCode::Forbidden) but for moderators, of those below them.
    pub async fn ban<'a>(&self, actor: impl Into<Actor<'a>>, ban: Ban) -> Result<MemberReply, Error> {
        let Actor { user, access } = actor.into();
        access.check(&ban.room)?;
        let change = if ban.banned { MemberChange::Ban } else { MemberChange::Unban };
        let message = "moderators ban people below them, and let them back";
        self.change_member(user, &ban.room, ban.user, change, rules::ban, message).await
    }

    /// Says what a member may do.
    ///
    /// # Errors
    /// [`ErrorCode::Forbidden`](sociable_protocol::ErrorCode::Forbidden) but for owners, and where none would be left;
    /// [`ErrorCode::UserNotFound`](sociable_protocol::ErrorCode::UserNotFound) for who is not a member.
    pub async fn set_role<'a>(&self, actor: impl Into<Actor<'a>>, set: SetRole) -> Result<MemberReply, Error> {
        let Actor { user, access } = actor.into();
        access.check(&set.room)?;
        let allow: MemberRule = if set.role == Role::Owner { rules::promote } else { rules::set_lower_role };
        let message = "only owners give roles, and one owner must stay; make somebody else an owner first";
        self.change_member(user, &set.room, set.user, MemberChange::SetRole(set.role), allow, message).await
    }

    /// Notes whether a room makes no noise for a member.
    ///
    /// # Errors
    /// As [`list_members`](Self::list_members).
    pub async fn mute_room<'a>(&self, actor: impl Into<Actor<'a>>, mute: MuteRoom) -> Result<MuteReply, Error> {
        let Actor { user, access } = actor.into();
        access.check(&mute.room)?;
        answer(self.store.set_muted(&mute.room, user.id, mute.muted, rules::mute).await, refused)?;
        Ok(MuteReply {})
    }

    async fn change_member(
        &self,
        user: &User,
        room: &RoomSlug,
        target: UserId,
        change: MemberChange,
        allow: MemberRule,
        when_forbidden: &str,
    ) -> Result<MemberReply, Error> {
        let most = self.limits.rooms_per_user;
        let changed = self.store.change_member(room, user.id, target, change, now(), most, allow).await;
        answer(changed, |why| match why {
            Refused::Forbidden => forbidden(when_forbidden),
            Refused::LimitReached => {
                limit_reached(format!("they are in {most} rooms already and must leave one first")).at("user")
            }
            why => refused(why),
        })?;
        Ok(MemberReply {})
    }
}
