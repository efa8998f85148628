-- audit_trail: who did what, when, and when was it recorded?
-- readers: auditor, supervisor
-- grain: event

-- table --
position bigint PRIMARY KEY,
petition_id uuid NOT NULL,
version bigint NOT NULL,
event text NOT NULL,
recorded_at timestamptz NOT NULL,
happened_at timestamptz NOT NULL,
actor uuid,
role text,
unit text,
source text,
source_id text

-- indexes --
CREATE UNIQUE INDEX audit_trail_petition ON audit_trail (petition_id, version);
CREATE INDEX audit_trail_actor ON audit_trail (actor, position);

-- rows --
SELECT position, petition_id, version, event, recorded_at, happened_at, actor, role, unit, source, source_id
FROM history

-- page --
SELECT * FROM audit_trail
WHERE position > coalesce(%(after_position)s::bigint, 0)
  AND (%(event)s::text IS NULL OR event = %(event)s)
  AND (%(role)s::text IS NULL OR role = %(role)s)
  AND (%(unit)s::text IS NULL OR unit = %(unit)s)
  AND (%(actor)s::uuid IS NULL OR actor = %(actor)s)
ORDER BY position
LIMIT %(limit)s

-- latest --
-- The same from the end.
SELECT * FROM audit_trail
WHERE (%(after_position)s::bigint IS NULL OR position < %(after_position)s)
  AND (%(event)s::text IS NULL OR event = %(event)s)
  AND (%(role)s::text IS NULL OR role = %(role)s)
  AND (%(unit)s::text IS NULL OR unit = %(unit)s)
  AND (%(actor)s::uuid IS NULL OR actor = %(actor)s)
ORDER BY position DESC
LIMIT %(limit)s

-- of_petition --
SELECT * FROM audit_trail
WHERE petition_id = %(petition_id)s AND version > coalesce(%(after_version)s::bigint, -1)
ORDER BY version
LIMIT %(limit)s
