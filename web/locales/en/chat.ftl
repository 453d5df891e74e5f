# What the reader sees of the chat itself. Messages are in the order of the page.

app = Sociable
welcome-lead = Choose a name, and you are in: no account, no password.
name-label = Your name
name-hint = This is what the others see.
enter = Start chatting
entering = Connecting…
entering-slowly = The server cannot be reached. Still trying…
skip-to-composer = Skip to the message box
messages = Messages
people = People
show-people = Show people
hide-people = Hide people
close = Close
online-section = Online
status-online = Online
status-away = Away
status-busy = Busy
status-offline = Offline
you = you
sign-out = Leave
sign-out-hint = Leave and choose another name
theme = Theme
theme-auto = Auto
theme-light = Light
theme-dark = Dark
language = Language
connecting = Connecting…
reconnecting = Reconnecting…
offline-banner = No internet connection. What you write is sent when it is back.
lost-banner = Connection lost. What you write is sent when it is back.
restart-banner = The server is restarting. What you write is sent afterwards.
try-now = Try now
send = Send
sent = Sent
sending = Waiting to be sent
not-sent = Not sent.
retry = Retry
copy = Copy
copied = Copied
discard = Discard
outbox-full = Too many messages wait to be sent. Wait for the connection, or discard some.
edited = edited
deleted = Message deleted
show-more = Show more
show-less = Show less
new-messages = New messages
today = Today
yesterday = Yesterday
loading = Loading messages…
beginning = This is where the conversation begins.
empty-title = Nobody has said anything yet
empty-lead = Say hello. Everyone who comes in later will see it.
room-refused = This room cannot be opened
part-missing = This part of Sociable could not be loaded.
try-again = Try again
join-again = Join again
left-title = You have left this room
left-lead = You can come back whenever you like.
removed-title = You are no longer in this room
removed-lead = A moderator has taken you out. If the room is open to everybody, you can come back.
banned-title = You cannot be in this room
banned-lead = A moderator has banned you from it.
archived-title = This room is closed
archived-lead = An owner has archived it. It can be read again when they open it.
message-to = Message { $room }
online = { NUMBER($count) } online
edited-at = Edited { $time }
new-count = { NUMBER($count) } new
typing-one = { $name } is typing
typing-two = { $first } and { $second } are typing
typing-many = { NUMBER($count) } people are typing
announcement-one = { $author }: { $text }
announcement-many = { NUMBER($count) } new messages, the last from { $author }
said = { $author }:
jump-to-new = { $count ->
    [0] Jump to the newest message
    [one] 1 new message: jump to it
   *[other] { NUMBER($count) } new messages: jump to the newest
}
characters-left = { $count ->
    [one] 1 character left
   *[other] { NUMBER($count) } characters left
}
characters-over = { $count ->
    [one] 1 character too many
   *[other] { NUMBER($count) } characters too many
}
new-version = There is a new version of this page.
reload = Reload
close-chat = Close the chat
site-signs-in = You come in here by the site that this chat belongs to: sign in there, and open the chat from it.
site-first = Sign in at this site to take part in the chat.
site-ended = Your sign-in at this site has ended. What you have written here is kept.
site-refused = This site could not sign you in to the chat.
sign-in-again = Sign in again
verified = verified
verified-hint = Signed in at a site that vouches for this name
guest = guest
