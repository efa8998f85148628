-- Erasing: whoever is erased has no key, no words and no files any more, all at once. What else is made of words goes by
-- triggers on the key, so that one statement takes everything, and erasing again after a restore takes everything again.
SET LOCAL ROLE casebook_owner;

CREATE FUNCTION vault.erase(subjects uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = vault, pg_temp AS $$
BEGIN
  PERFORM FROM ledger.head FOR UPDATE;  -- who appends now comes first, and whoever comes next sees what follows
  UPDATE vault.subject_keys k SET wrapped = NULL WHERE k.subject_id = ANY (subjects) AND k.wrapped IS NOT NULL;
  DELETE FROM vault.words w USING vault.subject_keys k
    WHERE k.subject_id = ANY (subjects) AND w.petition_id = k.petition_id AND w.subject_id = k.subject_id;
END $$;
REVOKE EXECUTE ON FUNCTION vault.erase FROM PUBLIC;
GRANT EXECUTE ON FUNCTION vault.erase TO casebook_app;
