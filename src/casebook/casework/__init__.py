"""The write side: a command comes in, events go to the ledger, a receipt comes out."""

from casebook.casework.rankings import Rankings
from casebook.casework.service import Casework, Receipt
from casebook.casework.stories import Stories
from casebook.casework.sweep import Sweeper

__all__ = ["Casework", "Rankings", "Receipt", "Stories", "Sweeper"]
