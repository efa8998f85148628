"""What a witness answers when it is asked to cosign, c2sp.org/tlog-witness: only consistent growth, never less."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .checkpoint import Checkpoint
from .details import detail
from .encoding import Malformed
from .merkle import EMPTY, Head, Unproven, check_consistency
from .note import Note, NotSigned
from .tlog_proof import Growth

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .details import Meaning
    from .note import VerifierKey

MALFORMED: Final = 400
NOT_SIGNED: Final = 403
UNKNOWN: Final = 404
CONFLICT: Final = 409
UNPROVEN: Final = 422

NOTHING: Final = Head(0, EMPTY)
"""What a witness knows of a log before the first time."""


class NotCosigned(Exception):
    """A witness does not cosign; `status` is the answer by HTTP, `size` what it cosigned last, with a conflict."""

    def __init__(self, status: int, why: Meaning, size: int | None = None) -> None:
        super().__init__(why.en)
        self.status = status
        self.why = why
        self.size = size


def considered(
    request: bytes, logs: Mapping[str, VerifierKey], known: Callable[[str], Head]
) -> tuple[Note, Checkpoint]:
    """The checkpoint in a request, if it may be cosigned; `known` says how far each log was cosigned.

    Between this and keeping the new head no other request may be considered.

    Raises:
        NotCosigned: it may not.
    """
    try:
        growth = Growth.parse(request)
        note = Note.parse(growth.checkpoint)
        checkpoint = Checkpoint.parse(note.text)
    except Malformed as error:
        raise NotCosigned(MALFORMED, error.meaning) from error
    if (key := logs.get(checkpoint.origin)) is None:
        raise NotCosigned(UNKNOWN, detail("a log that this witness does not know"))
    try:
        note.verified([key])
    except NotSigned as error:
        raise NotCosigned(NOT_SIGNED, error.meaning) from error
    if growth.old > checkpoint.size:
        raise NotCosigned(MALFORMED, detail("the old size is above the new one"))
    last = known(checkpoint.origin)
    if growth.old != last.size or (growth.old == checkpoint.size and last.root != checkpoint.root):
        raise NotCosigned(CONFLICT, detail("not what was cosigned last"), last.size)
    try:
        check_consistency(last, checkpoint.head, growth.hashes)
    except Unproven as error:
        raise NotCosigned(UNPROVEN, error.meaning) from error
    return note, checkpoint
