-- unit_cases: which petitions make up a count of a unit in a month?
-- readers: analyst, auditor
-- over: handlings, unit_facts
-- What `unit_month` sums up, petition by petition and with the place, under the same names. No sealed petition is here:
-- it counts for no unit. What is due and still open goes on to the next months: each row says how much that is and how
-- long it stands, so that what was carried into a month is found without all months before it. A month's rows lie all
-- over the table, so its index has all that is summed: half the time.

-- table --
petition_id uuid NOT NULL,
month text NOT NULL,
unit text NOT NULL,
number text NOT NULL,
category text NOT NULL,
area text NOT NULL,        -- '' where unknown
source text NOT NULL,      -- '' where the petition was filed here
assigned smallint NOT NULL,
sign_due smallint NOT NULL,
signed_on_time smallint NOT NULL,
contact_due smallint NOT NULL,
contacted_on_time smallint NOT NULL,
due smallint NOT NULL,
done smallint NOT NULL,
still_open smallint NOT NULL, -- due and not done at the month's end
until text NOT NULL,       -- that stands until this month: the next with a row of the unit, '9999-12' where there is none
replied_on_time smallint NOT NULL,
answered smallint NOT NULL,
claimed smallint NOT NULL,
judged smallint NOT NULL,
resolved smallint NOT NULL,
contradicted smallint NOT NULL,
opinions smallint NOT NULL,
satisfied smallint NOT NULL,
no_opinion smallint NOT NULL,
redone smallint NOT NULL,
returns_requested smallint NOT NULL,
returns_rejected smallint NOT NULL,
supervised smallint NOT NULL,
false_replies smallint NOT NULL,
PRIMARY KEY (petition_id, month, unit)

-- indexes --
CREATE INDEX unit_cases_month ON unit_cases (month, number, unit) INCLUDE (category, area, assigned, sign_due,
  signed_on_time, contact_due, contacted_on_time, due, done, replied_on_time, answered, claimed, judged, resolved,
  contradicted, opinions, satisfied, no_opinion, redone, returns_requested, returns_rejected, supervised, false_replies);
CREATE INDEX unit_cases_carried ON unit_cases (until, month) INCLUDE (unit, category, area, still_open)
  WHERE still_open <> 0

-- rows --
SELECT f.*, filed.number, coalesce(filed.area[2], '') AS area,
  sum(due - done) OVER following AS still_open, coalesce(lead(month) OVER following, '9999-12') AS until
FROM unit_facts AS f JOIN (
  SELECT petition_id, max(data ->> 'number') FILTER (WHERE version = 1) AS number,
    max(ARRAY[lpad(version::text, 10, '0'), data ->> 'area']) FILTER (WHERE data ->> 'area' IS NOT NULL) AS area
  FROM history
  WHERE version = 1 OR event = 'reclassified'
  GROUP BY petition_id
) AS filed USING (petition_id)
WHERE assigned + sign_due + contact_due + due + done + answered + judged + contradicted + opinions + no_opinion + redone
  + returns_requested + returns_rejected + supervised + false_replies > 0
WINDOW following AS (PARTITION BY petition_id, unit ORDER BY month)

-- of_month --
-- The counts of a month by unit, category or area; `carried` was due before the month and open when it began. Both are
-- summed apart: a condition in each sum took longer than the sums.
SELECT key,
  coalesce(assigned, 0) AS assigned,
  coalesce(sign_due, 0) AS sign_due,
  coalesce(signed_on_time, 0) AS signed_on_time,
  coalesce(contact_due, 0) AS contact_due,
  coalesce(contacted_on_time, 0) AS contacted_on_time,
  coalesce(due, 0) AS due_in_month,
  coalesce(carried, 0) AS carried,
  coalesce(replied_on_time, 0) AS replied_on_time,
  coalesce(answered, 0) AS answered,
  coalesce(claimed, 0) AS claimed,
  coalesce(judged, 0) AS judged,
  coalesce(resolved, 0) AS resolved,
  coalesce(contradicted, 0) AS contradicted,
  coalesce(opinions, 0) AS opinions,
  coalesce(satisfied, 0) AS satisfied,
  coalesce(no_opinion, 0) AS no_opinion,
  coalesce(redone, 0) AS redone,
  coalesce(returns_requested, 0) AS returns_requested,
  coalesce(returns_rejected, 0) AS returns_rejected,
  coalesce(supervised, 0) AS supervised,
  coalesce(false_replies, 0) AS false_replies
FROM (
  SELECT CASE %(by)s::text WHEN 'unit' THEN unit WHEN 'category' THEN category WHEN 'area' THEN area END AS key,
    sum(assigned) AS assigned,
    sum(sign_due) AS sign_due,
    sum(signed_on_time) AS signed_on_time,
    sum(contact_due) AS contact_due,
    sum(contacted_on_time) AS contacted_on_time,
    sum(due) AS due,
    sum(replied_on_time) AS replied_on_time,
    sum(answered) AS answered,
    sum(claimed) AS claimed,
    sum(judged) AS judged,
    sum(resolved) AS resolved,
    sum(contradicted) AS contradicted,
    sum(opinions) AS opinions,
    sum(satisfied) AS satisfied,
    sum(no_opinion) AS no_opinion,
    sum(redone) AS redone,
    sum(returns_requested) AS returns_requested,
    sum(returns_rejected) AS returns_rejected,
    sum(supervised) AS supervised,
    sum(false_replies) AS false_replies
  FROM unit_cases
  WHERE month = %(month)s
    AND (%(unit)s::text IS NULL OR unit = %(unit)s)
    AND (%(category)s::text IS NULL OR category = %(category)s)
    AND (%(area)s::text IS NULL OR area = %(area)s OR %(area)s = 'unknown' AND area = '')
  GROUP BY 1
) AS this_month FULL JOIN (
  SELECT CASE %(by)s::text WHEN 'unit' THEN unit WHEN 'category' THEN category WHEN 'area' THEN area END AS key,
    sum(still_open) AS carried
  FROM unit_cases
  WHERE until >= %(month)s AND month < %(month)s AND still_open <> 0
    AND (%(unit)s::text IS NULL OR unit = %(unit)s)
    AND (%(category)s::text IS NULL OR category = %(category)s)
    AND (%(area)s::text IS NULL OR area = %(area)s OR %(area)s = 'unknown' AND area = '')
  GROUP BY 1
) AS before USING (key)
ORDER BY key

-- made_of --
-- The petitions in the sum of some counts, and how often each is in it. Read in the order of numbers, so that a page ends
-- the reading.
SELECT number, category, area, unit, sum(times)::bigint AS times
FROM (
  SELECT number, category, area, unit,
    CASE WHEN 'assigned' = ANY (%(counts)s::text[]) THEN assigned ELSE 0 END
      + CASE WHEN 'sign_due' = ANY (%(counts)s::text[]) THEN sign_due ELSE 0 END
      + CASE WHEN 'signed_on_time' = ANY (%(counts)s::text[]) THEN signed_on_time ELSE 0 END
      + CASE WHEN 'contact_due' = ANY (%(counts)s::text[]) THEN contact_due ELSE 0 END
      + CASE WHEN 'contacted_on_time' = ANY (%(counts)s::text[]) THEN contacted_on_time ELSE 0 END
      + CASE WHEN 'due_in_month' = ANY (%(counts)s::text[]) THEN due ELSE 0 END
      + CASE WHEN 'replied_on_time' = ANY (%(counts)s::text[]) THEN replied_on_time ELSE 0 END
      + CASE WHEN 'answered' = ANY (%(counts)s::text[]) THEN answered ELSE 0 END
      + CASE WHEN 'claimed' = ANY (%(counts)s::text[]) THEN claimed ELSE 0 END
      + CASE WHEN 'judged' = ANY (%(counts)s::text[]) THEN judged ELSE 0 END
      + CASE WHEN 'resolved' = ANY (%(counts)s::text[]) THEN resolved ELSE 0 END
      + CASE WHEN 'contradicted' = ANY (%(counts)s::text[]) THEN contradicted ELSE 0 END
      + CASE WHEN 'opinions' = ANY (%(counts)s::text[]) THEN opinions ELSE 0 END
      + CASE WHEN 'satisfied' = ANY (%(counts)s::text[]) THEN satisfied ELSE 0 END
      + CASE WHEN 'no_opinion' = ANY (%(counts)s::text[]) THEN no_opinion ELSE 0 END
      + CASE WHEN 'redone' = ANY (%(counts)s::text[]) THEN redone ELSE 0 END
      + CASE WHEN 'returns_requested' = ANY (%(counts)s::text[]) THEN returns_requested ELSE 0 END
      + CASE WHEN 'returns_rejected' = ANY (%(counts)s::text[]) THEN returns_rejected ELSE 0 END
      + CASE WHEN 'supervised' = ANY (%(counts)s::text[]) THEN supervised ELSE 0 END
      + CASE WHEN 'false_replies' = ANY (%(counts)s::text[]) THEN false_replies ELSE 0 END AS times
  FROM unit_cases
  WHERE month = %(month)s AND number >= coalesce(%(after_number)s::text, '')
  UNION ALL
  SELECT number, category, area, unit, still_open
  FROM unit_cases
  WHERE until >= %(month)s AND month < %(month)s AND still_open <> 0 AND 'carried' = ANY (%(counts)s::text[])
) AS each_time
WHERE (%(unit)s::text IS NULL OR unit = %(unit)s)
  AND (%(category)s::text IS NULL OR category = %(category)s)
  AND (%(area)s::text IS NULL OR area = %(area)s OR %(area)s = 'unknown' AND area = '')
  AND (%(after_number)s::text IS NULL OR (number, unit) > (%(after_number)s, %(after_unit)s::text))
GROUP BY number, unit, category, area
HAVING sum(times) <> 0
ORDER BY number, unit
LIMIT %(limit)s
