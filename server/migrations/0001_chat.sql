-- The log of each room, the people who write in it, and how far each has read.
--
-- Times are milliseconds since 1970-01-01T00:00:00Z; ids are the 16 bytes of a UUID. Nobody and no room is ever deleted,
-- so only what hangs on a message is deleted with it.

CREATE TABLE meta (
    only  INTEGER NOT NULL PRIMARY KEY CHECK (only = 1),
    -- Which history this is. A backup gets another one.
    epoch TEXT    NOT NULL CHECK (length(epoch) BETWEEN 1 AND 64)
) STRICT;

CREATE TABLE users (
    id               BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    name             TEXT    NOT NULL,
    -- The name without regard to case.
    folded           TEXT    NOT NULL,
    token_generation INTEGER NOT NULL DEFAULT 0 CHECK (token_generation BETWEEN 0 AND 4294967295),
    created_at       INTEGER NOT NULL,
    last_seen_at     INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE rooms (
    id         INTEGER NOT NULL PRIMARY KEY,
    slug       TEXT    NOT NULL UNIQUE,
    name       TEXT    NOT NULL,
    kind       TEXT    NOT NULL CHECK (kind IN ('public', 'private', 'direct')),
    topic      TEXT    NOT NULL DEFAULT '',
    archived   INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)),
    -- Whom a direct room is between, also after one of them has left it.
    direct_a   BLOB    REFERENCES users (id),
    direct_b   BLOB    REFERENCES users (id),
    -- Position of the last message. Kept here rather than taken from max(seq), so that positions are not given out a
    -- second time where old messages are removed.
    head       INTEGER NOT NULL DEFAULT 0 CHECK (head >= 0),
    -- Position of the first message that is not removed; one beyond the head where all are.
    first      INTEGER NOT NULL DEFAULT 1 CHECK (first BETWEEN 1 AND head + 1),
    -- Number of the last change to a message.
    rev        INTEGER NOT NULL DEFAULT 0 CHECK (rev >= 0),
    -- How many members, kept by triggers: counting them at every listing costs too much in a large room.
    members    INTEGER NOT NULL DEFAULT 0 CHECK (members >= 0),
    created_at INTEGER NOT NULL,
    -- When its last message came, or it was made.
    active_at  INTEGER NOT NULL,
    CHECK ((kind = 'direct') = (direct_a IS NOT NULL)),
    CHECK ((kind = 'direct') = (direct_b IS NOT NULL))
) STRICT;

CREATE INDEX rooms_public ON rooms (slug) WHERE kind = 'public' AND archived = 0;

CREATE TABLE members (
    room_id   INTEGER NOT NULL REFERENCES rooms (id),
    user_id   BLOB    NOT NULL REFERENCES users (id),
    role      TEXT    NOT NULL CHECK (role IN ('member', 'moderator', 'owner')),
    -- The last position they have read.
    read      INTEGER NOT NULL CHECK (read >= 0),
    -- users.folded once more, so that a mention finds a member without looking at everybody of that name.
    folded    TEXT    NOT NULL,
    joined_at INTEGER NOT NULL,
    PRIMARY KEY (room_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX members_of_user ON members (user_id, room_id);
CREATE INDEX members_by_name ON members (room_id, folded);
CREATE INDEX members_owners ON members (room_id) WHERE role = 'owner';

CREATE TRIGGER members_come AFTER INSERT ON members BEGIN
    UPDATE rooms SET members = members + 1 WHERE id = new.room_id;
END;

CREATE TRIGGER members_go AFTER DELETE ON members BEGIN
    UPDATE rooms SET members = members - 1 WHERE id = old.room_id;
END;

-- Never for a member.
CREATE TABLE invitations (
    room_id    INTEGER NOT NULL REFERENCES rooms (id),
    user_id    BLOB    NOT NULL REFERENCES users (id),
    invited_by BLOB    NOT NULL REFERENCES users (id),
    invited_at INTEGER NOT NULL,
    PRIMARY KEY (room_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX invitations_of_user ON invitations (user_id, room_id);

CREATE TABLE bans (
    room_id   INTEGER NOT NULL REFERENCES rooms (id),
    user_id   BLOB    NOT NULL REFERENCES users (id),
    banned_by BLOB    NOT NULL REFERENCES users (id),
    banned_at INTEGER NOT NULL,
    PRIMARY KEY (room_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE messages (
    rowid      INTEGER NOT NULL PRIMARY KEY,
    room_id    INTEGER NOT NULL REFERENCES rooms (id),
    seq        INTEGER NOT NULL CHECK (seq >= 1),
    -- Number of its last change in its room; 0 where it never changed.
    rev        INTEGER NOT NULL DEFAULT 0 CHECK (rev >= 0),
    -- Made by the client; unique over all rooms, because it is the idempotency key.
    id         BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    user_id    BLOB    NOT NULL REFERENCES users (id),
    -- The name the sender had then: history does not change when a person does.
    user_name  TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    edited_at  INTEGER,
    deleted_at INTEGER,
    pinned_at  INTEGER,
    pinned_by  BLOB    REFERENCES users (id),
    -- What it answers, in the same room. Not a reference: the original may be removed as too old.
    reply_id   BLOB    CHECK (length(reply_id) = 16),
    reply_seq  INTEGER,
    -- How many rows of `mentions` and `reaction_kinds` belong to it, so that those are only read where there are some.
    mentioned  INTEGER NOT NULL DEFAULT 0 CHECK (mentioned >= 0),
    reacted    INTEGER NOT NULL DEFAULT 0 CHECK (reacted >= 0),
    -- Last, because it is long: what is before it is found without it.
    text       TEXT,
    CHECK ((text IS NULL) = (deleted_at IS NOT NULL)),
    CHECK ((pinned_at IS NULL) = (pinned_by IS NULL)),
    CHECK ((reply_id IS NULL) = (reply_seq IS NULL)),
    -- Contiguous by construction, unique by constraint; also the index that every page of history is read by.
    UNIQUE (room_id, seq)
) STRICT;

CREATE UNIQUE INDEX messages_by_change ON messages (room_id, rev) WHERE rev > 0;
CREATE INDEX messages_pinned ON messages (room_id, pinned_at, seq) WHERE pinned_at IS NOT NULL;

CREATE TABLE mentions (
    message  INTEGER NOT NULL REFERENCES messages (rowid) ON DELETE CASCADE,
    -- In the order of the text.
    position INTEGER NOT NULL,
    user_id  BLOB    NOT NULL REFERENCES users (id),
    -- The message's own, once more, so that those after a position are counted by the index.
    room_id  INTEGER NOT NULL,
    seq      INTEGER NOT NULL,
    PRIMARY KEY (message, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX mentions_of_user ON mentions (user_id, room_id, seq);

-- Kinds of reaction to a message with the number of people, so that a page need not count them.
CREATE TABLE reaction_kinds (
    -- In the order of first use.
    id       INTEGER NOT NULL PRIMARY KEY,
    message  INTEGER NOT NULL REFERENCES messages (rowid) ON DELETE CASCADE,
    reaction TEXT    NOT NULL,
    people   INTEGER NOT NULL CHECK (people >= 1),
    UNIQUE (message, reaction)
) STRICT;

CREATE TABLE reactions (
    -- In the order of reacting.
    id      INTEGER NOT NULL PRIMARY KEY,
    kind    INTEGER NOT NULL REFERENCES reaction_kinds (id) ON DELETE CASCADE,
    user_id BLOB    NOT NULL REFERENCES users (id),
    UNIQUE (kind, user_id)
) STRICT;

CREATE INDEX reactions_in_order ON reactions (kind, id);

-- The index for full-text search. It keeps no second copy of the texts; triggers keep it in step with them. A deleted
-- message is in it without any word, since a check of it expects all.
CREATE VIRTUAL TABLE words USING fts5 (
    text, content = 'messages', content_rowid = 'rowid', tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TRIGGER words_come AFTER INSERT ON messages BEGIN
    INSERT INTO words (rowid, text) VALUES (new.rowid, new.text);
END;

CREATE TRIGGER words_change AFTER UPDATE OF text ON messages BEGIN
    INSERT INTO words (words, rowid, text) VALUES ('delete', old.rowid, old.text);
    INSERT INTO words (rowid, text) VALUES (new.rowid, new.text);
END;

CREATE TRIGGER words_go AFTER DELETE ON messages BEGIN
    INSERT INTO words (words, rowid, text) VALUES ('delete', old.rowid, old.text);
END;

INSERT INTO meta (only, epoch) VALUES (1, lower(hex(randomblob(16))));

INSERT INTO rooms (slug, name, kind, created_at, active_at)
SELECT 'lobby', 'Lobby', 'public', now, now FROM (SELECT CAST(unixepoch('subsec') * 1000 AS INTEGER) AS now);
