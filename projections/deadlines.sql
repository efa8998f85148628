-- deadlines: which limits run, and what has been done about each?
-- readers: desk, dispatcher, supervisor, system
-- over: standing
-- One row per limit that runs: it was set, and its step is not done; `running` in casebook/petitions says the same. What
-- is due depends on when one looks, so the query is told. A limit whose end had passed when the ledger first heard of it
-- (an imported history, the demo) is history and no timer: `live` is false. There is an index for each kind of timer, of
-- those that have not fired: a sweep reads no others, however many run.

-- table --
petition_id uuid NOT NULL,
clock text NOT NULL,           -- accept, dispatch, sign, contact, reply, redo, verify, ruling
assignment int,                -- where the limit is a unit's; ruling on a return is the dispatcher's
round int NOT NULL,
category text NOT NULL,
urgency text NOT NULL,
matter text,
started bigint NOT NULL,       -- the version of the event that set it: what was missed before was another limit
started_at timestamptz NOT NULL,
ends_by bigint NOT NULL,       -- the version of the event that it ends by, that one or what moved it: so far as to urging
half_at timestamptz NOT NULL,  -- half of it is gone; where its end was moved, half of the rest since then
due_at timestamptz NOT NULL,
provisional boolean NOT NULL,  -- counted in a year whose calendar was not published
live boolean NOT NULL,
missed boolean NOT NULL,
urged text,                    -- the most pressing urging so far: halfway, before_due, overdue
silent_since timestamptz,      -- the overdue urging, where neither the unit nor a supervisor has moved since
PRIMARY KEY (petition_id, clock)

-- indexes --
CREATE INDEX deadlines_missed ON deadlines (due_at, petition_id, clock) WHERE live AND NOT missed;
CREATE INDEX deadlines_overdue ON deadlines (due_at, petition_id, clock)
  WHERE live AND assignment IS NOT NULL AND urged IS DISTINCT FROM 'overdue';
CREATE INDEX deadlines_before_due ON deadlines (due_at, petition_id, clock)
  WHERE live AND assignment IS NOT NULL AND (urged IS NULL OR urged = 'halfway');
CREATE INDEX deadlines_halfway ON deadlines (half_at, petition_id, clock)
  WHERE live AND assignment IS NOT NULL AND urged IS NULL;
CREATE INDEX deadlines_silent ON deadlines (silent_since, petition_id, clock) WHERE live AND silent_since IS NOT NULL;
CREATE INDEX deadlines_provisional ON deadlines (due_at, petition_id, clock) WHERE live AND provisional;

-- petitions --
-- As in inbox: most are finished and need no closer look.
SELECT petition_id FROM history
GROUP BY petition_id
HAVING coalesce(max(version) FILTER (WHERE event IN ('declined', 'closed', 'terminated', 'referred-out', 'merged', 'archived')), 0)
  <= coalesce(max(version) FILTER (WHERE event IN ('reopened', 'decline-overturned', 'unmerged')), 0)

-- rows --
SELECT petition_id, clock, of_assignment AS assignment, round, category, urgency, matter, started, started_at,
  ended[1]::bigint AS ends_by, ended[3]::timestamptz + (due_at - ended[3]::timestamptz) / 2 AS half_at, due_at,
  coalesce(ended[2], '') = 'true' AS provisional,
  due_at > start[3]::timestamptz AS live,
  coalesce((missed ->> clock)::bigint > started, false) AS missed,
  CASE
    WHEN (urged ->> concat(clock, ' overdue'))::bigint > ended[1]::bigint THEN 'overdue'
    WHEN (urged ->> concat(clock, ' before_due'))::bigint > ended[1]::bigint THEN 'before_due'
    WHEN (urged ->> concat(clock, ' halfway'))::bigint > ended[1]::bigint THEN 'halfway'
  END AS urged,
  CASE WHEN (urged ->> concat(clock, ' overdue'))::bigint > greatest(ended[1]::bigint, heard_v, supervised_v) AND NOT supervised
    THEN (urged_at ->> clock)::timestamptz END AS silent_since
FROM (
  SELECT *, start[1]::bigint AS started, start[2]::timestamptz AS started_at,
    CASE WHEN of_unit THEN assignment END AS of_assignment,
    -- Whatever came last says when it ends, and whether that is provisional; since then it runs towards that end.
    greatest(ARRAY[start[1], start[4], start[2]], CASE clock WHEN 'reply' THEN prolonged END,
      CASE WHEN moved ? clock THEN ARRAY[moved -> clock ->> 0, moved -> clock ->> 1, moved -> clock ->> 2] END) AS ended
  FROM standing
  JOIN (
    SELECT petition_id,
      max(ARRAY[lpad(version::text, 10, '0'), happened_at::text, recorded_at::text, data ->> 'provisional'])
        FILTER (WHERE version = 1 OR event = 'decline-overturned') AS submitted,
      max(ARRAY[lpad(version::text, 10, '0'), happened_at::text, recorded_at::text, data ->> 'provisional'])
        FILTER (WHERE event = 'accepted') AS accepted,
      max(ARRAY[lpad(version::text, 10, '0'), happened_at::text, recorded_at::text, data ->> 'provisional'])
        FILTER (WHERE event = 'assigned') AS assigned,
      max(ARRAY[lpad(version::text, 10, '0'), happened_at::text, recorded_at::text, data ->> 'provisional'])
        FILTER (WHERE event = 'reopened') AS reopened,
      max(ARRAY[lpad(version::text, 10, '0'), happened_at::text, recorded_at::text, data ->> 'provisional'])
        FILTER (WHERE event IN ('return-approved', 'recalled')) AS returned,
      max(ARRAY[lpad(version::text, 10, '0'), happened_at::text, recorded_at::text, data ->> 'provisional'])
        FILTER (WHERE event = 'unmerged') AS unmerged,
      max(ARRAY[lpad(version::text, 10, '0'), happened_at::text, recorded_at::text, data ->> 'provisional'])
        FILTER (WHERE event = 'return-requested') AS return_requested,
      max(ARRAY[lpad(version::text, 10, '0'), data ->> 'assignment']) FILTER (WHERE event = 'citizen-contacted') AS contacted,
      max(ARRAY[lpad(version::text, 10, '0'), happened_at::text, recorded_at::text, data ->> 'provisional'])
        FILTER (WHERE event = 'reply-rejected') AS rejected,
      max(ARRAY[lpad(version::text, 10, '0'), happened_at::text, recorded_at::text, data ->> 'provisional'])
        FILTER (WHERE event = 'reply-approved') AS approved,
      max(ARRAY[lpad(version::text, 10, '0'), data ->> 'round']) FILTER (WHERE event = 'verified-by-reporter') AS found,
      max(version) FILTER (WHERE event = 'verification-countersigned') AS signed_v,
      max(ARRAY[lpad(version::text, 10, '0'), data ->> 'provisional', happened_at::text])
        FILTER (WHERE event IN ('extension-granted', 'resumed')) AS prolonged,
      max(version) FILTER (WHERE role IN ('unit_officer', 'unit_approver') AND event <> 'note-added') AS heard_v,
      max(version) FILTER (WHERE event = 'supervision-opened') AS supervised_v,
      coalesce(max(version) FILTER (WHERE event = 'supervision-opened')
        > coalesce(max(version) FILTER (WHERE event = 'supervision-closed'), 0), false) AS supervised,
      jsonb_object_agg(data ->> 'clock', version ORDER BY version) FILTER (WHERE event = 'deadline-missed') AS missed,
      jsonb_object_agg(data ->> 'clock', jsonb_build_array(lpad(version::text, 10, '0'), data ->> 'provisional', happened_at::text)
        ORDER BY version)
        FILTER (WHERE event = 'deadline-recomputed') AS moved,
      jsonb_object_agg(concat_ws(' ', data ->> 'clock', data ->> 'kind'), version ORDER BY version)
        FILTER (WHERE event = 'urged') AS urged,
      jsonb_object_agg(data ->> 'clock', happened_at ORDER BY version)
        FILTER (WHERE event = 'urged' AND data ->> 'kind' = 'overdue') AS urged_at
    FROM history GROUP BY petition_id
  ) AS last USING (petition_id)
  CROSS JOIN LATERAL (
    VALUES
      ('accept', false, accept_due, submitted, status = 'submitted'),
      ('dispatch', false, dispatch_due, coalesce(greatest(accepted, reopened, returned, unmerged), submitted),
        status = 'accepted' AND unit IS NULL),
      ('sign', true, sign_due, assigned, status = 'assigned'),
      ('contact', true, contact_due, assigned,
        status IN ('assigned', 'in_progress', 'return_review') AND contacted[2]::int IS DISTINCT FROM assignment),
      ('reply', true, reply_due, coalesce(greatest(assigned, reopened), submitted),
        status IN ('assigned', 'in_progress', 'return_review') AND redo_due IS NULL),
      ('redo', true, redo_due, rejected, status = 'in_progress'),
      ('verify', false, verify_due, approved, status = 'verifying' AND NOT coalesce(
        found[1] > coalesce(reopened[1], '') AND found[2]::int = round AND found[1]::bigint > coalesce(signed_v, 0), false)),
      ('ruling', false, ruling_due, return_requested, status = 'return_review')
  ) AS limits (clock, of_unit, due_at, start, runs)
  WHERE runs AND due_at IS NOT NULL
) AS running

-- due --
-- The timers that fire by `until`, in order of the moment that counts for each kind. Before the end: limits that end by
-- `ahead` have one working day left, in their second half; where an urging is more pressing, the milder one is left out.
-- A limit is missed once; whatever else fires is about its end, and fires anew where that was moved.
SELECT kind, at, petition_id, clock, assignment, round, CASE kind WHEN 'missed' THEN started ELSE ends_by END AS started
FROM (
  (SELECT 'missed' AS kind, due_at AS at, * FROM deadlines
    WHERE live AND NOT missed AND due_at < %(until)s::timestamptz AND (%(after_at)s::timestamptz IS NULL
      OR (due_at, petition_id, clock) >= (%(after_at)s::timestamptz, %(after_id)s::uuid, %(after_clock)s))
    ORDER BY due_at, petition_id, clock LIMIT %(limit)s::int + 1)
  UNION ALL
  (SELECT 'overdue', due_at, * FROM deadlines
    WHERE live AND assignment IS NOT NULL AND urged IS DISTINCT FROM 'overdue' AND due_at < %(until)s::timestamptz
      AND (%(after_at)s::timestamptz IS NULL
        OR (due_at, petition_id, clock) >= (%(after_at)s::timestamptz, %(after_id)s::uuid, %(after_clock)s))
    ORDER BY due_at, petition_id, clock LIMIT %(limit)s::int + 1)
  UNION ALL
  (SELECT 'before_due', due_at, * FROM deadlines
    WHERE live AND assignment IS NOT NULL AND (urged IS NULL OR urged = 'halfway')
      AND due_at >= %(until)s::timestamptz AND due_at <= %(ahead)s::timestamptz AND half_at <= %(until)s::timestamptz
      AND (%(after_at)s::timestamptz IS NULL
        OR (due_at, petition_id, clock) >= (%(after_at)s::timestamptz, %(after_id)s::uuid, %(after_clock)s))
    ORDER BY due_at, petition_id, clock LIMIT %(limit)s::int + 1)
  UNION ALL
  (SELECT 'halfway', half_at, * FROM deadlines
    WHERE live AND assignment IS NOT NULL AND urged IS NULL
      AND half_at <= %(until)s::timestamptz AND due_at > %(ahead)s::timestamptz AND due_at >= %(until)s::timestamptz
      AND (%(after_at)s::timestamptz IS NULL
        OR (half_at, petition_id, clock) >= (%(after_at)s::timestamptz, %(after_id)s::uuid, %(after_clock)s))
    ORDER BY half_at, petition_id, clock LIMIT %(limit)s::int + 1)
  UNION ALL
  (SELECT 'silent', silent_since, * FROM deadlines
    WHERE live AND silent_since IS NOT NULL AND silent_since < %(silent_before)s::timestamptz
      AND (%(after_at)s::timestamptz IS NULL
        OR (silent_since, petition_id, clock) >= (%(after_at)s::timestamptz, %(after_id)s::uuid, %(after_clock)s))
    ORDER BY silent_since, petition_id, clock LIMIT %(limit)s::int + 1)
  UNION ALL
  (SELECT 'provisional', due_at, * FROM deadlines
    WHERE live AND provisional AND due_at < %(published_until)s::timestamptz
      AND (%(after_at)s::timestamptz IS NULL
        OR (due_at, petition_id, clock) >= (%(after_at)s::timestamptz, %(after_id)s::uuid, %(after_clock)s))
    ORDER BY due_at, petition_id, clock LIMIT %(limit)s::int + 1)
) AS pending
WHERE %(after_at)s::timestamptz IS NULL
  OR (at, petition_id, clock, kind)
    > (%(after_at)s::timestamptz, %(after_id)s::uuid, %(after_clock)s::text, %(after_kind)s::text)
ORDER BY at, petition_id, clock, kind
LIMIT %(limit)s

-- of_petition --
SELECT * FROM deadlines WHERE petition_id = %(petition_id)s ORDER BY due_at, clock
