"""Read models: each one SELECT over the history, kept up to date, rebuilt, and asked as of any moment."""

from casebook.readmodels.comparison import Comparison
from casebook.readmodels.definition import BadDefinition, Definition
from casebook.readmodels.follower import Follower
from casebook.readmodels.library import Library, load
from casebook.readmodels.months import Months
from casebook.readmodels.progress import Standing
from casebook.readmodels.reader import AsOf, Reader, TooSlow
from casebook.readmodels.rebuild import compare, prune, rebuild
from casebook.readmodels.shadow import AlreadyRebuilding

__all__ = [
    "AlreadyRebuilding",
    "AsOf",
    "BadDefinition",
    "Comparison",
    "Definition",
    "Follower",
    "Library",
    "Months",
    "Reader",
    "Standing",
    "TooSlow",
    "compare",
    "load",
    "prune",
    "rebuild",
]
