"""The write side: a command comes in, events go to the ledger, a receipt comes out."""

from casebook.casework.service import Casework, Receipt

__all__ = ["Casework", "Receipt"]
