-- unit_tally: how many of the petitions of each month has each unit, and how far did they get?
-- readers: public
-- over: standing, firsts
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
SELECT petition_id, to_char(happened_on, 'YYYY-MM') AS month, unit, category, area, coalesce(source, '') AS source,
  (count(*) FILTER (WHERE what = 'received'))::int AS received,
  (count(*) FILTER (WHERE what = 'accepted'))::int AS accepted,
  (count(*) FILTER (WHERE what = 'declined'))::int AS declined,
  (count(*) FILTER (WHERE what = 'assigned'))::int AS assigned,
  (count(*) FILTER (WHERE what = 'replied'))::int AS replied,
  (count(*) FILTER (WHERE what = 'verified'))::int AS verified,
  (count(*) FILTER (WHERE what = 'closed'))::int AS closed,
  (count(*) FILTER (WHERE what = 'closed_now'))::int AS closed_now
FROM firsts
GROUP BY petition_id, 2, unit, category, area, 6

-- by_unit --
SELECT unit, sum(received)::bigint AS received, sum(accepted)::bigint AS accepted, sum(declined)::bigint AS declined,
  sum(assigned)::bigint AS assigned, sum(replied)::bigint AS replied, sum(verified)::bigint AS verified,
  sum(closed)::bigint AS closed, sum(closed_now)::bigint AS closed_now
FROM unit_tally
WHERE (%(source)s::text IS NULL OR source = %(source)s)
  AND (%(category)s::text IS NULL OR category = %(category)s)
  AND (%(area)s::text IS NULL OR area = %(area)s)
  AND (%(from_month)s::text IS NULL OR month >= %(from_month)s)
  AND (%(to_month)s::text IS NULL OR month <= %(to_month)s)
GROUP BY unit
ORDER BY unit

-- of_unit --
SELECT month, category, area, sum(received)::bigint AS received, sum(accepted)::bigint AS accepted, sum(declined)::bigint AS declined,
  sum(assigned)::bigint AS assigned, sum(replied)::bigint AS replied, sum(verified)::bigint AS verified,
  sum(closed)::bigint AS closed, sum(closed_now)::bigint AS closed_now
FROM unit_tally
WHERE unit = %(unit)s
  AND (%(source)s::text IS NULL OR source = %(source)s)
  AND (%(from_month)s::text IS NULL OR month >= %(from_month)s)
  AND (%(to_month)s::text IS NULL OR month <= %(to_month)s)
GROUP BY month, category, area
ORDER BY month, category, area
