-- The log of each room and the people who write in it.
-- Times are milliseconds since 1970-01-01T00:00:00Z; ids are the 16 bytes of a UUID.

CREATE TABLE users (
    id         BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    name       TEXT    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE rooms (
    id         INTEGER NOT NULL PRIMARY KEY,
    slug       TEXT    NOT NULL UNIQUE,
    name       TEXT    NOT NULL,
    -- Position of the last message. Kept here rather than taken from max(seq), so that positions are not given out a
    -- second time where old messages are ever removed.
    head       INTEGER NOT NULL DEFAULT 0 CHECK (head >= 0),
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE messages (
    rowid      INTEGER NOT NULL PRIMARY KEY,
    room_id    INTEGER NOT NULL REFERENCES rooms (id),
    seq        INTEGER NOT NULL CHECK (seq >= 1),
    -- Made by the client; unique over all rooms, because it is the idempotency key.
    id         BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    user_id    BLOB    NOT NULL REFERENCES users (id),
    -- The name the sender had then: history does not change when a person does.
    user_name  TEXT    NOT NULL,
    text       TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    -- Contiguous by construction, unique by constraint; also the index that every page of history is read by.
    UNIQUE (room_id, seq)
) STRICT;

INSERT INTO rooms (slug, name, created_at)
VALUES ('lobby', 'Lobby', CAST(unixepoch('subsec') * 1000 AS INTEGER));
