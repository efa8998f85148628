"""What is handed out to browsers, and what others have made of it."""

from __future__ import annotations

import gzip
import hashlib
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from casebook.proof.page import PAGE, policy
from casebook.web.html.assets import assets

if TYPE_CHECKING:
    from web.service_at_hand import Service

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "src" / "casebook" / "web" / "static"
MANIFESTS = [STATIC / "vendor" / "manifest.toml", ROOT / "tests" / "data" / "axe-core" / "manifest.toml"]


@pytest.mark.parametrize("manifest", MANIFESTS, ids=["handed-out", "tests"])
def test_what_others_made_is_unchanged_and_has_its_licence(manifest: Path) -> None:
    described = tomllib.loads(manifest.read_text(encoding="utf-8"))
    for name, package in described.items():
        folder = manifest.parent / name if (manifest.parent / name).is_dir() else manifest.parent
        found = {path.name: path for path in folder.iterdir() if path != manifest}
        assert set(found) == set(package["files"])
        assert "LICENSE" in found
        assert {"package", "version", "licence", "why"} <= set(package)
        for file, digest in package["files"].items():
            assert hashlib.sha256(found[file].read_bytes()).hexdigest() == digest, file


def test_the_manifest_names_everything_that_others_made() -> None:
    described = tomllib.loads(MANIFESTS[0].read_text(encoding="utf-8"))
    assert {path.name for path in (STATIC / "vendor").iterdir() if path.is_dir()} == set(described)


def test_the_macros_and_the_stylesheet_are_of_one_version() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "govuk-frontend-jinja==4.1." in lock
    assert tomllib.loads(MANIFESTS[0].read_text(encoding="utf-8"))["govuk-frontend"]["version"].startswith("6.3.")


def test_no_stylesheet_asks_for_a_font_or_another_host() -> None:
    for asset in assets().values():
        if asset.media.startswith("text/css"):
            text = asset.content.body.decode()
            assert "@font-face" not in text
            assert re.findall(r"url\(['\"]?(?:https?:)?//", text) == []


def test_a_static_file_is_kept_for_ever_at_an_address_that_follows_its_content(service: Service) -> None:
    asset = assets()["casebook.css"]
    with httpx.Client(base_url=service.url) as client:
        answer = client.get(asset.address)
        assert answer.status_code == 200
        assert answer.content == asset.content.body
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        plain = client.get(asset.address, headers={"Accept-Encoding": "identity"})
        assert plain.content == asset.content.body
        assert "content-encoding" not in plain.headers
        assert answer.headers["content-encoding"] == "gzip"
        refused = client.get(asset.address, headers={"Accept-Encoding": "br, gzip;q=0"})
        assert (refused.content, refused.headers["etag"]) == (asset.content.body, plain.headers["etag"])
        assert answer.headers["etag"] != plain.headers["etag"]
        assert {one.headers["vary"] for one in (answer, plain)} == {"Accept-Encoding"}
        again = client.get(asset.address, headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["cache-control"] == answer.headers["cache-control"]
        assert client.get("/static/0000000000000000/casebook.css").status_code == 404
        assert client.get(asset.address.replace("casebook.css", "..%2fmanifest.toml")).status_code == 404
    assert gzip.decompress(asset.content.packed) == asset.content.body


def test_a_page_weighs_less_than_200_kilobytes(service: Service) -> None:
    with httpx.Client(base_url=service.url) as client:
        page = client.get("/")
        linked = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)
        weight = len(page.content) + sum(
            len(asset.content.packed) for asset in assets().values() if asset.address in linked
        )
    assert len(linked) >= 5
    assert weight < 200_000


def test_the_verifier_is_handed_out_as_it_is_in_bundles_and_may_connect_to_nothing(service: Service) -> None:
    answer = httpx.get(f"{service.url}/verify")
    assert (answer.status_code, answer.content) == (200, PAGE.read_bytes())
    assert answer.headers["Content-Security-Policy"] == f"{policy(answer.text)}; frame-ancestors 'none'"
