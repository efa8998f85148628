-- Accounts of staff, sessions, one-time codes: what may change and be forgotten, so none of it is in the ledger. The
-- application owns it. Tokens, codes and telephone numbers stand here as digests only, keyed where they could be guessed.

CREATE SCHEMA accounts AUTHORIZATION casebook_app;
SET LOCAL ROLE casebook_app;

CREATE TABLE accounts.people (
  id uuid PRIMARY KEY,          -- the actor of events
  login text NOT NULL UNIQUE CHECK (login ~ '^[a-z0-9][a-z0-9._-]{1,31}$'),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
  password text,                -- argon2id, with its parameters; NULL where another service knows the person
  external text UNIQUE CHECK (length(external) BETWEEN 1 AND 255),  -- what that service calls them
  blocked_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE accounts.hats (    -- in which roles somebody may act, for which unit, from when until when
  person_id uuid NOT NULL REFERENCES accounts.people ON DELETE CASCADE,
  role text NOT NULL,
  unit text NOT NULL DEFAULT '',
  valid_from timestamptz NOT NULL DEFAULT now(),
  valid_until timestamptz,
  PRIMARY KEY (person_id, role, unit)
);

CREATE TABLE accounts.sessions (
  token bytea PRIMARY KEY CHECK (octet_length(token) = 32),  -- SHA-256 of what the browser holds
  id uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),         -- its name in lists
  person_id uuid REFERENCES accounts.people ON DELETE CASCADE,
  role text NOT NULL,
  unit text NOT NULL DEFAULT '',
  phone bytea CHECK (octet_length(phone) = 32),  -- a citizen's, as a keyed digest
  way text NOT NULL CHECK (way IN ('password', 'oidc', 'code')),
  network bytea NOT NULL,
  begun_at timestamptz NOT NULL DEFAULT now(),
  seen_at timestamptz NOT NULL DEFAULT now(),
  ends_at timestamptz NOT NULL,
  CHECK ((role = 'citizen') = (person_id IS NULL) AND (role = 'citizen') = (phone IS NOT NULL))
);
CREATE INDEX sessions_person ON accounts.sessions (person_id);
CREATE INDEX sessions_phone ON accounts.sessions (phone);

CREATE TABLE accounts.devices (  -- browsers in which somebody has signed in before
  person_id uuid NOT NULL REFERENCES accounts.people ON DELETE CASCADE,
  token bytea NOT NULL CHECK (octet_length(token) = 32),
  used_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (person_id, token)
);

CREATE TABLE accounts.throttles (  -- how often something was tried, and when it may be tried again
  key bytea PRIMARY KEY CHECK (octet_length(key) = 32),
  tries integer NOT NULL,
  open_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL  -- forgotten then
);

CREATE TABLE accounts.codes (  -- one-time codes on their way
  id uuid PRIMARY KEY,
  phone bytea NOT NULL CHECK (octet_length(phone) = 32),
  mac bytea NOT NULL CHECK (octet_length(mac) = 32),
  tries integer NOT NULL DEFAULT 0,
  ends_at timestamptz NOT NULL
);

CREATE TABLE accounts.outbox (  -- messages that people deliver, where no program does; sealed
  id uuid PRIMARY KEY,
  envelope bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  ends_at timestamptz NOT NULL
);

CREATE TABLE accounts.journeys (  -- sign-ins that are at the other service now
  state bytea PRIMARY KEY CHECK (octet_length(state) = 32),
  browser bytea NOT NULL CHECK (octet_length(browser) = 32),
  nonce text NOT NULL,
  verifier text NOT NULL,
  destination text NOT NULL,
  ends_at timestamptz NOT NULL
);

CREATE TABLE accounts.contacts (  -- which petitions were filed with which telephone number; read from the ledger
  petition_id uuid PRIMARY KEY,
  phone bytea NOT NULL CHECK (octet_length(phone) = 32)
);
CREATE INDEX contacts_phone ON accounts.contacts (phone);
CREATE TABLE accounts.contacts_read (  -- one row: everything up to this position of the ledger is in
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  position bigint NOT NULL DEFAULT 0
);
INSERT INTO accounts.contacts_read DEFAULT VALUES;

-- Who came in, and who tried: without words, beside the ledger, and as unchangeable. The database sets place and time.
RESET ROLE;
CREATE SCHEMA access_log AUTHORIZATION casebook_owner;
SET LOCAL ROLE casebook_owner;

CREATE TABLE access_log.entries (
  position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  kind text NOT NULL CHECK (kind ~ '^[a-z]+(-[a-z]+)*$' AND length(kind) <= 40),
  person_id uuid,
  network bytea CHECK (octet_length(network) = 16)  -- a keyed digest of its prefix
);
CREATE INDEX entries_person ON access_log.entries (person_id, position);
CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON access_log.entries FOR EACH ROW EXECUTE FUNCTION ledger.refuse();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON access_log.entries FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse();
ALTER TABLE access_log.entries ENABLE ALWAYS TRIGGER no_change, ENABLE ALWAYS TRIGGER no_truncate;
GRANT USAGE ON SCHEMA access_log TO casebook_app;
GRANT SELECT ON access_log.entries TO casebook_app;
GRANT INSERT (kind, person_id, network) ON access_log.entries TO casebook_app;
