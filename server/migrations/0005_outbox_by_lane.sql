-- Which lanes have something waiting, and what, however much waits in others.

CREATE INDEX outbox_by_lane ON outbox (lane);
