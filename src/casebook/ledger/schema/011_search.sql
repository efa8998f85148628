-- What can be searched: plain words, so none of it reaches the write-ahead log or a backup. A crash of the server
-- empties the tables; whoever follows the ledger finds no progress and fills them again from ledger and vault.
CREATE SCHEMA search AUTHORIZATION casebook_app;
SET LOCAL ROLE casebook_app;

CREATE UNLOGGED TABLE search.texts (
  petition_id uuid NOT NULL,
  circles text[] NOT NULL,       -- who may search it: hotline, newsroom, unit, public
  content text NOT NULL,         -- folded: what LIKE looks at
  grams tsvector NOT NULL,       -- its bigrams and words: what the index has
  PRIMARY KEY (petition_id, circles)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
-- no list of what is pending: each search would read it whole
CREATE INDEX texts_grams ON search.texts USING gin (grams) WITH (fastupdate = off);

CREATE UNLOGGED TABLE search.progress (  -- one row, or none after a crash
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  position bigint NOT NULL,      -- everything up to here is in
  built_to uuid,                 -- while it is filled: petitions up to this one are in
  built bigint NOT NULL DEFAULT 0,
  total bigint NOT NULL,         -- so many there were when filling began
  building boolean NOT NULL DEFAULT true,
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE UNLOGGED TABLE search.stale (petition_id uuid PRIMARY KEY);  -- of which words were erased

-- The petitions whose words match, for somebody of this circle. Written so that PostgreSQL puts it into the query.
CREATE FUNCTION search.matching(grams tsquery, patterns text[], circle text) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
  SELECT t.petition_id FROM search.texts t
  WHERE t.grams @@ $1 AND t.content LIKE ALL ($2) AND t.circles @> ARRAY[$3]
$$;

-- A key that is destroyed takes the words out of the search in the same transaction; what others wrote comes back.
CREATE FUNCTION search.forget() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = search, pg_temp AS $$
BEGIN
  DELETE FROM search.texts t WHERE t.petition_id = OLD.petition_id;
  INSERT INTO search.stale VALUES (OLD.petition_id) ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
GRANT USAGE ON SCHEMA search TO casebook_owner;
GRANT EXECUTE ON FUNCTION search.forget TO casebook_owner;

RESET ROLE;
SET LOCAL ROLE casebook_owner;
CREATE TRIGGER words_are_forgotten AFTER UPDATE OF wrapped ON vault.subject_keys
  FOR EACH ROW WHEN (NEW.wrapped IS NULL) EXECUTE FUNCTION search.forget();
CREATE TRIGGER words_are_deleted AFTER DELETE ON vault.subject_keys
  FOR EACH ROW EXECUTE FUNCTION search.forget();
