"""What every command is made of.

The limits that people meet stand here; events allow more, since imported history has other limits than our forms.
"""

from __future__ import annotations

import re
from typing import Annotated, Final
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, Strict, StringConstraints

from casebook.errors import Unfit
from casebook.petitions.event import Attachment
from casebook.petitions.words import clean

A_MOBILE: Final = 11
"""So many digits has a mobile number of this country (工信部：公众移动通信网网号 13x–19x，共 11 位)."""

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=4, max_length=60), AfterValidator(clean)]
Body = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=2000), AfterValidator(clean)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=5000), AfterValidator(clean)]
Remark = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=500), AfterValidator(clean)]
Addition = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=2, max_length=2000), AfterValidator(clean)
]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60), AfterValidator(clean)]
Phone = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[+(]?[0-9](?:[ ()-]{0,2}[0-9]){4,19}$")]
"""A telephone number, written loosely: digits, with spaces, brackets or hyphens between them."""


def whole_if_mobile(phone: str) -> str:
    """The number, if it is no mobile number, or a whole one: a digit too few is noticed while its owner is there.

    Raises:
        Unfit: it begins like a mobile number of this country, and has not eleven digits.
    """
    digits = re.sub("[^+0-9]", "", phone)
    if re.fullmatch("1[3-9][0-9]{5,}", digits) and len(digits) != A_MOBILE:
        raise Unfit("手机号码是 11 位，请核对。", "A mobile number has 11 digits; look at it again.")
    return phone


PhoneLeft = Annotated[Phone, AfterValidator(whole_if_mobile)]
"""A number that somebody leaves, to be called by it."""

Flag = Annotated[bool, Strict()]
"""Yes or no: `true` or `false`, and nothing that is only like it."""

Attachments = Annotated[tuple[Attachment, ...], Field(max_length=9)]


class Command(BaseModel):
    """A wish of somebody: the rules may refuse it, with a reason; otherwise it becomes events."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def spoken_name(cls) -> str:
        """The name in addresses and logs: `submit-petition`."""
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", cls.__name__).lower()


class Change(Command):
    """A wish about a petition that exists."""

    petition_id: UUID = Field(description="The petition.")
