-- The ledger: every event of every petition, in one insert-only table behind one door.
-- PostgreSQL 15 or newer. Run by `casebook migrate` as a role that may create roles and schemas.

-- The roles belong to the whole server: another database may have made them, or be making them now.
DO $$ DECLARE wanted text; BEGIN
  FOREACH wanted IN ARRAY ARRAY['casebook_owner', 'casebook_app'] LOOP
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = wanted) THEN
      BEGIN
        EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
      EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
      END;
    END IF;
  END LOOP;
END $$;
-- Who may not grant them must be a member already; if not, the first SET ROLE below says so.
DO $$ BEGIN GRANT casebook_owner TO CURRENT_USER; EXCEPTION WHEN insufficient_privilege THEN NULL; END $$;
DO $$ BEGIN GRANT casebook_app TO CURRENT_USER; EXCEPTION WHEN insufficient_privilege THEN NULL; END $$;
DO $$ BEGIN
  EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
END $$;

CREATE SCHEMA ledger AUTHORIZATION casebook_owner;
CREATE SCHEMA vault AUTHORIZATION casebook_owner;
SET LOCAL ROLE casebook_owner;

-- The log's own name, hashed into every entry, and the city's time zone, in which days and months are counted.
CREATE TABLE ledger.config (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  origin text NOT NULL CHECK (origin ~ '^[A-Za-z0-9./_-]{1,120}$'),
  zone text NOT NULL
);

-- The one row that every append locks: it orders commits without meeting VACUUM, ANALYZE or an index build.
CREATE TABLE ledger.head (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  position bigint NOT NULL DEFAULT 0,
  recorded_at timestamptz NOT NULL DEFAULT '-infinity'
) WITH (fillfactor = 10, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0);
INSERT INTO ledger.head DEFAULT VALUES;

-- The stored bytes as JSON for SQL to read; NULL for what is not a JSON object. In PL/pgSQL: as a function in SQL it
-- cannot be inlined (convert_from is only STABLE), and starting the executor anew for each event costs more than all else.
CREATE FUNCTION ledger.body(state bytea) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RETURN CASE WHEN octet_length(state) > 0 AND get_byte(state, 0) = 123 THEN convert_from(state, 'UTF8')::jsonb END;
END $$;

CREATE TABLE ledger.events (
  originator_id uuid NOT NULL,
  originator_version bigint NOT NULL CHECK (originator_version >= 0),
  -- nothing that would need escaping in the header; translate() costs a seventh of a regular expression
  topic text NOT NULL CHECK (length(topic) BETWEEN 1 AND 200 AND
    translate(topic, 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:', '') = ''),
  state bytea NOT NULL CHECK (octet_length(state) BETWEEN 2 AND 16384 AND position('\x0a'::bytea IN state) = 0),
  notification_id bigint NOT NULL,
  recorded_at timestamptz NOT NULL,
  previous bytea NOT NULL CHECK (octet_length(previous) = 32),
  leaf bytea NOT NULL CHECK (octet_length(leaf) = 32),
  body jsonb GENERATED ALWAYS AS (ledger.body(state)) STORED,
  -- the names of a petition's events are read out of the index alone: a rebuild needs them of every petition
  PRIMARY KEY (originator_id, originator_version) INCLUDE (notification_id, topic)
) WITH (autovacuum_vacuum_insert_threshold = 100000, autovacuum_analyze_threshold = 5000);
ALTER TABLE ledger.events ALTER COLUMN state SET STORAGE MAIN, ALTER COLUMN body SET STORAGE MAIN;
CREATE UNIQUE INDEX events_position ON ledger.events (notification_id);
CREATE UNIQUE INDEX events_number ON ledger.events ((body -> 'data' ->> 'number')) WHERE topic = 'submitted';

-- What a command was answered: the same key gets the same answer for ever.
CREATE TABLE ledger.receipts (
  key uuid PRIMARY KEY,
  digest bytea NOT NULL CHECK (octet_length(digest) = 32),
  first_position bigint NOT NULL,
  last_position bigint NOT NULL
);

-- Gapless numbers in commit order, for events that ask for one: "the 769th closed".
CREATE TABLE ledger.ordinals (
  series text NOT NULL,
  n bigint NOT NULL,
  position bigint NOT NULL UNIQUE,
  petition_id uuid NOT NULL,
  PRIMARY KEY (series, n)
);

-- Petition numbers: unique, with gaps where a command was refused.
CREATE SEQUENCE ledger.petition_numbers;

-- The vault: what people wrote, sealed; and the key of each person in each petition, wrapped.
CREATE TABLE vault.subject_keys (
  subject_id uuid PRIMARY KEY,
  petition_id uuid NOT NULL,
  wrapped bytea,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE vault.words (  -- one envelope an event: its disclosures, sealed together
  petition_id uuid NOT NULL,
  version bigint NOT NULL,
  subject_id uuid NOT NULL,
  envelope bytea NOT NULL,
  PRIMARY KEY (petition_id, version)
);
ALTER TABLE vault.words ALTER COLUMN envelope SET STORAGE EXTERNAL;  -- what is sealed cannot be compressed
