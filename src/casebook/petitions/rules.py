"""The rule book: what must hold before a command is carried out.

Read a row from top to bottom: the first rule that does not hold refuses the command. A rule's name is its sentence.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from casebook.petitions.commands import (
    AcceptPetition,
    ApproveReply,
    AssignPetition,
    ClosePetition,
    Command,
    CountersignVerification,
    DeclinePetition,
    RatePetition,
    RecordVerification,
    RejectReply,
    ReopenPetition,
    SignAssignment,
    SubmitPetition,
    SubmitReply,
    WaiveVerification,
    WithdrawPetition,
)
from casebook.petitions.ending_rules import (
    closed_petitions_reopen_within_thirty_days,
    closer_did_not_write_the_reply,
    dissatisfaction_reopens_twice_at_most,
    failed_verification_reopens_by_signature,
    false_replies_and_orders_come_from_a_supervisor,
    petition_awaits_closing,
    petition_can_be_rated,
    petition_can_be_reopened,
    rating_is_revised_within_seven_days,
    rating_window_is_open,
    result_is_verified_or_waived,
)
from casebook.petitions.handling_rules import (
    assignment_is_the_current_one,
    citizen_was_contacted,
    drafter_is_not_the_approver,
    outcome_is_stated,
    petition_awaits_signature,
    petition_is_in_progress,
    plans_name_a_coming_day,
    reply_awaits_review,
    resolved_complaints_show_evidence,
    reviewer_did_not_write_the_reply,
    third_rejection_comes_from_a_supervisor,
    unit_is_the_assigned_one,
)
from casebook.petitions.intake_rules import (
    anonymous_petitions_hold_no_contact,
    citizen_has_not_withdrawn,
    designation_comes_from_a_supervisor,
    earlier_petition_is_named,
    emergencies_are_not_declined,
    imports_come_through_their_own_door,
    number_is_given,
    petition_awaits_acceptance,
    petition_awaits_assignment,
    petition_can_be_withdrawn,
    petition_is_new,
    phone_is_given_unless_anonymous,
    place_codes_are_of_the_city,
    route_is_named,
    second_person_agrees_to_the_decline,
    smaller_place_lies_in_the_larger,
    unit_is_in_the_directory,
)
from casebook.petitions.verification_rules import (
    approved_reply_is_of_this_round,
    finding_awaits_signature,
    no_finding_awaits_signature,
    open_petitions_are_verified_by_the_newsroom,
    petition_awaits_verification,
    photo_is_shown_or_its_lack_explained,
    reopened_petitions_are_verified,
    reporter_is_not_the_editor,
    sealed_petitions_stay_with_the_hotline,
    urgent_petitions_are_verified,
    verifier_did_not_write_the_reply,
    visit_is_later_than_the_reply,
    visit_is_not_in_the_future,
    waiver_has_its_ground,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casebook.petitions.rule import Rule

RULES: Final[Mapping[type[Command], tuple[Rule[Any], ...]]] = MappingProxyType(
    {
        SubmitPetition: (
            petition_is_new,
            number_is_given,
            imports_come_through_their_own_door,
            phone_is_given_unless_anonymous,
            anonymous_petitions_hold_no_contact,
            place_codes_are_of_the_city,
            smaller_place_lies_in_the_larger,
        ),
        AcceptPetition: (petition_awaits_acceptance,),
        DeclinePetition: (
            petition_awaits_acceptance,
            emergencies_are_not_declined,
            route_is_named,
            earlier_petition_is_named,
            second_person_agrees_to_the_decline,
        ),
        AssignPetition: (
            petition_awaits_assignment,
            unit_is_in_the_directory,
            designation_comes_from_a_supervisor,
        ),
        SignAssignment: (
            petition_awaits_signature,
            unit_is_the_assigned_one,
            assignment_is_the_current_one,
        ),
        SubmitReply: (
            petition_is_in_progress,
            unit_is_the_assigned_one,
            drafter_is_not_the_approver,
            citizen_was_contacted,
            outcome_is_stated,
            resolved_complaints_show_evidence,
            plans_name_a_coming_day,
        ),
        ApproveReply: (
            reply_awaits_review,
            reviewer_did_not_write_the_reply,
        ),
        RejectReply: (
            reply_awaits_review,
            reviewer_did_not_write_the_reply,
            third_rejection_comes_from_a_supervisor,
        ),
        WaiveVerification: (
            petition_awaits_verification,
            approved_reply_is_of_this_round,
            sealed_petitions_stay_with_the_hotline,
            open_petitions_are_verified_by_the_newsroom,
            verifier_did_not_write_the_reply,
            no_finding_awaits_signature,
            reopened_petitions_are_verified,
            urgent_petitions_are_verified,
            waiver_has_its_ground,
        ),
        RecordVerification: (
            petition_awaits_verification,
            approved_reply_is_of_this_round,
            sealed_petitions_stay_with_the_hotline,
            open_petitions_are_verified_by_the_newsroom,
            verifier_did_not_write_the_reply,
            visit_is_later_than_the_reply,
            visit_is_not_in_the_future,
            photo_is_shown_or_its_lack_explained,
        ),
        CountersignVerification: (
            petition_awaits_verification,
            finding_awaits_signature,
            sealed_petitions_stay_with_the_hotline,
            open_petitions_are_verified_by_the_newsroom,
            verifier_did_not_write_the_reply,
            reporter_is_not_the_editor,
        ),
        ReopenPetition: (
            petition_can_be_reopened,
            failed_verification_reopens_by_signature,
            false_replies_and_orders_come_from_a_supervisor,
            closed_petitions_reopen_within_thirty_days,
            dissatisfaction_reopens_twice_at_most,
        ),
        ClosePetition: (
            petition_awaits_closing,
            approved_reply_is_of_this_round,
            result_is_verified_or_waived,
            closer_did_not_write_the_reply,
        ),
        RatePetition: (
            petition_can_be_rated,
            citizen_has_not_withdrawn,
            rating_window_is_open,
            rating_is_revised_within_seven_days,
        ),
        WithdrawPetition: (
            petition_can_be_withdrawn,
            citizen_has_not_withdrawn,
        ),
    }
)
