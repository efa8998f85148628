-- What is sent again waits anew, and whoever opens a file leaves a trace that says which one.
SET LOCAL ROLE casebook_owner;

GRANT UPDATE (uploaded_at) ON vault.files TO casebook_app;

ALTER TABLE access_log.entries ADD COLUMN file_id uuid;
GRANT INSERT (file_id) ON access_log.entries TO casebook_app;
