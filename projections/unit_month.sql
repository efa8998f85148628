-- unit_month: what did each unit do in each month, as counts that rates are made of?
-- readers: desk, dispatcher, supervisor, auditor, analyst
-- over: handlings, unit_facts
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
SELECT petition_id, month, unit, category, source, assigned, sign_due, signed_on_time, contact_due, contacted_on_time,
  due, done, replied_on_time, answered, claimed, judged, resolved, contradicted, opinions, satisfied, no_opinion,
  redone, returns_requested, returns_rejected, supervised, false_replies
FROM unit_facts

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

-- by_month --
-- Month by month, of a unit or of all; `carried` was due before the month and open when it began.
SELECT month,
  coalesce(sum(assigned), 0)::bigint AS assigned,
  coalesce(sum(sign_due), 0)::bigint AS sign_due,
  coalesce(sum(signed_on_time), 0)::bigint AS signed_on_time,
  coalesce(sum(contact_due), 0)::bigint AS contact_due,
  coalesce(sum(contacted_on_time), 0)::bigint AS contacted_on_time,
  coalesce(sum(due), 0)::bigint AS due_in_month,
  coalesce(sum(sum(due - done)) OVER (ORDER BY month ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)::bigint AS carried,
  coalesce(sum(replied_on_time), 0)::bigint AS replied_on_time,
  coalesce(sum(answered), 0)::bigint AS answered,
  coalesce(sum(claimed), 0)::bigint AS claimed,
  coalesce(sum(judged), 0)::bigint AS judged,
  coalesce(sum(resolved), 0)::bigint AS resolved,
  coalesce(sum(contradicted), 0)::bigint AS contradicted,
  coalesce(sum(opinions), 0)::bigint AS opinions,
  coalesce(sum(satisfied), 0)::bigint AS satisfied,
  coalesce(sum(no_opinion), 0)::bigint AS no_opinion,
  coalesce(sum(redone), 0)::bigint AS redone,
  coalesce(sum(returns_requested), 0)::bigint AS returns_requested,
  coalesce(sum(returns_rejected), 0)::bigint AS returns_rejected,
  coalesce(sum(supervised), 0)::bigint AS supervised,
  coalesce(sum(false_replies), 0)::bigint AS false_replies
FROM unit_month
WHERE (%(unit)s::text IS NULL OR unit = %(unit)s)
  AND (%(source)s::text IS NULL OR source = %(source)s)
  AND (%(category)s::text IS NULL OR category = %(category)s)
GROUP BY month
ORDER BY month
