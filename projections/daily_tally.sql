-- daily_tally: how many petitions came in on each day, and how far did they get?
-- readers: public
-- over: standing, counts
-- totals: day, category, area, source
-- The columns are those of `monthly_tally`: each petition counts once in each, on the day it got there first.
-- `..._ever` of a query are running totals up to the end of the day.

-- table --
day date NOT NULL,
category text NOT NULL,
area text NOT NULL,        -- '' where unknown or sealed
source text NOT NULL,      -- '' where the petition was filed here
received bigint NOT NULL,
accepted bigint NOT NULL,
declined bigint NOT NULL,
assigned bigint NOT NULL,
replied bigint NOT NULL,
verified bigint NOT NULL,
closed bigint NOT NULL,
closed_now bigint NOT NULL,
PRIMARY KEY (day, category, area, source)

-- rows --
SELECT petition_id, began AS day, category, area, source, received, accepted, declined, assigned, replied, verified, closed, closed_now
FROM counts WHERE span = 'day'

-- by_day --
SELECT day, sum(received)::bigint AS received, sum(accepted)::bigint AS accepted, sum(declined)::bigint AS declined, sum(assigned)::bigint AS assigned,
  sum(replied)::bigint AS replied, sum(verified)::bigint AS verified, sum(closed)::bigint AS closed, sum(closed_now)::bigint AS closed_now,
  sum(sum(received)) OVER (ORDER BY day)::bigint AS received_ever, sum(sum(accepted)) OVER (ORDER BY day)::bigint AS accepted_ever,
  sum(sum(closed)) OVER (ORDER BY day)::bigint AS closed_ever
FROM daily_tally
WHERE (%(source)s::text IS NULL OR source = %(source)s)
  AND (%(category)s::text IS NULL OR category = %(category)s)
  AND (%(area)s::text IS NULL OR area = %(area)s)
GROUP BY day
ORDER BY day
