# What the reader sees of the chat itself. Messages are in the order of the page.

app = Sociable
welcome-lead = Wähle einen Namen, und du bist dabei: kein Konto, kein Passwort.
name-label = Dein Name
name-hint = So sehen dich die anderen.
enter = Loslegen
entering = Verbinden…
entering-slowly = Der Server ist nicht erreichbar. Wir versuchen es weiter…
skip-to-composer = Zum Eingabefeld springen
messages = Nachrichten
people = Personen
show-people = Personen zeigen
hide-people = Personen ausblenden
close = Schließen
online-section = Online
status-online = Online
status-away = Abwesend
status-busy = Beschäftigt
status-offline = Offline
you = du
sign-out = Abmelden
sign-out-hint = Abmelden und einen anderen Namen wählen
theme = Aussehen
theme-auto = Automatisch
theme-light = Hell
theme-dark = Dunkel
language = Sprache
connecting = Verbinden…
reconnecting = Neu verbinden…
offline-banner = Keine Internetverbindung. Was du schreibst, wird danach gesendet.
lost-banner = Verbindung verloren. Was du schreibst, wird danach gesendet.
restart-banner = Der Server startet neu. Was du schreibst, wird danach gesendet.
try-now = Jetzt versuchen
send = Senden
sent = Gesendet
sending = Wartet auf das Senden
not-sent = Nicht gesendet.
retry = Erneut senden
copy = Kopieren
copied = Kopiert
discard = Verwerfen
outbox-full = Zu viele Nachrichten warten auf das Senden. Warte auf die Verbindung, oder verwirf einige.
edited = bearbeitet
deleted = Nachricht gelöscht
show-more = Mehr zeigen
show-less = Weniger zeigen
new-messages = Neue Nachrichten
today = Heute
yesterday = Gestern
loading = Nachrichten werden geladen…
beginning = Hier beginnt die Unterhaltung.
empty-title = Noch hat niemand etwas gesagt
empty-lead = Sag hallo. Alle, die später kommen, sehen es.
room-refused = Dieser Raum lässt sich nicht öffnen
part-missing = Dieser Teil von Sociable konnte nicht geladen werden.
try-again = Erneut versuchen
join-again = Wieder beitreten
left-title = Du hast diesen Raum verlassen
left-lead = Du kannst jederzeit zurückkommen.
removed-title = Du bist nicht mehr in diesem Raum
removed-lead = Die Moderation hat dich entfernt. Ist der Raum für alle offen, kannst du zurückkommen.
banned-title = Du kannst nicht in diesem Raum sein
banned-lead = Die Moderation hat dich ausgeschlossen.
archived-title = Dieser Raum ist geschlossen
archived-lead = Er wurde archiviert und kann wieder gelesen werden, sobald er geöffnet wird.
message-to = Nachricht an { $room }
online = { NUMBER($count) } online
edited-at = Bearbeitet: { $time }
new-count = { NUMBER($count) } neu
typing-one = { $name } schreibt
typing-two = { $first } und { $second } schreiben
typing-many = { NUMBER($count) } Personen schreiben
announcement-one = { $author }: { $text }
announcement-many = { NUMBER($count) } neue Nachrichten, die letzte von { $author }
said = { $author }:
jump-to-new = { $count ->
    [0] Zur neuesten Nachricht
    [one] 1 neue Nachricht: dorthin springen
   *[other] { NUMBER($count) } neue Nachrichten: zur neuesten springen
}
characters-left = { $count ->
    [one] noch 1 Zeichen
   *[other] noch { NUMBER($count) } Zeichen
}
characters-over = { $count ->
    [one] 1 Zeichen zu viel
   *[other] { NUMBER($count) } Zeichen zu viel
}
new-version = Es gibt eine neue Version dieser Seite.
reload = Neu laden
close-chat = Chat schließen
site-signs-in = Hier kommst du über die Website herein, zu der dieser Chat gehört: Melde dich dort an, und öffne ihn von dort aus.
site-first = Melde dich auf dieser Website an, um mitzuchatten.
site-ended = Deine Anmeldung auf dieser Website ist abgelaufen. Was du hier geschrieben hast, bleibt erhalten.
site-refused = Diese Website konnte dich nicht im Chat anmelden.
sign-in-again = Wieder anmelden
verified = bestätigt
verified-hint = Angemeldet auf einer Website, die für diesen Namen bürgt
guest = Gast
