"""Signs of life."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.service_at_hand import API, WISH, file

if TYPE_CHECKING:
    from web.service_at_hand import Service


def test_the_service_lives_and_says_how_far_it_is(service: Service) -> None:
    petition = file(service)
    with service.client() as client:
        client.get(f"{API}/register", params={"not_before": petition.position})
        assert client.get("/health").json() == client.get("/ready").json() == {"status": "ok"}
        answer = client.get("/status")
    status = answer.json()
    assert (status["version"], status["position"]) == ("test", 1)
    models = {model["name"]: model for model in status["models"]}
    assert {"inbox", "monthly_tally", "audit_trail"} <= models.keys()
    register = models["public_register"]
    assert (register["position"], register["lag"], register["state"], register["error"]) == (1, 0, "running", None)
    assert (status["sweep"]["fired"], status["sweep"]["faults"], status["sweep"]["fault"]) == (0, 0, None)
    assert WISH["title"] not in answer.text


def test_without_a_database_it_lives_but_cannot_work(service: Service) -> None:
    service.ledger.datastore.rows.close()
    with service.client() as client:
        assert client.get("/health").status_code == 200
        for path in ("/ready", "/status", f"{API}/register"):
            answer = client.get(path)
            assert (answer.status_code, answer.json()["type"]) == (503, "/problems/unavailable")
            assert answer.headers["retry-after"] == "1"


def test_whoever_asks_for_the_headers_only_gets_them(service: Service) -> None:
    with service.client() as client:
        whole, answer = client.get("/health"), client.head("/health")
        assert (answer.status_code, answer.content) == (200, b"")
        assert answer.headers["content-length"] == whole.headers["content-length"]
        assert client.head("/nowhere").status_code == 404
