"""The rules by which texts are looked through before they are published."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from casebook.petitions.publication.codes import Redaction
from casebook.petitions.publication.redacting import RedactionRule, RedactionRules


@cache
def redaction_rules() -> RedactionRules:
    """The rules that casebook comes with: `redactions v1`."""
    table = tomllib.loads(files(__package__).joinpath("redactions.toml").read_text(encoding="utf-8"))
    rules = (RedactionRule(**{**row, "kind": Redaction(row["kind"])}) for row in table["rule"])
    return RedactionRules(words=table["words"], rules=tuple(rules))
