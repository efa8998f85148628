-- firsts: on which day did a petition get how far for the first time?
-- One row per petition and step. Reads the view `standing`.

-- rows --
SELECT petition_id, what, happened_on, category, area, source
FROM standing, LATERAL (VALUES
  ('received', submitted_on), ('accepted', accepted_on), ('declined', declined_on), ('assigned', assigned_on),
  ('replied', replied_on), ('verified', verified_on), ('closed', closed_on),
  ('closed_now', CASE WHEN ended_as = 'closed' THEN ended_on END)
) AS first (what, happened_on)
WHERE happened_on IS NOT NULL
