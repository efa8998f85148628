"""Accounts of staff, sessions, one-time codes for citizens, the access log: what may change, beside the ledger."""

from casebook.accounts.door import Accounts

__all__ = ["Accounts"]
