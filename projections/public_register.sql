-- public_register: what has been asked of the city, and what came of it?
-- readers: public
-- over: standing
-- No words, no ids of people, no petition that is sealed; places no closer than a street.

-- table --
petition_id uuid PRIMARY KEY,
number text NOT NULL,
category text NOT NULL,
matter text,               -- from acceptance on
area text,
street text,
status text NOT NULL,
unit text,
round int NOT NULL,
submitted_on date NOT NULL,
accepted_on date,
closed_on date,            -- the day of its first closing
due_at timestamptz,        -- when the unit's answer is due, while it is
reply_due timestamptz,     -- in this round: when it was or is due
replied_on date,           -- in this round: the day of the last reply
outcome text,              -- in this round: what the reply says came of it
verification text,         -- what the reporter found, once counter-signed; waived where nobody had to go
score int,                 -- the citizen's rating, 1 to 5
text_state text,           -- published, or unpublished: taken back; NULL where there never was a public text
article text,              -- the newspaper's last article about the follow-up
decline_reason text,       -- the ground, where it was declined and the decline stands
decline_route text,        -- where to turn instead, where the decline names it
referred_to text,          -- whom it was referred to, where it ended so
closure bigint,            -- the number of its first closing
source text

-- indexes --
CREATE UNIQUE INDEX public_register_number ON public_register (number);
CREATE INDEX public_register_newest ON public_register (submitted_on DESC, petition_id DESC);
CREATE INDEX public_register_told ON public_register (street, submitted_on DESC) WHERE text_state = 'published';
CREATE INDEX public_register_unit ON public_register (unit, submitted_on DESC, petition_id DESC);

-- rows --
SELECT petition_id, number, category, matter, area, street, status, unit, round, submitted_on, accepted_on, closed_on,
  CASE WHEN status IN ('assigned', 'in_progress') THEN coalesce(redo_due, reply_due) END AS due_at,
  reply_due, answered_on AS replied_on, outcome,
  CASE
    WHEN finding IS NOT NULL AND (countersigned OR source IS NOT NULL) THEN finding
    WHEN waiver IS NOT NULL THEN 'waived'
  END AS verification,
  score, text_state, article,
  CASE WHEN ended_as = 'declined' THEN decline_reason END AS decline_reason,
  CASE WHEN ended_as = 'declined' THEN decline_route END AS decline_route,
  CASE WHEN ended_as = 'referred' THEN referred_to END AS referred_to,
  closure, source
FROM standing
WHERE confidentiality <> 'sealed'

-- page --
SELECT * FROM public_register
WHERE (%(category)s::text IS NULL OR category = %(category)s)
  AND (%(area)s::text IS NULL OR area = %(area)s)
  AND (%(unit)s::text IS NULL OR unit = %(unit)s)
  AND (%(status)s::text IS NULL OR status = %(status)s)
  AND (%(source)s::text IS NULL OR source = nullif(%(source)s, '') OR %(source)s = '' AND source IS NULL)
  AND (%(month)s::text IS NULL
    OR submitted_on >= to_date(%(month)s, 'YYYY-MM')
      AND submitted_on < to_date(%(month)s, 'YYYY-MM') + interval '1 month')
  AND (%(after_id)s::uuid IS NULL OR (submitted_on, petition_id) < (%(after_on)s::date, %(after_id)s))
ORDER BY submitted_on DESC, petition_id DESC
LIMIT %(limit)s

-- told --
SELECT number, status, submitted_on FROM public_register
WHERE street = %(street)s AND text_state = 'published'
  AND status NOT IN ('closed', 'archived', 'declined', 'withdrawn', 'terminated', 'referred', 'merged')
ORDER BY submitted_on DESC
LIMIT %(limit)s

-- found --
-- The same of those whose public words match: these come first, so that few are looked at.
SELECT * FROM public_register
WHERE petition_id IN (SELECT search.matching(%(grams)s::tsquery, %(patterns)s::text[], 'public'))
  AND (%(category)s::text IS NULL OR category = %(category)s)
  AND (%(area)s::text IS NULL OR area = %(area)s)
  AND (%(unit)s::text IS NULL OR unit = %(unit)s)
  AND (%(status)s::text IS NULL OR status = %(status)s)
  AND (%(source)s::text IS NULL OR source = nullif(%(source)s, '') OR %(source)s = '' AND source IS NULL)
  AND (%(month)s::text IS NULL
    OR submitted_on >= to_date(%(month)s, 'YYYY-MM')
      AND submitted_on < to_date(%(month)s, 'YYYY-MM') + interval '1 month')
  AND (%(after_id)s::uuid IS NULL OR (submitted_on, petition_id) < (%(after_on)s::date, %(after_id)s))
ORDER BY submitted_on DESC, petition_id DESC
LIMIT %(limit)s

-- of_numbers --
SELECT petition_id, number FROM public_register WHERE number = ANY (%(numbers)s)

-- by_number --
SELECT * FROM public_register WHERE number = %(number)s
