"""The demo ledger: half a year of invented petitions, told by the commands that real people would give."""

from casebook.demo.accounts import introduce_colleagues, open_accounts
from casebook.demo.loading import DemoReport, load
from casebook.demo.rankings import tell_rankings
from casebook.demo.story import what_to_try

__all__ = ["DemoReport", "introduce_colleagues", "load", "open_accounts", "tell_rankings", "what_to_try"]
