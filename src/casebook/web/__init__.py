"""The service over HTTP: one application, its API under `/api/v1`, and the pages for people."""

from casebook.web.app import create_app
from casebook.web.services import Services

__all__ = ["Services", "create_app"]
