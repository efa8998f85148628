-- Rankings of months and feature stories: streams of their own in the same log, as reference data are. The table of a
-- ranking stands in `ledger.documents` under the digest that its event holds.
SET LOCAL ROLE casebook_owner;

-- They are few among the events of petitions.
CREATE INDEX events_told ON ledger.events (notification_id) WHERE topic IN (
  'ranking-drafted', 'ranking-objection-filed', 'ranking-objection-decided', 'ranking-published', 'ranking-corrected',
  'feature-story-published', 'feature-story-revised', 'feature-story-withdrawn');

-- The door for a document: in the transaction that appended the event at this position, whose digest it has.
CREATE FUNCTION ledger.keep(position_ bigint, content bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
  INSERT INTO ledger.documents (digest, content)
  SELECT sha256($2), $2 WHERE EXISTS (
    SELECT 1 FROM ledger.events e WHERE e.notification_id = $1 AND e.body -> 'data' ->> 'digest' = encode(sha256($2), 'hex'))
  ON CONFLICT DO NOTHING
$$;

CREATE OR REPLACE FUNCTION ledger.has_its_document() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM ledger.documents d WHERE d.digest = decode(NEW.body -> 'data' ->> 'digest', 'hex')) THEN
    RAISE EXCEPTION '% without its document is refused', NEW.topic USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ranking_has_its_document AFTER INSERT ON ledger.events
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.topic IN ('ranking-drafted', 'ranking-published', 'ranking-corrected'))
  EXECUTE FUNCTION ledger.has_its_document();

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
  WHERE e.topic NOT IN ('adopted', 'conflict-of-interest-declared', 'conflict-of-interest-ended',
    'ranking-drafted', 'ranking-objection-filed', 'ranking-objection-decided', 'ranking-published', 'ranking-corrected',
    'feature-story-published', 'feature-story-revised', 'feature-story-withdrawn');

REVOKE EXECUTE ON FUNCTION ledger.keep FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.keep TO casebook_app;
