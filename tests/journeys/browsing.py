"""A browser for tests of the pages: Debian's Chromium, one context for each person, and what shuts people out."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from casebook.access import Role
from casebook.accounts.people import OF_UNITS
from casebook.web.sessions import SESSION
from web.service_at_hand import STREET

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

    from web.every_page import Pages, Told
    from web.service_at_hand import Petition, Service

AXE = (Path(__file__).parents[1] / "data" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LANGUAGES: tuple[Literal["zh-CN", "en"], ...] = ("zh-CN", "en")
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PHONE, TABLET, DESK = 360, 768, 1280
HEIGHT = 800
ANSWERED = "Failed to load resource: the server responded with a status of"
"""What the console says of an answer like 409, which a test looks at itself."""


@dataclass
class Visits:
    """Browser contexts at a service, one for each person; whatever their consoles complain of is collected."""

    browser: Browser
    service: Service
    pictures: Path | None
    complaints: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def someone(  # noqa: PLR0913  what makes one reader differ from another
        self,
        role: Role | None = None,
        unit: str | None = None,
        *,
        language: Literal["zh-CN", "en"] = "zh-CN",
        scheme: Literal["light", "dark"] = "light",
        width: int = DESK,
        scripts: bool = True,
    ) -> Page:
        """A page in a browser of their own, signed in if they have a role."""
        context = self.browser.new_context(
            base_url=self.service.url,
            locale=language,
            color_scheme=scheme,
            viewport={"width": width, "height": HEIGHT},
            java_script_enabled=scripts,
            timezone_id="Asia/Shanghai",
        )
        self.contexts.append(context)
        if role is not None:
            unit = unit or (STREET if role in OF_UNITS else None)
            token = self.service.session(role, unit)
            context.add_cookies([{"name": SESSION, "value": token, "url": self.service.url}])
        page = context.new_page()
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def citizen(self, petition: Petition, language: Literal["zh-CN", "en"]) -> Page:
        """A citizen who is in with the telephone number that a petition of theirs was filed with."""
        page = self.someone(language=language)
        token = self.service.session_of_citizen(petition)
        page.context.add_cookies([{"name": SESSION, "value": token, "url": self.service.url}])
        return page

    def keep(self, page: Page, name: str) -> None:
        """Keep a picture of the whole page, if pictures are wanted."""
        if self.pictures is not None:
            self.pictures.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=self.pictures / f"{name}.png", full_page=True)

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(ANSWERED):
            self.complaints.append(message.text)


def violations(page: Page) -> list[str]:
    """What shuts people out of a page as it stands: each rule that is broken, and where."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate("() => axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{one['id']}: {one['help']} at {', '.join(str(node['target'][0]) for node in one['nodes'][:5])}"
        for one in found["violations"]
    ]


def overflow(page: Page) -> int:
    """So many pixels somebody has to scroll sideways: a page is wider than its window, or a table than its place."""
    page.wait_for_load_state()  # what was pressed last may lead to another page
    wider: int = page.evaluate(
        """() => Math.max(
            document.documentElement.scrollWidth - window.innerWidth,
            ...[...document.querySelectorAll('.cb-scroll')].map(one => one.scrollWidth - one.clientWidth),
        )"""
    )
    return max(wider, 0)


def shortcomings(visits: Visits, pages: Pages, told: Told, language: Literal["zh-CN", "en"]) -> dict[str, list[str]]:
    """What is wrong with pages, under their names, in a language: at a desk and on a phone, by day or by night.

    A page is loaded once and then changed in place; who looks at it keeps their browser.
    """
    found: dict[str, list[str]] = {}
    readers: dict[Role | None, Page] = {}
    for name, (role, address) in pages.items():
        if role not in readers:
            is_theirs = role is Role.CITIZEN
            readers[role] = (
                visits.citizen(told.answered, language) if is_theirs else visits.someone(role, language=language)
            )
        readers[role].goto(address.format_map(told.gaps))
        if wrong := wrong_with(visits, readers[role], name, language):
            found[name] = wrong
    return found


def wrong_with(visits: Visits, page: Page, name: str, language: str) -> list[str]:
    """What is wrong with a page as it stands, at a desk and on a phone; in English by night, else by day."""
    page.evaluate("() => document.querySelectorAll('details').forEach(one => { one.open = true })")
    nameless = page.locator(".cb-figures tbody td:not([data-label])").count()
    wrong = [f"{nameless} numbers whose column a phone does not name"] if nameless else []
    page.set_viewport_size({"width": TABLET, "height": HEIGHT})
    if (wider := page.evaluate("() => document.documentElement.scrollWidth - innerWidth")) > 0:
        wrong.append(f"{wider} px wider than {TABLET}")  # a table may be moved in its place there
    for width in (DESK, PHONE):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        wrong += [f"{wider} px wider than {width}"] if (wider := overflow(page)) else []
        for scheme in SCHEMES if visits.pictures else ():
            page.emulate_media(color_scheme=scheme)
            visits.keep(page, f"{name}-{language}-{scheme}-{width}")
    # night changes nothing but colours, language all but them: two looks see what four would
    page.emulate_media(color_scheme="dark" if language == "en" else "light")
    wrong += violations(page)
    page.emulate_media(color_scheme="light")
    return wrong
