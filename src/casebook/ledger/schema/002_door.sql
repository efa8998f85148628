-- The one door. One call appends any number of saves in one transaction, each with its own outcome:
--   stored    the save is in
--   repeated  its key was answered before: the first answer comes again
--   reused    its key was used for another command
--   conflict  another version of the petition was expected
-- A save is some consecutive events (counts[i] of them) that belong together. The door, not the caller, gives position,
-- time, chain and leaf. Leaf and header as in RFC 6962 and docs/adr/0003.
SET LOCAL ROLE casebook_owner;

CREATE FUNCTION ledger.append(
  counts int[], keys uuid[], digests bytea[],
  ids uuid[], versions bigint[], topics text[], states bytea[], series text[],
  word_events int[], word_names text[], word_subjects uuid[], words bytea[],
  key_events int[], key_subjects uuid[], wrapped_keys bytea[]
) RETURNS TABLE (outcome text, petition_id uuid, version bigint, first_position bigint, last_position bigint, at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
#variable_conflict use_column
DECLARE
  zero constant bytea := decode(repeat('00', 32), 'hex');
  n constant int := cardinality(counts);
  origin text;
  position_ bigint;
  now_ timestamptz;
  at_text text;
  receipt ledger.receipts;
  lo int := 1;                 -- the first event of the save at hand
  hi int;
  id uuid;                     -- the petition at hand, its version and last leaf
  version_ bigint;
  leaf_ bytea;
  heads bytea[];               -- for each event of the save: the leaf before it, where a run of one petition starts
  found_version bigint;
  pending uuid[] := '{}';      -- petitions with events that are computed but not inserted yet
  kept int[] := '{}';          -- events to insert: their place in the arguments, position, chain and leaf
  positions bigint[] := '{}';
  befores bytea[] := '{}';
  leaves bytea[] := '{}';
  kept_all int[] := '{}';
BEGIN
  SELECT c.origin INTO STRICT origin FROM ledger.config c;
  SELECT h.position, greatest(clock_timestamp(), h.recorded_at) INTO STRICT position_, now_ FROM ledger.head h FOR UPDATE;
  now_ := greatest(now_, clock_timestamp());  -- the wait for the lock is over only now
  at_text := to_char(now_ AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');

  FOR s IN 1 .. n + 1 LOOP
    hi := lo + coalesce(counts[s], 0) - 1;
    IF s > n OR ids[lo:hi] && pending THEN
      INSERT INTO ledger.events (originator_id, originator_version, topic, state, notification_id, recorded_at, previous, leaf)
        SELECT ids[k], versions[k], topics[k], states[k], p, now_, b, l
        FROM unnest(kept, positions, befores, leaves) AS u(k, p, b, l) ORDER BY p;
      kept_all := kept_all || kept;
      pending := '{}'; kept := '{}'; positions := '{}'; befores := '{}'; leaves := '{}';
    END IF;
    EXIT WHEN s > n;

    IF keys[s] IS NOT NULL THEN
      SELECT * INTO receipt FROM ledger.receipts r WHERE r.key = keys[s];
      IF FOUND THEN
        outcome := CASE WHEN receipt.digest = digests[s] THEN 'repeated' ELSE 'reused' END;
        petition_id := receipt.petition_id; version := receipt.version; at := receipt.recorded_at;
        first_position := receipt.first_position; last_position := receipt.last_position;
        RETURN NEXT;
        lo := hi + 1;
        CONTINUE;
      END IF;
    END IF;

    outcome := 'stored'; id := NULL; heads := array_fill(NULL::bytea, ARRAY[hi - lo + 1]);
    FOR e IN lo .. hi LOOP
      IF ids[e] IS DISTINCT FROM id THEN
        id := ids[e];
        SELECT v.originator_version, v.leaf INTO found_version, leaf_ FROM ledger.events v
          WHERE v.originator_id = id ORDER BY v.originator_version DESC LIMIT 1;
        -- a new petition starts at 1; the library's own streams may start at 0
        version_ := coalesce(found_version, least(versions[e], 1) - 1);
        heads[e - lo + 1] := coalesce(leaf_, zero);
      END IF;
      IF versions[e] <> version_ + 1 THEN
        outcome := 'conflict'; petition_id := id; version := version_;
        first_position := NULL; last_position := NULL; at := now_;
        EXIT;
      END IF;
      version_ := versions[e];
    END LOOP;

    IF outcome = 'stored' AND hi >= lo THEN
      first_position := position_ + 1;
      FOR e IN lo .. hi LOOP
        position_ := position_ + 1;
        leaf_ := coalesce(heads[e - lo + 1], leaf_);
        befores := befores || leaf_;
        leaf_ := sha256('\x00'::bytea || convert_to(concat(
          '{"at":"', at_text, '","idx":', position_ - 1, ',"log":"', origin, '","prev":"', encode(leaf_, 'hex'), '","stream":"',
          ids[e], '","topic":"', topics[e], '","typ":"casebook/entry/v1","ver":', versions[e], '}'), 'UTF8')
          || '\x0a'::bytea || states[e]);
        leaves := leaves || leaf_; kept := kept || e; positions := positions || position_;
        IF series[e] IS NOT NULL THEN
          INSERT INTO ledger.ordinals (series, n, position, petition_id)
            SELECT series[e], coalesce(max(o.n), 0) + 1, position_, ids[e] FROM ledger.ordinals o WHERE o.series = series[e];
        END IF;
      END LOOP;
      pending := pending || ids[lo:hi];
      petition_id := ids[lo]; version := versions[hi]; last_position := position_; at := now_;
      IF keys[s] IS NOT NULL THEN
        INSERT INTO ledger.receipts VALUES (keys[s], digests[s], petition_id, version, first_position, last_position, now_);
      END IF;
    END IF;
    RETURN NEXT;
    lo := hi + 1;
  END LOOP;

  IF cardinality(kept_all) > 0 THEN
    UPDATE ledger.head SET position = position_, recorded_at = now_;
  END IF;
  IF cardinality(key_events) > 0 THEN
    INSERT INTO vault.subject_keys (subject_id, petition_id, wrapped)
      SELECT s, ids[e], w FROM unnest(key_events, key_subjects, wrapped_keys) AS u(e, s, w) WHERE e = ANY (kept_all);
  END IF;
  IF cardinality(word_events) > 0 THEN
    INSERT INTO vault.words (petition_id, version, name, subject_id, sealed)
      SELECT ids[e], versions[e], m, s, w FROM unnest(word_events, word_names, word_subjects, words) AS u(e, m, s, w)
      WHERE e = ANY (kept_all);
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
    e.body -> 'src' ->> 'name' AS source, e.body -> 'src' ->> 'id' AS source_id, o.n AS ordinal,
    e.body -> 'data' AS data
  FROM ledger.events e LEFT JOIN ledger.ordinals o ON o.position = e.notification_id;

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA ledger FROM PUBLIC;
GRANT USAGE ON SCHEMA ledger, vault TO casebook_app;
GRANT SELECT ON ALL TABLES IN SCHEMA ledger, vault TO casebook_app;
GRANT USAGE ON SEQUENCE ledger.petition_numbers TO casebook_app;
GRANT EXECUTE ON FUNCTION ledger.append TO casebook_app;
GRANT EXECUTE ON FUNCTION ledger.body TO casebook_app;
