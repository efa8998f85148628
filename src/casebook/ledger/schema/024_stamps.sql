-- What a time-stamping authority (RFC 3161) has said of the log, once a day: that this checkpoint was there at that time.
SET LOCAL ROLE casebook_owner;

CREATE TABLE transparency.stamps (
  size bigint PRIMARY KEY REFERENCES transparency.checkpoints,
  token bytea NOT NULL,         -- the whole answer, about the text of that checkpoint's note
  stamped_at timestamptz NOT NULL,  -- as the authority says
  kept_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON transparency.stamps FOR EACH ROW EXECUTE FUNCTION ledger.refuse();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON transparency.stamps FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse();
ALTER TABLE transparency.stamps ENABLE ALWAYS TRIGGER no_change, ENABLE ALWAYS TRIGGER no_truncate;
GRANT SELECT ON transparency.stamps TO casebook_log, casebook_app;
GRANT INSERT ON transparency.stamps TO casebook_log;
