-- The transparency log: the Merkle tree over the ledger's leaves, in tiles, and what was signed about it. Written by the
-- signer alone, which reads events, and nothing of the vault; who runs the application cannot write here.

DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'casebook_log') THEN
    BEGIN
      CREATE ROLE casebook_log NOLOGIN;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END;
  END IF;
END $$;
DO $$ BEGIN GRANT casebook_log TO CURRENT_USER; EXCEPTION WHEN insufficient_privilege THEN NULL; END $$;

CREATE SCHEMA transparency AUTHORIZATION casebook_owner;
SET LOCAL ROLE casebook_owner;

CREATE TABLE transparency.tiles (  -- the full ones; of those that are not yet, the hashes stand one level below
  level smallint NOT NULL CHECK (level BETWEEN 0 AND 7),
  number bigint NOT NULL CHECK (number >= 0),
  hashes bytea NOT NULL CHECK (octet_length(hashes) = 8192),
  root bytea NOT NULL CHECK (octet_length(root) = 32),  -- over the tile: one hash of the level above
  PRIMARY KEY (level, number) INCLUDE (root)
);
ALTER TABLE transparency.tiles ALTER COLUMN hashes SET STORAGE EXTERNAL;  -- hashes cannot be compressed

CREATE TABLE transparency.checkpoints (
  size bigint PRIMARY KEY CHECK (size >= 0),
  note bytea NOT NULL,          -- as the log signed it
  signed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE transparency.cosignatures (
  size bigint NOT NULL REFERENCES transparency.checkpoints,
  witness text NOT NULL,
  line text NOT NULL,           -- the signature line, without its end
  cosigned_at timestamptz NOT NULL,  -- as the witness says
  PRIMARY KEY (witness, size)
);
CREATE INDEX cosignatures_size ON transparency.cosignatures (size);

CREATE TABLE transparency.alarms (  -- why the signer would not sign
  raised_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  position bigint NOT NULL,     -- where the ledger is not what was signed, or begins not to be
  zh text NOT NULL,
  en text NOT NULL
);

DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['tiles', 'checkpoints', 'cosignatures', 'alarms'] LOOP
    EXECUTE format('CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON transparency.%I FOR EACH ROW EXECUTE FUNCTION ledger.refuse()', t);
    EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON transparency.%I FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse()', t);
    EXECUTE format('ALTER TABLE transparency.%I ENABLE ALWAYS TRIGGER no_change, ENABLE ALWAYS TRIGGER no_truncate', t);
  END LOOP;
END $$;

GRANT USAGE ON SCHEMA ledger TO casebook_log;
GRANT SELECT ON ledger.events, ledger.config, ledger.head TO casebook_log;
GRANT USAGE ON SCHEMA transparency TO casebook_log, casebook_app;
GRANT SELECT ON ALL TABLES IN SCHEMA transparency TO casebook_log, casebook_app;
GRANT INSERT ON ALL TABLES IN SCHEMA transparency TO casebook_log;
