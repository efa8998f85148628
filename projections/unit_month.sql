-- unit_month: what did each unit do in each month, as counts that rates are made of?
-- readers: desk, dispatcher, supervisor, auditor, analyst
-- over: handlings
-- totals: month, unit, category, source
-- Numerators and denominators of the published rates, over assignments of the lead unit. Each fact counts
-- in one month: a step with a limit in the month in which it was done or its limit ended, whichever came first; a
-- reply in the month in which it was due. What is due and still open goes on to the next months: the queries carry it.
-- Sealed petitions count for no unit: these figures are published, and few in a unit point to whom they are about.

-- table --
month text NOT NULL,
unit text NOT NULL,
category text NOT NULL,
source text NOT NULL,                 -- '' where the petition was filed here
assigned bigint NOT NULL,             -- less what was returned, withdrawn, merged or the desk's error
sign_due bigint NOT NULL,             -- signed, or the limit ended
signed_on_time bigint NOT NULL,
contact_due bigint NOT NULL,          -- anonymous petitions have no such limit
contacted_on_time bigint NOT NULL,
due bigint NOT NULL,                  -- the limit for the reply ended
done bigint NOT NULL,                 -- settled, in the month of settling or of the limit, whichever came later
replied_on_time bigint NOT NULL,      -- of those due: a reply that the desk let pass came in time
answered bigint NOT NULL,             -- replies that the desk let pass
claimed bigint NOT NULL,              -- of these: the unit says resolved
judged bigint NOT NULL,               -- a reporter's finding or a citizen's answer, not contradicting each other
resolved bigint NOT NULL,             -- of these: solved
contradicted bigint NOT NULL,         -- reporter "solved", citizen "no": waits for a decision
opinions bigint NOT NULL,             -- ratings with an opinion, not anonymous
satisfied bigint NOT NULL,            -- of these: 3 to 5 of 5
no_opinion bigint NOT NULL,           -- not reached, or anonymous
redone bigint NOT NULL,               -- reopened for a fault of the unit
returns_requested bigint NOT NULL,
returns_rejected bigint NOT NULL,
supervised bigint NOT NULL,
false_replies bigint NOT NULL,
PRIMARY KEY (month, unit, category, source)

-- rows --
SELECT petition_id, to_char(happened_on, 'YYYY-MM') AS month, unit, category, coalesce(source, '') AS source,
  (count(*) FILTER (WHERE what = 'assigned' AND counted))::int AS assigned,
  (count(*) FILTER (WHERE what = 'sign' AND counted))::int AS sign_due,
  (count(*) FILTER (WHERE what = 'sign' AND counted AND signed_at <= sign_due))::int AS signed_on_time,
  (count(*) FILTER (WHERE what = 'contact' AND counted))::int AS contact_due,
  (count(*) FILTER (WHERE what = 'contact' AND counted AND contacted_at <= contact_due))::int AS contacted_on_time,
  (count(*) FILTER (WHERE what = 'due' AND counted))::int AS due,
  (count(*) FILTER (WHERE what = 'done' AND counted))::int AS done,
  (count(*) FILTER (WHERE what = 'due' AND counted AND answered_at <= reply_due))::int AS replied_on_time,
  (count(*) FILTER (WHERE what = 'answered'))::int AS answered,
  (count(*) FILTER (WHERE what = 'answered' AND outcome = 'resolved'))::int AS claimed,
  (count(*) FILTER (WHERE what = 'result' AND resolved IS NOT NULL))::int AS judged,
  (count(*) FILTER (WHERE what = 'result' AND resolved))::int AS resolved,
  (count(*) FILTER (WHERE what = 'result' AND contradicted))::int AS contradicted,
  (count(*) FILTER (WHERE what = 'score' AND confidentiality <> 'anonymous'))::int AS opinions,
  (count(*) FILTER (WHERE what = 'score' AND confidentiality <> 'anonymous' AND score >= 3))::int AS satisfied,
  (count(*) FILTER (WHERE what = 'score' AND confidentiality = 'anonymous' OR what = 'unreached'))::int AS no_opinion,
  (count(*) FILTER (WHERE what = 'reopened' AND reopened_fault = 'unit'))::int AS redone,
  (count(*) FILTER (WHERE what = 'return'))::int AS returns_requested,
  (count(*) FILTER (WHERE what = 'return' AND return_rejected_on IS NOT NULL))::int AS returns_rejected,
  coalesce(sum(supervised) FILTER (WHERE what = 'supervised'), 0)::int AS supervised,
  coalesce(sum(false_replies) FILTER (WHERE what = 'found_false'), 0)::int AS false_replies
FROM handlings, LATERAL (VALUES
  ('assigned', CASE WHEN reopened_on IS NULL THEN started_on END),
  ('sign', least(signed_on, sign_due_on)),
  ('contact', CASE WHEN contact_due IS NOT NULL THEN least(contacted_on, contact_due_on) END),
  ('due', reply_due_on),
  ('done', CASE WHEN reply_due IS NOT NULL AND settled_on IS NOT NULL THEN greatest(reply_due_on, settled_on) END),
  ('answered', answered_on),
  ('result', result_on),
  ('score', scored_on),
  ('unreached', CASE WHEN score IS NULL THEN unreached_on END),
  ('reopened', reopened_on),
  ('return', return_requested_on),
  ('supervised', supervised_on),
  ('found_false', found_false_on)
) AS fact (what, happened_on)
WHERE happened_on IS NOT NULL AND unit IS NOT NULL AND NOT sealed
GROUP BY petition_id, 2, unit, category, 5

-- of_month --
-- Every unit with anything in this month or carried into it; `carried` was due before the month and open when it began.
SELECT unit,
  coalesce(sum(assigned) FILTER (WHERE month = %(month)s), 0)::bigint AS assigned,
  coalesce(sum(sign_due) FILTER (WHERE month = %(month)s), 0)::bigint AS sign_due,
  coalesce(sum(signed_on_time) FILTER (WHERE month = %(month)s), 0)::bigint AS signed_on_time,
  coalesce(sum(contact_due) FILTER (WHERE month = %(month)s), 0)::bigint AS contact_due,
  coalesce(sum(contacted_on_time) FILTER (WHERE month = %(month)s), 0)::bigint AS contacted_on_time,
  coalesce(sum(due) FILTER (WHERE month = %(month)s), 0)::bigint AS due_in_month,
  coalesce(sum(due - done) FILTER (WHERE month < %(month)s), 0)::bigint AS carried,
  coalesce(sum(replied_on_time) FILTER (WHERE month = %(month)s), 0)::bigint AS replied_on_time,
  coalesce(sum(answered) FILTER (WHERE month = %(month)s), 0)::bigint AS answered,
  coalesce(sum(claimed) FILTER (WHERE month = %(month)s), 0)::bigint AS claimed,
  coalesce(sum(judged) FILTER (WHERE month = %(month)s), 0)::bigint AS judged,
  coalesce(sum(resolved) FILTER (WHERE month = %(month)s), 0)::bigint AS resolved,
  coalesce(sum(contradicted) FILTER (WHERE month = %(month)s), 0)::bigint AS contradicted,
  coalesce(sum(opinions) FILTER (WHERE month = %(month)s), 0)::bigint AS opinions,
  coalesce(sum(satisfied) FILTER (WHERE month = %(month)s), 0)::bigint AS satisfied,
  coalesce(sum(no_opinion) FILTER (WHERE month = %(month)s), 0)::bigint AS no_opinion,
  coalesce(sum(redone) FILTER (WHERE month = %(month)s), 0)::bigint AS redone,
  coalesce(sum(returns_requested) FILTER (WHERE month = %(month)s), 0)::bigint AS returns_requested,
  coalesce(sum(returns_rejected) FILTER (WHERE month = %(month)s), 0)::bigint AS returns_rejected,
  coalesce(sum(supervised) FILTER (WHERE month = %(month)s), 0)::bigint AS supervised,
  coalesce(sum(false_replies) FILTER (WHERE month = %(month)s), 0)::bigint AS false_replies
FROM unit_month
WHERE month <= %(month)s
  AND (%(source)s::text IS NULL OR source = %(source)s)
  AND (%(category)s::text IS NULL OR category = %(category)s)
GROUP BY unit
HAVING bool_or(month = %(month)s) OR sum(due - done) FILTER (WHERE month < %(month)s) > 0
ORDER BY unit
