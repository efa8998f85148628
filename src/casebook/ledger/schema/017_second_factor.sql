-- What makes one-time codes for people of staff, and who has shown a password and has yet to show a code.
SET LOCAL ROLE casebook_app;

CREATE TABLE accounts.factors (
  person_id uuid PRIMARY KEY REFERENCES accounts.people ON DELETE CASCADE,
  envelope bytea NOT NULL,             -- the secret, sealed
  used_step bigint NOT NULL DEFAULT 0, -- each code counts once: those of this step and before are used up
  recovery bytea[] NOT NULL DEFAULT '{}',  -- keyed digests of codes that help once each, where the device is lost
  confirmed_at timestamptz             -- NULL: offered, and no code was shown yet
);

CREATE TABLE accounts.halfway (
  token bytea PRIMARY KEY CHECK (octet_length(token) = 32),  -- SHA-256 of what the browser holds
  person_id uuid NOT NULL REFERENCES accounts.people ON DELETE CASCADE,
  ends_at timestamptz NOT NULL
);
