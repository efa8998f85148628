"""The rankings of months: drafted, objected to, published, corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from casebook.casework.beside import BesidePetitions, Decision
from casebook.casework.tables import Made, Tables, profiles_of, read_table
from casebook.errors import NotFound
from casebook.figures.table import differences, is_busy, units_with_figures
from casebook.rankings.commands import CorrectRanking, DraftRanking, OfRanking, PublishRanking, RankingCommand
from casebook.rankings.decide import Counted, RankingContext, decide
from casebook.rankings.events import EVENTS, stream_of
from casebook.rankings.ranking import Ranking, fold
from casebook.reference.policy import Limit
from casebook.reference.terms import city_terms

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime
    from uuid import UUID

    from casebook.casework.tables import Counts
    from casebook.ledger.ledger import Ledger
    from casebook.petitions.command import Command
    from casebook.petitions.entry import Actor, Entry
    from casebook.rankings.ranking import Frozen
    from casebook.reference.city import AdoptedCity

_PLACE: Final = "position"
"""What a table says of when it was counted, and not of what."""


class Rankings(BesidePetitions):
    """Takes commands about rankings.

    Attributes:
        tables: counts what the units did.
    """

    def __init__(
        self,
        ledger: Ledger,
        city: AdoptedCity,
        months: Counts,
        *,
        clock: Callable[[], datetime] | None = None,
        position: Callable[[], int] | None = None,
    ) -> None:
        """Rankings over a ledger; `position` says up to where is counted now, if not to the ledger's end."""
        super().__init__(ledger, city, clock=clock)
        self.tables = Tables(ledger, months)
        self._position = position or ledger.position

    def stream(self, command: Command, key: UUID) -> UUID:  # noqa: ARG002  a month has one ranking, whoever asks
        """The stream of the month and profile that a command names."""
        wish = cast("OfRanking", command)
        return stream_of(wish.month, wish.profile)

    def decision(self, command: Command, actor: Actor, entries: list[Entry]) -> Decision:
        """The event of a command about a ranking, with the table that it states.

        Raises:
            Refused: the rules say no.
            NotFound: there is no draft of this ranking, or no such profile.
            Behind: a read model is not built yet.
        """
        wish, ranking = cast("RankingCommand", command), fold(entries)
        made = self._made(wish, ranking)
        event = decide(wish, ranking, self._context(wish, ranking, actor, made))
        return Decision(event, made.document if made else None)

    def standing(self, month: str, profile: str | None = None) -> tuple[Ranking, list[Entry]]:
        """The ranking of a month with its entries, words sealed; under the profile in use if none is named.

        A month has one ranking under a profile: named with a version, `pds_news:1`, it is there under no other.

        Raises:
            NotFound: there is none.
        """
        asked = profile or _name(profiles_of(self.ledger.adoptions.reference(), month).in_use)
        entries = self.ledger.entries(stream_of(month, _name(asked)))
        ranking = fold(entries)
        if ranking is None or asked not in (_name(ranking.profile), ranking.profile):
            raise NotFound("该月没有排行。", "There is no ranking of this month.")
        return ranking, entries

    def all(self) -> list[Ranking]:
        """Every ranking, in the order of their drafts."""
        return [ranking for entries in self.ledger.streams(EVENTS).values() if (ranking := fold(entries))]

    def table(self, frozen: Frozen) -> dict[str, Any]:
        """A table as it was frozen.

        Raises:
            Unreadable: its document is not there as it was stored.
        """
        return read_table(self.ledger.document(frozen.digest))

    def due_drafts(self, until: datetime, since: datetime | None = None) -> list[DraftRanking]:
        """The drafts that are due by then and not there, in the order of their months.

        The last month whose day of drafting has come, and every one whose day came after `since`.
        """
        today = until.astimezone(self.city.zone).date()
        profiles = self.ledger.adoptions.reference().profiles(today)
        if profiles is None:
            return []
        day = profiles.ranking.draft_on_day
        last = _drafted_by(today, day)
        first = last if since is None else min(last, _drafted_by(since.astimezone(self.city.zone).date(), day) + 1)
        months = (f"{number // 12:04}-{number % 12 + 1:02}" for number in range(first, last + 1))
        wishes = (DraftRanking(month=month, profile=_name(profiles.in_use)) for month in months)
        return [wish for wish in wishes if not self.ledger.entries(stream_of(wish.month, wish.profile))]

    def _made(self, wish: RankingCommand, ranking: Ranking | None) -> Made | None:
        """The table that a command needs counted, if it does."""
        if ranking is None:
            drafts = isinstance(wish, DraftRanking)
            return self.tables.drafted(wish.month, wish.profile, self._position()) if drafts else None
        corrects = isinstance(wish, CorrectRanking) and ranking.published
        publishes = isinstance(wish, PublishRanking) and not ranking.published and ranking.has_upheld
        return self.tables.again(self.table(ranking.draft), self._position()) if corrects or publishes else None

    def _context(
        self, wish: RankingCommand, ranking: Ranking | None, actor: Actor, made: Made | None
    ) -> RankingContext:
        now, reference = self.now(), self.ledger.adoptions.reference()
        today = now.astimezone(self.city.zone).date()
        cycle = profiles_of(reference, wish.month).ranking
        terms = reference.terms(today, self.city.zone) or city_terms(self.city.zone)
        last = self.table(ranking.latest) if ranking else None
        table = made.table if made else last or {"rows": []}
        return RankingContext(
            now=now,
            today=today,
            actor=actor,
            draft_on_day=cycle.draft_on_day,
            objections_until=terms.end(Limit.read(cycle.objection), now).at,
            calendar=terms.calendar.id,
            counted=made.counted if made else _stated(ranking),
            table=units_with_figures(table),
            busy=is_busy(table),
            changes=last is not None and any(one["field"] != _PLACE for one in differences(last, table)),
        )


def draft_key(wish: DraftRanking) -> UUID:
    """The key of the system's draft: the same whoever sweeps, however often."""
    return stream_of(f"draft of {wish.month}", wish.profile)


def _stated(ranking: Ranking | None) -> Counted | None:
    """The table that a ranking states last."""
    if ranking is None:
        return None
    last = ranking.latest
    return Counted(ranking.profile, last.definitions, last.position, last.digest)


def _drafted_by(today: date, draft_on_day: int) -> int:
    """The last month whose day of drafting has come: months are counted from the beginning of our era."""
    return today.year * 12 + today.month - 2 - (today.day < draft_on_day)


def _name(profile: str) -> str:
    """A profile's name without its version."""
    return profile.partition(":")[0]
