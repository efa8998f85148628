-- Keys stand in a key store, a database of its own (see ledger/keystore). Here stands only whose words there are, and who
-- was erased: the door refuses words of them, and what was made of their words goes by triggers on their row, so that one
-- statement takes everything, and erasing again after a restore takes everything again.

DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'casebook_erase') THEN
    BEGIN
      CREATE ROLE casebook_erase NOLOGIN;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END;
  END IF;
END $$;
DO $$ BEGIN GRANT casebook_erase TO casebook_app; EXCEPTION WHEN insufficient_privilege THEN NULL; END $$;
SET LOCAL ROLE casebook_owner;

CREATE TABLE vault.subjects (  -- a person in a petition
  subject_id uuid PRIMARY KEY,
  petition_id uuid NOT NULL,
  erased_at timestamptz
);
INSERT INTO vault.subjects (subject_id, petition_id, erased_at)
  SELECT subject_id, petition_id, CASE WHEN wrapped IS NULL THEN clock_timestamp() END FROM vault.subject_keys;
DELETE FROM vault.words w USING vault.subjects s
  WHERE s.erased_at IS NOT NULL AND w.petition_id = s.petition_id AND w.subject_id = s.subject_id;
CREATE INDEX subjects_erased ON vault.subjects (subject_id) WHERE erased_at IS NOT NULL;
CREATE INDEX events_erased ON ledger.events (notification_id) WHERE topic = 'personal-data-erased';

-- Whoever is erased stays it.
CREATE FUNCTION vault.refuse_but_erasing() RETURNS trigger LANGUAGE plpgsql SET search_path = vault, pg_temp AS $$
BEGIN
  IF tg_op = 'UPDATE' AND OLD.erased_at IS NULL AND (NEW.subject_id, NEW.petition_id) = (OLD.subject_id, OLD.petition_id) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% on %.% is refused: who is erased stays it', tg_op, tg_table_schema, tg_table_name
    USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON vault.subjects FOR EACH ROW EXECUTE FUNCTION vault.refuse_but_erasing();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON vault.subjects FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse();
ALTER TABLE vault.subjects ENABLE ALWAYS TRIGGER no_change, ENABLE ALWAYS TRIGGER no_truncate;

CREATE TRIGGER files_are_forgotten AFTER UPDATE OF erased_at ON vault.subjects
  FOR EACH ROW WHEN (NEW.erased_at IS NOT NULL) EXECUTE FUNCTION vault.forget_files();
CREATE TRIGGER words_are_forgotten AFTER UPDATE OF erased_at ON vault.subjects
  FOR EACH ROW WHEN (NEW.erased_at IS NOT NULL) EXECUTE FUNCTION search.forget();

-- It reads no word and no key: whoever erases needs to see neither.
CREATE FUNCTION vault.erase(subjects uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = vault, pg_temp AS $$
BEGIN
  PERFORM FROM ledger.head FOR UPDATE;  -- who appends now comes first, and whoever comes next sees what follows
  UPDATE vault.subjects s SET erased_at = clock_timestamp() WHERE s.subject_id = ANY (subjects) AND s.erased_at IS NULL;
  DELETE FROM vault.words w USING vault.subjects s
    WHERE s.subject_id = ANY (subjects) AND w.petition_id = s.petition_id AND w.subject_id = s.subject_id;
END $$;

-- The keys that stand here still wait to be moved: `casebook migrate` does it, and the table is gone.
DO $$ BEGIN
  DROP TRIGGER files_are_forgotten ON vault.subject_keys;
  DROP TRIGGER files_are_deleted ON vault.subject_keys;
  DROP TRIGGER words_are_forgotten ON vault.subject_keys;
  DROP TRIGGER words_are_deleted ON vault.subject_keys;
  IF EXISTS (SELECT 1 FROM vault.subject_keys) THEN
    ALTER TABLE vault.subject_keys RENAME TO keys_to_move;
    REVOKE ALL ON vault.keys_to_move FROM casebook_app;
  ELSE
    DROP TABLE vault.subject_keys;
  END IF;
END $$;

-- The door as before, but for keys, which do not come this way any more, and a fifth outcome:
--   erased    it brings words of somebody whose words were erased
DROP FUNCTION ledger.append;
CREATE FUNCTION ledger.append(
  keys uuid[], digests bytea[], firsts int[], lasts int[],
  ids uuid[], versions bigint[], steps int[], topics text[], states bytea[], series text[],
  word_events int[], word_subjects uuid[], envelopes bytea[]
) RETURNS TABLE (outcome text, petition_id uuid, version bigint, first_position bigint, last_position bigint, at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ledger, pg_temp
-- Always by index, always the same plan: an append must not depend on statistics, which lag behind a growing ledger.
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
  zero constant bytea := decode(repeat('00', 32), 'hex');
  n constant int := cardinality(keys);
  origin_ text;
  position_ bigint;            -- so far
  head_ bigint;                -- where the head is said to be
  now_ timestamptz;
  at_text text;
  last_step int;
  size int := n;               -- so many saves are written at a time: all, or where something does not fit, one
  lo int;                      -- the events of the saves at hand
  hi int;
BEGIN
  -- Takes the lock, and most often says already where the head will be.
  UPDATE ledger.head h SET position = h.position + cardinality(ids), recorded_at = greatest(h.recorded_at, clock_timestamp())
    FROM ledger.config c
    RETURNING h.position - cardinality(ids), h.recorded_at, c.origin, (SELECT max(s) FROM unnest(steps) s)
    INTO STRICT position_, now_, origin_, last_step;
  head_ := position_ + cardinality(ids);
  at_text := to_char(now_ AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');

  IF EXISTS (SELECT 1 FROM unnest(keys) k JOIN ledger.receipts r ON r.key = k)
    OR EXISTS (SELECT 1 FROM ledger.misfits(ids, versions, steps))
    OR EXISTS (SELECT 1 FROM unnest(word_subjects) w JOIN vault.subjects s ON s.subject_id = w AND s.erased_at IS NOT NULL)
  THEN size := 1; END IF;

  FOR s IN 1 .. n BY greatest(size, 1) LOOP
    lo := firsts[s];
    hi := lasts[s + size - 1];
    IF size = 1 THEN
      RETURN QUERY SELECT CASE WHEN r.digest = digests[s] THEN 'repeated' ELSE 'reused' END, e.originator_id,
          e.originator_version, r.first_position, r.last_position, e.recorded_at
        FROM ledger.receipts r JOIN ledger.events e ON e.notification_id = r.last_position WHERE r.key = keys[s];
      CONTINUE WHEN FOUND;
      RETURN QUERY SELECT 'conflict', m.id, m.stands_at, NULL::bigint, NULL::bigint, now_
        FROM ledger.misfits(ids[lo:hi], versions[lo:hi], steps[lo:hi]) m LIMIT 1;
      CONTINUE WHEN FOUND;
      RETURN QUERY SELECT 'erased', ids[hi], versions[hi], NULL::bigint, NULL::bigint, now_
        FROM unnest(word_events, word_subjects) AS w(e, subject)
          JOIN vault.subjects v ON v.subject_id = w.subject AND v.erased_at IS NOT NULL
        WHERE w.e BETWEEN lo AND hi LIMIT 1;
      CONTINUE WHEN FOUND;
    END IF;

    FOR step_ IN 0 .. last_step LOOP
      INSERT INTO ledger.events (originator_id, originator_version, topic, state, notification_id, recorded_at, previous, leaf)
      SELECT i.id, i.version, i.topic, i.state, p.position, now_, p.previous,
        sha256('\x00'::bytea || convert_to(concat(
          '{"at":"', at_text, '","idx":', p.position - 1, ',"log":"', origin_, '","prev":"', encode(p.previous, 'hex'),
          '","stream":"', i.id, '","topic":"', i.topic, '","typ":"casebook/entry/v1","ver":', i.version, '}'), 'UTF8')
          || '\x0a'::bytea || i.state)
      FROM unnest(ids, versions, steps, topics, states) WITH ORDINALITY AS i(id, version, step, topic, state, e)
        LEFT JOIN ledger.events before ON before.originator_id = i.id AND before.originator_version = i.version - 1
        -- only the first event of a petition has none before it; any other gap meets NOT NULL
        CROSS JOIN LATERAL (SELECT position_ + i.e - lo + 1 AS position,
          coalesce(before.leaf, CASE WHEN i.version <= 1 THEN zero END) AS previous) p
      WHERE i.step = step_ AND i.e BETWEEN lo AND hi;
    END LOOP;

    RETURN QUERY
      WITH done AS (
        SELECT key, digest, first, last, save FROM unnest(keys, digests, firsts, lasts) WITH ORDINALITY u(key, digest, first, last, save)
        WHERE save BETWEEN s AND s + size - 1
      ), receipt AS (
        INSERT INTO ledger.receipts (key, digest, first_position, last_position)
        SELECT key, digest, position_ + first - lo + 1, position_ + last - lo + 1 FROM done WHERE key IS NOT NULL
      )
      SELECT 'stored', ids[last], versions[last], position_ + first - lo + 1, position_ + last - lo + 1, now_ FROM done;
    IF array_remove(series, NULL) <> '{}' THEN
      -- where each series stands is asked once: an index does not show soon what the statement itself has written
      WITH asked AS (
        SELECT series, id, e, row_number() OVER (PARTITION BY series ORDER BY e) AS nth
        FROM unnest(ids, series) WITH ORDINALITY AS i(id, series, e) WHERE series IS NOT NULL AND e BETWEEN lo AND hi
      ), given AS MATERIALIZED (
        SELECT a.series, coalesce((SELECT max(o.n) FROM ledger.ordinals o WHERE o.series = a.series), 0) AS n
        FROM asked a WHERE a.nth = 1
      )
      INSERT INTO ledger.ordinals (series, n, position, petition_id)
      SELECT series, given.n + nth, position_ + e - lo + 1, id FROM asked JOIN given USING (series);
    END IF;
    IF cardinality(word_events) > 0 THEN
      INSERT INTO vault.subjects (subject_id, petition_id)
      SELECT w.subject, ids[w.e] FROM unnest(word_events, word_subjects) AS w(e, subject) WHERE w.e BETWEEN lo AND hi
      ON CONFLICT DO NOTHING;
      INSERT INTO vault.words (petition_id, version, subject_id, envelope)
      SELECT ids[w.e], versions[w.e], w.subject, w.envelope FROM unnest(word_events, word_subjects, envelopes) AS w(e, subject, envelope)
      WHERE w.e BETWEEN lo AND hi;
    END IF;
    position_ := position_ + hi - lo + 1;
  END LOOP;
  IF position_ <> head_ THEN
    UPDATE ledger.head SET position = position_;
  END IF;
END $$;

CREATE OR REPLACE FUNCTION ledger.adopt(key uuid, command bytea, id uuid, version bigint, topic text, state bytea, content bytea)
RETURNS TABLE (outcome text, petition_id uuid, version_ bigint, first_position bigint, last_position bigint, at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT * FROM ledger.append(
    ARRAY[$1], ARRAY[$2], ARRAY[1], ARRAY[1], ARRAY[$3], ARRAY[$4], ARRAY[0], ARRAY[$5], ARRAY[$6], ARRAY[NULL::text],
    '{}'::int[], '{}'::uuid[], '{}'::bytea[]);
  -- Where the event did not get in, no document does.
  INSERT INTO ledger.documents (digest, content)
  SELECT sha256($7), $7 WHERE EXISTS (
    SELECT 1 FROM ledger.events e WHERE e.originator_id = $3 AND e.originator_version = $4 AND e.state = $6)
  ON CONFLICT DO NOTHING;
END $$;

REVOKE EXECUTE ON FUNCTION ledger.append, vault.erase, vault.refuse_but_erasing FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.append TO casebook_app;
GRANT SELECT ON vault.subjects TO casebook_app;
GRANT USAGE ON SCHEMA vault TO casebook_erase;
GRANT EXECUTE ON FUNCTION vault.erase TO casebook_erase;
