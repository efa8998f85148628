-- waiver_rate: how many approved replies were looked at by a reporter, and how many follow-ups were waived?
-- readers: public
-- totals: month, source
-- Each decision counts once, in the month it was made: a finding that was signed, or a waiver with its ground.

-- table --
month text NOT NULL,
source text NOT NULL,      -- '' where the petition was filed here
visited bigint NOT NULL,   -- findings that were signed, whatever they say
waived bigint NOT NULL,
by_category bigint NOT NULL,
by_word bigint NOT NULL,   -- the citizen said that it is solved
by_lot bigint NOT NULL,    -- not drawn, by the share that was published
by_answer bigint NOT NULL, -- answered directly by the hotline
PRIMARY KEY (month, source)

-- rows --
SELECT petition_id, to_char(happened_on, 'YYYY-MM') AS month, coalesce(source, '') AS source,
  (count(*) FILTER (WHERE event = 'verification-countersigned'))::int AS visited,
  (count(*) FILTER (WHERE event = 'verification-waived'))::int AS waived,
  (count(*) FILTER (WHERE data ->> 'ground' = 'category'))::int AS by_category,
  (count(*) FILTER (WHERE data ->> 'ground' = 'citizen_said_solved'))::int AS by_word,
  (count(*) FILTER (WHERE data ->> 'ground' = 'sampled_out'))::int AS by_lot,
  (count(*) FILTER (WHERE data ->> 'ground' = 'direct_answer'))::int AS by_answer
FROM history
WHERE event IN ('verification-countersigned', 'verification-waived')
GROUP BY petition_id, 2, 3

-- by_month --
SELECT month, sum(visited)::bigint AS visited, sum(waived)::bigint AS waived, sum(by_category)::bigint AS by_category,
  sum(by_word)::bigint AS by_word, sum(by_lot)::bigint AS by_lot, sum(by_answer)::bigint AS by_answer
FROM waiver_rate
WHERE %(source)s::text IS NULL OR source = %(source)s
GROUP BY month
ORDER BY month
