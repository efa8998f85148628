-- Which events are of no petition. The log has streams of other kinds beside those of petitions: reference data, interests
-- of people, rankings, stories. A kind of event that belongs to one of them is named here, and nowhere else in SQL:
-- a migration that brings another kind of stream inserts its events, and the history leaves them out from then on.
SET LOCAL ROLE casebook_owner;

CREATE TABLE ledger.beside_petitions (
  event text PRIMARY KEY,      -- the event's stored name, `topic` in the log
  stream text NOT NULL         -- the kind of stream that it belongs to
);
INSERT INTO ledger.beside_petitions (event, stream) VALUES
  ('adopted', 'reference'),
  ('conflict-of-interest-declared', 'interests'),
  ('conflict-of-interest-ended', 'interests'),
  ('ranking-drafted', 'ranking'),
  ('ranking-objection-filed', 'ranking'),
  ('ranking-objection-decided', 'ranking'),
  ('ranking-published', 'ranking'),
  ('ranking-corrected', 'ranking'),
  ('feature-story-published', 'story'),
  ('feature-story-revised', 'story'),
  ('feature-story-withdrawn', 'story');
GRANT SELECT ON ledger.beside_petitions TO casebook_app;

-- Read models are of petitions only. The list is read once for each statement, and hashed: as an array whose content the
-- planner does not know it would seem to leave out nearly everything where there are few kinds of events.
CREATE OR REPLACE VIEW ledger.history AS
  SELECT e.notification_id AS position, e.originator_id AS petition_id, e.originator_version AS version, e.topic AS event,
    e.recorded_at, coalesce((e.body ->> 'occ')::timestamptz, e.recorded_at) AS happened_at,
    coalesce((e.body ->> 'on')::date, (e.recorded_at AT TIME ZONE (SELECT zone FROM ledger.config))::date) AS happened_on,
    (e.body ->> 'actor')::uuid AS actor, e.body ->> 'role' AS role, e.body ->> 'unit' AS unit,
    (e.body ->> 'subj')::uuid AS subject,
    e.body -> 'src' ->> 'name' AS source, e.body -> 'src' ->> 'id' AS source_id, o.n AS ordinal,
    e.body -> 'data' AS data
  FROM ledger.events e LEFT JOIN ledger.ordinals o ON o.position = e.notification_id
  WHERE e.topic NOT IN (SELECT event FROM ledger.beside_petitions);
