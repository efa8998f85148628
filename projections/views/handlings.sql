-- handlings: what became of each assignment of a petition, round by round?
-- One row per assignment and round of handling: a petition that is worked on again is due again. Only the lead unit
-- counts. `..._on` is the day in the city.

-- rows --
SELECT petition_id, nth, round, assigned[2] AS unit, assigned[3]::int AS assignment, source, category, matter, area, street,
  confidentiality, sealed, started_at, started_on, assigned[9] = 'true' AS designated,
  sign_due, (sign_due AT TIME ZONE zone)::date AS sign_due_on, signed_at, signed_on,
  contact_due, (contact_due AT TIME ZONE zone)::date AS contact_due_on, contacted_at, contacted_on,
  reply_due, (reply_due AT TIME ZONE zone)::date AS reply_due_on,
  answered_at, (answered_at AT TIME ZONE zone)::date AS answered_on,
  CASE WHEN answered_at IS NOT NULL THEN outcome END AS outcome, rejections,
  ended, ended_at, (coalesce(answered_at, ended_at) AT TIME ZONE zone)::date AS settled_on,
  -- returned, withdrawn, merged and recalled ones, and those that the desk sent to the wrong unit, are not the unit's to
  -- answer for
  coalesce(ended NOT IN ('returned', 'withdrawn', 'merged', 'recalled', 'desk_error'), true) AS counted,
  reopened_fault, CASE WHEN nth_round > 0 THEN started_on END AS reopened_on,
  finding, solved, score, greatest(finding_on, solved_on) AS result_on, scored_on, unreached_on,
  CASE
    WHEN finding IN ('partly', 'unsolved') THEN false
    WHEN finding = 'solved' AND solved = 'no' THEN NULL  -- the two contradict each other: somebody must look again
    WHEN finding = 'solved' OR solved = 'yes' THEN true
    WHEN solved IS NOT NULL THEN false
  END AS resolved,
  finding = 'solved' AND solved = 'no' AS contradicted,
  method, visited_at, finding_on, photos, return_requested_on, return_rejected_on,
  supervised, supervised_on, false_replies, found_false_on
FROM (
  SELECT petition_id, nth, round, nth_round, zone, max(assigned) AS assigned, max(source) AS source, max(category[2]) AS category,
    max(matter[2]) AS matter, max(area) AS area, max(street) AS street, max(confidentiality) AS confidentiality,
    (max(protected))[2] = 'sealed' AS sealed,
    (min(ARRAY[lpad(version::text, 10, '0'), happened_at::text]))[2]::timestamptz AS started_at,
    (min(ARRAY[lpad(version::text, 10, '0'), happened_on::text]))[2]::date AS started_on,
    CASE WHEN nth_round = 0 THEN (max(assigned))[4]::timestamptz END AS sign_due,
    min(happened_at) FILTER (WHERE event = 'signed') AS signed_at,
    min(happened_on) FILTER (WHERE event = 'signed') AS signed_on,
    CASE WHEN nth_round = 0 THEN (max(assigned))[5]::timestamptz END AS contact_due,
    min(happened_at) FILTER (WHERE event = 'citizen-contacted' AND data ->> 'reached' = 'true'
      OR event = 'replied' AND data -> 'actions' ? 'contacted_citizen') AS contacted_at,
    min(happened_on) FILTER (WHERE event = 'citizen-contacted' AND data ->> 'reached' = 'true'
      OR event = 'replied' AND data -> 'actions' ? 'contacted_citizen') AS contacted_on,
    (max(ARRAY[lpad(version::text, 10, '0'), CASE event WHEN 'deadline-recomputed' THEN data ->> 'new_due' ELSE data ->> 'reply_due' END])
      FILTER (WHERE event IN ('assigned', 'reopened', 'extension-granted', 'suspended', 'resumed')
        OR event = 'deadline-recomputed' AND data ->> 'clock' = 'reply'))[2]::timestamptz AS reply_due,
    (min(ARRAY[lpad(version::text, 10, '0'), replied[2]]) FILTER (WHERE event = 'reply-approved'))[2]::timestamptz AS answered_at,
    (min(ARRAY[lpad(version::text, 10, '0'), replied[3]]) FILTER (WHERE event = 'reply-approved'))[2] AS outcome,
    (count(*) FILTER (WHERE event = 'reply-rejected'))::int AS rejections,
    (max(ARRAY[lpad(version::text, 10, '0'), ending]) FILTER (WHERE ending IS NOT NULL))[2] AS ended,
    max(happened_at) FILTER (WHERE ending IS NOT NULL) AS ended_at,
    max(data ->> 'fault') FILTER (WHERE event = 'reopened') AS reopened_fault,
    (max(ARRAY[lpad(version::text, 10, '0'), data ->> 'result']) FILTER (WHERE event = 'verification-countersigned'
      AND data ->> 'result' <> 'cannot_tell'))[2] AS finding,
    max(happened_on) FILTER (WHERE event = 'verification-countersigned' AND data ->> 'result' <> 'cannot_tell') AS finding_on,
    (max(ARRAY[lpad(version::text, 10, '0'), data ->> 'solved'])
      FILTER (WHERE event IN ('citizen-rated', 'callback-recorded') AND data ->> 'solved' IS NOT NULL))[2] AS solved,
    max(happened_on) FILTER (WHERE event IN ('citizen-rated', 'callback-recorded') AND data ->> 'solved' IS NOT NULL) AS solved_on,
    (max(ARRAY[lpad(version::text, 10, '0'), coalesce(data ->> 'score', data ->> 'satisfaction')])
      FILTER (WHERE event IN ('citizen-rated', 'callback-recorded') AND coalesce(data ->> 'score', data ->> 'satisfaction') IS NOT NULL))[2]::int AS score,
    max(happened_on) FILTER (WHERE event IN ('citizen-rated', 'callback-recorded')
      AND coalesce(data ->> 'score', data ->> 'satisfaction') IS NOT NULL) AS scored_on,
    max(happened_on) FILTER (WHERE event = 'callback-recorded' AND data ->> 'reached' = 'false') AS unreached_on,
    max(happened_on) FILTER (WHERE event = 'return-requested') AS return_requested_on,
    max(happened_on) FILTER (WHERE event = 'return-rejected') AS return_rejected_on,
    (max(looked) FILTER (WHERE event = 'verification-countersigned'))[2] AS method,
    (max(looked) FILTER (WHERE event = 'verification-countersigned'))[3]::timestamptz AS visited_at,
    (max(looked) FILTER (WHERE event = 'verification-countersigned'))[4]::int AS photos,
    (count(*) FILTER (WHERE event = 'supervision-opened'))::int AS supervised,
    max(happened_on) FILTER (WHERE event = 'supervision-opened') AS supervised_on,
    (count(*) FILTER (WHERE event = 'false-reply-found'))::int AS false_replies,
    max(happened_on) FILTER (WHERE event = 'false-reply-found') AS found_false_on
  FROM (
    SELECT *, count(*) FILTER (WHERE event = 'reopened') OVER (PARTITION BY petition_id, nth ORDER BY version) AS nth_round
    FROM (
      SELECT petition_id, version, event, happened_at, happened_on, data, source, zone,
        count(*) FILTER (WHERE event = 'assigned') OVER up_to_here AS nth,
        1 + count(*) FILTER (WHERE event = 'reopened') OVER up_to_here AS round,
        max(ARRAY[lpad(version::text, 10, '0'), data ->> 'unit', data ->> 'assignment', data ->> 'sign_due',
          data ->> 'contact_due', '', '', '', data ->> 'designated']) FILTER (WHERE event = 'assigned') OVER up_to_here AS assigned,
        max(ARRAY[lpad(version::text, 10, '0'), happened_at::text, data ->> 'outcome'])
          FILTER (WHERE event = 'replied') OVER up_to_here AS replied,
        max(ARRAY[lpad(version::text, 10, '0'), data ->> 'method', data ->> 'visited_at',
          coalesce(jsonb_array_length(data -> 'photos'), 0)::text])
          FILTER (WHERE event = 'verified-by-reporter') OVER up_to_here AS looked,
        max(ARRAY[lpad(version::text, 10, '0'), data ->> 'category']) FILTER (
          WHERE event IN ('submitted', 'accepted', 'reclassified') AND data ->> 'category' IS NOT NULL) OVER whole AS category,
        max(ARRAY[lpad(version::text, 10, '0'), data ->> 'matter']) FILTER (
          WHERE event IN ('accepted', 'reclassified') AND data ->> 'matter' IS NOT NULL) OVER whole AS matter,
        max(data ->> 'area') FILTER (WHERE version = 1) OVER whole AS area,
        max(data ->> 'street') FILTER (WHERE version = 1) OVER whole AS street,
        max(data ->> 'confidentiality') FILTER (WHERE version = 1) OVER whole AS confidentiality,
        max(ARRAY[lpad(version::text, 10, '0'), coalesce(data ->> 'after', data ->> 'confidentiality')])
          FILTER (WHERE version = 1 OR event = 'confidentiality-changed') OVER whole AS protected,
        CASE
          WHEN event = 'return-approved' THEN 'returned'
          WHEN event = 'reassigned' THEN CASE data ->> 'fault' WHEN 'desk' THEN 'desk_error' ELSE 'reassigned' END
          WHEN event = 'withdrawn' AND data ->> 'goes_on' IS DISTINCT FROM 'true' THEN 'withdrawn'
          WHEN event IN ('merged', 'terminated', 'recalled') THEN event
        END AS ending
      FROM history CROSS JOIN (SELECT zone FROM ledger.config) AS city
      WINDOW whole AS (PARTITION BY petition_id), up_to_here AS (PARTITION BY petition_id ORDER BY version)
    ) AS placed
    WHERE nth > 0
  ) AS counted_rounds
  GROUP BY petition_id, nth, round, nth_round, zone
) AS made
