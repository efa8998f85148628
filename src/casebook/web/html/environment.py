"""The templates, once for each language: strict about what is missing, escaping whatever they are given."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from jinja2 import ChainableUndefined, Environment, PackageLoader, PrefixLoader, UndefinedError
from jinja2.loaders import ChoiceLoader

from casebook.web.html import charts, maps
from casebook.web.html.assets import address
from casebook.web.html.speech import catalogue

if TYPE_CHECKING:
    from casebook.web.html.speech import Speech

COMPONENTS = "govuk_frontend_jinja"
"""The component macros; they are given `text`, never `html`, which they do not escape."""


class Missing(ChainableUndefined):
    """What is not there may be asked for, as the component macros do, but not shown."""

    def __str__(self) -> str:
        """Nothing, where an `if` without `else` came to nothing.

        Raises:
            UndefinedError: a name was shown that nobody has given.
        """
        if self._undefined_name is None:
            return ""
        raise UndefinedError(f"{self._undefined_name} is not given")

    __html__ = __str__


@cache
def environment(speech: Speech) -> Environment:
    """The templates as they speak to one kind of reader."""
    made = Environment(
        loader=ChoiceLoader(
            [PackageLoader("casebook.web"), PrefixLoader({COMPONENTS: PackageLoader(COMPONENTS)})],
        ),
        auto_reload=False,  # they change with the release; no look at files at every page
        autoescape=True,
        undefined=Missing,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_translations(catalogue(speech.language), newstyle=True)  # type: ignore[attr-defined]  # by the extension
    made.globals |= {"speech": speech, "asset": address, "bars": charts.bars, "tile_map": maps.tile_map}
    made.filters |= {
        "term": speech.term,
        "day": speech.day,
        "days": speech.days,
        "short_day": speech.short_day,
        "weekday": speech.weekday,
        "month": speech.month,
        "short_months": speech.short_months,
        "moment": speech.moment,
        "number": speech.number,
    }
    return made
