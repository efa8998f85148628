"""Filing a petition: the same door for pages and programs, with what is looked at before the rules are asked."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casebook.access import Actor, Role
from casebook.accounts.phones import digits_of, phone_digests
from casebook.accounts.sending import receipt_text
from casebook.accounts.trouble import PhoneUnverified
from casebook.casework.citizens import query_code
from casebook.errors import Unavailable
from casebook.petitions.vocabulary import Confidentiality
from casebook.web.sessions import session_of, visitor_of

if TYPE_CHECKING:
    from uuid import UUID

    from starlette.requests import Request

    from casebook.casework import Receipt
    from casebook.petitions.commands import SubmitPetition
    from casebook.reference.privacy import PrivacyVersion
    from casebook.web.services import Services


DAY: Final = 24 * 3600


@dataclass(frozen=True, slots=True)
class Filed:
    """A petition that was filed: the receipt, and the code that opens it together with its number."""

    receipt: Receipt
    code: str


def filed_before(served: Services, wish: SubmitPetition, asker: Actor, key: UUID) -> Filed | None:
    """What this very wish came to when it was sent before; None where it was not.

    Raises:
        KeyReused: the key belongs to another wish.
    """
    receipt = served.casework.answered(wish, asker, key)
    return _filed(served, receipt) if receipt else None


def file_petition(  # noqa: PLR0913  who, what, and how it is known
    request: Request, served: Services, wish: SubmitPetition, asker: Actor, key: UUID, *, shown_now: bool = False
) -> Filed:
    """File it, once for each key. What is sent again is not counted again.

    Args:
        request: where it comes from.
        served: what it is filed with.
        wish: what is filed.
        asker: the citizen, or the desk for one.
        key: tells this wish from every other.
        shown_now: whether the number was shown to be the citizen's in this very request.

    Raises:
        PhoneUnverified: everybody must show that the number is theirs, and this citizen has not.
        TooManyTries: too many came from there, or with this number.
        CasebookError: what `Casework.handle` raises.
    """
    if before := filed_before(served, wish, asker, key):
        return before
    if asker.role is Role.CITIZEN:
        shown = shown_now or is_shown_to_be_theirs(request, served, wish)
        if served.settings.phone_check == "always" and not shown:
            raise PhoneUnverified
        served.accounts.filing.count(wish.phone, visitor_of(request).network)
    return _filed(served, served.casework.handle(wish, asker, key))


def send_receipt(served: Services, wish: SubmitPetition, filed: Filed, code: str) -> None:
    """Send the leaf hash's first bits to the telephone that was given, where a program sends messages, and once.

    Of a sealed petition nothing is sent: whoever sees the telephone would know that there is one.
    """
    sealed = wish.confidentiality is Confidentiality.SEALED
    if filed.receipt.repeated or wish.phone is None or sealed or served.settings.sender is None:
        return
    with suppress(Unavailable):  # the petition is filed; the page and the API have the same
        served.accounts.sender.send(digits_of(wish.phone), receipt_text(filed.receipt.number, code), DAY)


def is_shown_to_be_theirs(request: Request, served: Services, wish: SubmitPetition) -> bool:
    """Whether the number is that of the citizen's session; where there is none, or it will be refused, nothing is."""
    if wish.phone is None or wish.confidentiality is Confidentiality.ANONYMOUS:
        return True
    session = session_of(request)
    return session is not None and session.phone == phone_digests(served.ledger.keys)(wish.phone)


def notice_of_today(served: Services) -> PrivacyVersion | None:
    """The privacy notice that citizens are told today; None where none is in force yet."""
    return served.ledger.adoptions.reference().privacy(served.today())


def _filed(served: Services, receipt: Receipt) -> Filed:
    return Filed(receipt, query_code(served.ledger.keys, receipt.petition_id))
