-- standing: what do the events of a petition amount to?
-- One row per petition, the same as `evolve` in casebook/petitions: a test compares the two. A petition moves forward
-- on its road and never back; only a rejected reply, the ruling on a return, the end of a halt, a reassignment, a recall
-- and a reopening lead back, a new assignment waits for its signature until there is a reply, and only a reopening leads out
-- of an end, as an overturned decline leads back to the beginning and a release from the master to where the child had
-- been.
--
-- `..._v` is the version of the last event of its kind. Where the event's fields are wanted too, the last event is kept
-- as an array that begins with its version, written with ten digits so that text sorts as numbers do: the greatest
-- array is the last event. So no events need to be sorted, which is what would take long.

-- rows --
SELECT petition_id, number, source, source_id, citizen, area[2] AS area, street[2] AS street,
  coalesce(protected[2], confidentiality) AS confidentiality,
  coalesce(recategorised[2], category) AS category,
  matter[2] AS matter,
  coalesce(urgency[2], 'normal') AS urgency,
  held[2] AS unit,
  coalesce(numbered[2]::int, 0) AS assignment,
  about[2] AS about_unit,
  CASE WHEN held[6] <> '[]' OR helping IS NOT NULL THEN ARRAY(
    SELECT unit
    FROM (
      SELECT held[1]::bigint AS version, unit, true AS asked
      FROM jsonb_array_elements_text(coalesce(held[6], '[]')::jsonb) AS named (unit)
      UNION ALL
      SELECT * FROM jsonb_to_recordset(helping) AS told (version bigint, unit text, asked boolean)
      WHERE version > coalesce(held[1]::bigint, 0)
    ) AS helpers
    GROUP BY unit
    HAVING max(version) FILTER (WHERE asked) > coalesce(max(version) FILTER (WHERE NOT asked), 0)
    ORDER BY unit
  ) END AS awaited,
  coalesce(reopened[2]::int, 1) AS round,
  CASE
    WHEN archived_v > greatest(revived_v, ended[1]::bigint, 0) THEN 'archived'
    WHEN ended[1]::bigint > coalesce(revived_v, 0) THEN ended[2]
    WHEN verified_v > turned_v THEN 'verified'
    WHEN verifying_v > turned_v THEN 'verifying'
    WHEN replied_v > turned_v THEN 'replied'
    WHEN return_requested[1]::bigint > greatest(turned_v, assigned_v) THEN 'return_review'
    WHEN suspended_v > greatest(turned_v, assigned_v, resumed_v) THEN 'suspended'
    WHEN greatest(signed_v, suspended_v, resumed_v) > greatest(turned_v, assigned_v) THEN 'in_progress'
    WHEN assigned_v > turned_v THEN 'assigned'
    WHEN rejected_v = turned_v OR reopened_v = turned_v AND held[2] IS NOT NULL THEN 'in_progress'
    WHEN return_rejected_v = turned_v
      THEN CASE WHEN signed_v > coalesce(held[1]::bigint, 0) THEN 'in_progress' ELSE 'assigned' END
    WHEN accepted_v > turned_v THEN 'accepted'
    WHEN unmerged[1]::bigint = turned_v THEN unmerged[2]
    WHEN turned_v > coalesce(overturned[1]::bigint, 0) THEN 'accepted'
    ELSE 'submitted'
  END AS status,
  CASE
    WHEN overturned IS NOT NULL
      THEN CASE WHEN moved_accept[1] > overturned[1] AND overturned[2] IS NOT NULL THEN moved_accept[2]
        ELSE overturned[2] END::timestamptz
    WHEN moved_accept IS NOT NULL AND accept_due IS NOT NULL THEN moved_accept[2]::timestamptz
    ELSE accept_due
  END AS accept_due,
  CASE WHEN moved_dispatch[1] > to_dispatch[1] AND to_dispatch[2] IS NOT NULL THEN moved_dispatch[2] ELSE to_dispatch[2]
    END::timestamptz AS dispatch_due,
  CASE WHEN moved_sign[1] > held[1] AND held[3] IS NOT NULL THEN moved_sign[2] ELSE held[3] END::timestamptz AS sign_due,
  CASE WHEN moved_contact[1] > held[1] AND held[4] IS NOT NULL THEN moved_contact[2] ELSE held[4] END::timestamptz
    AS contact_due,
  CASE WHEN moved_reply[1] > reply[1] AND reply[2] IS NOT NULL THEN moved_reply[2] ELSE reply[2] END::timestamptz
    AS reply_due,
  CASE WHEN moved_return[1] > held[1] AND held[5] IS NOT NULL THEN moved_return[2] ELSE held[5] END::timestamptz
    AS return_until,
  CASE WHEN return_requested[1]::bigint > greatest(held[1]::bigint, return_rejected_v, 0)
    THEN CASE WHEN moved_ruling[1] > return_requested[1] AND return_requested[2] IS NOT NULL THEN moved_ruling[2]
      ELSE return_requested[2] END
    END::timestamptz AS ruling_due,
  CASE WHEN rejected_v > greatest(revived_v, held[1]::bigint, suspended_v, 0)
    THEN CASE WHEN moved_redo[1] > rejected[1] AND rejected[2] IS NOT NULL THEN moved_redo[2] ELSE rejected[2] END
    END::timestamptz AS redo_due,
  CASE WHEN approved[1]::bigint > coalesce(reopened_v, 0)
    THEN CASE WHEN moved_verify[1] > approved[1] AND approved[2] IS NOT NULL THEN moved_verify[2] ELSE approved[2] END
    END::timestamptz AS verify_due,
  coalesce(reply[2] IS NOT NULL AND reply[3] = 'true', false) AS provisional,
  CASE WHEN questioned[1]::bigint > coalesce(answered_v, 0) THEN questioned[2]::timestamptz END AS answer_due,
  CASE WHEN merged[1]::bigint > greatest(coalesce(unmerged[1]::bigint, 0), coalesce(reopened_v, 0))
    THEN merged[2]::uuid END AS master,
  declined[2] AS decline_reason, declined[3] AS decline_route,
  review_v > declined_v AND declined_v > coalesce(reviewed_v, 0) AS awaits_review,
  CASE WHEN replied_v > coalesce(reopened_v, 0) THEN replied[2] END AS outcome,
  CASE WHEN found[1]::bigint > coalesce(reopened_v, 0) THEN found[2] END AS finding,
  coalesce(countersigned_v > found[1]::bigint AND found[1]::bigint > coalesce(reopened_v, 0), false) AS countersigned,
  CASE WHEN waived[1]::bigint > coalesce(reopened_v, 0) AND waived[3]::int = coalesce(reopened[2]::int, 1)
    THEN waived[2] END AS waiver,
  coalesce(proposed[2]::int = coalesce(reopened[2]::int, 1), false) AS closing_proposed,
  array_remove(ARRAY[
    -- Urged, and neither a reply nor another holder nor another round since.
    CASE WHEN urged_v > greatest(held[1]::bigint, replied_v, turned_v) THEN 'urged' END,
    CASE WHEN supervised_v > coalesce(unsupervised_v, 0) THEN 'supervised' END,
    CASE WHEN found_false_v IS NOT NULL THEN 'found_false' END,
    -- The citizen's latest word in this round, by rating or when called: not solved, or not quite.
    CASE WHEN said[1]::bigint > coalesce(reopened_v, 0) AND said[2] <> 'yes' THEN 'dissatisfied' END
  ], NULL) AS marks,
  CASE WHEN scheduled[3]::int = coalesce(reopened[2]::int, 1) THEN scheduled[2]::uuid END AS reporter,
  rated[2]::int AS score, rated[3] AS solved,
  closure[2] AS closure,
  CASE WHEN told[2] = 'unpublished' THEN 'unpublished' WHEN told IS NOT NULL THEN 'published' END AS text_state,
  followed_up[2] AS article,
  CASE WHEN citizen = ANY (erased) THEN 'erased' WHEN restricted_v > coalesce(unrestricted_v, 0) THEN 'restricted' ELSE 'clear' END
    AS personal_data,
  submitted_at, accepted_at, declined_at, first_assigned_at, last_assigned_at, signed_at, first_replied_at,
  last_replied_at, verified_at, first_closed_at, last_closed_at, last_event_at,
  submitted_on, accepted_on, declined_on, assigned_on, replied_on, verified_on, closed_on,
  CASE WHEN replied_v > coalesce(reopened_v, 0) THEN last_replied_on END AS answered_on,
  referred[2] AS referred_to,
  CASE WHEN ended[1]::bigint > coalesce(revived_v, 0) THEN ended[2] END AS ended_as, ended[3]::date AS ended_on,
  version, position
FROM (
  SELECT petition_id, max(version) AS version, max(position) AS position, max(happened_at) FILTER (WHERE event <> 'note-added') AS last_event_at,
    max(data ->> 'number') FILTER (WHERE version = 1 AND event = 'submitted') AS number,
    max(data ->> 'category') FILTER (WHERE version = 1) AS category,
    max(data ->> 'confidentiality') FILTER (WHERE version = 1) AS confidentiality,
    max(ARRAY[lpad(version::text, 10, '0'), data ->> 'area'])
      FILTER (WHERE (version = 1 OR event = 'reclassified') AND data ->> 'area' IS NOT NULL) AS area,
    max(ARRAY[lpad(version::text, 10, '0'), data ->> 'street'])
      FILTER (WHERE (version = 1 OR event = 'reclassified') AND data ->> 'street' IS NOT NULL) AS street,
    max((data ->> 'accept_due')::timestamptz) FILTER (WHERE version = 1) AS accept_due,
    max(source) FILTER (WHERE version = 1) AS source,
    max(source_id) FILTER (WHERE version = 1) AS source_id,
    max(subject::text) FILTER (WHERE version = 1)::uuid AS citizen,

    max(version) FILTER (WHERE event = 'accepted') AS accepted_v,
    max(version) FILTER (WHERE event = 'assigned') AS assigned_v,
    max(version) FILTER (WHERE event = 'return-rejected') AS return_rejected_v,
    max(version) FILTER (WHERE event = 'signed') AS signed_v,
    max(version) FILTER (WHERE event = 'suspended') AS suspended_v,
    max(version) FILTER (WHERE event = 'resumed') AS resumed_v,
    max(version) FILTER (WHERE event IN ('replied', 'answered-directly')) AS replied_v,
    max(version) FILTER (
      WHERE event IN ('reply-approved', 'answered-directly', 'verified-by-reporter', 'verification-countersigned')
    ) AS verifying_v,
    max(version) FILTER (
      WHERE event = 'verification-waived' OR event = 'verification-countersigned' AND data ->> 'result' = 'solved'
    ) AS verified_v,
    max(version) FILTER (WHERE event = 'verification-countersigned') AS countersigned_v,
    max(version) FILTER (WHERE event = 'reply-rejected') AS rejected_v,
    max(version) FILTER (WHERE event = 'reopened') AS reopened_v,
    max(version) FILTER (WHERE event IN ('reopened', 'decline-overturned', 'unmerged')) AS revived_v,
    coalesce(max(version) FILTER (WHERE event IN ('reopened', 'reply-rejected', 'return-approved', 'return-rejected',
      'reassigned', 'recalled', 'decline-overturned', 'unmerged')), 0) AS turned_v,
    max(version) FILTER (WHERE event = 'urged') AS urged_v,
    max(version) FILTER (WHERE event = 'supervision-opened') AS supervised_v,
    max(version) FILTER (WHERE event = 'supervision-closed') AS unsupervised_v,
    max(version) FILTER (WHERE event = 'false-reply-found') AS found_false_v,
    max(version) FILTER (WHERE event = 'personal-data-restricted') AS restricted_v,
    max(version) FILTER (WHERE event = 'restriction-lifted') AS unrestricted_v,
    array_agg((data ->> 'subject')::uuid) FILTER (WHERE event = 'personal-data-erased') AS erased,
    max(version) FILTER (WHERE event = 'declined') AS declined_v,
    max(ARRAY[lpad(version::text, 10, '0'), data ->> 'reason', data ->> 'route'])
      FILTER (WHERE event = 'declined') AS declined,
    max(ARRAY[lpad(version::text, 10, '0'), data ->> 'target']) FILTER (WHERE event = 'referred-out') AS referred,
    max(version) FILTER (WHERE event = 'decline-review-requested') AS review_v,
    max(version) FILTER (WHERE event IN ('decline-upheld', 'decline-overturned')) AS reviewed_v,
    max(version) FILTER (WHERE event = 'supplemented' AND data ->> 'in_answer' = 'true') AS answered_v,

    max(ARRAY[lpad(version::text, 10, '0'), CASE event WHEN 'referred-out' THEN 'referred' ELSE event END,
      happened_on::text]) FILTER (
      WHERE event IN ('declined', 'closed', 'terminated', 'referred-out', 'merged')
        OR event = 'withdrawn' AND data ->> 'goes_on' IS DISTINCT FROM 'true'
    ) AS ended,
    max(ARRAY[lpad(version::text, 10, '0'), data ->> 'dispatch_due']) FILTER (
      WHERE event IN ('accepted', 'return-approved', 'recalled') OR event = 'reopened' AND data ->> 'new_unit' = 'true'
        OR event = 'unmerged' AND data ->> 'dispatch_due' IS NOT NULL
    ) AS to_dispatch,
    max(ARRAY[lpad(version::text, 10, '0'), data ->> 'about_unit'])
      FILTER (WHERE (version = 1 OR event IN ('accepted', 'reclassified')) AND data ->> 'about_unit' IS NOT NULL) AS about,
    max(ARRAY[lpad(version::text, 10, '0'), data ->> 'reporter', data ->> 'round'])
      FILTER (WHERE event = 'verification-scheduled') AS scheduled,
    max(ARRAY[lpad(version::text, 10, '0'), data ->> 'round']) FILTER (WHERE event = 'closing-proposed') AS proposed,
    max(version) FILTER (WHERE event = 'archived') AS archived_v,
    max(ARRAY[lpad(version::text, 10, '0'), event])
      FILTER (WHERE event IN ('published', 'publication-revised', 'unpublished')) AS told,
    max(ARRAY[lpad(version::text, 10, '0'), data ->> 'article'])
      FILTER (WHERE event = 'follow-up-published') AS followed_up,
    max(ARRAY[lpad(version::text, 10, '0'), data ->> 'category'])
      FILTER (WHERE event IN ('accepted', 'reclassified') AND data ->> 'category' IS NOT NULL) AS recategorised,
    max(ARRAY[lpad(version::text, 10, '0'), data ->> 'matter'])
      FILTER (WHERE event IN ('accepted', 'reclassified') AND data ->> 'matter' IS NOT NULL) AS matter,
    max(ARRAY[lpad(version::text, 10, '0'), data ->> 'urgency'])
      FILTER (WHERE event IN ('accepted', 'reclassified') AND data ->> 'urgency' IS NOT NULL) AS urgency,
    max(ARRAY[lpad(version::text, 10, '0'), data ->> 'master']) FILTER (WHERE event = 'merged') AS merged,
    max(ARRAY[lpad(version::text, 10, '0'), data ->> 'resumed']) FILTER (WHERE event = 'unmerged') AS unmerged,
    max(ARRAY[lpad(version::text, 10, '0'), data ->> 'accept_due'])
      FILTER (WHERE event = 'decline-overturned') AS overturned,
    max(ARRAY[lpad(version::text, 10, '0'), data ->> 'answer_due'])
      FILTER (WHERE event = 'information-requested') AS questioned,
    max(ARRAY[lpad(version::text, 10, '0'), coalesce(data ->> 'assignment', data ->> 'from_assignment')])
      FILTER (WHERE event IN ('assigned', 'return-approved', 'reassigned', 'recalled')) AS numbered,
    -- In whose hands it is: what releases a petition from a unit has no unit and no limits.
    max(ARRAY[lpad(version::text, 10, '0'), data ->> 'unit', data ->> 'sign_due', data ->> 'contact_due',
      data ->> 'return_until', data ->> 'co_units']) FILTER (
      WHERE event IN ('assigned', 'return-approved', 'reassigned', 'recalled', 'unmerged')
        OR event = 'reopened' AND data ->> 'new_unit' = 'true'
    ) AS held,
    -- Whatever sets the reply's limit names it `reply_due`; a halt stops it and a release ends it: they name none.
    max(ARRAY[lpad(version::text, 10, '0'), data ->> 'reply_due', data ->> 'provisional']) FILTER (
      WHERE event IN ('assigned', 'return-approved', 'reassigned', 'recalled', 'unmerged', 'reopened',
        'extension-granted', 'suspended', 'resumed')
    ) AS reply,
    jsonb_agg(jsonb_build_object('version', version, 'unit', data ->> 'unit', 'asked', event = 'co-handling-requested'))
      FILTER (WHERE event IN ('co-handling-requested', 'co-opinion-submitted')) AS helping,
    max(ARRAY[lpad(version::text, 10, '0'), data ->> 'ruling_due'])
      FILTER (WHERE event = 'return-requested') AS return_requested,
    max(ARRAY[lpad(version::text, 10, '0'), coalesce(data ->> 'outcome', 'explained')])
      FILTER (WHERE event IN ('replied', 'answered-directly')) AS replied,
    max(ARRAY[lpad(version::text, 10, '0'), data ->> 'verify_due'])
      FILTER (WHERE event = 'reply-approved') AS approved,
    max(ARRAY[lpad(version::text, 10, '0'), data ->> 'redo_due']) FILTER (WHERE event = 'reply-rejected') AS rejected,
    max(ARRAY[lpad(version::text, 10, '0'), data ->> 'result'])
      FILTER (WHERE event = 'verified-by-reporter') AS found,
    max(ARRAY[lpad(version::text, 10, '0'), data ->> 'ground', data ->> 'round'])
      FILTER (WHERE event = 'verification-waived') AS waived,
    max(ARRAY[lpad(version::text, 10, '0'), data ->> 'round']) FILTER (WHERE event = 'reopened') AS reopened,
    max(ARRAY[lpad(version::text, 10, '0'), data ->> 'score', data ->> 'solved'])
      FILTER (WHERE event = 'citizen-rated') AS rated,
    max(ARRAY[lpad(version::text, 10, '0'), data ->> 'solved'])
      FILTER (WHERE event IN ('citizen-rated', 'callback-recorded') AND data ->> 'solved' IS NOT NULL) AS said,
    max(ARRAY[lpad(version::text, 10, '0'), data ->> 'after'])
      FILTER (WHERE event = 'confidentiality-changed') AS protected,
    max(ARRAY[lpad(version::text, 10, '0'), data ->> 'new_due'])
      FILTER (WHERE event = 'deadline-recomputed' AND data ->> 'clock' = 'accept') AS moved_accept,
    max(ARRAY[lpad(version::text, 10, '0'), data ->> 'new_due'])
      FILTER (WHERE event = 'deadline-recomputed' AND data ->> 'clock' = 'dispatch') AS moved_dispatch,
    max(ARRAY[lpad(version::text, 10, '0'), data ->> 'new_due'])
      FILTER (WHERE event = 'deadline-recomputed' AND data ->> 'clock' = 'sign') AS moved_sign,
    max(ARRAY[lpad(version::text, 10, '0'), data ->> 'new_due'])
      FILTER (WHERE event = 'deadline-recomputed' AND data ->> 'clock' = 'contact') AS moved_contact,
    max(ARRAY[lpad(version::text, 10, '0'), data ->> 'new_due'])
      FILTER (WHERE event = 'deadline-recomputed' AND data ->> 'clock' = 'reply') AS moved_reply,
    max(ARRAY[lpad(version::text, 10, '0'), data ->> 'new_due'])
      FILTER (WHERE event = 'deadline-recomputed' AND data ->> 'clock' = 'return') AS moved_return,
    max(ARRAY[lpad(version::text, 10, '0'), data ->> 'new_due'])
      FILTER (WHERE event = 'deadline-recomputed' AND data ->> 'clock' = 'redo') AS moved_redo,
    max(ARRAY[lpad(version::text, 10, '0'), data ->> 'new_due'])
      FILTER (WHERE event = 'deadline-recomputed' AND data ->> 'clock' = 'ruling') AS moved_ruling,
    max(ARRAY[lpad(version::text, 10, '0'), data ->> 'new_due'])
      FILTER (WHERE event = 'deadline-recomputed' AND data ->> 'clock' = 'verify') AS moved_verify,
    min(ARRAY[version, ordinal]) FILTER (WHERE event = 'closed') AS closure,

    min(happened_at) FILTER (WHERE version = 1 AND event = 'submitted') AS submitted_at,
    min(happened_at) FILTER (WHERE event = 'accepted') AS accepted_at,
    max(happened_at) FILTER (WHERE event = 'declined') AS declined_at,
    min(happened_at) FILTER (WHERE event = 'assigned') AS first_assigned_at,
    max(happened_at) FILTER (WHERE event = 'assigned') AS last_assigned_at,
    max(happened_at) FILTER (WHERE event = 'signed') AS signed_at,
    min(happened_at) FILTER (WHERE event = 'replied') AS first_replied_at,
    max(happened_at) FILTER (WHERE event = 'replied') AS last_replied_at,
    max(happened_at) FILTER (WHERE event = 'verified-by-reporter') AS verified_at,
    min(happened_at) FILTER (WHERE event = 'closed') AS first_closed_at,
    max(happened_at) FILTER (WHERE event = 'closed') AS last_closed_at,

    min(happened_on) FILTER (WHERE version = 1) AS submitted_on,
    min(happened_on) FILTER (WHERE event = 'accepted') AS accepted_on,
    min(happened_on) FILTER (WHERE event = 'declined') AS declined_on,
    min(happened_on) FILTER (WHERE event = 'assigned') AS assigned_on,
    min(happened_on) FILTER (WHERE event = 'replied') AS replied_on,
    max(happened_on) FILTER (WHERE event IN ('replied', 'answered-directly')) AS last_replied_on,
    min(happened_on) FILTER (WHERE event = 'verified-by-reporter') AS verified_on,
    min(happened_on) FILTER (WHERE event = 'closed') AS closed_on
  FROM history GROUP BY petition_id
) AS last
WHERE submitted_at IS NOT NULL
