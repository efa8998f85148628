-- The sweep that fires what is due: who may do it now, how far it came, and what stopped single petitions. The
-- application owns it: a sweep that is lost or done twice does no harm.

CREATE SCHEMA casework AUTHORIZATION casebook_app;
SET LOCAL ROLE casebook_app;

CREATE TABLE casework.sweep (  -- one row
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  holder uuid,                  -- the process that sweeps
  lease_until timestamptz NOT NULL DEFAULT '-infinity',
  swept_until timestamptz,      -- what was due by then has fired
  fired bigint NOT NULL DEFAULT 0,
  updated_at timestamptz
);
INSERT INTO casework.sweep DEFAULT VALUES;

CREATE TABLE casework.sweep_faults (  -- petitions whose timers cannot fire
  petition_id uuid PRIMARY KEY,
  timer text NOT NULL,          -- its kind and limit: `missed reply`
  error text NOT NULL,          -- never a value of an event
  since timestamptz NOT NULL DEFAULT now()
);
