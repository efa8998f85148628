-- Files that people show: sealed pictures, each under a key of its own. What was uploaded waits for the command that
-- names it, its key wrapped beside it; with the event the key goes to the words of whoever shows it, and here it is
-- gone. Destroying that person's key in that petition destroys the files as well.
SET LOCAL ROLE casebook_owner;

CREATE TABLE vault.files (
  id uuid PRIMARY KEY,
  digest bytea NOT NULL CHECK (octet_length(digest) = 32),       -- SHA-256 of `content`, as events have it
  size int NOT NULL CHECK (size > 0),                            -- of the picture, opened
  content bytea NOT NULL,
  thumbnail bytea NOT NULL,
  uploaded_at timestamptz NOT NULL DEFAULT now(),
  -- while it waits
  holder uuid,                                                   -- for whom
  fingerprint bytea,                                             -- keyed digest of what was sent
  wrapped bytea,                                                 -- its key
  -- once an event names it
  petition_id uuid,
  version bigint,
  subject_id uuid,                                               -- whose it is
  CHECK (num_nulls(holder, fingerprint, wrapped) = CASE WHEN petition_id IS NULL THEN 0 ELSE 3 END),
  CHECK (num_nulls(petition_id, version, subject_id) IN (0, 3))
);
ALTER TABLE vault.files ALTER COLUMN content SET STORAGE EXTERNAL, ALTER COLUMN thumbnail SET STORAGE EXTERNAL;
CREATE UNIQUE INDEX files_waiting ON vault.files (holder, fingerprint) WHERE petition_id IS NULL;
CREATE INDEX files_old ON vault.files (uploaded_at) WHERE petition_id IS NULL;
CREATE INDEX files_petition ON vault.files (petition_id, subject_id) WHERE petition_id IS NOT NULL;

-- With the event that names them, in its own transaction, whichever way it comes in.
CREATE FUNCTION vault.use_files() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = vault, pg_temp AS $$
BEGIN
  UPDATE vault.files f SET holder = NULL, fingerprint = NULL, wrapped = NULL,
    petition_id = NEW.originator_id, version = NEW.originator_version, subject_id = (NEW.body ->> 'subj')::uuid
  WHERE f.petition_id IS NULL AND f.id IN (
    SELECT (named #>> '{}')::uuid FROM jsonb_path_query(NEW.body -> 'data', '$.*[*].id') AS named);
  RETURN NULL;
END $$;
CREATE TRIGGER files_are_used AFTER INSERT ON ledger.events
  FOR EACH ROW WHEN (NEW.body -> '_sd' ? 'file_keys') EXECUTE FUNCTION vault.use_files();

-- What nobody has named for a day goes. A little later than commands may still name it, so that none loses its files.
CREATE FUNCTION vault.remove_unused_files() RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = vault, pg_temp AS $$
  WITH gone AS (
    DELETE FROM vault.files WHERE petition_id IS NULL AND uploaded_at < now() - interval '25 hours' RETURNING 1)
  SELECT count(*) FROM gone
$$;

-- A key that is destroyed takes the files with it, at once.
CREATE FUNCTION vault.forget_files() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = vault, pg_temp AS $$
BEGIN
  DELETE FROM vault.files f WHERE f.petition_id = OLD.petition_id AND f.subject_id = OLD.subject_id;
  RETURN NULL;
END $$;
CREATE TRIGGER files_are_forgotten AFTER UPDATE OF wrapped ON vault.subject_keys
  FOR EACH ROW WHEN (NEW.wrapped IS NULL) EXECUTE FUNCTION vault.forget_files();
CREATE TRIGGER files_are_deleted AFTER DELETE ON vault.subject_keys
  FOR EACH ROW EXECUTE FUNCTION vault.forget_files();

REVOKE EXECUTE ON FUNCTION vault.use_files, vault.remove_unused_files, vault.forget_files FROM PUBLIC;
GRANT SELECT, INSERT (id, digest, size, content, thumbnail, holder, fingerprint, wrapped) ON vault.files TO casebook_app;
GRANT EXECUTE ON FUNCTION vault.remove_unused_files TO casebook_app;
