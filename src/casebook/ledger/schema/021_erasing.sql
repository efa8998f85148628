-- Erasing: how words leave. Their person's keys are destroyed, and everything that was made of the words goes in the
-- same transaction; the events stay as they are. Once erased, nothing of that person comes in again for that petition.
SET LOCAL ROLE casebook_owner;

CREATE TABLE vault.erased (  -- in this petition; whoever restores an older copy erases these again before anybody reads it
  subject_id uuid PRIMARY KEY,
  petition_id uuid NOT NULL,
  erased_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON vault.erased FOR EACH ROW EXECUTE FUNCTION ledger.refuse();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON vault.erased FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse();
ALTER TABLE vault.erased ENABLE ALWAYS TRIGGER no_change, ENABLE ALWAYS TRIGGER no_truncate;

-- A process that read the key before it was destroyed could still seal with it: what it brings is refused.
CREATE FUNCTION vault.refuse_the_erased() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = vault, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM added a JOIN vault.erased USING (subject_id)) THEN
    RAISE EXCEPTION 'words of somebody whose words were erased are refused' USING ERRCODE = 'CB410';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER the_erased_stay_erased AFTER INSERT ON vault.words
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION vault.refuse_the_erased();

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

-- The texts of one petition go, whoever is taking petitions in at the moment; what others wrote comes back.
CREATE FUNCTION search.forget(petition uuid) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = search, pg_temp AS $$
DECLARE
  gone bigint;
BEGIN
  PERFORM FROM search.progress FOR UPDATE;  -- a step under way may hold the words: it ends first
  DELETE FROM search.texts t WHERE t.petition_id = petition;
  GET DIAGNOSTICS gone = ROW_COUNT;
  INSERT INTO search.stale VALUES (petition) ON CONFLICT DO NOTHING;
  RETURN gone;
END $$;
REVOKE EXECUTE ON FUNCTION search.forget(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search.forget(uuid) TO casebook_owner;
RESET ROLE;

-- All of it at once, however often it is asked for. `words` and `files` are what the ledger says of these people, the
-- same at every repetition; the rest is what was still there.
SET LOCAL ROLE casebook_owner;
CREATE FUNCTION vault.erase_words(petition uuid, subjects uuid[])
RETURNS TABLE (words bigint, files bigint, keys bigint, envelopes bigint, contents bigint, texts bigint, receipts bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = vault, pg_temp AS $$
DECLARE
  zeros constant bytea := decode(repeat('00', 32), 'hex');
BEGIN
  texts := search.forget(petition);
  PERFORM FROM ledger.head FOR UPDATE;  -- who appends now comes first, and whoever comes next sees what follows
  INSERT INTO vault.erased (subject_id, petition_id) SELECT DISTINCT s, petition FROM unnest(subjects) s ON CONFLICT DO NOTHING;
  DELETE FROM vault.words w WHERE w.petition_id = petition AND w.subject_id = ANY (subjects);
  GET DIAGNOSTICS envelopes = ROW_COUNT;
  DELETE FROM vault.files f WHERE f.petition_id = petition AND f.subject_id = ANY (subjects)
    OR f.petition_id IS NULL AND f.holder = ANY (subjects);
  GET DIAGNOSTICS contents = ROW_COUNT;
  UPDATE vault.subject_keys k SET wrapped = NULL
    WHERE k.petition_id = petition AND k.subject_id = ANY (subjects) AND k.wrapped IS NOT NULL;
  GET DIAGNOSTICS keys = ROW_COUNT;
  UPDATE ledger.receipts r SET digest = zeros WHERE r.digest <> zeros AND r.key IN (
    SELECT (e.body ->> 'req')::uuid FROM ledger.events e
    WHERE e.originator_id = petition AND (e.body ->> 'subj')::uuid = ANY (subjects));
  GET DIAGNOSTICS receipts = ROW_COUNT;
  SELECT coalesce(sum((SELECT count(*) FROM jsonb_object_keys(e.body -> '_sd') AS name WHERE name <> 'file_keys')), 0),
      coalesce(sum((SELECT count(*) FROM jsonb_path_query(e.body -> 'data', '$.*[*].id')))
        FILTER (WHERE e.body -> '_sd' ? 'file_keys'), 0)
    INTO words, files FROM ledger.events e
    WHERE e.originator_id = petition AND (e.body ->> 'subj')::uuid = ANY (subjects) AND e.body ? '_sd';
  RETURN NEXT;
END $$;

REVOKE EXECUTE ON FUNCTION vault.refuse_the_erased, ledger.refuse_but_forgetting, vault.erase_words FROM PUBLIC;
GRANT EXECUTE ON FUNCTION vault.erase_words TO casebook_app;
GRANT SELECT ON vault.erased TO casebook_app;
