"""What a citizen keeps of a filing, by page and by API: at once without the proof, a moment later with it."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from casebook.proof.entry import digest_of
from casebook.proof.merkle import leaf_hash
from casebook.proof.soundness import check_bundle
from casebook.proof.tlog_proof import Inclusion
from casebook.proof.trust import trust_in
from casebook.web import create_app
from signed_ledger import SignedLedger
from web.service_at_hand import API, WISH, file, serving
from web.signing_in import Browser, accounts_of

if TYPE_CHECKING:
    from pathlib import Path

    from casebook.postgres import Database
    from web.service_at_hand import Service


@pytest.fixture
def signed(service: Service, database: Database, tmp_path: Path) -> SignedLedger:
    folder = tmp_path / "log"
    folder.mkdir()
    return SignedLedger(service.ledger, database, folder)


def test_whoever_files_gets_leaf_and_disclosures_at_once_and_the_proof_when_it_is_there(
    service: Service, signed: SignedLedger
) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    with service.client() as anybody:
        filed = anybody.post(f"{API}/petitions", json=WISH, headers=key).json()
        here, code = f"{API}/petitions/{filed['number']}/receipt", {"Query-Code": filed["query_code"]}
        assert filed["leaf"].startswith(filed["leaf_code"].replace(" ", ""))
        held = anybody.get(here, headers=code).json()
        assert held["proof"] is None
        assert (held["leaf"], held["disclosures"]) == (filed["leaf"], filed["disclosures"])
        assert leaf_hash(held["entry"].encode()).hex() == filed["leaf"]
        digests = json.loads(held["entry"].split("\n")[1])["_sd"]
        for field, disclosure in held["disclosures"].items():
            assert digest_of(disclosure.encode()) == digests[field]
        title = held["disclosures"]["title"]
        assert json.loads(base64.urlsafe_b64decode(title + "=" * (-len(title) % 4)))[2] == WISH["title"]
        signed.sign()
        held = anybody.get(here, headers=code).json()
        assert Inclusion.parse(held["proof"].encode()).index == held["position"] - 1
        answer = anybody.get(f"{here}.cbk.zip", headers=code)
        assert answer.headers["cache-control"] == "private, no-store"
        assert f'filename="receipt-{filed["number"]}.cbk.zip"' in answer.headers["content-disposition"]
        (event,) = check_bundle(answer.content, trust_in([signed.key.public])).events
        assert event.words["title"] == WISH["title"]
        kinds = [entry.kind for entry in accounts_of(service).log.page(None, 50)]
        assert kinds == ["own-petition-read"] * 3, "name and number are in it: whoever has the code leaves a trace"
        for wrong in ({}, {"Query-Code": "AAAA-AAAA-AAAA-AAAA"}):
            assert anybody.get(f"{here}.cbk.zip", headers=wrong).status_code in {401, 404}


def test_the_page_of_the_receipt_says_whether_the_proof_is_in_it(service: Service, signed: SignedLedger) -> None:
    petition = file(service)
    with Browser(service.url, **{"Accept-Language": "en"}) as browser:
        browser.post("/mine/open", data={"number": petition.number, "code": petition.code})
        here = f"/mine/{petition.number}/receipt"
        assert here in browser.get(f"/mine/{petition.number}").text
        before = browser.get(here).text
        assert "not signed up to this petition yet" in before
        assert f"{here}.cbk.zip" in before
        signed.sign()
        assert "The ledger is signed." in browser.get(here).text
        answer = browser.get(f"{here}.cbk.zip")
        assert check_bundle(answer.content, trust_in([signed.key.public])).events[0].words["phone"] == WISH["phone"]


def test_the_telephone_gets_the_receipt_code_once(service: Service, tmp_path: Path) -> None:
    program, sent = tmp_path / "send", tmp_path / "sent"
    program.write_text(f"#!/bin/sh\ncat >> {sent}\n")
    program.chmod(0o755)
    served = service.app.state.services
    app = create_app(replace(served, settings=replace(served.settings, sender=str(program), phone_check="never")))
    with serving(app) as url, Browser(url) as browser:
        key = {"Idempotency-Key": str(uuid4())}
        filed = browser.post(f"{API}/petitions", json=WISH, headers=key).json()
        assert browser.post(f"{API}/petitions", json=WISH, headers=key).json() == filed
        for wish in (
            {"confidentiality": "sealed"},
            {"confidentiality": "anonymous", "name": None, "phone": None},
        ):
            assert browser.post(f"{API}/petitions", json=WISH | wish, headers={"Idempotency-Key": str(uuid4())})
    told = json.loads(sent.read_text())
    assert told["phone"] == "03750000000"
    assert filed["number"] in told["text"]
    assert filed["leaf_code"] in told["text"]
    assert filed["query_code"] not in told["text"]
    assert WISH["title"] not in told["text"]
