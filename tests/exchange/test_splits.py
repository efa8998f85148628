"""However a file is cut into files, the ledger says the same in the end."""

from __future__ import annotations

import json
from itertools import count, pairwise
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casebook.exchange.mapping import load_mapping
from importing import bring, history, named

if TYPE_CHECKING:
    from pathlib import Path

    from casebook.ledger.ledger import Ledger

SMALL = """
source = "small"
zone = "Asia/Shanghai"
key = "id"
[[events]]
event = "submitted"
when = "opened"
fields = { category = { value = "complaint" }, channel = { value = "import" }, body = { column = "words" } }
[[events]]
event = "closed"
when = "closed"
fields = { basis = { value = "source" }, first_closure = { value = true }, summary = { column = "words" } }
"""
WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn", "Cf"]), max_size=5)
DAYS = st.dates().map(lambda day: day.isoformat())
ROWS = st.fixed_dictionaries(
    {
        "id": st.sampled_from(["1", "2", "3", "4"]),
        "opened": st.sampled_from(["2024-01-01", "2024-01-02", None]),
        "closed": st.sampled_from(["2024-01-01", "2024-02-01", "nonsense", None]),
        "words": st.sampled_from(["", "a", "门"]) | WORDS,
    }
)
numbers = count()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ROWS, max_size=12), cuts=st.lists(st.integers(0, 12), max_size=3), again=st.booleans())
def test_any_split_of_a_file_comes_to_the_same_as_the_whole(
    ledger: Ledger, tmp_path: Path, rows: list[dict[str, str]], cuts: list[int], *, again: bool
) -> None:
    mapping_file = tmp_path / "small.toml"
    mapping_file.write_text(SMALL)
    mapping, run = load_mapping(mapping_file), next(numbers)
    whole, parts = named(mapping, f"whole-{run}"), named(mapping, f"parts-{run}")

    def import_rows(some: list[dict[str, str]], source: str) -> None:
        file = tmp_path / "rows.jsonl"
        file.write_text("".join(json.dumps(row) + "\n" for row in some))
        bring(ledger, file, named(mapping, source), bad_rows=tmp_path / "bad.jsonl")

    import_rows(rows, whole.source)
    for begin, end in pairwise([0, *sorted(min(cut, len(rows)) for cut in cuts), len(rows)]):
        import_rows(rows[begin:end], parts.source)
    if again:
        import_rows(rows, parts.source)
    assert history(ledger, parts.source) == history(ledger, whole.source)
