"""Every page of staff, in both languages, by day and night, on a phone and at a desk. Those for everybody: beside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from journeys.browsing import shortcomings
from web.every_page import OF_OFFICES, OF_THE_NEWSROOM, told

if TYPE_CHECKING:
    from journeys.browsing import Visits


def test_nobody_is_shut_out_and_nothing_is_cut_off(visits: Visits) -> None:
    assert shortcomings(visits, OF_OFFICES | OF_THE_NEWSROOM, told(visits.service)) == {}
