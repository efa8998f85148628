"""Headers and query parameters that routes share."""

from dataclasses import dataclass
from typing import Annotated, Final
from uuid import UUID

from fastapi import Header, Path, Query, Response
from pydantic import StringConstraints

from casebook.casework import Receipt
from casebook.errors import Behind
from casebook.petitions.vocabulary import Category
from casebook.web.audience import NUMBER
from casebook.web.services import Services

PATIENCE: Final = 2.0
"""So many seconds a read waits for its read model to catch up."""

HIGHEST: Final = 2**53
"""No position is higher: what any JSON reader still counts exactly."""

Number = Annotated[
    str,
    Path(
        description="The petition's number (诉求编号).",
        pattern=NUMBER.pattern,
        examples=["2022-001435-9"],
    ),
]
Key = Annotated[
    UUID,
    Header(
        alias="Idempotency-Key",
        description="A new UUID for each wish; send the same one when you try again, and get the same receipt.",
        examples=["0b0c5f0e-7d2f-4a55-8d3c-8c1c9a3a9a51"],
    ),
]
Expected = Annotated[
    str,
    Header(
        alias="If-Match",
        description='The version that you have seen, as its `ETag`: `"3"`; of what is not there yet, `"0"`.',
        pattern=r'^"[0-9]{1,9}"$',
        examples=['"3"'],
    ),
]
NotBefore = Annotated[
    int | None,
    Query(
        ge=0,
        le=HIGHEST,
        description="Answer only when everything up to this position of the ledger is in, or say 503 `behind`.",
        examples=[1435],
    ),
]

Month = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{3}-(0[1-9]|1[0-2])$")]
"""A month: `2022-01`."""

Source = Annotated[
    str | None,
    Query(
        max_length=64,
        pattern=r"^[A-Za-z0-9._:-]*$",
        description="Only what was imported from this source; empty for what was filed here.",
    ),
]


@dataclass(frozen=True)
class Among:
    """Which petitions figures are of."""

    category: Annotated[Category | None, Query(description="Only this kind (类别).")] = None
    source: Source = None
    from_month: Annotated[Month | None, Query(description="From this month.", examples=["2022-01"])] = None
    to_month: Annotated[Month | None, Query(description="To this month.", examples=["2022-01"])] = None


ALL: Final = Among()


def tell(served: Services, response: Response, receipt: Receipt) -> None:
    """Put into the headers of a write's answer what its receipt says, and let the read models know."""
    if served.follower is not None:
        served.follower.wake()
    response.headers["ETag"] = f'"{receipt.version}"'
    response.headers["Ledger-Position"] = str(receipt.position)
    if receipt.repeated:
        response.headers["Idempotent-Replayed"] = "true"


def wait(served: Services, model: str, position: int | None) -> None:
    """Wait until a read model is not older than a position.

    Raises:
        Behind: it is still older after a while, or the ledger itself does not reach that far.
    """
    if position is None:
        return
    if position > served.ledger.position():
        raise Behind
    served.reader.wait(model, position, PATIENCE)
