# One message, what can be done with it, and finding some of them.

message-reply = Reply
message-react = React
message-react-with = React with { $emoji }
message-more-emoji = More emoji
message-reactions = Reactions
message-more = More actions
message-actions = Actions for this message
message-edit = Edit
message-delete = Delete
message-delete-title = Delete this message?
message-delete-lead = It goes for everybody, and cannot be brought back.
message-keep = Keep it
message-pin = Pin
message-unpin = Unpin
message-pinned = Pinned
message-copy-text = Copy text
message-copy-link = Copy link
message-text-copied = Text copied
message-link-copied = Link copied
message-copy-failed = Your browser does not allow copying here.
message-changing = Waiting to be changed
message-answers = In reply to:
message-go-to-quoted = Go to this message
message-unsent = Not sent before you left
message-read-by = Read by { $names }
message-reacted = { $emoji } { NUMBER($count) }: { $names }
message-label = { $author }, { $time }: { $text }
names-two = { $first } and { $second }
names-pair = { $first }, { $second }
names-three = { $first }, { $second } and { $third }
names-and-others = { $count ->
    [one] { $names } and 1 other
   *[other] { $names } and { NUMBER($count) } others
}
names-only-count = { $count ->
    [one] 1 person
   *[other] { NUMBER($count) } people
}
panel-no-answer = The server did not answer.
pins = Pinned messages
pins-none-title = Nothing is pinned
pins-none-lead = What everybody should find again can be pinned from a message’s menu.
search-messages = Search messages
search-placeholder = Search
search-scope = Where to search
search-here = This room
search-everywhere = All rooms
search-hint = Type words that the message has. The last one may be only a beginning.
search-running = Searching…
search-nothing = Nothing found
search-nothing-lead = Try other words, fewer words, or all rooms.
search-more = More results
search-found = { $count ->
    [0] Nothing found
    [one] 1 message found
   *[other] { NUMBER($count) } messages found
}
