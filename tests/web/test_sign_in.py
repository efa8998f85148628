"""Staff sign in by password: sessions, hats, revocation, and a lock-out that locks nobody else out."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import uuid4

import psycopg

from casebook.access import Role
from casebook.accounts.people import Hat
from web.service_at_hand import API, STREET, file
from web.signing_in import PASSWORD, Browser, accounts_of, staff

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import httpx

    from casebook.postgres import Database
    from web.service_at_hand import Service


def kinds(service: Service) -> list[str]:
    return [entry.kind for entry in accounts_of(service).log.page(None, 200)]


def test_who_signs_in_is_known_by_a_cookie_that_no_script_reads(service: Service) -> None:
    person = staff(service)
    with Browser(service.url) as browser:
        assert browser.get(f"{API}/me").status_code == 401
        answer = browser.sign_in(login=" WANG.li ", next="/work?page=2")
        assert (answer.status_code, answer.headers["location"]) == (303, "/work?page=2")
        session, device = answer.headers.get_list("set-cookie")
        assert session.startswith("casebook-session=")
        assert device.startswith("casebook-device=")
        assert "Max-Age" not in session
        for cookie in (session, device):
            assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
            assert "Secure" not in cookie
        me = browser.get(f"{API}/me").json()
        assert me["person_id"] == str(person.id)
        assert (me["name"], me["role"], me["phone_verified"]) == ("王丽", "desk", False)
        assert browser.get(f"{API}/inbox").status_code == 200
        assert browser.get(f"{API}/audit/trail").status_code == 403


def test_over_https_cookies_are_bound_to_the_host(service: Service) -> None:
    staff(service)
    with Browser(service.url, **{"X-Forwarded-Proto": "https"}) as browser:
        for cookie in browser.sign_in().headers.get_list("set-cookie"):
            assert cookie.startswith("__Host-casebook-")
            assert "; Secure" in cookie
            assert "Path=/" in cookie
            assert "Domain" not in cookie


def test_without_encryption_nobody_signs_in_from_another_machine(service: Service) -> None:
    staff(service)
    with Browser(service.url, Host="petitions.example") as browser:
        answer = browser.sign_in()
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/unencrypted")


def test_a_wrong_name_a_wrong_password_and_a_blocked_account_are_answered_alike(service: Service) -> None:
    staff(service)
    people = accounts_of(service).people
    blocked = staff(service, "zhao")
    people.block(blocked)
    people.add("qian", "钱进", password=PASSWORD)  # who has no hat
    people.add("sun", "孙梅", password=None, external="sun@provider")
    with Browser(service.url) as browser:
        answers = [
            browser.sign_in("nobody"),
            browser.sign_in("wang.li", "not the password at all"),
            browser.sign_in("zhao"),
            browser.sign_in("qian"),
            browser.sign_in("sun"),
            browser.sign_in("", ""),
        ]
    first = answers[0].json() | {"instance": ""}
    assert first["type"] == "/problems/sign-in-failed"
    for answer in answers:
        assert answer.status_code == 403
        assert answer.json() | {"instance": ""} == first
        assert "set-cookie" not in answer.headers
    assert "登录名或密码不正确" in first["detail"]
    assert kinds(service).count("sign-in-failed") == len(answers)


def test_strangers_are_slowed_and_the_known_browser_goes_on_working(service: Service) -> None:
    staff(service)
    with Browser(service.url) as known, Browser(service.url, "198.51.100.1") as stranger:
        assert known.sign_in().status_code == 303
        for _ in range(5):
            assert stranger.sign_in(password="guess after guess").status_code == 403
        slowed = stranger.sign_in(password="guess after guess")
        assert (slowed.status_code, slowed.json()["type"]) == (429, "/problems/too-many-tries")
        assert 25 <= int(slowed.headers["retry-after"]) <= 30
        assert stranger.sign_in().status_code == 429, "not even the right one is looked at"
        assert known.sign_in().status_code == 303
        with Browser(service.url, "203.0.113.5") as elsewhere:
            assert elsewhere.sign_in().status_code == 303, "the owner at another desk"
        assert stranger.sign_in("zhao").status_code == 403, "another name"
        # a known browser in the stranger's own network
        known.headers["X-Forwarded-For"] = "198.51.100.1"
        assert known.sign_in().status_code == 303
    assert "slowed" in kinds(service)


def test_names_that_nobody_has_are_slowed_as_well(service: Service) -> None:
    with Browser(service.url) as browser:
        statuses = [browser.sign_in("nobody").status_code for _ in range(6)]
    assert statuses == [403] * 5 + [429]


def test_a_page_that_asks_somebody_to_wait_says_how_long(service: Service) -> None:
    with Browser(service.url, Accept="text/html") as browser:
        signing_in = [browser.sign_in("nobody") for _ in range(6)][-1]
        for_codes = [browser.post("/sign-in/code", data={"phone": "19900001234"}) for _ in range(4)][-1]
    for refused in (signing_in, for_codes):
        assert (refused.status_code, refused.headers["content-type"]) == (429, "text/html; charset=utf-8")
        assert int(refused.headers["retry-after"]) > 0


def test_a_network_that_tries_many_names_is_slowed(service: Service, database: Database) -> None:
    with Browser(service.url) as browser:
        browser.sign_in("somebody")
        with psycopg.connect(database.owner_dsn) as owner:
            owner.execute("UPDATE accounts.throttles SET tries = 49 WHERE tries = 1")
        assert browser.sign_in("somebody-else").status_code == 403
        assert browser.sign_in("a-third").status_code == 429


def test_whoever_knows_their_password_uses_up_nothing_of_their_network(service: Service, database: Database) -> None:
    staff(service)
    with Browser(service.url) as stranger, psycopg.connect(database.owner_dsn, autocommit=True) as owner:
        stranger.sign_in("somebody")
        owner.execute("UPDATE accounts.throttles SET tries = 49 WHERE tries = 1")
        for _ in range(3):
            with Browser(service.url) as colleague:
                assert colleague.sign_in().status_code == 303
        assert stranger.sign_in("somebody-else").status_code == 403
        assert stranger.sign_in("a-third").status_code == 429


def test_a_session_ends_when_it_is_left_alone_and_at_its_last_hour(service: Service, database: Database) -> None:
    staff(service)
    with Browser(service.url) as browser, psycopg.connect(database.owner_dsn, autocommit=True) as owner:
        for change in (
            "seen_at = now() - interval '30 minutes'",
            "begun_at = now() - interval '12 hours', ends_at = now()",
        ):
            browser.sign_in()
            [session] = browser.get(f"{API}/me/sessions").json()["sessions"]
            begun, ends = (datetime.fromisoformat(session[name]) for name in ("begun_at", "ends_at"))
            assert ends - begun == timedelta(hours=12)
            owner.execute("UPDATE accounts.sessions SET seen_at = now() - interval '29 minutes'")
            assert browser.get(f"{API}/me").status_code == 200
            owner.execute(f"UPDATE accounts.sessions SET {change}")
            assert browser.get(f"{API}/me").status_code == 401


def test_it_is_written_down_once_a_minute_that_a_session_is_used(service: Service, database: Database) -> None:
    staff(service)
    with Browser(service.url) as browser, psycopg.connect(database.owner_dsn, autocommit=True) as owner:
        browser.sign_in()

        def seen() -> datetime:
            row = owner.execute("SELECT seen_at FROM accounts.sessions").fetchone()
            assert row is not None
            found: datetime = row[0]
            return found

        first = seen()
        browser.get(f"{API}/me")
        assert seen() == first
        owner.execute("UPDATE accounts.sessions SET seen_at = now() - interval '61 seconds'")
        browser.get(f"{API}/me")
        assert seen() > first


def test_signing_in_again_and_signing_out_end_the_session_before(service: Service) -> None:
    staff(service)
    with Browser(service.url) as browser:
        browser.sign_in()
        first = browser.cookies["casebook-session"]
        browser.sign_in()
        second = browser.cookies["casebook-session"]
        assert first != second
        with Browser(service.url, Cookie=f"casebook-session={first}") as thief:
            assert thief.get(f"{API}/me").status_code == 401
        assert len(browser.get(f"{API}/me/sessions").json()["sessions"]) == 1
        answer = browser.post("/sign-out", data={"next": ""})
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        assert answer.headers["clear-site-data"] == '"cache"'
        assert "casebook-session" not in browser.cookies
        with Browser(service.url, Cookie=f"casebook-session={second}") as thief:
            assert thief.get(f"{API}/me").status_code == 401
    assert kinds(service)[-3:] == ["signed-in", "signed-in", "signed-out"]


def test_another_hat_is_another_token_and_other_rights(service: Service) -> None:
    staff(service, "wang.li", Hat(Role.DISPATCHER), Hat(Role.UNIT_OFFICER, STREET))
    with Browser(service.url) as browser:
        browser.sign_in()
        before = browser.get(f"{API}/me").json()
        assert (before["role"], before["unit"]) == ("dispatcher", None)
        assert [(hat["role"], hat["unit"]) for hat in before["hats"]] == [
            ("dispatcher", None),
            ("unit_officer", STREET),
        ]
        token, ends = browser.cookies["casebook-session"], browser.get(f"{API}/me/sessions").json()["sessions"][0]
        answer = browser.post("/hat", data={"role": "unit_officer", "unit": STREET, "next": "/work"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/work")
        assert browser.cookies["casebook-session"] != token
        after = browser.get(f"{API}/me").json()
        assert (after["role"], after["unit"], after["person_id"]) == ("unit_officer", STREET, before["person_id"])
        [session] = browser.get(f"{API}/me/sessions").json()["sessions"]
        assert (session["id"], session["ends_at"]) == (ends["id"], ends["ends_at"])
        with Browser(service.url, Cookie=f"casebook-session={token}") as thief:
            assert thief.get(f"{API}/me").status_code == 401
        for wrong in ({"role": "auditor"}, {"role": "unit_officer", "unit": "dept-water-resources"}, {"role": ""}):
            assert browser.post("/hat", data=wrong).status_code == 404
    assert "hat-changed" in kinds(service)


def test_what_is_taken_is_gone_at_the_next_request(service: Service) -> None:
    accounts = accounts_of(service)
    person = staff(service, "wang.li", Hat(Role.DESK), Hat(Role.AUDITOR))
    with Browser(service.url) as browser:
        browser.sign_in()
        assert browser.get(f"{API}/audit/trail").status_code == 200
        accounts.people.take(person, Hat(Role.AUDITOR))
        assert browser.get(f"{API}/audit/trail").status_code == 401
        browser.sign_in()
        assert browser.get(f"{API}/me").json()["role"] == "desk"
        accounts.people.give(person, Hat(Role.DESK, valid_until=datetime.now(UTC) - timedelta(seconds=1)))
        assert browser.get(f"{API}/me").status_code == 401
        accounts.people.give(person, Hat(Role.DESK))
        browser.sign_in()
        accounts.people.block(person)
        assert browser.get(f"{API}/me").status_code == 401
        accounts.people.block(person, lifted=True)
        accounts.end_sessions(person.id)
        assert browser.get(f"{API}/me").status_code == 401, "a session does not wake up again"


def test_one_ends_ones_own_sessions_and_nobody_elses(service: Service) -> None:
    staff(service)
    staff(service, "zhao")
    with Browser(service.url) as here, Browser(service.url) as there, Browser(service.url) as zhao:
        for browser, login in ((here, "wang.li"), (there, "wang.li"), (zhao, "zhao")):
            browser.sign_in(login)
        listed = here.get(f"{API}/me/sessions").json()["sessions"]
        assert sorted(one["current"] for one in listed) == [False, True]
        [theirs] = zhao.get(f"{API}/me/sessions").json()["sessions"]
        assert here.delete(f"{API}/me/sessions/{theirs['id']}").status_code == 404
        assert here.delete(f"{API}/me/sessions/{uuid4()}").status_code == 404
        assert here.delete(f"{API}/me/sessions").json() == {"revoked": 1}
        assert [browser.get(f"{API}/me").status_code for browser in (here, there, zhao)] == [200, 401, 200]
        there.sign_in()
        [other] = [one for one in here.get(f"{API}/me/sessions").json()["sessions"] if not one["current"]]
        assert here.delete(f"{API}/me/sessions/{other['id']}").json() == {"revoked": 1}
        assert there.get(f"{API}/me").status_code == 401
    assert kinds(service).count("session-revoked") == 2


KIND = {"category": "complaint", "matter": "street_lighting"}
OUR_OWN: Final[tuple[dict[str, str], ...]] = (
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "OURS"},
    {"Origin": "OURS"},
)
STRANGE: Final[tuple[dict[str, str], ...]] = (
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "OURS"},
    {"Sec-Fetch-Site": "same-site", "Origin": "OURS"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "https://evil.example"},
    {},
)


@contextmanager
def signed_in_from(service: Service, origin: Mapping[str, str], cookies: dict[str, str]) -> Iterator[httpx.Client]:
    """A browser with these cookies whose requests say that they come from there."""
    with service.client(headers={name: value.replace("OURS", service.url) for name, value in origin.items()}) as client:
        client.cookies.update(cookies)
        yield client


def changes(browser: httpx.Client, number: str) -> list[httpx.Response]:
    """What comes of accepting a petition, ending all sessions, leaving."""
    usual = {"Idempotency-Key": str(uuid4()), "If-Match": '"1"'}
    return [
        browser.post(f"{API}/petitions/{number}/accept-petition", headers=usual, json=KIND),
        browser.delete(f"{API}/me/sessions"),
        browser.post("/sign-out", data={"next": ""}, headers={"Accept": "application/json"}),
    ]


def test_what_a_cookie_changes_comes_from_our_own_pages(service: Service) -> None:
    staff(service)
    for origin in OUR_OWN:
        with Browser(service.url) as browser:
            browser.sign_in()
            cookies = dict(browser.cookies)
        with signed_in_from(service, origin, cookies) as ours:
            answers = changes(ours, file(service).number)
            assert [answer.status_code for answer in answers] == [200, 200, 303], origin
            assert ours.get(f"{API}/me").status_code == 401


def test_what_another_site_makes_a_cookie_do_is_refused(service: Service) -> None:
    staff(service)
    petition = file(service)
    with Browser(service.url) as browser:
        browser.sign_in()
        cookies = dict(browser.cookies)
    for origin in STRANGE:
        with signed_in_from(service, origin, cookies) as strange:
            for refused in changes(strange, petition.number):
                assert (refused.status_code, refused.json()["type"]) == (403, "/problems/cross-site"), origin
            assert strange.get(f"{API}/me").status_code == 200
    usual = {"Idempotency-Key": str(uuid4()), "If-Match": '"1"'}
    with service.client(Role.DESK, headers=STRANGE[0]) as program:
        answer = program.post(f"{API}/petitions/{petition.number}/accept-petition", headers=usual, json=KIND)
    assert answer.status_code == 200  # a token is no cookie: no browser sends it by itself


def test_a_session_that_has_ended_does_not_keep_anybody_from_filing(service: Service) -> None:
    with Browser(service.url, Cookie="casebook-session=gone") as browser:
        wish = {
            "category": "complaint",
            "title": "小巷路灯不亮",
            "body": "土产巷的路灯坏了半个月。",
            "phone": "19900001234",
        }
        answer = browser.post(f"{API}/petitions", json=wish, headers={"Idempotency-Key": str(uuid4())})
        assert answer.status_code == 201


ELSEWHERE = ("//evil.example", "https://evil.example/x", "/\\evil.example", "javascript:alert(1)", "work", "\t//x")


def test_nobody_is_sent_on_to_another_site(service: Service) -> None:
    staff(service)
    for elsewhere in ELSEWHERE:
        with Browser(service.url) as browser:
            assert browser.sign_in(next=elsewhere).headers["location"] == "/staff", elsewhere


def test_a_form_is_a_form(service: Service) -> None:
    with Browser(service.url) as browser:
        assert browser.post("/sign-in", json={"login": "x"}).status_code == 415
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        for body in (
            "login=a&login=b",
            "login=%FF",
            "login=%00",
            "login=" + "x" * 600,
            "&".join(f"f{n}=" for n in range(30)),
        ):
            assert browser.post("/sign-in", content=body, headers=form).status_code == 400, body


def test_auditors_read_the_access_log(service: Service) -> None:
    person = staff(service)
    with Browser(service.url) as browser:
        browser.sign_in()
        browser.sign_in(password="wrong again and again")
    with service.client(Role.AUDITOR) as auditor:
        found = auditor.get(f"{API}/audit/access").json()
        assert [entry["kind"] for entry in found["entries"]] == [
            "account-added",
            "hat-given",
            "signed-in",
            "sign-in-failed",
        ]
        assert {entry["person_id"] for entry in found["entries"]} == {str(person.id)}
        networks = {entry["network"] for entry in found["entries"][2:]}
        assert len(networks) == 1
        assert "192.0.2" not in auditor.get(f"{API}/audit/access").text
        page = auditor.get(f"{API}/audit/access", params={"limit": 3}).json()
        rest = auditor.get(f"{API}/audit/access", params={"limit": 3, "after": page["next"]}).json()
        assert page["entries"] + rest["entries"] == found["entries"]
        turned = auditor.get(f"{API}/audit/access", params={"limit": 3, "order": "newest"}).json()
        end = auditor.get(f"{API}/audit/access", params={"limit": 3, "order": "newest", "after": turned["next"]}).json()
        assert turned["entries"] + end["entries"] == found["entries"][::-1]
        assert end["next"] is None
        only = auditor.get(f"{API}/audit/access", params={"kind": "signed-in", "person": str(person.id)}).json()
        assert [entry["kind"] for entry in only["entries"]] == ["signed-in"]
        assert auditor.get(f"{API}/audit/access", params={"kind": "nothing"}).status_code == 422


def test_whoever_comes_first_is_asked_first(service: Service) -> None:
    with Browser(service.url, Accept="text/html") as browser:
        for address, first, then in (("/sign-in", "login", "phone"), ("/sign-in?next=/mine", "phone", "login")):
            page = browser.get(address).text
            assert page.index(f'id="{first}"') < page.index(f'id="{then}"'), address
