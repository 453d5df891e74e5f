# Writing: the composer, completion, emoji; and code as it is shown.

code = Code
replying-to = Antwort an { $name }
editing = Nachricht bearbeiten
cancel-reply = Antwort abbrechen
cancel-edit = Bearbeiten abbrechen
save-edit = Änderung speichern
suggestions = Vorschläge
suggestions-status = { $count ->
    [one] 1 Vorschlag: { $name }. Eingabe oder Tab übernimmt ihn.
   *[other] { NUMBER($count) } Vorschläge, { $name } ausgewählt. Eingabe oder Tab übernimmt ihn.
}
emoji = Emoji
insert-emoji = Emoji einfügen
emoji-search = Emoji suchen (englisch)
emoji-groups = Emoji-Gruppen
emoji-none = Kein Emoji gefunden
emoji-few = Alle Emoji gibt es, sobald du wieder online bist.
emoji-found = Gefunden
emoji-recent = Zuletzt benutzt
emoji-smileys = Smileys
emoji-people = Menschen
emoji-nature = Tiere und Natur
emoji-food = Essen und Trinken
emoji-activities = Aktivitäten
emoji-travel = Reisen und Orte
emoji-objects = Gegenstände
emoji-symbols = Symbole
emoji-flags = Flaggen
