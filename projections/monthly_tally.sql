-- monthly_tally: how many petitions came in each month, and how far did they get?
-- readers: public
-- over: standing, counts
-- totals: month, category, area, source
-- Each petition counts once in each column, in the month of the first such event; a reclassified one counts in the
-- category it has now. `verified`: a reporter went and looked, whatever they found. `closed`: was closed at least once.
-- `closed_now`: is closed now, counted in the month of the closing that stands.

-- table --
month text NOT NULL,       -- 2022-01, of the day it happened on in the city
category text NOT NULL,
area text NOT NULL,        -- '' where unknown, and where sealed: few in an area point to whom they are about
source text NOT NULL,      -- '' where the petition was filed here
received bigint NOT NULL,
accepted bigint NOT NULL,
declined bigint NOT NULL,
assigned bigint NOT NULL,
replied bigint NOT NULL,
verified bigint NOT NULL,
closed bigint NOT NULL,
closed_now bigint NOT NULL,
PRIMARY KEY (month, category, area, source)

-- rows --
SELECT petition_id, to_char(began, 'YYYY-MM') AS month, category, area, source, received, accepted, declined, assigned, replied, verified, closed, closed_now
FROM counts WHERE span = 'month'

-- groups --
-- The sums by what `by` names of month, category and area; a key that it does not name is NULL.
SELECT CASE WHEN 'month' = ANY (%(by)s::text[]) THEN month END AS month,
  CASE WHEN 'category' = ANY (%(by)s::text[]) THEN category END AS category,
  CASE WHEN 'area' = ANY (%(by)s::text[]) THEN area END AS area,
  sum(received)::bigint AS received, sum(accepted)::bigint AS accepted, sum(declined)::bigint AS declined,
  sum(assigned)::bigint AS assigned, sum(replied)::bigint AS replied, sum(verified)::bigint AS verified,
  sum(closed)::bigint AS closed, sum(closed_now)::bigint AS closed_now
FROM monthly_tally
WHERE (%(source)s::text IS NULL OR source = %(source)s)
  AND (%(category)s::text IS NULL OR category = %(category)s)
  AND (%(area)s::text IS NULL OR area = %(area)s)
  AND (%(from_month)s::text IS NULL OR month >= %(from_month)s)
  AND (%(to_month)s::text IS NULL OR month <= %(to_month)s)
GROUP BY 1, 2, 3
ORDER BY 1, 2, 3
