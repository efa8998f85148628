-- waivers: whose follow-up was waived, by whom, and on what ground?
-- readers: supervisor, auditor
-- grain: event
-- One row per waiver. That nobody need look is decided in the open: `waiver_rate` counts the same for everybody.

-- table --
position bigint PRIMARY KEY,
petition_id uuid NOT NULL,
round int NOT NULL,
ground text NOT NULL,
share int,                 -- so many of a hundred were to be visited, where the lot left this one out
waived_at timestamptz NOT NULL,
month text NOT NULL,       -- 2022-01, of the day in the city
role text,
actor uuid,
source text NOT NULL       -- '' where the petition was filed here

-- indexes --
CREATE INDEX waivers_month ON waivers (month, position)

-- rows --
SELECT position, petition_id, (data ->> 'round')::int AS round, data ->> 'ground' AS ground, (data ->> 'share')::int AS share,
  happened_at AS waived_at, to_char(happened_on, 'YYYY-MM') AS month, role, actor, coalesce(source, '') AS source
FROM history
WHERE event = 'verification-waived'

-- page --
SELECT * FROM waivers
WHERE (%(month)s::text IS NULL OR month = %(month)s)
  AND (%(ground)s::text IS NULL OR ground = %(ground)s)
  AND (%(before_position)s::bigint IS NULL OR position < %(before_position)s)
ORDER BY position DESC
LIMIT %(limit)s
