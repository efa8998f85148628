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
  ADD COLUMN forgotten bigint NOT NULL DEFAULT 0,  -- so many people were taken out since it was filled
  ADD COLUMN cleaned bigint NOT NULL DEFAULT 0,    -- of which so many before it was last written anew
  ADD COLUMN cleaned_at timestamptz NOT NULL DEFAULT '-infinity';

CREATE OR REPLACE FUNCTION search.forget() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = search, pg_temp AS $$
BEGIN
  UPDATE search.progress SET forgotten = forgotten + 1;  -- a step under way may hold the words: it ends first
  DELETE FROM search.texts t WHERE t.petition_id = OLD.petition_id;
  INSERT INTO search.stale VALUES (OLD.petition_id) ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

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
-- On whichever row it is that says of somebody that they are erased.
DO $$ DECLARE
  it text := CASE WHEN to_regclass('vault.subjects') IS NULL THEN 'wrapped ON vault.subject_keys' ELSE 'erased_at ON vault.subjects' END;
  is_erased text := CASE WHEN to_regclass('vault.subjects') IS NULL THEN 'NEW.wrapped IS NULL' ELSE 'NEW.erased_at IS NOT NULL' END;
BEGIN
  EXECUTE format('CREATE TRIGGER commands_are_forgotten AFTER UPDATE OF %s FOR EACH ROW WHEN (%s) EXECUTE FUNCTION ledger.forget_commands()', it, is_erased);
  EXECUTE format('CREATE TRIGGER contact_is_forgotten AFTER UPDATE OF %s FOR EACH ROW WHEN (%s) EXECUTE FUNCTION accounts.forget_contact()', it, is_erased);
END $$;
