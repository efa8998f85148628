-- Which secret keys this ledger was begun with: a keyed digest, from which nobody learns them. The first who opens the
-- ledger says so. With others no word could be opened again, and an import would not know what is there.
SET LOCAL ROLE casebook_owner;

CREATE TABLE ledger.keyring (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  digest bytea NOT NULL CHECK (octet_length(digest) = 32)
);
CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON ledger.keyring FOR EACH ROW EXECUTE FUNCTION ledger.refuse();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON ledger.keyring FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse();
ALTER TABLE ledger.keyring ENABLE ALWAYS TRIGGER no_change, ENABLE ALWAYS TRIGGER no_truncate;
GRANT SELECT, INSERT ON ledger.keyring TO casebook_app;
