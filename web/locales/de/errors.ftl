# Why the server refused something.

refused-name-taken = Diesen Namen hat hier schon jemand. Wähle einen anderen.
refused-name-required = Wähle zuerst einen Namen.
refused-invalid-token = Du wurdest abgemeldet. Wähle einen Namen, um zurückzukommen.
refused-room-not-found = Diesen Raum gibt es nicht, oder er steht dir nicht offen.
refused-user-not-found = Diese Person gibt es nicht.
refused-message-not-found = Diese Nachricht gibt es nicht mehr.
refused-not-joined = Du bist nicht in diesem Raum.
refused-forbidden = Das darfst du hier nicht.
refused-room-archived = Dieser Raum wurde archiviert.
refused-slug-taken = Ein anderer Raum hat diese Adresse. Wähle einen anderen Namen.
refused-rate-limited = Das war zu viel auf einmal. Versuch es gleich noch einmal.
refused-unavailable = Der Server kann das gerade nicht. Versuch es gleich noch einmal.
