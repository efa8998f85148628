-- appointments: which petitions are to be looked at again, and from when?
-- readers: supervisor, records, system
-- over: standing
-- One row per petition that waits for nothing but its time: suspended for its day of review, verified for the end of the
-- time to object, ended for the archive, archived for its appraisal. Whether that time has come depends on when one
-- looks, and of the time to object on the city's limits, so the queries are told. A halt or a verification that lay in
-- the past when the ledger first heard of it is history and fires nothing: `live` is false.

-- table --
petition_id uuid PRIMARY KEY,
number text NOT NULL,
kind text NOT NULL,               -- suspension, closing, archiving, appraisal
status text NOT NULL,
category text NOT NULL,
urgency text NOT NULL,
matter text,
area text,
unit text,
confidentiality text NOT NULL,
round int NOT NULL,
started bigint NOT NULL,          -- the version of the event since which it waits
started_at timestamptz NOT NULL,
due_on date,                      -- the day of review, or the last day on which the record is kept
heard boolean NOT NULL,           -- verified: whether the citizen was called in this round, or says that it is solved
retention text,                   -- archived: its class
live boolean NOT NULL,
version bigint NOT NULL

-- indexes --
CREATE INDEX appointments_suspension ON appointments (due_on, petition_id) WHERE kind = 'suspension' AND live;
CREATE INDEX appointments_review ON appointments (due_on, petition_id) WHERE kind = 'suspension';
CREATE INDEX appointments_heard ON appointments (started_at, petition_id) WHERE kind = 'closing' AND live AND heard;
CREATE INDEX appointments_unheard ON appointments (category, urgency, started_at, petition_id)
  WHERE kind = 'closing' AND live AND NOT heard;
CREATE INDEX appointments_archiving ON appointments (started_at, petition_id) WHERE kind = 'archiving';
CREATE INDEX appointments_appraisal ON appointments (due_on, petition_id) WHERE kind = 'appraisal';

-- rows --
SELECT petition_id, number, kind, status, category, urgency, matter, area, unit, confidentiality, round, started,
  started_at, due_on, heard, CASE WHEN kind = 'appraisal' THEN filed[2] END AS retention,
  CASE kind WHEN 'suspension' THEN due_on > (halted[3]::timestamptz AT TIME ZONE 'UTC')::date
    WHEN 'closing' THEN rests[2]::timestamptz > rests[3]::timestamptz - interval '3 days'
    ELSE true END AS live,
  version
FROM (
  SELECT *,
    CASE kind WHEN 'suspension' THEN halted[1]::bigint WHEN 'closing' THEN rests[1]::bigint
      WHEN 'appraisal' THEN kept[1]::bigint ELSE version END AS started,
    CASE kind WHEN 'suspension' THEN halted[2]::timestamptz WHEN 'closing' THEN rests[2]::timestamptz
      WHEN 'appraisal' THEN kept[2]::timestamptz ELSE last_event_at END AS started_at,
    CASE kind WHEN 'suspension' THEN halted[4]::date WHEN 'appraisal' THEN kept[3]::date END AS due_on,
    coalesce(called_v > coalesce(reopened_v, 0) OR said[1]::bigint > coalesce(reopened_v, 0) AND said[2] = 'yes', false)
      AND kind = 'closing' AS heard
  FROM (
    SELECT *,
      CASE
        WHEN status = 'suspended' THEN 'suspension'
        WHEN status = 'verified' THEN 'closing'
        WHEN status = 'archived' THEN 'appraisal'
        WHEN status IN ('closed', 'declined', 'withdrawn', 'terminated', 'referred') THEN 'archiving'
      END AS kind
    FROM standing
    JOIN (
      SELECT petition_id,
        max(ARRAY[lpad(version::text, 10, '0'), happened_at::text, recorded_at::text, data ->> 'review_on']) FILTER (
          WHERE event = 'suspended' OR event = 'suspension-reviewed' AND data ->> 'review_on' IS NOT NULL
        ) AS halted,
        max(ARRAY[lpad(version::text, 10, '0'), happened_at::text, recorded_at::text]) FILTER (
          WHERE event = 'verification-waived' OR event = 'verification-countersigned' AND data ->> 'result' = 'solved'
        ) AS rests,
        max(version) FILTER (WHERE event = 'callback-recorded') AS called_v,
        max(ARRAY[lpad(version::text, 10, '0'), data ->> 'solved']) FILTER (WHERE event = 'citizen-rated') AS said,
        max(version) FILTER (WHERE event = 'reopened') AS reopened_v,
        coalesce(max(version) FILTER (WHERE event = 'supervision-opened')
          > coalesce(max(version) FILTER (WHERE event = 'supervision-closed'), 0), false) AS supervised,
        max(ARRAY[lpad(version::text, 10, '0'), data ->> 'retention']) FILTER (WHERE event = 'archived') AS filed,
        max(ARRAY[lpad(version::text, 10, '0'), happened_at::text, data ->> 'retain_until', data ->> 'keep'])
          FILTER (WHERE event IN ('archived', 'retention-appraised')) AS kept
      FROM history GROUP BY petition_id
    ) AS last USING (petition_id)
  ) AS known
) AS waiting
WHERE CASE kind
  WHEN 'suspension' THEN due_on IS NOT NULL
  WHEN 'closing' THEN confidentiality <> 'sealed' AND NOT supervised AND NOT closing_proposed
  WHEN 'archiving' THEN NOT supervised AND NOT coalesce(status = 'declined' AND awaits_review, false)
  WHEN 'appraisal' THEN due_on IS NOT NULL AND kept[4] IS DISTINCT FROM 'false'
END

-- due --
-- What the clockwork sees to by `until`, in order of time: suspensions whose day of review has come, and closings to be
-- proposed. `categories`, `urgencies` and `over_before` say of each kind of petition how long ago it must have been
-- verified that the time to object is over.
SELECT kind, at, petition_id, NULL::text AS clock, NULL::int AS assignment, round, started
FROM (
  (SELECT due_on::timestamp AT TIME ZONE 'UTC' AS at, * FROM appointments
    WHERE kind = 'suspension' AND live AND due_on <= %(today)s::date AND (%(after_at)s::timestamptz IS NULL
      OR (due_on, petition_id) >= ((%(after_at)s::timestamptz AT TIME ZONE 'UTC')::date, %(after_id)s::uuid))
    ORDER BY due_on, petition_id LIMIT %(limit)s::int + 1)
  UNION ALL
  (SELECT started_at, * FROM appointments
    WHERE kind = 'closing' AND live AND heard AND started_at < %(until)s::timestamptz
      AND (%(after_at)s::timestamptz IS NULL
        OR (started_at, petition_id) >= (%(after_at)s::timestamptz, %(after_id)s::uuid))
    ORDER BY started_at, petition_id LIMIT %(limit)s::int + 1)
  UNION ALL
  (SELECT appointments.started_at, appointments.*
    FROM unnest(%(categories)s::text[], %(urgencies)s::text[], %(over_before)s::timestamptz[])
      AS objections (category, urgency, over_before)
    JOIN appointments USING (category, urgency)
    WHERE kind = 'closing' AND live AND NOT heard AND started_at < over_before
      AND (%(after_at)s::timestamptz IS NULL
        OR (started_at, petition_id) >= (%(after_at)s::timestamptz, %(after_id)s::uuid))
    ORDER BY started_at, petition_id LIMIT %(limit)s::int + 1)
) AS pending
WHERE %(after_at)s::timestamptz IS NULL OR (at, petition_id) > (%(after_at)s::timestamptz, %(after_id)s::uuid)
ORDER BY at, petition_id
LIMIT %(limit)s

-- suspensions --
-- Those that a supervisor is to review, the soonest first.
SELECT * FROM appointments
WHERE kind = 'suspension' AND (%(unit)s::text IS NULL OR unit = %(unit)s)
  AND (%(after_id)s::uuid IS NULL OR (due_on, petition_id) > (%(after_on)s::date, %(after_id)s))
ORDER BY due_on, petition_id
LIMIT %(limit)s

-- to_archive --
-- What ended, and in which nothing has happened since `quiet_since`.
SELECT * FROM appointments
WHERE kind = 'archiving' AND started_at < %(quiet_since)s::timestamptz
  AND (%(after_id)s::uuid IS NULL OR (started_at, petition_id) > (%(after_at)s::timestamptz, %(after_id)s))
ORDER BY started_at, petition_id
LIMIT %(limit)s

-- to_appraise --
-- Records whose time was over before `today` and that nobody has found fit to be destroyed; nothing is destroyed by that.
SELECT * FROM appointments
WHERE kind = 'appraisal' AND due_on < %(today)s::date
  AND (%(after_id)s::uuid IS NULL OR (due_on, petition_id) > (%(after_on)s::date, %(after_id)s))
ORDER BY due_on, petition_id
LIMIT %(limit)s

-- of_petition --
SELECT * FROM appointments WHERE petition_id = %(petition_id)s
