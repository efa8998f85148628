-- Reference data: streams of their own in the same log. A version is adopted by an event that holds the digest of its
-- document; the document stands here, put in by the same transaction, and is never changed.
SET LOCAL ROLE casebook_owner;

CREATE TABLE ledger.documents (
  digest bytea PRIMARY KEY CHECK (octet_length(digest) = 32),
  content bytea NOT NULL CHECK (octet_length(content) <= 4194304 AND sha256(content) = digest)
);
CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON ledger.documents FOR EACH ROW EXECUTE FUNCTION ledger.refuse();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON ledger.documents FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse();
ALTER TABLE ledger.documents ENABLE ALWAYS TRIGGER no_change, ENABLE ALWAYS TRIGGER no_truncate;

-- Adoptions are few and asked for with every command.
CREATE INDEX events_adopted ON ledger.events (notification_id) WHERE topic = 'adopted';

-- No adoption without its document, whichever way it comes in.
CREATE FUNCTION ledger.has_its_document() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM ledger.documents d WHERE encode(d.digest, 'hex') = NEW.body -> 'data' ->> 'digest') THEN
    RAISE EXCEPTION 'an adoption without its document is refused' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER adopted_has_its_document AFTER INSERT ON ledger.events
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.topic = 'adopted') EXECUTE FUNCTION ledger.has_its_document();

-- The door for a version: the event goes through the one door, its document beside it.
CREATE FUNCTION ledger.adopt(key uuid, command bytea, id uuid, version bigint, topic text, state bytea, content bytea)
RETURNS TABLE (outcome text, petition_id uuid, version_ bigint, first_position bigint, last_position bigint, at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT * FROM ledger.append(
    ARRAY[$1], ARRAY[$2], ARRAY[1], ARRAY[1], ARRAY[$3], ARRAY[$4], ARRAY[0], ARRAY[$5], ARRAY[$6], ARRAY[NULL::text],
    '{}'::int[], '{}'::uuid[], '{}'::bytea[], '{}'::int[], '{}'::uuid[], '{}'::bytea[]);
  -- Where the event did not get in, no document does.
  INSERT INTO ledger.documents (digest, content)
  SELECT sha256($7), $7 WHERE EXISTS (
    SELECT 1 FROM ledger.events e WHERE e.originator_id = $3 AND e.originator_version = $4 AND e.state = $6)
  ON CONFLICT DO NOTHING;
END $$;

-- Read models are of petitions only.
CREATE OR REPLACE VIEW ledger.history AS
  SELECT e.notification_id AS position, e.originator_id AS petition_id, e.originator_version AS version, e.topic AS event,
    e.recorded_at, coalesce((e.body ->> 'occ')::timestamptz, e.recorded_at) AS happened_at,
    coalesce((e.body ->> 'on')::date, (e.recorded_at AT TIME ZONE (SELECT zone FROM ledger.config))::date) AS happened_on,
    (e.body ->> 'actor')::uuid AS actor, e.body ->> 'role' AS role, e.body ->> 'unit' AS unit,
    (e.body ->> 'subj')::uuid AS subject,
    e.body -> 'src' ->> 'name' AS source, e.body -> 'src' ->> 'id' AS source_id, o.n AS ordinal,
    e.body -> 'data' AS data
  FROM ledger.events e LEFT JOIN ledger.ordinals o ON o.position = e.notification_id
  WHERE e.topic <> 'adopted';

REVOKE EXECUTE ON FUNCTION ledger.adopt, ledger.has_its_document FROM PUBLIC;
GRANT SELECT ON ledger.documents TO casebook_app;
GRANT EXECUTE ON FUNCTION ledger.adopt TO casebook_app;
