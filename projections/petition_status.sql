-- petition_status: how does this petition stand?
-- readers: citizen, desk, dispatcher, supervisor, unit_officer, unit_approver, reporter, editor, auditor, system
-- over: standing
-- A citizen may ask of their own petitions only: whoever asks for them compares `citizen` first.

-- table --
petition_id uuid PRIMARY KEY,
number text NOT NULL,
status text NOT NULL,
ended_as text,             -- how its road ended, though it was put away since; NULL while it goes on
category text NOT NULL,
area text,
street text,
matter text,               -- in the dispatch catalogue
urgency text NOT NULL,
confidentiality text NOT NULL,
citizen uuid,              -- whose words the petition carries; NULL where nobody's
unit text,
assignment int NOT NULL,
round int NOT NULL,
provisional boolean NOT NULL,
accept_due timestamptz,
dispatch_due timestamptz,
sign_due timestamptz,
contact_due timestamptz,
reply_due timestamptz,
return_until timestamptz,
ruling_due timestamptz,
redo_due timestamptz,
verify_due timestamptz,
answer_due timestamptz,    -- until when the citizen is to answer what was asked
outcome text,              -- what the unit says it has done, in this round
finding text,              -- what the reporter found, in this round
countersigned boolean NOT NULL,
master uuid,               -- the petition that this one goes on with
waiver text,               -- why no reporter need go, in this round
score int,                 -- the citizen's last rating
solved text,
closure bigint,            -- the number of its first closing in its series
personal_data text NOT NULL,  -- clear, restricted, erased
source text,
source_id text,
submitted_at timestamptz NOT NULL,
accepted_at timestamptz,
declined_at timestamptz,
first_assigned_at timestamptz,
last_assigned_at timestamptz,
signed_at timestamptz,
first_replied_at timestamptz,
last_replied_at timestamptz,
verified_at timestamptz,
first_closed_at timestamptz,
last_closed_at timestamptz,
last_event_at timestamptz NOT NULL,
version bigint NOT NULL,
position bigint NOT NULL

-- indexes --
CREATE UNIQUE INDEX petition_status_number ON petition_status (number);
CREATE INDEX petition_status_source ON petition_status (source, source_id) WHERE source IS NOT NULL;
CREATE INDEX petition_status_waiting_child ON petition_status (master) WHERE status = 'merged';
CREATE INDEX petition_status_street ON petition_status (street, submitted_at);
CREATE INDEX petition_status_closure ON petition_status (closure) WHERE closure IS NOT NULL;

-- rows --
SELECT petition_id, number, status, ended_as, category, area, street, matter, urgency, confidentiality, citizen, unit, assignment,
  round, provisional, accept_due, dispatch_due, sign_due, contact_due, reply_due, return_until, ruling_due, redo_due,
  verify_due, answer_due, outcome, finding, countersigned, master, waiver, score, solved, closure, personal_data,
  source, source_id,
  submitted_at, accepted_at, declined_at, first_assigned_at, last_assigned_at, signed_at, first_replied_at, last_replied_at,
  verified_at, first_closed_at, last_closed_at, last_event_at, version, position
FROM standing

-- by_id --
SELECT * FROM petition_status WHERE petition_id = %(petition_id)s

-- by_number --
SELECT * FROM petition_status WHERE number = %(number)s

-- by_source --
SELECT * FROM petition_status WHERE source = %(source)s AND source_id = %(source_id)s ORDER BY position

-- by_closure --
SELECT * FROM petition_status
WHERE closure = %(closure)s AND source IS NOT DISTINCT FROM %(source)s::text
ORDER BY position

-- to_follow --
-- Petitions that wait for a master that has ended, and how it did: closed, put away since or not, or otherwise.
SELECT child.petition_id, child.version, child.master, master.ended_as = 'closed' AS closed
FROM petition_status AS child JOIN petition_status AS master ON master.petition_id = child.master
WHERE child.status = 'merged' AND master.ended_as <> 'merged'
ORDER BY master.last_event_at, child.petition_id
LIMIT %(limit)s

-- found --
-- Petitions whose words match, newest first, of those that somebody may see: of one unit, or for the newsroom in some
-- states or reopened; sealed ones for the hotline only.
SELECT petition_id, number, version, status, category, area, street, urgency, confidentiality, unit, round, submitted_at
FROM petition_status
WHERE petition_id IN (SELECT search.matching(%(grams)s::tsquery, %(patterns)s::text[], %(circle)s))
  AND (%(circle)s = 'hotline' OR confidentiality <> 'sealed')
  AND (%(of_unit)s::text IS NULL OR unit = %(of_unit)s)
  AND (%(seen_in)s::text[] IS NULL OR status = ANY (%(seen_in)s) OR round > 1)
  AND (%(category)s::text IS NULL OR category = %(category)s)
  AND (%(area)s::text IS NULL OR area = %(area)s)
  AND (%(status)s::text IS NULL OR status = %(status)s)
  AND (%(after_id)s::uuid IS NULL OR (submitted_at, petition_id) < (%(after_at)s::timestamptz, %(after_id)s))
ORDER BY submitted_at DESC, petition_id DESC
LIMIT %(limit)s

-- of_petitions --
SELECT petition_id, number, version, status, category, area, street, urgency, confidentiality, unit, round, submitted_at
FROM petition_status
WHERE petition_id = ANY (%(petitions)s::uuid[])
ORDER BY submitted_at DESC, petition_id DESC

-- near --
-- Open petitions about the same street, filed within so many hours, newest first; a matter that is not known yet may be
-- the same.
SELECT petition_id, number, status, matter, submitted_at
FROM petition_status
WHERE street = %(street)s AND petition_id <> %(petition_id)s AND confidentiality <> 'sealed'
  AND status NOT IN ('closed', 'declined', 'withdrawn', 'terminated', 'referred', 'merged')
  AND (matter IS NULL OR %(matter)s::text IS NULL OR matter = %(matter)s)
  AND submitted_at BETWEEN %(submitted_at)s::timestamptz - make_interval(hours => %(hours)s)
    AND %(submitted_at)s::timestamptz + make_interval(hours => %(hours)s)
ORDER BY submitted_at DESC, petition_id
LIMIT %(limit)s
