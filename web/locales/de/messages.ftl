# One message, what can be done with it, and finding some of them.

message-reply = Antworten
message-react = Reagieren
message-react-with = Mit { $emoji } reagieren
message-more-emoji = Mehr Emojis
message-reactions = Reaktionen
message-more = Weitere Aktionen
message-actions = Aktionen für diese Nachricht
message-edit = Bearbeiten
message-delete = Löschen
message-delete-title = Diese Nachricht löschen?
message-delete-lead = Sie verschwindet für alle und lässt sich nicht zurückholen.
message-keep = Behalten
message-pin = Anheften
message-unpin = Loslösen
message-pinned = Angeheftet
message-copy-text = Text kopieren
message-copy-link = Link kopieren
message-text-copied = Text kopiert
message-link-copied = Link kopiert
message-copy-failed = Dein Browser erlaubt das Kopieren hier nicht.
message-changing = Änderung steht noch aus
message-answers = Antwort auf:
message-go-to-quoted = Zu dieser Nachricht springen
message-unsent = Nicht mehr gesendet, bevor du gegangen bist
message-read-by = Gelesen: { $names }
message-reacted = { $emoji } { NUMBER($count) }: { $names }
message-label = { $author }, { $time }: { $text }
names-two = { $first } und { $second }
names-pair = { $first }, { $second }
names-three = { $first }, { $second } und { $third }
names-and-others = { $count ->
    [one] { $names } und 1 weitere Person
   *[other] { $names } und { NUMBER($count) } weitere
}
names-only-count = { $count ->
    [one] 1 Person
   *[other] { NUMBER($count) } Personen
}
panel-no-answer = Der Server hat nicht geantwortet.
pins = Angeheftete Nachrichten
pins-none-title = Nichts angeheftet
pins-none-lead = Was alle wiederfinden sollen, lässt sich im Menü einer Nachricht anheften.
search-messages = Nachrichten suchen
search-placeholder = Suchen
search-scope = Wo gesucht wird
search-here = Dieser Raum
search-everywhere = Alle Räume
search-hint = Gib Wörter ein, die in der Nachricht vorkommen. Vom letzten genügt der Anfang.
search-running = Suche läuft…
search-nothing = Nichts gefunden
search-nothing-lead = Versuche andere Wörter, weniger Wörter oder alle Räume.
search-more = Mehr Treffer
search-found = { $count ->
    [0] Nichts gefunden
    [one] 1 Nachricht gefunden
   *[other] { NUMBER($count) } Nachrichten gefunden
}
