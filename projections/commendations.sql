-- commendations: who thanked which unit, in which month, and how (锦旗、表扬信)?
-- readers: public
-- totals: month, unit, kind, source
-- Each counts in the month in which it was put on record, once for each petition, unit and kind. Shown beside the
-- ranking, never scored. Sealed petitions count for no unit, as in `unit_month`.

-- table --
month text NOT NULL,
unit text NOT NULL,
kind text NOT NULL,
source text NOT NULL,              -- '' where the petition was filed here
received bigint NOT NULL,
PRIMARY KEY (month, unit, kind, source)

-- petitions --
SELECT DISTINCT petition_id FROM history WHERE event = 'commendation-received'

-- rows --
SELECT petition_id, to_char(happened_on, 'YYYY-MM') AS month, data ->> 'unit' AS unit, data ->> 'kind' AS kind,
  coalesce(source, '') AS source, count(*)::int AS received
FROM (
  SELECT *,
    (max(ARRAY[lpad(version::text, 10, '0'), coalesce(data ->> 'after', data ->> 'confidentiality')])
      FILTER (WHERE version = 1 OR event = 'confidentiality-changed') OVER (PARTITION BY petition_id))[2] AS confidentiality
  FROM history
) AS told
WHERE event = 'commendation-received' AND confidentiality IS DISTINCT FROM 'sealed'
GROUP BY petition_id, 2, 3, 4, 5

-- of_month --
SELECT unit, sum(received)::bigint AS received, coalesce(sum(received) FILTER (WHERE kind = 'banner'), 0)::bigint AS banners
FROM commendations
WHERE month = %(month)s AND (%(source)s::text IS NULL OR source = %(source)s)
GROUP BY unit
ORDER BY unit
