-- What was made of a person's words goes with them, in the transaction that erases them (`vault.erase`): what is searched,
-- files, the telephone number, digests of what they asked. The events stay as they are.
SET LOCAL ROLE casebook_owner;

-- A receipt tells two commands of one key apart by a keyed digest of the whole command, its words too. Of an erased
-- person's commands that digest goes: it becomes zeros, which no command has. Nothing else of a receipt ever changes.
CREATE FUNCTION ledger.refuse_but_forgetting() RETURNS trigger LANGUAGE plpgsql SET search_path = ledger, pg_temp AS $$
BEGIN
  IF tg_op = 'UPDATE' AND NEW.digest = decode(repeat('00', 32), 'hex')
    AND (NEW.key, NEW.first_position, NEW.last_position) = (OLD.key, OLD.first_position, OLD.last_position) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% on %.% is refused: the ledger is append-only', tg_op, tg_table_schema, tg_table_name
    USING ERRCODE = 'insufficient_privilege';
END $$;
DROP TRIGGER no_change ON ledger.receipts;
CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON ledger.receipts
  FOR EACH ROW EXECUTE FUNCTION ledger.refuse_but_forgetting();
ALTER TABLE ledger.receipts ENABLE ALWAYS TRIGGER no_change;

CREATE FUNCTION ledger.forget_commands() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
BEGIN
  UPDATE ledger.receipts r SET digest = decode(repeat('00', 32), 'hex') WHERE r.key IN (
    SELECT (e.body ->> 'req')::uuid FROM ledger.events e
    WHERE e.originator_id = OLD.petition_id AND (e.body ->> 'subj')::uuid = OLD.subject_id);
  RETURN NULL;
END $$;

-- Files that wait for a command of theirs go too.
CREATE OR REPLACE FUNCTION vault.forget_files() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = vault, pg_temp AS $$
BEGIN
  DELETE FROM vault.files f WHERE f.petition_id = OLD.petition_id AND f.subject_id = OLD.subject_id
    OR f.petition_id IS NULL AND f.holder = OLD.subject_id;
  RETURN NULL;
END $$;
RESET ROLE;

-- The search holds plain words. Samples of a column go to pg_statistic, which the write-ahead log and backups have: of
-- these two none are taken, and those that were go with the table, which is made anew and filled again.
SET LOCAL ROLE casebook_app;
DROP TABLE search.texts;
CREATE UNLOGGED TABLE search.texts (
  petition_id uuid NOT NULL,
  circles text[] NOT NULL,       -- who may search it: hotline, newsroom, unit, public
  content text NOT NULL,         -- folded: what LIKE looks at
  grams tsvector NOT NULL,       -- its bigrams and words: what the index has
  PRIMARY KEY (petition_id, circles)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
ALTER TABLE search.texts ALTER COLUMN content SET STATISTICS 0, ALTER COLUMN grams SET STATISTICS 0;
CREATE INDEX texts_grams ON search.texts USING gin (grams) WITH (fastupdate = off);
TRUNCATE search.progress, search.stale;

-- Neither DELETE nor VACUUM takes a word out of a GIN index, nor its bytes off a page: the table is written anew after.
ALTER TABLE search.progress
  ADD COLUMN forgotten bigint NOT NULL DEFAULT 0,  -- so often somebody was taken out since it was filled
  ADD COLUMN cleaned bigint NOT NULL DEFAULT 0,    -- of which so many before it was last written anew
  ADD COLUMN cleaned_at timestamptz NOT NULL DEFAULT '-infinity';

-- Aside, by whoever holds the one row of `search.progress`: people search meanwhile, and nobody is in the way of anybody.
CREATE FUNCTION search.write_anew() RETURNS void LANGUAGE plpgsql SET search_path = search, pg_temp AS $$
BEGIN
  CREATE UNLOGGED TABLE search.texts_anew (LIKE search.texts)
    WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
  INSERT INTO search.texts_anew SELECT * FROM search.texts;
  ALTER TABLE search.texts_anew ADD CONSTRAINT texts_anew_pkey PRIMARY KEY (petition_id, circles),
    ALTER COLUMN content SET STATISTICS 0, ALTER COLUMN grams SET STATISTICS 0;
  CREATE INDEX texts_grams_anew ON search.texts_anew USING gin (grams) WITH (fastupdate = off);
  ANALYZE search.texts_anew;
  DROP TABLE search.texts;
  ALTER TABLE search.texts_anew RENAME TO texts;
  ALTER INDEX search.texts_anew_pkey RENAME TO texts_pkey;
  ALTER INDEX search.texts_grams_anew RENAME TO texts_grams;
  UPDATE search.progress SET cleaned = forgotten, cleaned_at = now();
END $$;

-- Nobody takes petitions in, or writes the table anew, until this transaction ends: what they hold of the words is gone.
CREATE FUNCTION search.hold() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = search, pg_temp AS $$
  UPDATE search.progress SET forgotten = forgotten + 1
$$;
REVOKE EXECUTE ON FUNCTION search.hold FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search.hold TO casebook_owner;

-- What people of staff type to find something, names and numbers too, is sealed: a list for each of them. Those that were
-- kept in clear go; a sign-in at the other service that is under way begins anew.
DROP TABLE accounts.selections;
CREATE TABLE accounts.selections (
  person_id uuid PRIMARY KEY REFERENCES accounts.people ON DELETE CASCADE,
  envelope bytea NOT NULL
);
TRUNCATE accounts.journeys;
ALTER TABLE accounts.journeys ALTER COLUMN destination TYPE bytea USING NULL;

-- Nobody finds a petition by the number of whoever filed it any more, nor is the number read again.
CREATE FUNCTION accounts.forget_contact() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = accounts, pg_temp AS $$
BEGIN
  INSERT INTO accounts.contacts (petition_id)
  SELECT OLD.petition_id FROM ledger.events e
  WHERE e.originator_id = OLD.petition_id AND e.originator_version = 1 AND (e.body ->> 'subj')::uuid = OLD.subject_id
  ON CONFLICT (petition_id) DO UPDATE SET phone = NULL;
  RETURN NULL;
END $$;
GRANT USAGE ON SCHEMA accounts TO casebook_owner;
GRANT EXECUTE ON FUNCTION accounts.forget_contact TO casebook_owner;
RESET ROLE;

SET LOCAL ROLE casebook_owner;
REVOKE EXECUTE ON FUNCTION ledger.refuse_but_forgetting, ledger.forget_commands FROM PUBLIC;

-- As before, but that the search is asked first: who waits for it is not in the way of those who append.
CREATE OR REPLACE FUNCTION vault.erase(subjects uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = vault, pg_temp AS $$
BEGIN
  PERFORM search.hold();
  PERFORM FROM ledger.head FOR UPDATE;  -- who appends now comes first, and whoever comes next sees what follows
  UPDATE vault.subjects s SET erased_at = clock_timestamp() WHERE s.subject_id = ANY (subjects) AND s.erased_at IS NULL;
  DELETE FROM vault.words w USING vault.subjects s
    WHERE s.subject_id = ANY (subjects) AND w.petition_id = s.petition_id AND w.subject_id = s.subject_id;
END $$;
CREATE TRIGGER commands_are_forgotten AFTER UPDATE OF erased_at ON vault.subjects
  FOR EACH ROW WHEN (NEW.erased_at IS NOT NULL) EXECUTE FUNCTION ledger.forget_commands();
CREATE TRIGGER contact_is_forgotten AFTER UPDATE OF erased_at ON vault.subjects
  FOR EACH ROW WHEN (NEW.erased_at IS NOT NULL) EXECUTE FUNCTION accounts.forget_contact();
