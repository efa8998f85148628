"""Read models of the city's own, right and wrong, as a person meets them."""

from __future__ import annotations

import json
import re
import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from journeys.test_processes import serving

if TYPE_CHECKING:
    from pathlib import Path

    from journeys.conftest import Shell

ONE_LINE = re.compile(r"(?:casebook: )?[^\n]*[\u4e00-\u9fff][^\n]* / [^\n]*\n")
MODEL = """\
-- streets: how many petitions from each street?
-- readers: public
-- totals: street

-- table --
street text PRIMARY KEY, petitions bigint NOT NULL

-- rows --
SELECT petition_id, coalesce(data ->> 'street', '') AS street, 1 AS petitions FROM history WHERE version = 1

-- all --
SELECT * FROM streets ORDER BY street
"""
WRONG = {"no-header": MODEL.replace("-- streets:", "-- streets"), "no-sql": MODEL.replace("SELECT petition_id", "GIVE")}


@pytest.fixture
def further(reachable: Path) -> Path:
    folder = reachable / "further"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
def test_a_wrong_one_is_named_and_stops_no_other(demo_shell: Shell, further: Path, text: str) -> None:
    (further / "streets.sql").write_text(text)
    asked = demo_shell.type("tally", "--as-of", "2022-01-30", "--json", CASEBOOK_PROJECTIONS=str(further))
    assert (asked.returncode, json.loads(asked.stdout)["received"]) == (0, 1435)
    assert ONE_LINE.fullmatch(asked.stderr), asked.stderr
    assert "streets.sql" in asked.stderr
    refused = demo_shell.type("compare", CASEBOOK_PROJECTIONS=str(further))
    assert refused.returncode == 2
    assert "streets.sql" in refused.stderr.splitlines()[-1]
    unconcerned = demo_shell.type("history", "--closure", "769", CASEBOOK_PROJECTIONS=str(further))
    assert (unconcerned.returncode, unconcerned.stderr) == (0, "")


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
def test_the_service_goes_on_shows_it_and_takes_up_the_repaired_one(
    demo_shell: Shell, further: Path, text: str
) -> None:
    (further / "streets.sql").write_text(text)
    with serving(demo_shell, CASEBOOK_PROJECTIONS=str(further)) as (process, address):
        assert process.stderr is not None
        said = process.stderr.readline()
        assert ONE_LINE.fullmatch(said), said
        assert "streets.sql" in said
        (left_out,) = httpx.get(f"{address}/status").json()["left_out"]
        assert left_out["name"] == "streets"
        assert str(further) not in left_out["en"]
        assert httpx.get(f"{address}/api/v1/register").status_code == httpx.codes.OK
        (further / "streets.sql").write_text(MODEL)
        until = time.monotonic() + 30
        while (status := httpx.get(f"{address}/status").json())["left_out"] or not built(status):
            assert time.monotonic() < until, status
            time.sleep(0.1)
    assert "streets" in demo_shell.answer("rebuild", "inbox", "--prune")["pruned"]


def built(status: dict[str, Any]) -> bool:
    return "streets" in {model["name"] for model in status["models"]}
