//! Which names are in use: each by one person, from their first connection until they are gone for good.
//!
//! Names are compared as readers compare them ([`DisplayName::folded`]). What is stored may hold the same name twice,
//! since people who are not here do not keep theirs; so one who comes back and finds it in use is shown under a variant
//! for this stay.
//!
//! Whom a site vouches for has the name that it says, whoever else has it: several of them may have the same, and a guest who
//! had it before keeps it, and is not marked as they are. Who comes or renames themselves later finds it taken.

use sociable_protocol::limits::NAME_CHARS;
use sociable_protocol::{DisplayName, RoomSlug, User, UserId};

use super::state::State;
use super::{ConnectionId, Presence, StatusChange};

/// Why a person cannot have a name now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::domain) enum ClaimRefused {
    /// Somebody else uses it.
    Taken,
    /// Another name of theirs is being stored.
    Renaming,
}

impl Presence {
    /// A new person's first connection, where nobody uses their name.
    pub(in crate::domain) fn enter_guest(&self, user: &User) -> Option<ConnectionId> {
        let mut state = self.state.lock();
        state.claim(user.name.folded(), user.id).then(|| state.connect(user).0)
    }

    /// A visitor becomes a person, where nobody uses their name, or under a `variant` of it where somebody does: who they are.
    pub(in crate::domain) fn enter_visitor(
        &self,
        user: &User,
        connection: ConnectionId,
        variant: bool,
    ) -> Option<User> {
        let mut state = self.state.lock();
        let name = match variant {
            true => state.claim_variant(user)?,
            false => state.claim(user.name.folded(), user.id).then(|| user.name.clone())?,
        };
        let user = User { name, ..user.clone() };
        state.connect_as(connection, &user);
        Some(user)
    }

    /// A connection of a person who was here before: who they are for this stay, and their status where it is another
    /// by this. `None` where not even a variant of their name is free.
    pub(in crate::domain) fn enter_returning(&self, user: &User) -> Option<(User, ConnectionId, Option<StatusChange>)> {
        let mut state = self.state.lock();
        let shown = match state.people.get(&user.id) {
            Some(person) => person.user.clone(),
            None => User { name: state.claim_variant(user)?, ..user.clone() },
        };
        let (connection, change) = state.connect(&shown);
        Some((shown, connection, change))
    }

    /// A connection of a person whom a site vouches for, who shows what it says, from now on and on all their connections.
    pub(in crate::domain) fn enter_vouched(&self, user: &User) -> (ConnectionId, Option<StatusChange>) {
        let mut state = self.state.lock();
        if state.people.contains_key(&user.id) {
            state.show_vouched(user);
        } else {
            state.vouch(user);
        }
        state.connect(user)
    }

    /// Puts a name into use for a person, besides the one they show, until [`settle_name`](Self::settle_name). One who
    /// is not here has none in use.
    pub(in crate::domain) fn claim_name(&self, user: &User) -> Result<(), ClaimRefused> {
        let mut state = self.state.lock();
        let folded = user.name.folded();
        if state.people.get(&user.id).is_some_and(|person| person.renaming.is_some()) {
            return Err(ClaimRefused::Renaming);
        }
        if !state.is_free(&folded, user.id) {
            return Err(ClaimRefused::Taken);
        }
        if let Some(person) = state.people.get_mut(&user.id) {
            person.renaming = Some(folded.clone());
            state.names.insert(folded, user.id);
        }
        Ok(())
    }

    /// Ends what [`claim_name`](Self::claim_name) began: shows the name where it is `stored`, and frees the other one.
    pub(in crate::domain) fn settle_name(&self, user: &User, stored: bool) {
        let mut state = self.state.lock();
        if stored {
            state.show(user);
        }
        let Some(person) = state.people.get_mut(&user.id) else { return };
        if let Some(claimed) = person.renaming.take()
            && claimed != person.user.name.folded()
        {
            state.names.remove(&claimed);
        }
    }

    /// Shows a new name that is stored, as soon as that is published, and tells the rooms the person is in. A name that
    /// was claimed and given up since then is not shown again.
    pub fn rename(&self, user: &User) -> Vec<RoomSlug> {
        let mut state = self.state.lock();
        let folded = user.name.folded();
        if user.verified {
            state.show_vouched(user);
        } else if state.people.get(&user.id).is_some_and(|person| person.renaming.as_ref() == Some(&folded)) {
            state.show(user);
        }
        state.people.get(&user.id).map(|person| person.stays.keys().cloned().collect()).unwrap_or_default()
    }
}

impl State {
    /// Whether a name is nobody else's.
    fn is_free(&self, folded: &str, user: UserId) -> bool {
        match self.names.get(folded) {
            Some(owner) => *owner == user,
            None => !self.vouched.contains_key(folded),
        }
    }

    /// Puts a name into use; false where it is somebody else's.
    fn claim(&mut self, folded: String, user: UserId) -> bool {
        let is_free = self.is_free(&folded, user);
        if is_free {
            self.names.insert(folded, user);
        }
        is_free
    }

    /// One more who is vouched for has this name.
    fn vouch(&mut self, user: &User) {
        *self.vouched.entry(user.name.folded()).or_default() += 1;
    }

    /// One fewer.
    fn unvouch(&mut self, folded: &str) {
        if let Some(people) = self.vouched.get_mut(folded) {
            *people -= 1;
            if *people == 0 {
                self.vouched.remove(folded);
            }
        }
    }

    /// Shows what a site says of somebody who is here.
    fn show_vouched(&mut self, user: &User) {
        let Some(person) = self.people.get_mut(&user.id) else { return };
        let before = std::mem::replace(&mut person.user, user.clone());
        if before.name != user.name {
            self.unvouch(&before.name.folded());
            self.vouch(user);
        }
    }

    /// The person's name, or the first of "Ada 2", "Ada 3" … that is free.
    fn claim_variant(&mut self, user: &User) -> Option<DisplayName> {
        if self.claim(user.name.folded(), user.id) {
            return Some(user.name.clone());
        }
        // Of one more variant than there are names, one is free.
        (2..=self.names.len() + self.vouched.len() + 2)
            .filter_map(|n| variant(&user.name, n))
            .find(|name| self.claim(name.folded(), user.id))
    }

    /// Shows a name that the person has in use, or nobody has, and frees the one they showed before.
    fn show(&mut self, user: &User) {
        let folded = user.name.folded();
        if !self.people.contains_key(&user.id) || !self.claim(folded.clone(), user.id) {
            return;
        }
        let Some(person) = self.people.get_mut(&user.id) else { return };
        let before = std::mem::replace(&mut person.user.name, user.name.clone()).folded();
        if before != folded {
            self.names.remove(&before);
        }
    }

    /// Forgets a person who is gone, and what names they had in use: all that are noted with them are theirs.
    pub(super) fn forget(&mut self, user: UserId) {
        let Some(person) = self.people.remove(&user) else { return };
        if person.user.verified {
            return self.unvouch(&person.user.name.folded());
        }
        self.names.remove(&person.user.name.folded());
        if let Some(claimed) = person.renaming {
            self.names.remove(&claimed);
        }
    }
}

/// The name with a number behind it, shortened where that would be too long.
pub(in crate::domain) fn variant(name: &DisplayName, n: usize) -> Option<DisplayName> {
    let suffix = format!(" {n}");
    let beginning: String = name.as_str().chars().take(NAME_CHARS.saturating_sub(suffix.len())).collect();
    DisplayName::new(&format!("{beginning}{suffix}")).ok()
}
