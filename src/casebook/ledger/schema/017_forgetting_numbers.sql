-- Whoever has deleted their telephone number is not found by it any more: the row stays, so that nobody reads the number
-- out of the ledger again, and says nothing.
SET LOCAL ROLE casebook_app;

ALTER TABLE accounts.contacts ALTER COLUMN phone DROP NOT NULL;
