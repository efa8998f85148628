"""Pictures that come with a form: taken in one by one, so that whatever else is wrong, none need be sent again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from casebook.accounts.trouble import TooManyTries
from casebook.casework.pictures import MOST_BYTES
from casebook.casework.uploads import upload_with_form
from casebook.errors import PictureRefused
from casebook.web.forms.references import reference_of
from casebook.web.html.page import View
from casebook.web.sessions import visitor_of

if TYPE_CHECKING:
    from uuid import UUID

    from starlette.datastructures import UploadFile
    from starlette.requests import Request

    from casebook.web.forms.form import Form
    from casebook.web.services import Services


def photographed(request: Request, served: Services, form: Form, holder: UUID, petition_id: UUID | None = None) -> Form:
    """The form with its pictures taken in; what was not taken, and why, stands at the control that it came by.

    Args:
        request: where it comes from, and in which language it is answered.
        served: what they are taken in with.
        form: with the files as they came.
        holder: for whom the pictures wait, as `casework.uploads` has it.
        petition_id: of the petition that they are for, if there is one already.

    Raises:
        Unavailable: the database is gone.
    """
    speech, typed, errors, wait = View(request).speech, dict(form.typed), dict(form.errors), form.wait
    for name, file in form.files:
        most = next(field.most for field in form.fields if field.name == name) or 0
        if len(typed.get(name, ())) >= most:
            errors[name] = speech.gettext("至多{most}张，多出的没有接收。").format(most=most)
            continue
        try:
            reference = _taken(request, served, form, holder, petition_id, file)
        except (PictureRefused, TooManyTries) as error:
            wait = error.seconds if isinstance(error, TooManyTries) else wait
            told = speech.gettext("“{file}”没有接收：{why}")
            errors[name] = told.format(file=(file.filename or "")[:60], why=error.in_language(speech.language))
            continue
        typed[name] = tuple(dict.fromkeys((*typed.get(name, ()), reference)))
    return replace(form, typed=typed, errors=errors, files=(), wait=wait)


def _taken(  # noqa: PLR0913, PLR0917  what is taken, and for whom
    request: Request, served: Services, form: Form, holder: UUID, petition_id: UUID | None, file: UploadFile
) -> str:
    served.accounts.filing.count_upload(holder.bytes, visitor_of(request).network)
    sent = file.file.read(MOST_BYTES + 1)
    return reference_of(upload_with_form(served.ledger.files, holder, form.key, sent, petition_id))
