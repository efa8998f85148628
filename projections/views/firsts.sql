-- firsts: on which day did a petition get how far for the first time?
-- One row per petition and step; where a sealed one is from, and whose it is, is left out. Reads the view `standing`.

-- rows --
SELECT petition_id, what, happened_on, category,
  CASE WHEN confidentiality = 'sealed' THEN '' ELSE coalesce(area, '') END AS area,
  CASE WHEN confidentiality = 'sealed' THEN '' ELSE coalesce(unit, '') END AS unit, source
FROM standing, LATERAL (VALUES
  ('received', submitted_on), ('accepted', accepted_on), ('declined', declined_on), ('assigned', assigned_on),
  ('replied', replied_on), ('verified', verified_on), ('closed', closed_on),
  ('closed_now', CASE WHEN ended_as = 'closed' THEN ended_on END)
) AS first (what, happened_on)
WHERE happened_on IS NOT NULL
