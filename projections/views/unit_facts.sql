-- unit_facts: what does each petition give to the counts of each unit and month?
-- One row per petition, month and unit; `unit_month` says what each count means. Reads the view `handlings`. Sealed
-- petitions are not here: they count for no unit.

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
