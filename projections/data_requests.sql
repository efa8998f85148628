-- data_requests: who asks that what is held about them be erased, put aside or put right, and what comes next?
-- readers: privacy_officer, supervisor, auditor, system
-- over: standing
-- One row per petition in which such a request is open, something was restricted, or a key's last backup has not expired.
-- `step` says what comes next where nothing must be kept: identity, decision, second (approval), waiting, erasing;
-- restricted where nothing is asked; expiring where only backups are waited for. What must be kept is told with its last
-- day; whether that has passed depends on when one looks, so the queries are told: what is waiting or put aside is held
-- until then. The same as `step_of` in casebook/petitions/forgetting: a test compares the two.

-- table --
petition_id uuid PRIMARY KEY,
number text NOT NULL,
category text NOT NULL,
status text NOT NULL,
confidentiality text NOT NULL,
unit text,
step text NOT NULL,
wanted text,               -- erasure, restriction, correction; NULL where nothing is asked
ground text,
asked_by text,             -- the role of whoever filed the request
asked_at timestamptz,
answer_due timestamptz,    -- when it is to be decided, or what is restricted is looked at again
erase_at timestamptz,      -- when it is erased, once two have agreed
erase_v bigint,            -- the version of the event that set this, or began the erasing
aside boolean NOT NULL,    -- restricted instead of erased, until it need not be kept any more
held text[] NOT NULL,      -- the grounds of holds: those that were placed, of a supervision, of the archive
held_until date,           -- the last day of these holds; NULL where one has none
personal_data text NOT NULL,  -- clear, restricted, erased
expires_at timestamptz,    -- when the last backup of a key expires
erased_v bigint,
version bigint NOT NULL

-- indexes --
CREATE INDEX data_requests_erasing ON data_requests (erase_at, petition_id) WHERE erase_at IS NOT NULL;
CREATE INDEX data_requests_expiry ON data_requests (expires_at, petition_id) WHERE expires_at IS NOT NULL;
CREATE INDEX data_requests_number ON data_requests (number);

-- petitions --
SELECT petition_id FROM history
WHERE event IN ('data-request-filed', 'personal-data-restricted', 'personal-data-erased')
GROUP BY petition_id

-- rows --
SELECT petition_id, number, category, status, confidentiality, unit, step,
  CASE WHEN open THEN asked[2] END AS wanted, CASE WHEN open THEN asked[3] END AS ground,
  CASE WHEN open THEN asked[4] END AS asked_by, CASE WHEN open THEN asked[5]::timestamptz END AS asked_at,
  CASE WHEN step = 'restricted' THEN put_aside[2]::timestamp AT TIME ZONE 'UTC' WHEN open THEN asked[6]::timestamptz END
    AS answer_due,
  CASE WHEN step IN ('waiting', 'erasing') THEN scheduled[2]::timestamptz END AS erase_at,
  CASE step WHEN 'waiting' THEN scheduled[1]::bigint WHEN 'erasing' THEN begun_v END AS erase_v,
  coalesce(open AND put_aside[1] > asked[1] AND put_aside[3] = 'true', false) AS aside,
  held, held_until, personal_data,
  CASE WHEN expiring THEN gone[2]::timestamptz END AS expires_at,
  CASE WHEN expiring THEN gone[1]::bigint END AS erased_v,
  version
FROM (
  SELECT *,
    CASE
      WHEN open AND begun_v > asked[1]::bigint THEN 'erasing'
      WHEN open AND scheduled[1] > asked[1] THEN 'waiting'
      WHEN open AND approved_v > asked[1]::bigint THEN 'second'
      WHEN open AND checked_v > asked[1]::bigint THEN 'decision'
      WHEN open THEN 'identity'
      WHEN personal_data = 'restricted' THEN 'restricted'
      WHEN expiring THEN 'expiring'
    END AS step
  FROM (
    SELECT *,
      coalesce(asked[1]::bigint > coalesce(answered_v, 0), false) AS open,
      coalesce(gone[1]::bigint > coalesce(completed_v, 0), false) AS expiring
    FROM standing
    JOIN (
      SELECT petition_id,
        max(ARRAY[lpad(version::text, 10, '0'), data ->> 'wanted', data ->> 'ground', role, happened_at::text,
          data ->> 'answer_due']) FILTER (WHERE event = 'data-request-filed') AS asked,
        max(version) FILTER (
          WHERE event IN ('data-request-refused', 'data-request-cancelled', 'personal-data-corrected', 'personal-data-erased')
            OR event = 'personal-data-restricted' AND data ->> 'instead' = 'false'
        ) AS answered_v,
        max(ARRAY[lpad(version::text, 10, '0'), data ->> 'until', data ->> 'instead'])
          FILTER (WHERE event = 'personal-data-restricted') AS put_aside,
        max(version) FILTER (WHERE event = 'identity-checked') AS checked_v,
        max(version) FILTER (WHERE event = 'erasure-approved') AS approved_v,
        max(ARRAY[lpad(version::text, 10, '0'), data ->> 'due']) FILTER (WHERE event = 'erasure-scheduled') AS scheduled,
        max(version) FILTER (WHERE event = 'erasure-begun') AS begun_v,
        max(ARRAY[lpad(version::text, 10, '0'), data ->> 'backups_until'])
          FILTER (WHERE event = 'personal-data-erased') AS gone,
        max(version) FILTER (WHERE event = 'erasure-completed') AS completed_v,
        jsonb_agg(jsonb_build_object('version', version, 'ground', data ->> 'ground', 'until', data ->> 'until',
          'placed', event = 'hold-placed')) FILTER (WHERE event IN ('hold-placed', 'hold-lifted')) AS holding,
        max(ARRAY[lpad(version::text, 10, '0'), data ->> 'retain_until', data ->> 'keep'])
          FILTER (WHERE event IN ('archived', 'retention-appraised')) AS kept
      FROM history GROUP BY petition_id
    ) AS last USING (petition_id)
  ) AS known
) AS waiting
CROSS JOIN LATERAL (
  SELECT coalesce(array_agg(DISTINCT ground ORDER BY ground), '{}') AS held,
    CASE WHEN bool_and(until IS NOT NULL) THEN max(until) END AS held_until
  FROM (
    SELECT ground, until FROM (
      SELECT DISTINCT ON (ground) ground, until, placed
      FROM jsonb_to_recordset(holding) AS told (version bigint, ground text, placed boolean, until date)
      ORDER BY ground, version DESC
    ) AS last WHERE placed
    UNION ALL
    SELECT 'supervision', NULL WHERE 'supervised' = ANY (marks)
    UNION ALL
    SELECT 'archive', kept[2]::date WHERE status = 'archived' AND kept[3] IS DISTINCT FROM 'false'
  ) AS hold
) AS holds
WHERE step IS NOT NULL

-- due --
-- What the clockwork sees to by `until`, in order of time: erasing that is due or was begun, and backups that have expired.
SELECT kind, at, petition_id, NULL::text AS clock, NULL::int AS assignment, 1 AS round, started
FROM (
  SELECT CASE step WHEN 'waiting' THEN 'erasure' ELSE 'erasing' END AS kind, erase_at AS at, petition_id, erase_v AS started
  FROM data_requests WHERE erase_at <= %(until)s::timestamptz
  UNION ALL
  SELECT 'expiry', expires_at, petition_id, erased_v FROM data_requests WHERE expires_at <= %(until)s::timestamptz
) AS pending
WHERE %(after_at)s::timestamptz IS NULL OR (at, petition_id) > (%(after_at)s::timestamptz, %(after_id)s::uuid)
ORDER BY at, petition_id
LIMIT %(limit)s

-- listed --
-- The soonest first; of one step, of one petition, or of all.
SELECT * FROM (
  SELECT petition_id, number, version, category, status, unit, CASE WHEN is_held THEN 'held' ELSE step END AS step, wanted,
    ground, asked_by, asked_at,
    CASE WHEN is_held THEN held_until::timestamp AT TIME ZONE 'UTC' ELSE answer_due END AS answer_due,
    CASE WHEN NOT is_held THEN erase_at END AS erase_at, held, held_until, personal_data, expires_at
  FROM (
    SELECT *, held <> '{}' AND (aside OR step = 'waiting') AND step <> 'erasing'
      AND coalesce(held_until >= %(today)s::date, true) AS is_held
    FROM data_requests
  ) AS looked_at
) AS now
WHERE (%(step)s::text IS NULL OR step = %(step)s) AND (%(petition_id)s::uuid IS NULL OR petition_id = %(petition_id)s)
  AND (%(after_id)s::uuid IS NULL OR (coalesce(erase_at, answer_due, 'infinity'), petition_id)
    > (coalesce(%(after_due)s::timestamptz, 'infinity'), %(after_id)s))
ORDER BY coalesce(erase_at, answer_due, 'infinity'), petition_id
LIMIT %(limit)s

-- counts --
SELECT CASE WHEN is_held THEN 'held' ELSE step END AS step, count(*) AS petitions,
  count(*) FILTER (WHERE answer_due < %(now)s::timestamptz AND step <> 'waiting' AND NOT is_held) AS overdue
FROM (
  SELECT *, held <> '{}' AND (aside OR step = 'waiting') AND step <> 'erasing'
    AND coalesce(held_until >= %(today)s::date, true) AS is_held
  FROM data_requests
) AS looked_at
GROUP BY 1 ORDER BY 1
