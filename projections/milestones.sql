-- milestones: which petitions make up a number of the tallies?
-- readers: analyst, auditor
-- over: standing
-- The days that `monthly_tally` counts, petition by petition. Sealed petitions are counted there and are not here.

-- table --
petition_id uuid PRIMARY KEY,
number text NOT NULL,
category text NOT NULL,
area text NOT NULL,        -- '' where unknown
unit text NOT NULL,        -- that has it now or had it last; '' where none has it yet
source text NOT NULL,      -- '' where the petition was filed here
received date NOT NULL,
accepted date,
declined date,
assigned date,
replied date,
verified date,
closed date,
closed_now date

-- indexes --
CREATE INDEX milestones_number ON milestones (number)

-- rows --
SELECT petition_id, number, category, coalesce(area, '') AS area, coalesce(unit, '') AS unit,
  coalesce(source, '') AS source, submitted_on AS received, accepted_on AS accepted, declined_on AS declined, assigned_on AS assigned, replied_on AS replied,
  verified_on AS verified, closed_on AS closed, CASE WHEN ended_as = 'closed' THEN ended_on END AS closed_now
FROM standing
WHERE confidentiality <> 'sealed'

-- reached --
SELECT number, category, area, unit, reached AS on_day
FROM milestones, LATERAL (
  SELECT CASE %(what)s::text WHEN 'received' THEN received WHEN 'accepted' THEN accepted WHEN 'declined' THEN declined
    WHEN 'assigned' THEN assigned WHEN 'replied' THEN replied WHEN 'verified' THEN verified WHEN 'closed' THEN closed
    WHEN 'closed_now' THEN closed_now END AS reached
) AS step
WHERE reached IS NOT NULL
  AND (%(from_month)s::text IS NULL OR to_char(reached, 'YYYY-MM') >= %(from_month)s)
  AND (%(to_month)s::text IS NULL OR to_char(reached, 'YYYY-MM') <= %(to_month)s)
  AND (%(category)s::text IS NULL OR category = %(category)s)
  AND (%(area)s::text IS NULL OR area = %(area)s OR %(area)s = 'unknown' AND area = '')
  AND (%(unit)s::text IS NULL OR unit = %(unit)s OR %(unit)s = 'unknown' AND unit = '')
  AND (%(after_number)s::text IS NULL OR number > %(after_number)s)
ORDER BY number
LIMIT %(limit)s
