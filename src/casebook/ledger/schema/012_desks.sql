-- What people of staff keep for themselves: selections of their work that they come back to.
SET LOCAL ROLE casebook_app;

CREATE TABLE accounts.selections (
  person_id uuid NOT NULL REFERENCES accounts.people ON DELETE CASCADE,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 30),
  query text NOT NULL CHECK (length(query) <= 500),  -- the filters, as they stand in an address
  PRIMARY KEY (person_id, name)
);
