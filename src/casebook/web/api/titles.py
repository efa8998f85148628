"""What petitions are called, for lists of them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from casebook.casework.forgetting import restricted_among
from casebook.petitions.words import Sealed
from casebook.web.services import Services

NO_WORDS: Final[Mapping[str, Any]] = {"title": None, "withheld": [], "erased": []}


def with_titles(served: Services, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows about petitions (`petition_id`), each with the title, null where it is not open, and why; in few queries.

    Whoever sees a petition sees its title, unless the citizen's data are restricted.
    """
    petitions = [row["petition_id"] for row in rows]
    aside = restricted_among(served.ledger, petitions)
    opened = served.ledger.open(
        served.ledger.firsts(petitions), lambda entry, field: field == "title" and entry.petition_id not in aside
    )
    titles = {entry.petition_id: getattr(entry.event, "title", None) for entry in opened}
    return [{**row, **_told(titles[row["petition_id"]])} for row in rows]


def _told(title: str | Sealed | None) -> Mapping[str, Any]:
    return {**NO_WORDS, **({title.why: ["title"]} if isinstance(title, Sealed) else {"title": title})}
