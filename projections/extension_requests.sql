-- extension_requests: which units wait for a decision on more time (延期申请)?
-- readers: dispatcher, supervisor
-- over: standing
-- One row per petition in progress with a request that nobody has decided. A request stops no clock: `due_at` is when
-- silence becomes a refusal.

-- table --
petition_id uuid PRIMARY KEY,
number text NOT NULL,
category text NOT NULL,
area text,
unit text,
working_days int NOT NULL,
asked_at timestamptz NOT NULL,
due_at timestamptz,
version bigint NOT NULL

-- indexes --
CREATE INDEX extension_requests_due ON extension_requests (coalesce(due_at, 'infinity'), petition_id);

-- petitions --
SELECT petition_id FROM history WHERE event = 'extension-requested' GROUP BY petition_id

-- rows --
SELECT petition_id, number, category, area, unit, asked[2]::int AS working_days, asked[3]::timestamptz AS asked_at,
  reply_due AS due_at, standing.version
FROM standing
JOIN (
  SELECT petition_id,
    max(ARRAY[lpad(version::text, 10, '0'), data ->> 'working_days', happened_at::text])
      FILTER (WHERE event = 'extension-requested') AS asked,
    coalesce(max(version) FILTER (
      WHERE event IN ('extension-granted', 'extension-refused', 'replied', 'suspended', 'assigned', 'reopened')
    ), 0) AS settled_v
  FROM history GROUP BY petition_id
) AS requests USING (petition_id)
WHERE asked IS NOT NULL AND asked[1]::bigint > settled_v AND status = 'in_progress'

-- page --
SELECT * FROM extension_requests
WHERE (%(unit)s::text IS NULL OR unit = %(unit)s)
  AND (%(after_id)s::uuid IS NULL
    OR (coalesce(due_at, 'infinity'), petition_id) > (coalesce(%(after_due)s::timestamptz, 'infinity'), %(after_id)s))
ORDER BY coalesce(due_at, 'infinity'), petition_id
LIMIT %(limit)s
