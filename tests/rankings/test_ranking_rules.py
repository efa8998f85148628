"""Rankings: each rule refuses once, and what follows from what is let through."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from casebook.access import PUBLISHING, permit_publishing
from casebook.errors import NotFound, NotPermitted
from casebook.petitions.vocabulary import Role
from casebook.rankings.commands import DraftRanking, OfRanking
from casebook.rankings.events import (
    RankingCorrected,
    RankingDrafted,
    RankingObjectionDecided,
    RankingObjectionFiled,
    RankingPublished,
    stream_of,
)
from casebook.rankings.ranking import evolve, fold
from casebook.rankings.rules import RULES, draft_day
from casebook.stories.commands import PublishStory, ReviseStory, WithdrawStory
from language import STREET, as_role, person
from rankings.rankings_at_hand import (
    BEGIN,
    DRAFTED,
    EDITOR,
    LATER,
    MONTH,
    NEIGHBOUR,
    OBJECTED,
    OFFICER,
    PUBLISHED,
    SECOND,
    SUPERVISOR,
    SYSTEM,
    TABLE,
    UPHELD,
    WINDOW,
    WORDS,
    ZONE,
    Told,
    correct,
    draft,
    file,
    publish,
    settle,
)

if TYPE_CHECKING:
    from casebook.petitions.command import Command
    from casebook.petitions.entry import Actor
    from casebook.rankings.commands import RankingCommand

OVER = 3 * WINDOW
TWO_UNITS = OBJECTED.then(settle(), SUPERVISOR).then(file(), NEIGHBOUR)

REFUSALS: list[tuple[str, Told, RankingCommand, Actor]] = [
    ("month_is_over", Told(now=datetime(2022, 2, 2, 23, 59, tzinfo=ZONE)), draft(), SYSTEM),
    ("ranking_is_drafted_once", DRAFTED, draft(), SUPERVISOR),
    ("month_has_something_to_rank", Told().where(busy=False), draft(), SYSTEM),
    ("ranking_is_not_published", PUBLISHED, file(), OFFICER),
    ("ranking_is_not_published", PUBLISHED, settle(), SUPERVISOR),
    ("ranking_is_not_published", PUBLISHED, publish(), EDITOR),
    ("objection_window_is_open", DRAFTED.after(WINDOW + timedelta(seconds=1)), file(), OFFICER),
    ("unit_stands_in_the_table", DRAFTED, file(), person("outsider", Role.UNIT_OFFICER, "dept-tax")),
    ("unit_has_no_open_objection", OBJECTED, file(), OFFICER),
    ("objection_waits_for_a_decision", DRAFTED, settle(), SUPERVISOR),
    ("objection_waits_for_a_decision", UPHELD, settle(), SECOND),
    ("objection_waits_for_a_decision", OBJECTED, settle(2), SUPERVISOR),
    ("decider_is_not_of_the_unit", OBJECTED, settle(), as_role(replace(OFFICER, unit=None), Role.SUPERVISOR)),
    ("decider_is_not_of_the_unit", OBJECTED, settle(), replace(SUPERVISOR, unit=STREET)),
    ("objection_window_is_over", DRAFTED.after(WINDOW), publish(), EDITOR),
    ("every_objection_is_decided", OBJECTED.after(OVER), publish(), EDITOR),
    ("publisher_did_not_draft_it", Told().then(draft(), EDITOR).after(OVER), publish(), EDITOR),
    ("publisher_filed_no_objection", UPHELD.after(OVER), publish(), as_role(OFFICER, Role.EDITOR)),
    ("publisher_did_not_decide_alone", UPHELD.after(OVER), publish(), SUPERVISOR),
    ("ranking_is_published", DRAFTED, correct(), EDITOR),
    ("correction_changes_the_table", PUBLISHED.where(changes=False), correct(), EDITOR),
]


@pytest.mark.parametrize(("rule", "told", "command", "by"), REFUSALS)
def test_the_rules_refuse(rule: str, told: Told, command: RankingCommand, by: Actor) -> None:
    assert told.refuses(command, by) == rule


def test_every_rule_has_a_case_in_which_it_refuses() -> None:
    assert {rule for rule, *_ in REFUSALS} == {each.name for row in RULES.values() for each in row}


def test_every_command_has_its_row_of_rules_and_a_grant() -> None:
    assert set(RULES) == set(OfRanking.__subclasses__())
    assert set(PUBLISHING) == {*RULES, PublishStory, ReviseStory, WithdrawStory}
    assert all(field.description for command in PUBLISHING for field in command.model_fields.values())


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("command", [draft(), file(), settle(), publish(), correct()])
def test_what_is_not_granted_is_denied(role: Role, command: Command) -> None:
    if role in PUBLISHING[type(command)]:
        permit_publishing(person("somebody", role), command)
    else:
        with pytest.raises(NotPermitted):
            permit_publishing(person("somebody", role), command)


def test_a_draft_says_what_it_counts_and_until_when_units_may_object() -> None:
    drafted = Told().event(draft(), SYSTEM)
    assert drafted == RankingDrafted(
        month=MONTH,
        profile="pds_news:1",
        definitions=1,
        position=4711,
        digest=TABLE.digest,
        objections_until=BEGIN + WINDOW,
        calendar="cn:1",
    )


def test_units_object_until_the_last_moment_and_more_than_once_when_decided() -> None:
    last = DRAFTED.after(WINDOW)
    assert last.event(file(), OFFICER) == RankingObjectionFiled(objection=1, unit=STREET, words=WORDS)
    assert UPHELD.event(file(), OFFICER) == RankingObjectionFiled(objection=2, unit=STREET, words=WORDS)
    decided = TWO_UNITS.event(settle(2, upheld=False), SECOND)
    assert isinstance(decided, RankingObjectionDecided)
    assert (decided.objection, decided.upheld) == (2, False)


def test_a_draft_that_nobody_objected_to_is_published_as_it_is() -> None:
    published = DRAFTED.after(OVER).event(publish(), SUPERVISOR)
    assert isinstance(published, RankingPublished)
    assert (published.position, published.digest, published.recomputed) == (4711, TABLE.digest, False)


def test_an_upheld_objection_has_the_table_counted_anew() -> None:
    rejected = OBJECTED.then(settle(upheld=False), SUPERVISOR).after(OVER).event(publish(), EDITOR)
    upheld = UPHELD.after(OVER).where(counted=LATER).event(publish(), EDITOR)
    assert isinstance(rejected, RankingPublished)
    assert isinstance(upheld, RankingPublished)
    assert [(one.position, one.recomputed) for one in (rejected, upheld)] == [(4711, False), (4800, True)]


def test_one_of_two_deciders_may_publish() -> None:
    decided = TWO_UNITS.then(settle(2), SECOND).after(OVER)
    assert isinstance(decided.event(publish(), SUPERVISOR), RankingPublished)


def test_a_correction_stands_beside_the_published_table() -> None:
    corrected = PUBLISHED.where(counted=LATER).then(correct(), SUPERVISOR).standing
    assert corrected is not None
    assert corrected.published is not None
    assert corrected.published.digest == TABLE.digest
    assert [one.digest for one in corrected.corrections] == [LATER.digest]
    assert corrected.latest.position == 4800
    (event,) = [entry.event for entry in PUBLISHED.then(correct(), SUPERVISOR).entries[-1:]]
    assert isinstance(event, RankingCorrected)


def test_what_is_about_no_ranking_finds_nothing() -> None:
    for command, by in ((file(), OFFICER), (settle(), SUPERVISOR), (publish(), EDITOR), (correct(), EDITOR)):
        with pytest.raises(NotFound):
            Told().event(command, by)


def test_a_ranking_begins_with_its_draft_and_the_first_draft_stands() -> None:
    with pytest.raises(ValueError, match="ranking-published"):
        fold(PUBLISHED.entries[1:])
    drafted = DRAFTED.standing
    again = replace(DRAFTED.entries[0], version=2)
    assert drafted is not None
    assert evolve(drafted, again) == replace(drafted, version=2)


@pytest.mark.parametrize(("month", "day"), [("2021-12", "2022-01-03"), ("2022-01", "2022-02-03")])
def test_the_day_of_drafting_is_in_the_next_month(month: str, day: str) -> None:
    assert draft_day(month, 3).isoformat() == day


def test_a_month_and_a_profile_have_one_stream() -> None:
    assert stream_of(MONTH, "pds_news") == stream_of(MONTH, "pds_news")
    assert len({stream_of(MONTH, "pds_news"), stream_of("2022-02", "pds_news"), stream_of(MONTH, "lyg_100")}) == 3


@pytest.mark.parametrize("month", ["2022-13", "2022-1", "22-01", "2022-01-01"])
def test_a_month_is_written_as_a_month(month: str) -> None:
    wrong: dict[str, Any] = {"month": month, "profile": "pds_news"}
    with pytest.raises(ValueError, match="month"):
        DraftRanking(**wrong)
