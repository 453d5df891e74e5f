-- What somebody outside is to be told, written in the transaction that it tells of, and removed once they have taken it.

CREATE TABLE outbox (
    -- In the order of commits; never given a second time.
    id         INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    -- The same however often it is told.
    name       TEXT    NOT NULL DEFAULT (lower(hex(randomblob(16)))),
    -- What is in one lane is told one after the other.
    lane       TEXT    NOT NULL,
    payload    TEXT    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
