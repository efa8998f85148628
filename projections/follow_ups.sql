-- follow_ups: where did reporters go and look, and what did they find?
-- readers: public
-- over: standing, handlings
-- One row per round that a reporter looked at and an editor signed. Sealed petitions are verified by the hotline's own
-- desk and are not here.

-- table --
petition_id uuid NOT NULL,
nth int NOT NULL,                  -- of the assignment, from 1
round int NOT NULL,
number text NOT NULL,
category text NOT NULL,
area text,
street text,
unit text,
claimed text,                      -- what the unit says: resolved, partly, explained, planned, not_possible
result text NOT NULL,              -- what was found: solved, partly, unsolved
method text,
visited_at timestamptz,
photos int NOT NULL,
signed_on date NOT NULL,
source text,
PRIMARY KEY (petition_id, nth, round)

-- indexes --
CREATE INDEX follow_ups_newest ON follow_ups (signed_on DESC, petition_id DESC);
CREATE INDEX follow_ups_unit ON follow_ups (unit, signed_on DESC, petition_id DESC)

-- petitions --
SELECT DISTINCT petition_id FROM history WHERE event = 'verification-countersigned'

-- rows --
SELECT petition_id, h.nth::int AS nth, h.round::int AS round, number, s.category, s.area, s.street, h.unit, h.outcome AS claimed, h.finding AS result,
  h.method, h.visited_at, coalesce(h.photos, 0) AS photos, h.finding_on AS signed_on, s.source
FROM handlings AS h JOIN standing AS s USING (petition_id)
WHERE h.finding IS NOT NULL AND s.confidentiality <> 'sealed'

-- of_petition --
SELECT * FROM follow_ups WHERE petition_id = %(petition_id)s ORDER BY nth, round

-- newest --
SELECT * FROM follow_ups
WHERE (%(result)s::text IS NULL OR result = %(result)s)
  AND (%(unit)s::text IS NULL OR unit = %(unit)s)
  AND (%(category)s::text IS NULL OR category = %(category)s)
  AND (%(area)s::text IS NULL OR area = %(area)s)
  AND (%(after_on)s::date IS NULL OR (signed_on, petition_id) < (%(after_on)s, %(after_id)s::uuid))
ORDER BY signed_on DESC, petition_id DESC
LIMIT %(limit)s
