-- People whom a site vouches for: those who come in with a token that it signed, or of whom it told by the HTTP API.

-- What they are called there; nobody else has it. NULL for guests.
ALTER TABLE users ADD COLUMN subject TEXT CHECK (length(subject) BETWEEN 1 AND 300);
-- The address of their picture.
ALTER TABLE users ADD COLUMN avatar TEXT CHECK (length(avatar) <= 1024);
-- What they are, at the least, in every room that they are a member of.
ALTER TABLE users ADD COLUMN role TEXT CHECK (role IN ('moderator', 'owner'));
-- When their tokens were last made void: tokens of a site that are older are not taken any more.
ALTER TABLE users ADD COLUMN revoked_at INTEGER;

CREATE UNIQUE INDEX users_by_subject ON users (subject) WHERE subject IS NOT NULL;
