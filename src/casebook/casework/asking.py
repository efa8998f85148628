"""How the write side asks a read model: by whatever it is handed that can be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping


class Asks(Protocol):
    """Answers questions out of read models, as `readmodels.Reader` does."""

    def ask(
        self, model: str, query: str, params: Mapping[str, Any] | None = None, role: str = "public"
    ) -> list[dict[str, Any]]:
        """The rows that answer a query of a model, for somebody in a role."""
