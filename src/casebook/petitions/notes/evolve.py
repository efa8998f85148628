"""How a note changes a petition: it is counted, and that is all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casebook.petitions.petition import Petition


def noted(petition: Petition) -> Petition:
    """One note more."""
    return replace(petition, notes=petition.notes + 1)
