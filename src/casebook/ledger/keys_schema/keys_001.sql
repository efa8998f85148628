-- The key store: the key of each person in each petition, wrapped, and nothing else. A database of its own, on a server of
-- its own where the operator can: its backups live for days, those of the ledger for years. PostgreSQL 15 or newer.

DO $$ DECLARE wanted text; BEGIN
  FOREACH wanted IN ARRAY ARRAY['casebook_keys_owner', 'casebook_keys', 'casebook_erase'] LOOP
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = wanted) THEN
      BEGIN
        EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
      EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
      END;
    END IF;
  END LOOP;
END $$;
-- Who may not grant them must be a member already; if not, the first SET ROLE below says so.
DO $$ BEGIN GRANT casebook_keys_owner, casebook_keys TO CURRENT_USER; EXCEPTION WHEN insufficient_privilege THEN NULL; END $$;
DO $$ BEGIN GRANT casebook_erase TO casebook_keys; EXCEPTION WHEN insufficient_privilege THEN NULL; END $$;
-- Where the ledger is on the same server, its application is that of the key store.
DO $$ BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'casebook_app') THEN
    GRANT casebook_keys TO casebook_app;
  END IF;
EXCEPTION WHEN insufficient_privilege THEN NULL; END $$;
DO $$ BEGIN
  EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
END $$;

CREATE SCHEMA keystore AUTHORIZATION casebook_keys_owner;
SET LOCAL ROLE casebook_keys_owner;

-- What the keys are wrapped with: versions, and where each comes from. The latest wraps, all of them unwrap.
CREATE TABLE keystore.kek (
  version int PRIMARY KEY CHECK (version > 0),
  source text NOT NULL CHECK (source IN ('file', 'command')),
  digest bytea NOT NULL CHECK (octet_length(digest) = 32),  -- keyed, from which nobody learns it
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE keystore.subject_key (
  subject_id uuid PRIMARY KEY,
  kek_version int,
  wrapped bytea,                -- NULL: destroyed; the row stays and says so
  created_at timestamptz NOT NULL DEFAULT now(),
  destroyed_at timestamptz,
  CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL)),
  CHECK (wrapped IS NULL OR kek_version IS NOT NULL)
) WITH (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);  -- what is destroyed goes from the disk soon
CREATE INDEX subject_key_destroyed ON keystore.subject_key (subject_id) WHERE wrapped IS NULL;

-- A key is wrapped anew or destroyed, and what is destroyed stays it.
CREATE FUNCTION keystore.refuse_but_rewrapping() RETURNS trigger LANGUAGE plpgsql SET search_path = keystore, pg_temp AS $$
BEGIN
  IF tg_op = 'UPDATE' AND OLD.wrapped IS NOT NULL AND (NEW.subject_id, NEW.created_at) = (OLD.subject_id, OLD.created_at)
    AND (NEW.wrapped IS NULL OR NEW.kek_version > OLD.kek_version) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% on %.% is refused: keys are wrapped anew or destroyed', tg_op, tg_table_schema, tg_table_name
    USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON keystore.subject_key
  FOR EACH ROW EXECUTE FUNCTION keystore.refuse_but_rewrapping();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON keystore.subject_key
  FOR EACH STATEMENT EXECUTE FUNCTION keystore.refuse_but_rewrapping();
ALTER TABLE keystore.subject_key ENABLE ALWAYS TRIGGER no_change, ENABLE ALWAYS TRIGGER no_truncate;

-- It reads no key: whoever erases needs to see none. Of whom there is no key there will be none.
CREATE FUNCTION keystore.destroy(subjects uuid[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = keystore, pg_temp AS $$
  INSERT INTO keystore.subject_key AS k (subject_id, destroyed_at)
  SELECT DISTINCT s, now() FROM unnest(subjects) s ORDER BY 1
  ON CONFLICT (subject_id) DO UPDATE SET wrapped = NULL, destroyed_at = EXCLUDED.destroyed_at WHERE k.wrapped IS NOT NULL
$$;

REVOKE EXECUTE ON FUNCTION keystore.destroy, keystore.refuse_but_rewrapping FROM PUBLIC;
GRANT USAGE ON SCHEMA keystore TO casebook_keys, casebook_erase;
GRANT SELECT ON keystore.kek, keystore.subject_key TO casebook_keys;
GRANT INSERT (version, source, digest) ON keystore.kek TO casebook_keys;
GRANT INSERT (subject_id, kek_version, wrapped), UPDATE (kek_version, wrapped) ON keystore.subject_key TO casebook_keys;
GRANT EXECUTE ON FUNCTION keystore.destroy TO casebook_erase;
