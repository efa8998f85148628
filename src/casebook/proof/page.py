"""The verifier as a page: `verify.html` checks what `soundness` does, in a browser, offline, with WebCrypto."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from typing import Final

PAGE: Final = Path(__file__).with_name("verify.html")

_SCRIPT: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_STYLE: Final = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def policy(text: str) -> str:
    """The Content-Security-Policy of the page with this text: its own script and style, its pictures, no connection."""
    script, style = (_hash(part, text) for part in (_SCRIPT, _STYLE))
    ours = f"script-src {script}; style-src {style}; img-src blob:"
    return f"default-src 'none'; {ours}; base-uri 'none'; form-action 'none'"


def _hash(part: re.Pattern[str], text: str) -> str:
    (content,) = part.findall(text)
    digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
    return f"'sha256-{digest}'"
