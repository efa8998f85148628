"""The forms of a page as a browser without scripts has them: what stands in them, and what it sends."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
NOT_SENT = frozenset({"submit", "button", "image", "reset", "file"})
Attributes = dict[str, str]


@dataclass
class Form:
    """A form, and what it sends if its first button is pressed as it stands."""

    method: str
    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    has_button: bool = False

    def filled(self, typed: dict[str, str]) -> dict[str, list[str]]:
        """What is sent where somebody has typed something into those of its fields."""
        sent: dict[str, list[str]] = {}
        for name, value in self.fields:
            if name not in typed:
                sent.setdefault(name, []).append(value)
        return sent | {name: [value] for name, value in typed.items() if name in self.names}


class Page(HTMLParser):
    """What a page has without scripts.

    Attributes:
        forms: its forms.
        idle: buttons and links that are seen and do nothing.
        has_heading: whether it has a first heading.
    """

    def __init__(self, text: str, address: str) -> None:
        super().__init__()
        self.address = address
        self.forms: list[Form] = []
        self.idle: list[str] = []
        self.has_heading = False
        self._open: list[tuple[str, Attributes]] = []
        self._select: tuple[str, list[tuple[str, bool]]] | None = None
        self._text: tuple[str, list[str]] | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in an element."""
        has = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self._open.append((tag, has))
        self.has_heading |= tag == "h1"
        if tag == "form":
            self.forms.append(Form(has.get("method", "get"), has.get("action") or self.address))
        elif tag == "button":
            self._button(has)
        elif tag == "a" and has.get("href", "#").partition(":")[0] in ("#", "javascript"):
            self.idle.append(str(has))
        elif tag in ("input", "select", "textarea") and self._form is not None:
            self._control(tag, has)
        elif tag == "option" and self._select is not None:
            self._select[1].append((has.get("value", ""), "selected" in has))

    def handle_endtag(self, tag: str) -> None:
        """Leave an element, and those that are not closed in it."""
        while self._open and self._open.pop()[0] != tag:
            pass
        if tag == "select" and self._select is not None and self._form is not None:
            name, options = self._select
            chosen = [value for value, is_chosen in options if is_chosen] or [value for value, _ in options[:1]]
            self._form.fields += [(name, value) for value in chosen]
            self._select = None
        elif tag == "textarea" and self._text is not None and self._form is not None:
            self._form.fields.append((self._text[0], "".join(self._text[1]).removeprefix("\n")))
            self._text = None

    def handle_data(self, data: str) -> None:
        """Take in what stands in a text."""
        if self._text is not None:
            self._text[1].append(data)

    @property
    def _form(self) -> Form | None:
        return self.forms[-1] if any(tag == "form" for tag, _ in self._open) else None

    def _button(self, has: Attributes) -> None:
        hidden = any("hidden" in one or tag in ("dialog", "template") for tag, one in self._open)
        if self._form is not None and has.get("type", "submit") == "submit":
            if not self._form.has_button and has.get("name"):
                self._form.fields.append((has["name"], has.get("value", "")))
            self._form.has_button = True
        elif "popovertarget" not in has and not hidden:
            self.idle.append(str(has))

    def _control(self, tag: str, has: Attributes) -> None:
        form, name, kind = self._form, has.get("name", ""), has.get("type", "text")
        if form is None or not name or "disabled" in has:
            return
        form.names.add(name)
        if tag == "select":
            self._select = (name, [])
        elif tag == "textarea":
            self._text = (name, [])
        elif kind in ("checkbox", "radio"):
            form.fields += [(name, has.get("value", "on"))] if "checked" in has else []
        elif kind not in NOT_SENT:
            form.fields.append((name, has.get("value", "")))
