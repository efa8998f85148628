-- The last event of every stream, in a tree of its own: its root is published as an event of the log once a day, in a
-- stream beside those of petitions. The tree itself is kept for the latest of them alone; it can be made anew out of the
-- ledger, so the application owns it.
SET LOCAL ROLE casebook_owner;
INSERT INTO ledger.beside_petitions (event, stream) VALUES ('heads-published', 'heads');
RESET ROLE;

SET LOCAL ROLE casebook_app;
CREATE TABLE casework.heads_tiles (  -- as those of the log; the ones that are not full too
  level smallint NOT NULL,
  number bigint NOT NULL,
  hashes bytea NOT NULL,
  first_stream uuid,            -- at the lowest level: whose record is the tile's first
  PRIMARY KEY (level, number)
);
CREATE INDEX heads_tiles_streams ON casework.heads_tiles (first_stream) WHERE level = 0;
