-- Which rooms make no noise for whom: what a member says of a room for themselves, on all their devices.

ALTER TABLE members ADD COLUMN muted INTEGER NOT NULL DEFAULT 0 CHECK (muted IN (0, 1));
