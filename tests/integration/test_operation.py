"""What operators see: metrics, and a line for each request that says little of who asked."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from serving import ROOT, Served, serving

SECRET = "Jan Voorbeeld"
QUERY = f'SELECT * {{ ?s ?p "{SECRET}" }}'


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("log") / "access.jsonl"


@pytest.fixture(scope="module")
def server(log: Path) -> Iterator[Served]:
    state = log.parent / "state"
    script = ROOT / "tests" / "small_release.py"
    command = [sys.executable, str(script), str(state), "2026-11-24-1-aaaaaaaaaa", "60"]
    subprocess.run(command, check=True, env={"PYTHONPATH": str(ROOT)})
    release = state / "releases" / "2026-11-24-1-aaaaaaaaaa"
    with serving(release, "--log", str(log), "--trust-proxy") as served:
        yield served


def lines(log: Path, request_id: str) -> list[dict[str, Any]]:
    """The lines of one request; they are written when it has ended, after its last byte."""
    for _ in range(100):
        found = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
        mine = [each for each in found if each["request"] == request_id]
        if mine:
            return mine
        time.sleep(0.02)
    return []


def samples(server: Served, **headers: str) -> dict[tuple[str, ...], float]:
    reply = server.request("GET", "/metrics", headers)
    assert reply.status == 200
    families = text_string_to_metric_families(reply.text)
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in families
        for sample in family.samples
    }


def test_a_query_is_noted_by_its_digest_and_never_by_its_text(server: Served, log: Path) -> None:
    first, second = (server.get(QUERY) for _ in range(2))
    other = server.get("ASK {}")
    ids = [reply.headers["x-request-id"] for reply in (first, second, other)]
    noted = [lines(log, each)[0] for each in ids]
    assert noted[0]["query"] == noted[1]["query"] != noted[2]["query"]
    assert {(each["kind"], each["outcome"], each["status"]) for each in noted} == {
        ("sparql", "ok", 200)
    }
    assert noted[0]["release"] == "2026-11-24-1-aaaaaaaaaa"
    assert noted[0]["bytes"] == len(first.body)
    assert 0 < noted[0]["seconds"] < 30
    assert SECRET not in log.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1234:5678:9abc::1", "2001:db8:1234::/48"),
        ("no address", ""),
    ],
)
def test_of_an_address_only_the_network_is_kept(
    server: Served, log: Path, address: str, network: str
) -> None:
    reply = server.request("GET", "/about", {"X-Forwarded-For": address})
    (noted,) = lines(log, reply.headers["x-request-id"])
    assert noted["network"] == network
    assert address not in log.read_text(encoding="utf-8")


def test_an_error_is_noted_by_its_code(server: Served, log: Path) -> None:
    reply = server.get("SELEKT * { ?s ?p ?o }")
    (noted,) = lines(log, reply.headers["x-request-id"])
    assert (noted["outcome"], noted["status"], noted["code"]) == ("refused", 400, "SAM-Q001")


def test_the_id_of_a_proxy_is_kept_and_nothing_else_is_taken_for_one(
    server: Served, log: Path
) -> None:
    given = "proxy-0123456789"
    reply = server.request("GET", "/about", {"X-Request-Id": given})
    assert reply.headers["x-request-id"] == given
    assert len(lines(log, given)) == 1
    for wrong in ('{"a": 1}', "x" * 300, "short"):
        reply = server.request("GET", "/about", {"X-Request-Id": wrong})
        assert reply.headers["x-request-id"] != wrong
    assert "x" * 100 not in log.read_text(encoding="utf-8")


def test_addresses_that_clients_make_up_add_no_kind(server: Served) -> None:
    for number in range(20):
        server.request("GET", f"/made-up-{number}/x")
    kinds = {key[1] for key in samples(server) if key[0] == "samenspel_requests_total"}
    assert "page" in kinds
    assert not [kind for kind in kinds if kind.startswith("made-up")]


def test_metrics_count_requests_workers_and_the_release(server: Served) -> None:
    before = samples(server)
    for _ in range(3):
        server.get("ASK {}")
    server.get("ASK {")
    after = samples(server)
    ok, refused = (("samenspel_requests_total", "sparql", each) for each in ("ok", "refused"))
    assert after[ok] - before.get(ok, 0) == 3
    assert after[refused] - before.get(refused, 0) == 1
    count = ("samenspel_request_seconds_count", "sparql")
    assert after[count] - before.get(count, 0) == 4
    assert after["samenspel_healthy",] == 1
    running = after["samenspel_query_workers", "running"]
    assert running == after["samenspel_query_workers", "wanted"] > 0
    assert after["samenspel_release_quads", "2026-11-24-1-aaaaaaaaaa"] > 60
    assert after["samenspel_requests_running", "sparql"] == 0


@pytest.mark.parametrize("address", ["8.8.8.8", "2a00:1450::1", "unknown"])
def test_metrics_are_for_the_house_only(server: Served, address: str) -> None:

    reply = server.request("GET", "/metrics", {"X-Forwarded-For": address})
    assert reply.status == 404
    for inside in ("10.1.2.3", "192.168.7.7", "fd00::1"):
        assert server.request("GET", "/metrics", {"X-Forwarded-For": inside}).status == 200
