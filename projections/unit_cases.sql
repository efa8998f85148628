-- unit_cases: which petitions make up a count of a unit in a month?
-- readers: analyst, auditor
-- over: handlings, unit_facts
-- What `unit_month` sums up, petition by petition and with the place, under the same names. No sealed petition is here:
-- it counts for no unit. What is due and still open goes on to the next months: the queries carry it.

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
CREATE INDEX unit_cases_month ON unit_cases (month, unit);
CREATE INDEX unit_cases_carried ON unit_cases (month) WHERE due <> done

-- rows --
SELECT f.*, filed.number, coalesce(filed.area[2], '') AS area
FROM unit_facts AS f JOIN (
  SELECT petition_id, max(data ->> 'number') FILTER (WHERE version = 1) AS number,
    max(ARRAY[lpad(version::text, 10, '0'), data ->> 'area']) FILTER (WHERE data ->> 'area' IS NOT NULL) AS area
  FROM history
  WHERE version = 1 OR event = 'reclassified'
  GROUP BY petition_id
) AS filed USING (petition_id)

-- of_month --
-- The counts of a month by unit, category or area; `carried` was due before the month and open when it began.
SELECT CASE %(by)s::text WHEN 'unit' THEN unit WHEN 'category' THEN category WHEN 'area' THEN area END AS key,
  coalesce(sum(assigned) FILTER (WHERE month = %(month)s), 0)::bigint AS assigned,
  coalesce(sum(sign_due) FILTER (WHERE month = %(month)s), 0)::bigint AS sign_due,
  coalesce(sum(signed_on_time) FILTER (WHERE month = %(month)s), 0)::bigint AS signed_on_time,
  coalesce(sum(contact_due) FILTER (WHERE month = %(month)s), 0)::bigint AS contact_due,
  coalesce(sum(contacted_on_time) FILTER (WHERE month = %(month)s), 0)::bigint AS contacted_on_time,
  coalesce(sum(due) FILTER (WHERE month = %(month)s), 0)::bigint AS due_in_month,
  coalesce(sum(due - done) FILTER (WHERE month < %(month)s), 0)::bigint AS carried,
  coalesce(sum(replied_on_time) FILTER (WHERE month = %(month)s), 0)::bigint AS replied_on_time,
  coalesce(sum(answered) FILTER (WHERE month = %(month)s), 0)::bigint AS answered,
  coalesce(sum(claimed) FILTER (WHERE month = %(month)s), 0)::bigint AS claimed,
  coalesce(sum(judged) FILTER (WHERE month = %(month)s), 0)::bigint AS judged,
  coalesce(sum(resolved) FILTER (WHERE month = %(month)s), 0)::bigint AS resolved,
  coalesce(sum(contradicted) FILTER (WHERE month = %(month)s), 0)::bigint AS contradicted,
  coalesce(sum(opinions) FILTER (WHERE month = %(month)s), 0)::bigint AS opinions,
  coalesce(sum(satisfied) FILTER (WHERE month = %(month)s), 0)::bigint AS satisfied,
  coalesce(sum(no_opinion) FILTER (WHERE month = %(month)s), 0)::bigint AS no_opinion,
  coalesce(sum(redone) FILTER (WHERE month = %(month)s), 0)::bigint AS redone,
  coalesce(sum(returns_requested) FILTER (WHERE month = %(month)s), 0)::bigint AS returns_requested,
  coalesce(sum(returns_rejected) FILTER (WHERE month = %(month)s), 0)::bigint AS returns_rejected,
  coalesce(sum(supervised) FILTER (WHERE month = %(month)s), 0)::bigint AS supervised,
  coalesce(sum(false_replies) FILTER (WHERE month = %(month)s), 0)::bigint AS false_replies
FROM unit_cases
WHERE (month = %(month)s OR month < %(month)s AND due <> done)
  AND (%(unit)s::text IS NULL OR unit = %(unit)s)
  AND (%(category)s::text IS NULL OR category = %(category)s)
  AND (%(area)s::text IS NULL OR area = %(area)s OR %(area)s = 'unknown' AND area = '')
GROUP BY 1
HAVING bool_or(month = %(month)s) OR sum(due - done) FILTER (WHERE month < %(month)s) > 0
ORDER BY 1

-- made_of --
-- The petitions in the sum of some counts, and how often each is in it.
SELECT number, category, area, unit, sum(times)::bigint AS times
FROM (
  SELECT number, category, area, unit, (
      SELECT coalesce(sum((to_jsonb(c) ->> CASE count WHEN 'due_in_month' THEN 'due' ELSE count END)::int), 0)
      FROM unnest(%(counts)s::text[]) AS asked (count)
      WHERE count <> 'carried'
    ) AS times
  FROM unit_cases AS c
  WHERE month = %(month)s
  UNION ALL
  SELECT number, category, area, unit, due - done
  FROM unit_cases
  WHERE month < %(month)s AND due <> done AND 'carried' = ANY (%(counts)s::text[])
) AS each_time
WHERE (%(unit)s::text IS NULL OR unit = %(unit)s)
  AND (%(category)s::text IS NULL OR category = %(category)s)
  AND (%(area)s::text IS NULL OR area = %(area)s OR %(area)s = 'unknown' AND area = '')
  AND (%(after_number)s::text IS NULL OR (number, unit) > (%(after_number)s, %(after_unit)s::text))
GROUP BY number, category, area, unit
HAVING sum(times) <> 0
ORDER BY number, unit
LIMIT %(limit)s
