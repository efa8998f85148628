-- Interests that people declare: a stream for each person in the same log, as reference data have theirs.
SET LOCAL ROLE casebook_owner;

-- They are few, and asked for with every command.
CREATE INDEX events_interests ON ledger.events (notification_id)
  WHERE topic IN ('conflict-of-interest-declared', 'conflict-of-interest-ended');

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
