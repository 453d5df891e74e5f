# Rooms and people: finding, making and changing them.

## List of rooms

rooms = Rooms
invitations = Invitations
direct-messages = Direct messages
new-menu = New room, or find one
new-room = New room
browse-rooms = Browse rooms
find = Find a room or person
find-hint = Name of a room or person
keys-find = Ctrl K
places = Rooms and people
no-rooms = You are not in any room yet.
loading-rooms = Loading rooms…
muted = Muted
archived-room = Archived room
private-room = Private room
draft = Draft:
you-said = You
preview = { $author }: { $text }
more-than = { NUMBER($count) }+
preferences = Preferences
not-connected = Not connected
back-to-rooms = Back to the rooms

## Invitations

invited-by = { $name } invites you
invited = You are invited
invitation-title = Join { $room }?
accept = Accept
decline = Decline

## A room as a whole

room-menu = More about this room
mute = Mute
unmute = Unmute
invite = Invite
room-settings = Room settings
copy-link = Copy link
leave-room = Leave room
leave-question = Leave { $room }?
leave-public-lead = You get no more messages from it. You can come back at any time.
leave-private-lead = You get no more messages from it, and need an invitation to come back.
leave-direct-lead = It goes from your list. What was written stays, and comes back when you open it again.

## Making and changing a room

room-name-label = Name
room-name-missing = A room needs a name.
topic-label = Topic (optional)
who-label = Who can join
public = Everyone
private = Only invited people
public-hint = Everyone on this server can find it, read it and join.
private-hint = Nobody sees that it exists but those whom a member invites.
create-room = Create room
working = Working…
save = Save
cancel = Cancel
archive = Archive room
archive-question = Archive { $room }?
archive-lead = Nobody can read or write in it until an owner opens it again. Nothing is lost.
archived-owner-lead = You can open it again; nothing is lost.
reopen = Open again

## Finding a room

public-rooms = Public rooms
filter-rooms = Filter rooms
filter-people = Filter people
no-public-rooms = There are no public rooms yet.
no-match = Nothing has this name.
join = Join
open = Open
join-room = Join { $room }
open-room = Open { $room }

## Inviting

invite-to = Invite to { $room }
invited-done = Invited
nobody-to-invite = You know nobody from other rooms who is not here already.

## People

people-list = List of people
people-old = You are not connected. This is who was here last.
known-section = Last known here
invited-section = Invited
last-seen = Last seen { $time }
moderator = Moderator
owner = Owner
person-menu = More about { $name }
write-to = Message
make-owner = Make owner
make-moderator = Make moderator
make-member = Make member
uninvite = Take invitation back
remove = Remove from room
ban = Ban from room
remove-question = Remove { $name }?
remove-lead = They are taken out of the room. If it is open to everyone, they can come back.
ban-question = Ban { $name }?
ban-lead = They are taken out of the room and cannot come back.

## Preferences

profile = Profile
name-missing = A name needs at least one visible character.
status-label = Status
looks = Appearance
density = Messages
density-comfortable = Comfortable
density-compact = Compact
devices = Devices
revoke = Sign out all other devices
revoked = All other devices are signed out.
sign-out-question = Leave the chat?
sign-out-lead = This device forgets who you are. Without a second device you cannot come back as the same person.

## What came to nothing, and where there is nothing

no-answer = The server did not answer. Try again in a moment.
refused-limit-reached = There are as many as there may be. Something must go first: leave a room, for example.
not-edited = Not edited.
not-deleted = Not deleted.
not-reacted = The reaction was not taken.
not-pinned = Not pinned.
not-unpinned = Still pinned.
not-muted = Not muted.
not-unmuted = Still muted.
no-message = That message cannot be found.
no-files = Files cannot be sent, only text.
dismiss = Dismiss
no-room-title = There is no such room
no-room-lead = Or it is private, and you need an invitation.
no-page-title = There is nothing here
no-page-lead = The address leads nowhere.
no-room-open-title = No room is open
no-room-open-lead = Choose one from the list, browse the public ones, or make your own.
to-the-rooms = To the rooms
left-private-lead = To come back you need an invitation.
removed-private-lead = A moderator has taken you out. To come back you need an invitation.

## Counts

unread-count = { $count ->
    [one] 1 unread message
   *[other] { NUMBER($count) } unread messages
}
mentions-count = { $count ->
    [one] You are mentioned
   *[other] You are mentioned { NUMBER($count) } times
}
members = { $count ->
    [one] 1 member
   *[other] { NUMBER($count) } members
}
matches = { $count ->
    [one] 1 match
   *[other] { NUMBER($count) } matches
}
people-more = { $count ->
    [one] and 1 more
   *[other] and { NUMBER($count) } more
}
line-too-long = { $count ->
    [one] At most 1 character.
   *[other] At most { NUMBER($count) } characters.
}
