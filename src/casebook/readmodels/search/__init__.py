"""Search: the words of petitions, found by any two characters of them, by whoever may read them."""

from casebook.readmodels.search.index import SearchIndex, SearchStanding
from casebook.readmodels.search.query import Wanted, wanted

__all__ = ["SearchIndex", "SearchStanding", "Wanted", "wanted"]
