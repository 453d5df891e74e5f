# Rooms and people: finding, making and changing them.

## List of rooms

rooms = Räume
invitations = Einladungen
direct-messages = Direktnachrichten
new-menu = Neuer Raum, oder einen finden
new-room = Neuer Raum
browse-rooms = Räume durchsuchen
find = Raum oder Person finden
find-hint = Name eines Raums oder einer Person
keys-find = Strg K
places = Räume und Personen
no-rooms = Du bist noch in keinem Raum.
loading-rooms = Räume werden geladen…
muted = Stumm
archived-room = Archivierter Raum
private-room = Privater Raum
draft = Entwurf:
you-said = Du
preview = { $author }: { $text }
more-than = { NUMBER($count) }+
preferences = Einstellungen
not-connected = Nicht verbunden
back-to-rooms = Zurück zu den Räumen

## Invitations

invited-by = { $name } lädt dich ein
invited = Du bist eingeladen
invitation-title = { $room } beitreten?
accept = Annehmen
decline = Ablehnen

## A room as a whole

room-menu = Mehr zu diesem Raum
mute = Stummschalten
unmute = Stummschaltung aufheben
invite = Einladen
room-settings = Raumeinstellungen
copy-link = Link kopieren
leave-room = Raum verlassen
leave-question = { $room } verlassen?
leave-public-lead = Du bekommst keine Nachrichten mehr daraus. Du kannst jederzeit zurückkommen.
leave-private-lead = Du bekommst keine Nachrichten mehr daraus und brauchst eine Einladung, um zurückzukommen.
leave-direct-lead = Der Raum verschwindet aus deiner Liste. Was geschrieben wurde, bleibt und ist wieder da, wenn du ihn öffnest.

## Making and changing a room

room-name-label = Name
room-name-missing = Ein Raum braucht einen Namen.
topic-label = Thema (freiwillig)
who-label = Wer beitreten kann
public = Alle
private = Nur Eingeladene
public-hint = Alle auf diesem Server können ihn finden, lesen und beitreten.
private-hint = Nur wer von einem Mitglied eingeladen wird, sieht, dass es ihn gibt.
create-room = Raum anlegen
working = Moment…
save = Speichern
cancel = Abbrechen
archive = Raum archivieren
archive-question = { $room } archivieren?
archive-lead = Niemand kann darin lesen oder schreiben, bis er wieder geöffnet wird. Nichts geht verloren.
archived-owner-lead = Du kannst ihn wieder öffnen; nichts ist verloren.
reopen = Wieder öffnen

## Finding a room

public-rooms = Öffentliche Räume
filter-rooms = Räume filtern
filter-people = Personen filtern
no-public-rooms = Es gibt noch keine öffentlichen Räume.
no-match = Nichts heißt so.
join = Beitreten
open = Öffnen
join-room = { $room } beitreten
open-room = { $room } öffnen

## Inviting

invite-to = Einladen: { $room }
invited-done = Eingeladen
nobody-to-invite = Du kennst aus anderen Räumen niemanden, der nicht schon hier ist.

## People

people-list = Liste der Personen
people-old = Du bist nicht verbunden. Das ist der letzte Stand.
known-section = Zuletzt hier
invited-section = Eingeladen
last-seen = Zuletzt da: { $time }
moderator = Moderation
owner = Besitz
person-menu = Mehr zu { $name }
write-to = Nachricht schreiben
make-owner = Zu Besitz ernennen
make-moderator = Zur Moderation ernennen
make-member = Zum Mitglied machen
uninvite = Einladung zurückziehen
remove = Aus dem Raum entfernen
ban = Aus dem Raum ausschließen
remove-question = { $name } entfernen?
remove-lead = Die Person wird aus dem Raum entfernt. Ist er für alle offen, kann sie zurückkommen.
ban-question = { $name } ausschließen?
ban-lead = Die Person wird aus dem Raum entfernt und kann nicht zurückkommen.

## Preferences

profile = Profil
name-missing = Ein Name braucht mindestens ein sichtbares Zeichen.
status-label = Status
looks = Darstellung
density = Nachrichten
density-comfortable = Luftig
density-compact = Kompakt
devices = Geräte
revoke = Alle anderen Geräte abmelden
revoked = Alle anderen Geräte sind abgemeldet.
sign-out-question = Aus dem Chat abmelden?
sign-out-lead = Dieses Gerät vergisst, wer du bist. Ohne ein zweites Gerät kannst du nicht als dieselbe Person zurückkommen.

## What came to nothing, and where there is nothing

no-answer = Der Server hat nicht geantwortet. Versuch es gleich noch einmal.
refused-limit-reached = Mehr sind nicht möglich. Erst muss etwas weichen: Verlasse zum Beispiel einen Raum.
not-edited = Nicht bearbeitet.
not-deleted = Nicht gelöscht.
not-reacted = Die Reaktion wurde nicht übernommen.
not-pinned = Nicht angeheftet.
not-unpinned = Weiterhin angeheftet.
not-muted = Nicht stummgeschaltet.
not-unmuted = Weiterhin stummgeschaltet.
no-message = Diese Nachricht gibt es nicht.
no-files = Es lässt sich nur Text senden.
dismiss = Verwerfen
no-room-title = Diesen Raum gibt es nicht
no-room-lead = Oder er ist privat, und du brauchst eine Einladung.
no-page-title = Hier ist nichts
no-page-lead = Die Adresse führt nirgendwohin.
no-room-open-title = Kein Raum ist offen
no-room-open-lead = Wähle einen aus der Liste, sieh dir die öffentlichen an, oder leg einen an.
to-the-rooms = Zu den Räumen
left-private-lead = Um zurückzukommen, brauchst du eine Einladung.
removed-private-lead = Die Moderation hat dich entfernt. Um zurückzukommen, brauchst du eine Einladung.

## Counts

unread-count = { $count ->
    [one] 1 ungelesene Nachricht
   *[other] { NUMBER($count) } ungelesene Nachrichten
}
mentions-count = { $count ->
    [one] Du wirst erwähnt
   *[other] Du wirst { NUMBER($count) }-mal erwähnt
}
members = { $count ->
    [one] 1 Mitglied
   *[other] { NUMBER($count) } Mitglieder
}
matches = { $count ->
    [one] 1 Treffer
   *[other] { NUMBER($count) } Treffer
}
people-more = { $count ->
    [one] und 1 weitere Person
   *[other] und { NUMBER($count) } weitere
}
line-too-long = { $count ->
    [one] Höchstens 1 Zeichen.
   *[other] Höchstens { NUMBER($count) } Zeichen.
}
