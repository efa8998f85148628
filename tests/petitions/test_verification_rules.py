"""Who goes and looks, and who need not."""

from __future__ import annotations

from datetime import timedelta

import later_wishes
import wishes
from casebook.petitions.events import (
    CallbackRecorded,
    Reopened,
    VerificationScheduled,
    VerificationWaived,
    VerifiedByReporter,
)
from casebook.petitions.verification.codes import Verifier
from casebook.petitions.vocabulary import (
    Category,
    Confidentiality,
    ReopenGround,
    Role,
    Solved,
    Status,
    VerificationMethod,
    VerificationResult,
    WaiverGround,
)
from casebook.reference.places import Places
from language import (
    BEGIN,
    EDITOR,
    HOUR,
    OFFICER,
    REPLIED,
    REPORTER,
    SCHEDULED,
    SECOND_DESK,
    STREET,
    SUPERVISOR,
    by,
    countersigned,
    found,
    given,
    person,
    until,
)

OTHER = person("other reporter", Role.REPORTER)
SEALED = Confidentiality.SEALED


def test_an_editor_sends_a_reporter_within_the_limit_that_runs() -> None:
    given(*until(Status.VERIFYING)).when(later_wishes.schedule(method="phone"), by=EDITOR).then(
        VerificationScheduled(
            round=1, reporter=REPORTER.id, method=VerificationMethod.PHONE, due=BEGIN + timedelta(days=9)
        )
    )


def test_nobody_is_sent_before_the_reply_has_passed() -> None:
    early = given(*until(Status.REPLIED))
    early.when(later_wishes.schedule(), by=EDITOR).refused("petition_awaits_verification")


def test_a_visit_was_somewhere_in_the_city() -> None:
    city = Places({"410403": "卫东区"}, {"410403002": "优越路街道"}, {})
    verifying = given(*until(Status.VERIFYING), SCHEDULED)
    for elsewhere in ({"area": "110101"}, {"area": "410403002"}, {"street": "410403"}, {"street": "410403099"}):
        asked = verifying.when(wishes.record(**elsewhere), by=REPORTER, places=city)
        asked.refused("place_codes_are_of_the_city")
    here = wishes.record(area="410403", street="410403002")
    verifying.when(here, by=REPORTER, places=city).events()


def test_for_a_sealed_petition_a_supervisor_sends_an_officer_of_the_desk() -> None:
    sealed = given(*until(Status.VERIFYING, confidentiality=SEALED))
    wish = later_wishes.schedule(reporter=SECOND_DESK.id)
    sealed.when(wish, by=EDITOR).refused("sealed_petitions_stay_with_the_hotline")
    sent = given(
        *until(Status.VERIFYING, confidentiality=SEALED), by(SUPERVISOR, *sealed.when(wish, SUPERVISOR).events())
    )
    (event,) = sent.when(wishes.record(), by=SECOND_DESK).events()
    assert isinstance(event, VerifiedByReporter)
    assert event.verifier is Verifier.DESK


def test_a_supervisor_does_not_send_the_newsroom_s_reporters() -> None:
    verifying = given(*until(Status.VERIFYING))
    verifying.when(later_wishes.schedule(), by=SUPERVISOR).refused("open_petitions_are_verified_by_the_newsroom")


def test_who_wrote_the_reply_is_not_sent_to_look() -> None:
    wish = later_wishes.schedule(reporter=OFFICER.id)
    given(*until(Status.VERIFYING)).when(wish, by=EDITOR).refused("scheduled_reporter_did_not_write_the_reply")


def test_who_has_an_interest_in_the_unit_s_matters_neither_is_sent_nor_goes() -> None:
    verifying = given(*until(Status.VERIFYING))
    interests = {REPORTER.id: {STREET}, OTHER.id: {"dept-tax"}}
    asked = verifying.when(later_wishes.schedule(), by=EDITOR, interests=interests)
    asked.refused("scheduled_reporter_has_declared_no_interest")
    verifying.when(later_wishes.schedule(reporter=OTHER.id), by=EDITOR, interests=interests).events()
    asked = given(*until(Status.VERIFYING), SCHEDULED).when(wishes.record(), by=REPORTER, interests=interests)
    asked.refused("verifier_has_declared_no_interest")
    other = given(*until(Status.VERIFYING), SCHEDULED.model_copy(update={"reporter": OTHER.id}))
    other.when(wishes.record(), by=OTHER, interests=interests).events()


def test_nobody_goes_and_looks_unless_they_were_sent() -> None:
    unsent = given(*until(Status.VERIFYING))
    unsent.when(wishes.record(), by=REPORTER).refused("visit_is_scheduled")
    sealed = given(*until(Status.VERIFYING, confidentiality=SEALED))
    sealed.when(wishes.record(), by=SECOND_DESK).refused("visit_is_scheduled")


def test_who_is_sent_has_the_hat_for_it_where_accounts_are_known() -> None:
    verifying = given(*until(Status.VERIFYING))
    for hats in (frozenset[Role](), frozenset({Role.EDITOR, Role.DESK})):
        asked = verifying.when(later_wishes.schedule(), by=EDITOR, hats={REPORTER.id: hats})
        asked.refused("scheduled_person_may_verify")
    verifying.when(later_wishes.schedule(), by=EDITOR, hats={REPORTER.id: {Role.REPORTER}}).events()
    sealed = given(*until(Status.VERIFYING, confidentiality=SEALED))
    wish = later_wishes.schedule(reporter=SECOND_DESK.id)
    asked = sealed.when(wish, by=SUPERVISOR, hats={SECOND_DESK.id: {Role.REPORTER}})
    asked.refused("scheduled_person_may_verify")
    sealed.when(wish, by=SUPERVISOR, hats={SECOND_DESK.id: {Role.DESK}}).events()


def test_only_the_scheduled_reporter_reports() -> None:
    scheduled = given(*until(Status.VERIFYING), SCHEDULED)
    scheduled.when(wishes.record(), by=OTHER).refused("scheduled_reporter_reports")
    scheduled.when(wishes.record(), by=REPORTER).events()
    again = given(*until(Status.VERIFYING), SCHEDULED, SCHEDULED.model_copy(update={"reporter": OTHER.id}))
    again.when(wishes.record(), by=OTHER).events()


def test_a_schedule_holds_for_its_round_only() -> None:
    reopened = given(
        *until(Status.VERIFYING),
        SCHEDULED,
        found(VerificationResult.UNSOLVED),
        countersigned(VerificationResult.UNSOLVED),
        Reopened(round=2, ground=ReopenGround.VERIFICATION_FAILED),
        REPLIED.model_copy(update={"round": 2}),
    ).standing
    assert reopened.scheduled_reporter is None


def test_while_a_finding_awaits_its_signature_nobody_else_is_sent() -> None:
    pending = given(*until(Status.VERIFYING), found())
    pending.when(later_wishes.schedule(), by=EDITOR).refused("no_finding_awaits_signature")


def test_promises_are_looked_at_one_by_one_or_not_at_all() -> None:
    promised = REPLIED.model_copy(update={"commitments_due": (BEGIN.date(), BEGIN.date())})
    road = [promised if step is REPLIED else step for step in until(Status.VERIFYING)]
    verifying = given(*road, SCHEDULED)
    one = wishes.record(commitments_kept=(True,))
    verifying.when(one, by=REPORTER).refused("every_promise_is_looked_at_or_none")
    (event,) = verifying.when(wishes.record(commitments_kept=(True, False)), by=REPORTER).events()
    assert isinstance(event, VerifiedByReporter)
    assert (event.commitments_kept, event.verifier) == ((True, False), Verifier.REPORTER)
    verifying.when(wishes.record(), by=REPORTER).events()


def test_a_waiver_by_lot_says_how_many_of_a_hundred_are_visited() -> None:
    verifying = given(*until(Status.VERIFYING))
    verifying.when(wishes.waive("sampled_out"), by=EDITOR, visited_of_hundred=0).then(
        VerificationWaived(round=1, ground=WaiverGround.SAMPLED_OUT, share=0)
    )


def test_what_the_citizen_says_on_the_telephone_is_a_ground_too() -> None:
    called = CallbackRecorded(attempt=1, reached=True, solved=Solved.YES)
    verifying = given(*until(Status.VERIFYING), called)
    verifying.when(wishes.waive("citizen_said_solved"), by=EDITOR).events()
    changed = given(*until(Status.VERIFYING), called, CallbackRecorded(attempt=2, reached=True, solved=Solved.NO))
    changed.when(wishes.waive("citizen_said_solved"), by=EDITOR).refused("waiver_has_its_ground")
    silent = given(*until(Status.VERIFYING), CallbackRecorded(attempt=1, reached=False))
    silent.when(wishes.waive("citizen_said_solved"), by=EDITOR).refused("waiver_has_its_ground")


def test_a_consultation_s_visit_has_no_limit_of_its_own() -> None:
    road = until(Status.REPLIED, category=Category.CONSULTATION)
    approved = given(*road).when(wishes.approve(), by=SECOND_DESK).events()
    (event,) = given(*road, *approved).when(later_wishes.schedule(), by=EDITOR, after=HOUR).events()
    assert isinstance(event, VerificationScheduled)
    assert event.due is None
