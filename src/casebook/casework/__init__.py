"""The write side: a command comes in, events go to the ledger, a receipt comes out."""

from casebook.casework.service import Casework, Receipt
from casebook.casework.sweep import Sweeper

__all__ = ["Casework", "Receipt", "Sweeper"]
