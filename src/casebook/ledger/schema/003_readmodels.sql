-- Read models: tables that are made from projections/*.sql, and how far each has read. The application owns them: what
-- they hold can always be made again from the ledger.

CREATE SCHEMA readmodels AUTHORIZATION casebook_app;
CREATE SCHEMA shadow AUTHORIZATION casebook_app;  -- where the next version of a read model is built
SET LOCAL ROLE casebook_app;

CREATE TABLE readmodels.progress (
  name text PRIMARY KEY,
  sha256 text NOT NULL,         -- of `source`
  source text NOT NULL,         -- the file the tables were made from: it is followed until a changed one takes over
  position bigint NOT NULL,     -- everything up to here is in the tables
  state text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'stopped')),
  error text,                   -- why it stopped, or why a changed file cannot take over; never a value of an event
  error_position bigint,
  error_event text,
  holder uuid,                  -- the follower that may write it
  lease_until timestamptz NOT NULL DEFAULT '-infinity',
  updated_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 10, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0);
