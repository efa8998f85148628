"""How the events of merging move a petition."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from casebook.petitions.dispatch.evolve import released
from casebook.petitions.merging.events import Absorbed, ChildReleased, Merged, MergingEvent, Unmerged
from casebook.petitions.standing import Merger
from casebook.petitions.vocabulary import Status

if TYPE_CHECKING:
    from casebook.petitions.petition import Petition


def merged(petition: Petition, event: MergingEvent) -> Petition:
    """The child stands with its master until it closes with it or is released; the master knows its children."""
    match event:
        case Merged():
            merger = Merger(event.master, event.master_number, petition.status)
            return replace(petition, status=Status.MERGED, merger=merger)
        case Unmerged():
            return _free(released(petition), event)
        case Absorbed():
            return replace(petition, children=(*petition.children, event.child))
        case ChildReleased():
            return replace(petition, children=tuple(child for child in petition.children if child != event.child))
        case _ as never:
            assert_never(never)


def _free(petition: Petition, event: Unmerged) -> Petition:
    """By itself again; where a limit for finding its unit was set, that one counts."""
    dispatch = event.dispatch_due or petition.dues.dispatch
    return replace(
        petition,
        status=event.resumed,
        merger=None,
        closed_at=None,
        closed_by=None,
        dues=replace(petition.dues, dispatch=dispatch),
    )
