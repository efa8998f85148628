-- timeline: what happened to this petition, step by step?
-- readers: citizen, desk, dispatcher, supervisor, unit_officer, unit_approver, reporter, editor, auditor
-- grain: event

-- table --
position bigint PRIMARY KEY,
petition_id uuid NOT NULL,
version bigint NOT NULL,
event text NOT NULL,
happened_at timestamptz NOT NULL,
happened_on date NOT NULL,
recorded_at timestamptz NOT NULL,
role text,
unit text,
source text,
data jsonb

-- indexes --
CREATE UNIQUE INDEX timeline_petition ON timeline (petition_id, version);

-- rows --
SELECT position, petition_id, version, event, happened_at, happened_on, recorded_at, role, unit, source, data
FROM history

-- of_petition --
SELECT * FROM timeline
WHERE petition_id = %(petition_id)s AND version > coalesce(%(after_version)s::bigint, -1)
ORDER BY version
LIMIT %(limit)s
