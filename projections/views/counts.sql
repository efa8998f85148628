-- counts: what does each petition give to the counts of each day and each month?
-- A row per petition and day, and one per petition and month: `span` says which, `began` is its first day. A petition
-- counts once in each column, where it got there first, in the category it has now; where a sealed one is from, and
-- whose it is, is left out. Reads the view `standing`.

-- rows --
SELECT petition_id, span, began, category, area, unit, source,
  (count(*) FILTER (WHERE what = 'received'))::int AS received,
  (count(*) FILTER (WHERE what = 'accepted'))::int AS accepted,
  (count(*) FILTER (WHERE what = 'declined'))::int AS declined,
  (count(*) FILTER (WHERE what = 'assigned'))::int AS assigned,
  (count(*) FILTER (WHERE what = 'replied'))::int AS replied,
  (count(*) FILTER (WHERE what = 'verified'))::int AS verified,
  (count(*) FILTER (WHERE what = 'closed'))::int AS closed,
  (count(*) FILTER (WHERE what = 'closed_now'))::int AS closed_now
FROM (
  SELECT petition_id, what, span, began, category,
    CASE WHEN confidentiality = 'sealed' THEN '' ELSE coalesce(area, '') END AS area,
    CASE WHEN confidentiality = 'sealed' THEN '' ELSE coalesce(unit, '') END AS unit, coalesce(source, '') AS source
  FROM standing, LATERAL (VALUES
    ('received', submitted_on), ('accepted', accepted_on), ('declined', declined_on), ('assigned', assigned_on),
    ('replied', replied_on), ('verified', verified_on), ('closed', closed_on),
    ('closed_now', CASE WHEN ended_as = 'closed' THEN ended_on END)
  ) AS first (what, happened_on), LATERAL (VALUES
    ('day', happened_on), ('month', date_trunc('month', happened_on::timestamp)::date)
  ) AS spanned (span, began)
  WHERE happened_on IS NOT NULL
) AS firsts
GROUP BY petition_id, span, began, category, area, unit, source
