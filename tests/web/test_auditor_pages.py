"""What an auditor reads in the browser: every step with its state, the trail, the past, who came in."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import psycopg

from casebook.access import Role
from casebook.accounts.access_log import Kind as AccessKind
from casebook.accounts.people import Hat
from casebook.casework.adopting import adopt_shipped
from casebook.ledger.handed_out import handed_out
from casebook.petitions.commands import AssignPetition
from casebook.petitions.rules import RULES
from casebook.proof.soundness import check_bundle
from casebook.proof.trust import trust_in
from casebook.reference.kinds import Kind
from signed_ledger import SignedLedger
from web.rankings_at_service import BEGIN, MONTH, publish_ranking, set_clock
from web.service_at_hand import STREET, WISH, file, replied
from web.signing_in import accounts_of, staff
from web.test_pages import browser
from web.test_story import record

if TYPE_CHECKING:
    from pathlib import Path

    from casebook.postgres import Database
    from web.service_at_hand import Service


def test_each_step_is_shown_with_what_it_changed_its_times_and_its_hashes(service: Service) -> None:
    adopt_shipped(service.ledger)
    petition = replied(service)
    petition_id = service.ledger.by_number(petition.number)
    assert petition_id is not None
    entries = service.ledger.entries(petition_id)
    with browser(service, Role.AUDITOR) as client:
        for at, entry in enumerate(entries, 1):
            page = client.get(f"/audit/petitions/{petition.number}?version={at}").text
            assert f"第 {at} 步，共 6 步" in page
            assert (entry.leaf or b"").hex() in page
            assert (entry.previous or b"").hex() in page
            assert str(entry.command) in page
            assert str(entry.position) in page
            assert "已核对" in page
            for words in (WISH["title"], WISH["phone"], WISH["name"]):
                assert words not in page
        third = client.get(f"/audit/petitions/{petition.number}?version=3").text
        row = r'<th scope="row"[^>]*>([^<]*)</th><td[^>]*>[^<]*</td><td[^>]*><strong>([^<]*)<'
        changed = dict(re.findall(row, third))
        assert changed["状态"] == "待签收"
        assert changed["承办单位"]
        assert "assign-petition" in third
        for rule in RULES[AssignPetition]:
            assert f"<code>{rule.name}</code>" in third
        for kind in Kind:
            found = client.get(re.findall(rf'href="(/api/v1/reference/{kind}\?on=[^"]+)"', third)[0]).json()
            assert found["id"] in third
            assert found["digest"] in third
        assert "优越路街道" in third
        assert "当时尚未采用" not in third
        first = client.get(f"/audit/petitions/{petition.number}?version=1").text
        assert "文明城市创建" in first
        for raw in ("frozenset", "civilized_city", "[]", "{}"):
            assert raw not in first + third
        last = client.get(f"/audit/petitions/{petition.number}").text
        assert "第 6 步，共 6 步" in last
        assert "set()" not in last
        assert "第 6 步，共 6 步" in client.get(f"/audit/petitions/{petition.number}?version=99").text
        assert client.get("/audit/petitions/2022-000000-0").status_code == 404


def test_a_changed_event_is_named_and_nothing_of_the_petition_is_shown(service: Service, database: Database) -> None:
    petition = replied(service)
    with psycopg.connect(database.owner_dsn, autocommit=True) as owner:
        owner.execute("ALTER TABLE ledger.events DISABLE TRIGGER ALL")
        owner.execute(
            "UPDATE ledger.events SET state = state || '\\x20'::bytea WHERE notification_id = %s", (petition.position,)
        )
    with browser(service, Role.AUDITOR) as client:
        answer = client.get(f"/audit/petitions/{petition.number}")
    assert answer.status_code == 500
    assert f"账本第 {petition.position} 号事件与其哈希不符" in answer.text


def test_the_trail_leads_to_the_step(service: Service) -> None:
    petition = replied(service)
    service.follower.catch_up()
    with browser(service, Role.AUDITOR) as client:
        trail = client.get("/audit").text
        assert re.findall(r'href="(/audit/petitions/[^"]+)"', trail) == [
            f"/audit/petitions/{petition.number}?version={version}" for version in range(6, 0, -1)
        ]
        assert client.get("/audit?event=accepted").text.count("/audit/petitions/") == 1
        assert client.get("/audit?as_of=2").text.count("?version=") == 2
        earliest = re.findall(r"\?version=(\d)", client.get("/audit?order=oldest").text)
        assert earliest == ["1", "2", "3", "4", "5", "6"]
        officer = service.people[Role.UNIT_OFFICER, STREET]
        theirs = re.findall(r"\?version=(\d)", client.get(f"/audit?person={officer}").text)
        assert theirs == ["5", "4"], "signed, and called the citizen"
        found = client.get(f"/audit?number=%20{petition.number} ")
        assert (found.status_code, found.headers["location"]) == (303, f"/audit/petitions/{petition.number}")
        assert "这不是诉求编号" in client.get("/audit?number=../x").text


def test_figures_and_work_are_shown_as_of_any_moment(service: Service) -> None:
    first = replied(service)
    file(service)
    service.follower.catch_up()
    with browser(service, Role.AUDITOR) as client:
        now, then = client.get("/audit/past").text, client.get("/audit/past?as_of=1").text
        assert now.count("/audit/petitions/") == 2
        assert then.count("/audit/petitions/") == 1
        assert first.number in then
        assert client.get("/audit/past?as_of=2000-01-01&as_known=true").text.count("/audit/petitions/") == 0
        assert client.get("/audit/past?as_of=soon").status_code == 422


def test_any_inbox_is_shown_as_it_was_each_petition_at_the_step_it_had(service: Service) -> None:
    petition = replied(service)
    service.follower.catch_up()
    with browser(service, Role.AUDITOR) as client:
        for position, office in ((1, "desk"), (2, "dispatcher"), (3, "unit"), (6, "desk")):
            page = client.get(f"/audit/past?as_of={position}&waiting_on={office}").text
            assert f"/audit/petitions/{petition.number}?version={position}" in page
            other = "reporter" if office != "reporter" else "desk"
            assert petition.number not in client.get(f"/audit/past?as_of={position}&waiting_on={other}").text
        assert petition.number in client.get(f"/audit/past?as_of=3&waiting_on=unit&unit={STREET}").text
        assert petition.number not in client.get("/audit/past?as_of=3&waiting_on=unit&unit=dept-tax").text


def test_a_ranking_is_shown_as_it_stood_draft_publication_and_correction(service: Service) -> None:
    set_clock(service, BEGIN)
    adopt_shipped(service.ledger)
    publish_ranking(service)
    drafted, published = service.ledger.position() - 1, service.ledger.position()
    with browser(service, Role.AUDITOR) as client:
        address = f"/audit/rankings/{MONTH}?as_of="
        assert f"/audit/rankings/{MONTH}" not in client.get(f"/audit/past?as_of={drafted - 1}").text
        assert client.get(f"{address}{drafted - 1}").status_code == 404
        then, now = client.get(f"/audit/past?as_of={drafted}").text, client.get("/audit/past").text
        assert (">初稿</td>" in then, ">已公布</td>" in now) == (True, True)
        assert client.get(f"{address}{drafted}").text.count("cb-digest") == 1
        table = client.get(f"{address}{published}").text
        assert table.count("cb-digest") == 2
        assert "优越路街道" in table


def test_waivers_are_listed_with_who_and_why_and_counted_for_everybody(service: Service) -> None:
    petition = replied(service, category="consultation")
    petition.step(Role.DESK, "approve-reply")
    petition.step(Role.EDITOR, "waive-verification", {"ground": "category"})
    visited = replied(service)
    visited.step(Role.DESK, "approve-reply")
    record(visited)
    visited.step(Role.EDITOR, "countersign-verification")
    service.follower.catch_up()
    for role, where in ((Role.AUDITOR, "/audit/petitions/"), (Role.SUPERVISOR, "/staff/petitions/")):
        with browser(service, role) as client:
            page = client.get("/audit/waivers").text
            assert f"{where}{petition.number}" in page
            assert str(service.people[Role.EDITOR, None]) in page
            assert visited.number not in page
            assert petition.number not in client.get("/audit/waivers?ground=sampled_out").text
            assert petition.number not in client.get("/audit/waivers?month=2001-01").text
    with browser(service) as client:
        public = re.sub(r"<[^>]*>", " ", client.get("/tallies").text)
        assert re.search(r"追访与免访.*月\s+1\s+1\s+50\.0%\s+1\s+0\s+0\s+0", public, re.DOTALL)


def test_the_access_log_is_read_by_day_person_and_petition(service: Service) -> None:
    petition = replied(service)
    with browser(service, Role.DESK), browser(service, Role.RECORDS), browser(service, Role.AUDITOR) as client:
        desk, records = (str(service.people[role, None]) for role in (Role.DESK, Role.RECORDS))
        for person in (service.people[Role.DESK, None], service.people[Role.RECORDS, None]):
            accounts_of(service).log.note(AccessKind.SIGNED_IN, person)
        everything = client.get("/audit/access").text
        assert (desk in everything, records in everything) == (True, True)
        theirs = client.get(f"/audit/access?number={petition.number}").text
        assert (desk in theirs, records in theirs) == (True, False)
        assert "没有符合条件的记录" in client.get(f"/audit/access?number={petition.number}&of={records}").text
        today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
        assert records in client.get(f"/audit/access?on={today}").text
        assert "没有符合条件的记录" in client.get(f"/audit/access?on={today - timedelta(days=1)}").text
        assert client.get("/audit/access?number=2022-000000-0").status_code == 404
        assert client.get("/audit/access?on=soon").status_code == 422


def test_the_access_log_is_read_by_kind_and_person(service: Service) -> None:
    with browser(service, Role.AUDITOR) as client:
        page = client.get("/audit/access").text
        person = service.people[Role.AUDITOR, None]
        assert str(person) in page
        assert str(person) in client.get(f"/audit/access?of={person}").text
        assert "没有符合条件的记录" in client.get("/audit/access?kind=outbox-read").text
        assert "须为 UUID。" in client.get("/audit/access?of=wang.li").text


def test_the_access_log_shows_the_latest_first_and_people_by_name(service: Service) -> None:
    person = staff(service, "wang.li", Hat(Role.DESK), Hat(Role.UNIT_OFFICER, STREET))
    other = staff(service, "wang.li2")
    log = accounts_of(service).log
    for _ in range(40):
        log.note(AccessKind.SIGNED_IN, person.id)
    log.note(AccessKind.SIGNED_OUT, other.id)
    with browser(service, Role.AUDITOR) as client:
        page = client.get("/audit/access").text
        kinds = r'<td role="cell">([^< ]+)'
        assert re.findall(kinds, page) == ["授予岗位", "开设账号", "退出", *["登录"] * 27]
        (behind,) = re.findall(r'rel="next" href="([^"]+)"', page)
        assert re.findall(kinds, client.get(behind).text)[-1] == "开设账号"
        assert f'href="/audit/access?of={person.id}"' in page
        theirs = client.get(f"/audit/access?of={person.id}").text
        assert str(person.id) in re.sub(r"<[^>]*>", " ", theirs)
        assert re.search(r"热线办、承办人 · 优越路街道", theirs)
        assert "wang.li2" not in theirs
        assert re.findall(kinds, client.get("/audit/access?who=WANG.LI2").text)[0] == "退出"
        both = client.get("/audit/access", params={"who": "王丽"}).text
        assert (both.count('class="govuk-inset-text"'), "wang.li2" in both) == (2, True)
        assert "没有符合条件的记录" in client.get("/audit/access?who=nobody").text


def test_who_did_it_is_told_to_auditors_by_name_until_the_account_is_closed(service: Service) -> None:
    petition, person = replied(service), service.people[Role.DISPATCHER, None]
    people = accounts_of(service).people
    account = people.add("zhao.gang", "赵刚", password=None, person_id=person)
    service.follower.catch_up()
    pages = [f"/audit/petitions/{petition.number}?version={version}" for version in (3, 6)] + ["/audit?event=assigned"]
    with browser(service, Role.AUDITOR) as client:
        for page in pages:
            assert "赵刚" in client.get(page).text, page
        people.close(account)
        for page in pages:
            text = client.get(page).text
            assert ("赵刚" in text, "已注销" in text) == (False, True), page


def test_an_auditor_takes_a_petition_along_with_its_proofs_and_words_that_leave_are_on_record(
    service: Service, database: Database, tmp_path: Path
) -> None:
    (tmp_path / "log").mkdir()
    signed = SignedLedger(service.ledger, database, tmp_path / "log")
    petition, hidden = replied(service), file(service, confidentiality="sealed")
    trust = trust_in([signed.key.public])
    with browser(service, Role.AUDITOR) as client:
        here = f"/audit/petitions/{petition.number}"
        assert client.get(f"{here}/bundle.cbk.zip").status_code == 404, "nothing is signed yet"
        kept = signed.sign().size
        note = signed.log.checkpoint()
        file(service)
        signed.sign()
        assert f'action="{here}/bundle.cbk.zip"' in client.get(here).text
        public = client.get(f"{here}/bundle.cbk.zip", params={"words": "false", "since": f" {kept} "})
        report = check_bundle(public.content, trust, note)
        assert (report.grown_from, len(report.events)) == (kept, 6)
        assert not any(event.words for event in report.events)
        assert [entry.kind for entry in accounts_of(service).log.page(None, 200)].count(AccessKind.BUNDLE_MADE) == 0
        whole = client.get(f"{here}/bundle.cbk.zip", params={"words": "true", "since": ""})
        assert check_bundle(whole.content, trust).events[0].words["phone"] == WISH["phone"]
        (made,) = [one for one in accounts_of(service).log.page(None, 200) if one.kind == AccessKind.BUNDLE_MADE]
        assert made.person_id == service.people[Role.AUDITOR, None]
        petition_id = service.ledger.by_number(petition.number)
        assert petition_id
        digests = [one.digest for one in handed_out(service.ledger.datastore, petition_id)]
        assert digests == [hashlib.sha256(whole.content).hexdigest()], "what has words, and nothing else"
        for since in ("x", str(kept - 1), "9" * 16):
            assert client.get(f"{here}/bundle.cbk.zip", params={"since": since}).status_code == 404
        sealed = f"/audit/petitions/{hidden.number}"
        assert 'value="false"' not in client.get(sealed).text
        assert client.get(f"{sealed}/bundle.cbk.zip").status_code == 403
        assert client.get(f"{sealed}/bundle.cbk.zip?words=true").status_code == 200
    with service.client(Role.AUDITOR) as program:
        answer = program.get(f"/api/v1{here}/bundle.cbk.zip", params={"public": True, "since": kept})
        assert check_bundle(answer.content, trust).grown_from == kept
        signed.tamper("DELETE FROM ledger.events WHERE notification_id = 7")
        broken = program.get(f"/api/v1{here}/bundle.cbk.zip", params={"public": True})
        assert (broken.status_code, broken.json()["type"]) == (500, "/problems/tampered")
        assert broken.json()["position"] == 7


def test_the_versions_that_were_adopted_are_listed_the_latest_first(service: Service) -> None:
    with browser(service, Role.AUDITOR) as client:
        assert "还没有采用任何版本" in client.get("/audit/adoptions").text
        adopt_shipped(service.ledger)
        shown = client.get("/audit/adoptions").text
    adopted = service.ledger.adoptions.reference().adoptions
    places = [shown.index(one.digest) for one in reversed(adopted)]
    assert places == sorted(places)
    assert {one.kind for one in adopted} == set(Kind)
