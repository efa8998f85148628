-- The one door. One call appends any number of saves in one transaction, each with its own outcome:
--   stored    the save is in
--   repeated  its key was answered before: the first answer comes again
--   reused    its key was used for another command
--   conflict  another version of the petition was expected
-- A save is some consecutive events that belong together (from firsts[s] to lasts[s]; steps[e] is the event's place among
-- the save's events of the same petition, from 0). The door, not the caller, gives position, time, chain and
-- leaf (RFC 6962 over exactly the stored bytes). All statements are over sets, not save by save.
-- The same key or version twice in one call meets a unique index: nothing is stored, and the caller goes one by one.
SET LOCAL ROLE casebook_owner;

-- Of some events, the first of each petition that does not follow the last one stored, and where that petition stands.
-- A petition starts at version 1 (the library's own streams may start at 0).
CREATE FUNCTION ledger.misfits(ids uuid[], versions bigint[], steps int[])
RETURNS TABLE (id uuid, stands_at bigint)
LANGUAGE sql STABLE AS $$
  SELECT i.id, (SELECT max(e.originator_version) FROM ledger.events e WHERE e.originator_id = i.id)
  FROM unnest(ids, versions, steps) AS i(id, version, step)
  WHERE i.step = 0 AND (
    EXISTS (SELECT 1 FROM ledger.events e WHERE e.originator_id = i.id AND e.originator_version = i.version)
    OR i.version > 1
      AND NOT EXISTS (SELECT 1 FROM ledger.events e WHERE e.originator_id = i.id AND e.originator_version = i.version - 1))
$$;

CREATE FUNCTION ledger.append(
  keys uuid[], digests bytea[], firsts int[], lasts int[],
  ids uuid[], versions bigint[], steps int[], topics text[], states bytea[], series text[],
  word_events int[], word_subjects uuid[], envelopes bytea[],
  key_events int[], key_subjects uuid[], wrapped_keys bytea[]
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
    IF cardinality(key_events) > 0 THEN
      INSERT INTO vault.subject_keys (subject_id, petition_id, wrapped)
      SELECT k.subject, ids[k.e], k.wrapped FROM unnest(key_events, key_subjects, wrapped_keys) AS k(e, subject, wrapped)
      WHERE k.e BETWEEN lo AND hi;
    END IF;
    IF cardinality(word_events) > 0 THEN
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

-- Nobody changes what is written, not even the owner.
CREATE FUNCTION ledger.refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = ledger, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '% on %.% is refused: the ledger is append-only', tg_op, tg_table_schema, tg_table_name
    USING ERRCODE = 'insufficient_privilege';
END $$;
DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['ledger.events', 'ledger.receipts', 'ledger.ordinals', 'ledger.config'] LOOP
    EXECUTE format('CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION ledger.refuse()', t);
    EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse()', t);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER no_change, ENABLE ALWAYS TRIGGER no_truncate', t);
  END LOOP;
END $$;

-- What read models are written over.
CREATE VIEW ledger.history AS
  SELECT e.notification_id AS position, e.originator_id AS petition_id, e.originator_version AS version, e.topic AS event,
    e.recorded_at, coalesce((e.body ->> 'occ')::timestamptz, e.recorded_at) AS happened_at,
    coalesce((e.body ->> 'on')::date, (e.recorded_at AT TIME ZONE (SELECT zone FROM ledger.config))::date) AS happened_on,
    (e.body ->> 'actor')::uuid AS actor, e.body ->> 'role' AS role, e.body ->> 'unit' AS unit,
    (e.body ->> 'subj')::uuid AS subject,
    e.body -> 'src' ->> 'name' AS source, e.body -> 'src' ->> 'id' AS source_id, o.n AS ordinal,
    e.body -> 'data' AS data
  FROM ledger.events e LEFT JOIN ledger.ordinals o ON o.position = e.notification_id;

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA ledger FROM PUBLIC;
GRANT USAGE ON SCHEMA ledger, vault TO casebook_app;
GRANT SELECT ON ALL TABLES IN SCHEMA ledger, vault TO casebook_app;
GRANT USAGE ON SEQUENCE ledger.petition_numbers TO casebook_app;
GRANT EXECUTE ON FUNCTION ledger.append TO casebook_app;
GRANT EXECUTE ON FUNCTION ledger.body TO casebook_app;
