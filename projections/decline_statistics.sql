-- decline_statistics: why was not accepted what was not accepted?
-- readers: public
-- over: standing
-- totals: month, reason, category, source
-- Each petition counts in the month in which it was first declined, by the ground of its last decline. A ground with
-- fewer than five petitions may point to a sealed one: the query has all such grounds together, under ''.

-- table --
month text NOT NULL,
reason text NOT NULL,
category text NOT NULL,
source text NOT NULL,              -- '' where the petition was filed here
declined bigint NOT NULL,
reviews_requested bigint NOT NULL,
upheld bigint NOT NULL,
overturned bigint NOT NULL,
PRIMARY KEY (month, reason, category, source)

-- petitions --
SELECT DISTINCT petition_id FROM history WHERE event = 'declined'

-- rows --
SELECT petition_id, to_char(declined_on, 'YYYY-MM') AS month, decline_reason AS reason, category, coalesce(source, '') AS source,
  1 AS declined, reviews_requested, upheld, overturned
FROM standing JOIN (
  SELECT petition_id, (count(*) FILTER (WHERE event = 'decline-review-requested'))::int AS reviews_requested,
    (count(*) FILTER (WHERE event = 'decline-upheld'))::int AS upheld,
    (count(*) FILTER (WHERE event = 'decline-overturned'))::int AS overturned
  FROM history GROUP BY petition_id
) AS declines USING (petition_id)
WHERE decline_reason IS NOT NULL

-- by_reason --
SELECT CASE WHEN declined >= 5 THEN reason ELSE '' END AS reason, sum(declined)::bigint AS declined,
  sum(reviews_requested)::bigint AS reviews_requested, sum(upheld)::bigint AS upheld, sum(overturned)::bigint AS overturned
FROM (
SELECT reason, sum(declined) AS declined, sum(reviews_requested) AS reviews_requested, sum(upheld) AS upheld,
  sum(overturned) AS overturned
FROM decline_statistics
WHERE (%(source)s::text IS NULL OR source = %(source)s)
  AND (%(category)s::text IS NULL OR category = %(category)s)
  AND (%(from_month)s::text IS NULL OR month >= %(from_month)s)
  AND (%(to_month)s::text IS NULL OR month <= %(to_month)s)
GROUP BY reason
) AS grounds
GROUP BY 1
ORDER BY declined DESC, reason
