-- dissatisfied: which petitions does their citizen call unsolved that count as solved (不满意件)?
-- readers: dispatcher, supervisor
-- over: standing
-- One row per petition that is verified or closed, where the citizen's latest word in this round, rated or said when
-- called, is another than that it is solved. A new round or a better word takes it away. How long a closed one can come
-- back depends on when one looks, so the query is told (closed_since).

-- table --
petition_id uuid PRIMARY KEY,
number text NOT NULL,
category text NOT NULL,
area text,
unit text,
status text NOT NULL,      -- verified, closed
round int NOT NULL,
solved text NOT NULL,      -- what the citizen says: partly, no
said_at timestamptz NOT NULL,
closed_at timestamptz,     -- once it is closed
version bigint NOT NULL

-- indexes --
CREATE INDEX dissatisfied_closed ON dissatisfied (coalesce(closed_at, 'infinity'), petition_id);

-- petitions --
SELECT petition_id FROM history
WHERE event IN ('citizen-rated', 'callback-recorded') AND data ->> 'solved' IN ('partly', 'no')
GROUP BY petition_id

-- rows --
SELECT petition_id, number, category, area, unit, status, round, said[2] AS solved, said[3]::timestamptz AS said_at,
  CASE status WHEN 'closed' THEN last_closed_at END AS closed_at, standing.version
FROM standing
JOIN (
  SELECT petition_id,
    max(ARRAY[lpad(version::text, 10, '0'), data ->> 'solved', happened_at::text])
      FILTER (WHERE event IN ('citizen-rated', 'callback-recorded') AND data ->> 'solved' IS NOT NULL) AS said,
    coalesce(max(version) FILTER (WHERE event = 'reopened'), 0) AS reopened_v
  FROM history GROUP BY petition_id
) AS opinions USING (petition_id)
WHERE status IN ('verified', 'closed') AND said[1]::bigint > reopened_v AND said[2] <> 'yes'

-- page --
SELECT * FROM dissatisfied
WHERE (%(unit)s::text IS NULL OR unit = %(unit)s)
  AND coalesce(closed_at, 'infinity') >= %(closed_since)s::timestamptz
  AND (%(after_id)s::uuid IS NULL
    OR (coalesce(closed_at, 'infinity'), petition_id)
      > (coalesce(%(after_closed)s::timestamptz, 'infinity'), %(after_id)s))
ORDER BY coalesce(closed_at, 'infinity'), petition_id
LIMIT %(limit)s
