-- petition_status: how does this petition stand?
-- readers: citizen, desk, dispatcher, supervisor, unit_officer, unit_approver, reporter, editor, auditor
-- over: standing
-- A citizen may ask of their own petitions only: whoever asks for them compares `citizen` first.

-- table --
petition_id uuid PRIMARY KEY,
number text NOT NULL,
status text NOT NULL,
category text NOT NULL,
area text,
street text,
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
outcome text,              -- what the unit says it has done, in this round
finding text,              -- what the reporter found, in this round
countersigned boolean NOT NULL,
waiver text,               -- why no reporter need go, in this round
score int,                 -- the citizen's last rating
solved text,
closure bigint,            -- the number of its first closing in its series
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
CREATE INDEX petition_status_closure ON petition_status (closure) WHERE closure IS NOT NULL;

-- rows --
SELECT petition_id, number, status, category, area, street, urgency, confidentiality, citizen, unit, assignment, round,
  provisional, accept_due, dispatch_due, sign_due, contact_due, reply_due, return_until, ruling_due, redo_due,
  verify_due, outcome, finding, countersigned, waiver, score, solved, closure, source, source_id, submitted_at,
  accepted_at, declined_at, first_assigned_at, last_assigned_at, signed_at, first_replied_at, last_replied_at,
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
