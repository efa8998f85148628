-- assignment_facts: what became of each assignment, with all its clocks?
-- readers: desk, dispatcher, supervisor, auditor
-- over: handlings
-- One row per assignment and round of handling. A rate is a count over these rows; `unit_month` has the counts, less
-- sealed petitions. Analysts get it by export, where sealed petitions have neither unit nor place.

-- table --
petition_id uuid NOT NULL,
nth int NOT NULL,              -- the how-manieth assignment of the petition, from 1
round int NOT NULL,            -- 1, and one more with each reopening
unit text,
assignment int NOT NULL,
source text,
category text NOT NULL,
matter text,
area text,
street text,
confidentiality text NOT NULL,
started_at timestamptz NOT NULL,
designated boolean NOT NULL,
sign_due timestamptz,
signed_at timestamptz,
contact_due timestamptz,
contacted_at timestamptz,
reply_due timestamptz,         -- after extensions, suspensions and recomputations; NULL while suspended
answered_at timestamptz,       -- the reply that the desk let pass
outcome text,                  -- what the unit says
rejections int NOT NULL,
ended text,                    -- returned, reassigned, recalled, desk_error, withdrawn, merged, terminated
ended_at timestamptz,
counted boolean NOT NULL,      -- whether the unit answers for it
reopened_fault text,
finding text,                  -- what the newsroom found: solved, partly, unsolved
solved text,                   -- what the citizen says: yes, partly, no
score int,                     -- 1 to 5
resolved boolean,              -- NULL where nobody looked, or where reporter and citizen contradict each other
PRIMARY KEY (petition_id, nth, round)

-- indexes --
CREATE INDEX assignment_facts_unit ON assignment_facts (unit, reply_due, petition_id)

-- rows --
SELECT petition_id, nth::int AS nth, round::int AS round, unit, assignment, source, category, matter, area, street, confidentiality, started_at,
  coalesce(designated, false) AS designated, sign_due, signed_at, contact_due, contacted_at, reply_due, answered_at, outcome, rejections,
  ended, ended_at, counted, reopened_fault, finding, solved, score, resolved
FROM handlings

-- of_petition --
SELECT * FROM assignment_facts WHERE petition_id = %(petition_id)s ORDER BY nth, round

-- of_unit --
SELECT * FROM assignment_facts
WHERE unit = %(unit)s
  AND (%(due_from)s::timestamptz IS NULL OR reply_due >= %(due_from)s)
  AND (%(due_before)s::timestamptz IS NULL OR reply_due < %(due_before)s)
ORDER BY reply_due, petition_id, nth, round
LIMIT %(limit)s
