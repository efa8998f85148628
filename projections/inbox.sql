-- inbox: what should this desk, unit, reporter or editor do next?
-- readers: desk, dispatcher, supervisor, unit_officer, unit_approver, reporter, editor, auditor
-- over: standing
-- One row per petition that is not finished, or declined and to be reviewed, with the clock that runs. What is overdue
-- depends on when one looks, so the queries are told (due_before).

-- table --
petition_id uuid PRIMARY KEY,
number text NOT NULL,
category text NOT NULL,
area text,
street text,
urgency text NOT NULL,
confidentiality text NOT NULL,
status text NOT NULL,
waiting_on text NOT NULL,  -- desk, dispatcher, unit, reporter, editor, supervisor
unit text,
about_unit text,           -- the unit complained about: it does not see a sealed petition
awaited text[],            -- units that were asked for help and have not answered
reporter uuid,             -- who was sent to look in this round
to_schedule boolean NOT NULL,  -- somebody is to look, and nobody is sent yet
assignment int NOT NULL,
round int NOT NULL,
clock text,                -- accept, dispatch, sign, ruling, reply, redo, verify; NULL where none runs
due_at timestamptz,
provisional boolean NOT NULL,
closing_proposed boolean NOT NULL,  -- in this round, by the system: nothing stands in the way
marks text[] NOT NULL,     -- urged, supervised, found_false, dissatisfied: what is looked at first
source text,
submitted_at timestamptz NOT NULL,
last_event_at timestamptz NOT NULL,
version bigint NOT NULL,
position bigint NOT NULL

-- indexes --
CREATE INDEX inbox_waiting_on ON inbox (waiting_on, coalesce(due_at, 'infinity'), petition_id);
CREATE INDEX inbox_unit ON inbox (unit, coalesce(due_at, 'infinity'), petition_id) WHERE waiting_on = 'unit';
CREATE INDEX inbox_due ON inbox (coalesce(due_at, 'infinity'), petition_id);
CREATE INDEX inbox_number ON inbox (number);
CREATE INDEX inbox_position ON inbox (position);
CREATE INDEX inbox_awaited ON inbox USING gin (awaited) WHERE awaited IS NOT NULL;

-- petitions --
-- Most are finished and need no closer look: their last end lies behind their last reopening. A withdrawn petition may
-- go on, which `rows` sees; here only names of events are looked at, which the index of the ledger has.
SELECT petition_id FROM history
GROUP BY petition_id
HAVING coalesce(max(version) FILTER (WHERE event IN ('declined', 'closed', 'terminated', 'referred-out', 'merged', 'archived')), 0)
    <= coalesce(max(version) FILTER (WHERE event IN ('reopened', 'decline-overturned', 'unmerged')), 0)
  OR max(version) FILTER (WHERE event = 'decline-review-requested')
    > max(version) FILTER (WHERE event = 'declined')

-- rows --
SELECT petition_id, number, category, area, street, urgency, confidentiality, status, waiting_on, unit, about_unit,
  CASE WHEN status IN ('assigned', 'in_progress', 'suspended', 'return_review') THEN awaited END AS awaited, reporter,
  to_schedule, assignment, round,
  CASE WHEN due_at IS NOT NULL THEN clock END AS clock, due_at, provisional, closing_proposed, marks, source, submitted_at, last_event_at, version,
  position
FROM (
  SELECT *,
    CASE status
      WHEN 'accepted' THEN 'dispatcher'
      WHEN 'assigned' THEN 'unit'
      WHEN 'in_progress' THEN 'unit'
      WHEN 'suspended' THEN 'supervisor'
      WHEN 'return_review' THEN 'dispatcher'
      WHEN 'declined' THEN 'supervisor'
      WHEN 'verifying' THEN CASE  -- a sealed petition stays with the hotline: a supervisor sends and signs, the desk looks
        WHEN to_schedule OR finding IS NOT NULL AND NOT countersigned
          THEN CASE confidentiality WHEN 'sealed' THEN 'supervisor' ELSE 'editor' END
        ELSE CASE confidentiality WHEN 'sealed' THEN 'desk' ELSE 'reporter' END
      END
      ELSE 'desk'
    END AS waiting_on,
    CASE status
      WHEN 'submitted' THEN 'accept'
      WHEN 'accepted' THEN 'dispatch'
      WHEN 'assigned' THEN CASE WHEN sign_due IS NULL THEN 'reply' ELSE 'sign' END
      WHEN 'in_progress' THEN CASE WHEN redo_due IS NULL THEN 'reply' ELSE 'redo' END
      WHEN 'return_review' THEN 'ruling'
      WHEN 'verifying' THEN 'verify'
    END AS clock,
    CASE status
      WHEN 'submitted' THEN accept_due
      WHEN 'accepted' THEN dispatch_due
      WHEN 'assigned' THEN coalesce(sign_due, reply_due)
      WHEN 'in_progress' THEN coalesce(redo_due, reply_due)
      WHEN 'return_review' THEN ruling_due
      WHEN 'verifying' THEN verify_due
    END AS due_at
  FROM (
    SELECT *, status = 'verifying' AND reporter IS NULL AND (finding IS NULL OR countersigned) AS to_schedule FROM standing
  ) AS known
  WHERE status NOT IN ('closed', 'declined', 'withdrawn', 'terminated', 'referred', 'merged', 'archived')
    OR status = 'declined' AND awaits_review
) AS open

-- of_role --
SELECT * FROM inbox
WHERE waiting_on = %(waiting_on)s
  AND (%(reporter)s::uuid IS NULL OR reporter = %(reporter)s)  -- what others are sent to is theirs
  AND (%(to_schedule)s::boolean IS NULL OR to_schedule = %(to_schedule)s)
  AND (%(category)s::text IS NULL OR category = %(category)s)
  AND (%(area)s::text IS NULL OR area = %(area)s)
  AND (%(status)s::text IS NULL OR status = %(status)s)
  AND (%(due_before)s::timestamptz IS NULL OR due_at < %(due_before)s)
  AND (%(due_from)s::timestamptz IS NULL OR due_at >= %(due_from)s)
  AND (%(mark)s::text IS NULL OR %(mark)s = ANY (marks) OR %(mark)s = 'closing_proposed' AND closing_proposed)
  AND (%(grams)s::text IS NULL
    OR petition_id IN (SELECT search.matching(%(grams)s::tsquery, %(patterns)s::text[], %(circle)s)))
  AND (%(after_id)s::uuid IS NULL
    OR (coalesce(due_at, 'infinity'), petition_id) > (coalesce(%(after_due)s::timestamptz, 'infinity'), %(after_id)s))
ORDER BY coalesce(due_at, 'infinity'), petition_id
LIMIT %(limit)s

-- areas --
-- In which areas how much of the same waits, and how much of it too long.
SELECT area, count(*) AS petitions, count(*) FILTER (WHERE due_at < %(now)s::timestamptz) AS overdue
FROM inbox
WHERE waiting_on = %(waiting_on)s
  AND (%(reporter)s::uuid IS NULL OR reporter = %(reporter)s)
GROUP BY area
ORDER BY area

-- of_unit --
SELECT * FROM inbox
WHERE waiting_on = 'unit' AND unit = %(unit)s
  AND NOT (confidentiality = 'sealed' AND about_unit IS NOT DISTINCT FROM unit)
  AND (%(category)s::text IS NULL OR category = %(category)s)
  AND (%(area)s::text IS NULL OR area = %(area)s)
  AND (%(status)s::text IS NULL OR status = %(status)s)
  AND (%(due_before)s::timestamptz IS NULL OR due_at < %(due_before)s)
  AND (%(due_from)s::timestamptz IS NULL OR due_at >= %(due_from)s)
  AND (%(mark)s::text IS NULL OR %(mark)s = ANY (marks))
  AND (%(grams)s::text IS NULL
    OR petition_id IN (SELECT search.matching(%(grams)s::tsquery, %(patterns)s::text[], %(circle)s)))
  AND (%(after_id)s::uuid IS NULL
    OR (coalesce(due_at, 'infinity'), petition_id) > (coalesce(%(after_due)s::timestamptz, 'infinity'), %(after_id)s))
ORDER BY coalesce(due_at, 'infinity'), petition_id
LIMIT %(limit)s

-- of_helper --
-- What other units or the hotline have asked this one to help with.
SELECT * FROM inbox
WHERE awaited @> ARRAY[%(unit)s::text]
  AND NOT (confidentiality = 'sealed' AND about_unit IS NOT DISTINCT FROM %(unit)s::text)
  AND (%(category)s::text IS NULL OR category = %(category)s)
  AND (%(area)s::text IS NULL OR area = %(area)s)
  AND (%(status)s::text IS NULL OR status = %(status)s)
  AND (%(due_before)s::timestamptz IS NULL OR due_at < %(due_before)s)
  AND (%(due_from)s::timestamptz IS NULL OR due_at >= %(due_from)s)
  AND (%(mark)s::text IS NULL OR %(mark)s = ANY (marks))
  AND (%(grams)s::text IS NULL
    OR petition_id IN (SELECT search.matching(%(grams)s::tsquery, %(patterns)s::text[], %(circle)s)))
  AND (%(after_id)s::uuid IS NULL
    OR (coalesce(due_at, 'infinity'), petition_id) > (coalesce(%(after_due)s::timestamptz, 'infinity'), %(after_id)s))
ORDER BY coalesce(due_at, 'infinity'), petition_id
LIMIT %(limit)s

-- of_desk --
-- Everything that is open, whoever it waits on: the hotline's overview.
SELECT * FROM inbox
WHERE (%(category)s::text IS NULL OR category = %(category)s)
  AND (%(area)s::text IS NULL OR area = %(area)s)
  AND (%(status)s::text IS NULL OR status = %(status)s)
  AND (%(waiting_on)s::text IS NULL OR waiting_on = %(waiting_on)s)
  AND (%(unit)s::text IS NULL OR unit = %(unit)s)
  AND (%(due_before)s::timestamptz IS NULL OR due_at < %(due_before)s)
  AND (%(due_from)s::timestamptz IS NULL OR due_at >= %(due_from)s)
  AND (%(mark)s::text IS NULL OR %(mark)s = ANY (marks) OR %(mark)s = 'closing_proposed' AND closing_proposed)
  AND (%(grams)s::text IS NULL
    OR petition_id IN (SELECT search.matching(%(grams)s::tsquery, %(patterns)s::text[], %(circle)s)))
  AND (%(after_id)s::uuid IS NULL
    OR (coalesce(due_at, 'infinity'), petition_id) > (coalesce(%(after_due)s::timestamptz, 'infinity'), %(after_id)s))
ORDER BY coalesce(due_at, 'infinity'), petition_id
LIMIT %(limit)s

-- of_numbers --
SELECT * FROM inbox WHERE number = ANY(%(numbers)s::text[])
ORDER BY coalesce(due_at, 'infinity'), petition_id

-- counts --
-- How long somebody's list is, how much of it is over its limit, and how much has come or changed behind a position. Beyond
-- `most` nobody counts: so many are read of an index, however long the list is.
WITH mine AS NOT MATERIALIZED (
  SELECT due_at, position
  FROM inbox
  WHERE (%(waiting_on)s::text IS NULL OR waiting_on = %(waiting_on)s)
    AND (%(unit)s::text IS NULL OR unit = %(unit)s)
    AND (%(helper)s::text IS NULL OR awaited @> ARRAY[%(helper)s::text])
    AND (%(kept_from)s::text IS NULL
      OR NOT (confidentiality = 'sealed' AND about_unit IS NOT DISTINCT FROM %(kept_from)s::text))
)
SELECT (SELECT count(*) FROM (SELECT FROM mine LIMIT %(most)s) AS one) AS petitions,
  (SELECT count(*) FROM (SELECT FROM mine WHERE coalesce(due_at, 'infinity') < %(now)s::timestamptz LIMIT %(most)s) AS one) AS overdue,
  (SELECT count(*) FROM (SELECT FROM mine WHERE position > %(since)s::bigint LIMIT %(most)s) AS one) AS changed

-- loads --
-- How much is open, by state, by whom it waits on and whose it is: due when, and what is marked. Of one unit: its own work.
SELECT status, waiting_on, unit, count(*) AS petitions,
  count(*) FILTER (WHERE due_at < %(now)s::timestamptz) AS overdue,
  count(*) FILTER (WHERE due_at >= %(now)s::timestamptz AND due_at < %(tonight)s::timestamptz) AS today,
  count(*) FILTER (WHERE due_at >= %(tonight)s::timestamptz AND due_at < %(in_a_week)s::timestamptz) AS week,
  count(*) FILTER (WHERE 'urged' = ANY (marks)) AS urged,
  count(*) FILTER (WHERE 'supervised' = ANY (marks)) AS supervised,
  count(*) FILTER (WHERE 'found_false' = ANY (marks)) AS found_false
FROM inbox
WHERE %(unit)s::text IS NULL OR unit = %(unit)s AND waiting_on = 'unit'
  AND NOT (confidentiality = 'sealed' AND about_unit IS NOT DISTINCT FROM unit)
GROUP BY status, waiting_on, unit
ORDER BY status, waiting_on, unit
