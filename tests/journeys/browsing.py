"""A browser for tests of the pages: Debian's Chromium, one context for each person, and what shuts people out."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from casebook.accounts.people import OF_UNITS
from casebook.web.sessions import SESSION
from web.service_at_hand import STREET

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

    from casebook.access import Role
    from web.service_at_hand import Service

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
PHONE, DESK = 360, 1280
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
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']}: {one['help']} at {', '.join(str(node['target'][0]) for node in one['nodes'][:5])}"
        for one in found["violations"]
    ]


def overflow(page: Page) -> int:
    """So many pixels a page is wider than its window."""
    wider: int = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
    return max(wider, 0)
