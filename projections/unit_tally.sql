-- unit_tally: how many of the petitions of each month has each unit, and how far did they get?
-- readers: public
-- over: standing, counts
-- totals: month, unit, category, area, source
-- The counts of `monthly_tally`, by the unit that has a petition now or had it last.

-- table --
month text NOT NULL,
unit text NOT NULL,        -- '' where none has it yet, and where sealed: sealed petitions count for no unit
category text NOT NULL,
area text NOT NULL,        -- '' where unknown, and where sealed
source text NOT NULL,      -- '' where the petition was filed here
received bigint NOT NULL,
accepted bigint NOT NULL,
declined bigint NOT NULL,
assigned bigint NOT NULL,
replied bigint NOT NULL,
verified bigint NOT NULL,
closed bigint NOT NULL,
closed_now bigint NOT NULL,
PRIMARY KEY (month, unit, category, area, source)

-- indexes --
CREATE INDEX unit_tally_unit ON unit_tally (unit, month)

-- rows --
SELECT petition_id, to_char(began, 'YYYY-MM') AS month, unit, category, area, source, received, accepted, declined, assigned, replied, verified, closed, closed_now
FROM counts WHERE span = 'month'

-- groups --
-- The sums by what `by` names of month, unit, category and area; a key that it does not name is NULL.
SELECT CASE WHEN 'month' = ANY (%(by)s::text[]) THEN month END AS month,
  CASE WHEN 'unit' = ANY (%(by)s::text[]) THEN unit END AS unit,
  CASE WHEN 'category' = ANY (%(by)s::text[]) THEN category END AS category,
  CASE WHEN 'area' = ANY (%(by)s::text[]) THEN area END AS area,
  sum(received)::bigint AS received, sum(accepted)::bigint AS accepted, sum(declined)::bigint AS declined,
  sum(assigned)::bigint AS assigned, sum(replied)::bigint AS replied, sum(verified)::bigint AS verified,
  sum(closed)::bigint AS closed, sum(closed_now)::bigint AS closed_now
FROM unit_tally
WHERE (%(source)s::text IS NULL OR source = %(source)s)
  AND (%(unit)s::text IS NULL OR unit = %(unit)s)
  AND (%(category)s::text IS NULL OR category = %(category)s)
  AND (%(area)s::text IS NULL OR area = %(area)s)
  AND (%(from_month)s::text IS NULL OR month >= %(from_month)s)
  AND (%(to_month)s::text IS NULL OR month <= %(to_month)s)
GROUP BY 1, 2, 3, 4
ORDER BY 1, 2, 3, 4
