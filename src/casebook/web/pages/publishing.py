"""The public text of a petition: written by an editor, looked through by rules, confirmed by people."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response
from starlette.responses import RedirectResponse

from casebook.access import Actor, Role
from casebook.petitions.entry import Entry
from casebook.petitions.events import PublicationRevised, Published, Replied, VerifiedByReporter
from casebook.petitions.petition import Petition
from casebook.petitions.publication.codes import TextState
from casebook.petitions.publication.commands import Publish, RevisePublication
from casebook.web.api.headers import Number
from casebook.web.audience import signed_in
from casebook.web.casefile import seen
from casebook.web.forms.form import blank
from casebook.web.forms.options import Choices
from casebook.web.forms.people import people_in
from casebook.web.forms.publishing import Offered, chosen, offered, with_copies
from casebook.web.forms.redacting import DO, PUBLISH, Look, as_written, first_look, looked_through
from casebook.web.forms.sending import Posted, Unsent, form_page, give_by_form
from casebook.web.forms.showing import shown
from casebook.web.html.page import PageRoute, View
from casebook.web.services import Served, Services

router = APIRouter(prefix="/editors", tags=["pages"], route_class=PageRoute, include_in_schema=False)

Editor = Annotated[Actor, Depends(signed_in(Role.EDITOR))]


@router.get("/petitions/{number}/publication")
def publication(request: Request, served: Served, person: Editor, number: Number) -> Response:
    """The text that is public, or a first draft of one out of reply and finding, with what rules would take out."""
    found, entries = seen(request, number, person)
    look = first_look(_told_so_far(found, entries))
    form = blank(_kind(found), found.version, {"text": look.clean, "redactions": look.redactions})
    offers = offered(found, entries, person)
    return _publication_page(request, served, person, found, look, offers, Unsent(form, 200))


@router.post("/petitions/{number}/publication")
def publish(request: Request, served: Served, person: Editor, number: Number, data: Posted) -> Response:
    """Look at the text again, or publish what was looked at, with the pictures that were chosen."""
    found, entries = seen(request, number, person)
    offers, data = chosen(data, offered(found, entries, person))
    look, form = looked_through(_kind(found), data)
    if data.get(DO) != PUBLISH or not look.confirmed:
        return _publication_page(request, served, person, found, look, offers, Unsent(form, 200))
    outcome = give_by_form(request, served, person, number, with_copies(served, person, found, form, offers))
    if isinstance(outcome, Unsent):
        return _publication_page(request, served, person, found, look, offers, outcome)
    return RedirectResponse(f"/editors/petitions/{quote(number)}?done={form.kind.spoken_name()}", 303)


def _kind(found: Petition) -> type[Publish | RevisePublication]:
    return RevisePublication if found.text_state is TextState.PUBLISHED else Publish


def _told_so_far(found: Petition, entries: list[Entry]) -> str:
    """What is public, or else the unit's reply and the reporter's finding, once signed, as somewhere to begin."""
    texts = [one.event.text for one in entries if isinstance(one.event, Published | PublicationRevised)]
    if found.text_state is TextState.PUBLISHED and isinstance(texts[-1], str):
        return texts[-1]
    said = [one.event.text for one in entries if isinstance(one.event, Replied) and one.event.round == found.round]
    signed = found.finding is not None and found.finding.countersigned_by is not None
    looked = [
        one.event.findings
        for one in entries
        if signed and isinstance(one.event, VerifiedByReporter) and one.event.round == found.round
    ]
    return "\n\n".join(one for one in (*said[-1:], *looked[-1:]) if isinstance(one, str))


def _publication_page(  # noqa: PLR0913, PLR0917  what the page shows
    request: Request,
    served: Services,
    person: Actor,
    found: Petition,
    look: Look,
    offers: list[Offered],
    unsent: Unsent,
) -> Response:
    view, people = View(request), people_in(served, Role.EDITOR, but=person)
    return form_page(
        request,
        "editors/publication.html",
        unsent,
        as_written(shown(unsent.form, Choices(view.names, view.speech, people=people)), look),
        petition=found,
        look=look,
        offers=offers,
        changed=request.method == "POST" and not look.confirmed,
    )
