# Writing: the composer, completion, emoji; and code as it is shown.

code = Code
replying-to = Replying to { $name }
editing = Editing message
cancel-reply = Cancel reply
cancel-edit = Cancel editing
save-edit = Save changes
suggestions = Suggestions
suggestions-status = { $count ->
    [one] 1 suggestion: { $name }. Enter or Tab takes it.
   *[other] { NUMBER($count) } suggestions, { $name } selected. Enter or Tab takes it.
}
emoji = Emoji
insert-emoji = Insert emoji
emoji-search = Search emoji
emoji-groups = Emoji groups
emoji-none = No emoji found
emoji-few = All emoji are there once you are online again.
emoji-found = Found
emoji-recent = Recently used
emoji-smileys = Smileys
emoji-people = People
emoji-nature = Animals and nature
emoji-food = Food and drink
emoji-activities = Activities
emoji-travel = Travel and places
emoji-objects = Objects
emoji-symbols = Symbols
emoji-flags = Flags
