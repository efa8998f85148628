-- monthly_tally: how many petitions came in each month, and how far did they get?
-- readers: public
-- over: standing, firsts
-- totals: month, category, area, source
-- Each petition counts once in each column, in the month of the first such event; a reclassified one counts in the
-- category it has now. `verified`: a reporter went and looked, whatever they found. `closed`: was closed at least once.
-- `closed_now`: is closed now, counted in the month of the closing that stands.

-- table --
month text NOT NULL,       -- 2022-01, of the day it happened on in the city
category text NOT NULL,
area text NOT NULL,        -- '' where unknown
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
SELECT petition_id, to_char(happened_on, 'YYYY-MM') AS month, category, coalesce(area, '') AS area,
  coalesce(source, '') AS source,
  (count(*) FILTER (WHERE what = 'received'))::int AS received,
  (count(*) FILTER (WHERE what = 'accepted'))::int AS accepted,
  (count(*) FILTER (WHERE what = 'declined'))::int AS declined,
  (count(*) FILTER (WHERE what = 'assigned'))::int AS assigned,
  (count(*) FILTER (WHERE what = 'replied'))::int AS replied,
  (count(*) FILTER (WHERE what = 'verified'))::int AS verified,
  (count(*) FILTER (WHERE what = 'closed'))::int AS closed,
  (count(*) FILTER (WHERE what = 'closed_now'))::int AS closed_now
FROM firsts
GROUP BY petition_id, 2, category, 4, 5

-- totals --
SELECT coalesce(sum(received), 0)::bigint AS received, coalesce(sum(accepted), 0)::bigint AS accepted,
  coalesce(sum(declined), 0)::bigint AS declined, coalesce(sum(assigned), 0)::bigint AS assigned,
  coalesce(sum(replied), 0)::bigint AS replied, coalesce(sum(verified), 0)::bigint AS verified,
  coalesce(sum(closed), 0)::bigint AS closed, coalesce(sum(closed_now), 0)::bigint AS closed_now
FROM monthly_tally
WHERE (%(source)s::text IS NULL OR source = %(source)s)
  AND (%(from_month)s::text IS NULL OR month >= %(from_month)s)
  AND (%(to_month)s::text IS NULL OR month <= %(to_month)s)

-- by_month --
SELECT month, sum(received)::bigint AS received, sum(accepted)::bigint AS accepted, sum(declined)::bigint AS declined,
  sum(assigned)::bigint AS assigned, sum(replied)::bigint AS replied, sum(verified)::bigint AS verified,
  sum(closed)::bigint AS closed, sum(closed_now)::bigint AS closed_now
FROM monthly_tally
WHERE (%(source)s::text IS NULL OR source = %(source)s)
  AND (%(category)s::text IS NULL OR category = %(category)s)
  AND (%(area)s::text IS NULL OR area = %(area)s)
  AND (%(from_month)s::text IS NULL OR month >= %(from_month)s)
  AND (%(to_month)s::text IS NULL OR month <= %(to_month)s)
GROUP BY month
ORDER BY month

-- by_month_and_category --
SELECT month, category, sum(received)::bigint AS received, sum(accepted)::bigint AS accepted,
  sum(declined)::bigint AS declined, sum(assigned)::bigint AS assigned, sum(replied)::bigint AS replied,
  sum(verified)::bigint AS verified, sum(closed)::bigint AS closed, sum(closed_now)::bigint AS closed_now
FROM monthly_tally
WHERE (%(source)s::text IS NULL OR source = %(source)s)
  AND (%(area)s::text IS NULL OR area = %(area)s)
  AND (%(from_month)s::text IS NULL OR month >= %(from_month)s)
  AND (%(to_month)s::text IS NULL OR month <= %(to_month)s)
GROUP BY month, category
ORDER BY month, category

-- by_area --
SELECT area, sum(received)::bigint AS received, sum(accepted)::bigint AS accepted, sum(declined)::bigint AS declined,
  sum(assigned)::bigint AS assigned, sum(replied)::bigint AS replied, sum(verified)::bigint AS verified,
  sum(closed)::bigint AS closed, sum(closed_now)::bigint AS closed_now
FROM monthly_tally
WHERE (%(source)s::text IS NULL OR source = %(source)s)
  AND (%(category)s::text IS NULL OR category = %(category)s)
  AND (%(from_month)s::text IS NULL OR month >= %(from_month)s)
  AND (%(to_month)s::text IS NULL OR month <= %(to_month)s)
GROUP BY area
ORDER BY area

-- groups --
SELECT month, category, area, sum(received)::bigint AS received, sum(accepted)::bigint AS accepted,
  sum(declined)::bigint AS declined, sum(assigned)::bigint AS assigned, sum(replied)::bigint AS replied,
  sum(verified)::bigint AS verified, sum(closed)::bigint AS closed, sum(closed_now)::bigint AS closed_now
FROM monthly_tally
WHERE %(source)s::text IS NULL OR source = %(source)s
GROUP BY month, category, area
ORDER BY month, category, area
