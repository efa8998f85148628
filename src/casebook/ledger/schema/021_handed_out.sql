-- What was handed out with words in it: the digest of the file, so that whoever holds one can be told once its words are
-- erased here, and so that a file that turns up can be told to be ours. No words, and not who took it.
SET LOCAL ROLE casebook_owner;

CREATE TABLE ledger.handed_out (
  n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  petition_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('bundle', 'personal-copy')),
  digest bytea NOT NULL CHECK (octet_length(digest) = 32),  -- SHA-256 of the file
  at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX handed_out_petition ON ledger.handed_out (petition_id, n);
CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON ledger.handed_out FOR EACH ROW EXECUTE FUNCTION ledger.refuse();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON ledger.handed_out FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse();
ALTER TABLE ledger.handed_out ENABLE ALWAYS TRIGGER no_change, ENABLE ALWAYS TRIGGER no_truncate;
GRANT SELECT, INSERT (petition_id, kind, digest) ON ledger.handed_out TO casebook_app;
