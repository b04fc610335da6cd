"""What leaves while a server runs: no address of any release says it a moment later."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from command import SAMENSPEL
from kept_case import make_months
from serving import Served, serving

from kg.model.terms import SAM

Town = tuple[Path, list[str], str]
THING = "https://dorp.example.org/id/organisation/3"
SECRET = "Toneelkring"
FOLLOWS = 1.0
"""Seconds after which a server follows, as the how-to about withdrawing says."""
SLACK = 1.0
"""What this machine may take to ask and answer."""
VERBS = {
    "erased": ["withdraw", THING, "--erase", "--publication"],
    "withdrawn and pruned": ["withdraw", THING, "--reason", "dubbel", "--prune", "--publication"],
}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return make_months(tmp_path_factory.mktemp("dorp") / "dorp")


def addresses(names: list[str]) -> list[tuple[str, dict[str, str]]]:
    """Every way in which a value of the thing can be asked for, of the site and of its releases."""
    ask = urlencode({"query": f"SELECT ?o {{ <{THING}> ?p ?o }}", "format": "csv"})
    found: list[tuple[str, dict[str, str]]] = []
    for start in ("", *(f"/releases/{name}" for name in names)):
        for place in (
            f"/sparql?{ask}",
            "/doc/organisation/3.nt",
            f"/search?q={SECRET.lower()[:6]}",
            f"/browse?class={quote(SAM + 'Association', safe='')}",
            "/dumps/organisaties.nq.gz",
        ):
            found.append((start + place, {}))
        found.append((f"{start}/doc/organisation/3", {"Accept": "text/html"}))
    found += [(f"/releases/{name}", {"Accept": "text/html"}) for name in names]
    return [*found, ("/releases", {"Accept": "text/html"}), ("/releases?format=json", {})]


class Reader:
    """Asks for everything, over and over; notes when it began to ask what told the value, and what
    of the published release the server could not answer.
    """

    def __init__(self, served: Served, names: list[str]) -> None:
        self.served, self.names = served, names
        self.told: dict[str, float] = {}
        self.failed: set[tuple[str, int]] = set()
        self._rounds, self._ended = 0, threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Reader:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join(60)

    def read(self, rounds: int) -> None:
        """Wait until everything was asked for so many times more, from beginning to end."""
        wanted = self._rounds + rounds + 1
        while self._rounds < wanted:
            assert self._thread.is_alive(), "a request failed"
            time.sleep(0.05)

    def _run(self) -> None:
        while not self._ended.is_set():
            for place, headers in addresses(self.names):
                began = time.monotonic()
                status, text = read(self.served, place, headers)
                if SECRET in text:
                    self.told[place] = began
                if status >= 500 and not place.startswith("/releases"):
                    self.failed.add((place, status))
            self._rounds += 1


def read(served: Served, place: str, headers: dict[str, str]) -> tuple[int, str]:
    reply = served.request("GET", place, headers)
    if reply.status == 200 and place.endswith(".gz"):
        return 200, gzip.decompress(reply.body).decode()
    # What was asked for may stand in the answer: a search has its first letters only.
    return reply.status, reply.text


@pytest.fixture(params=VERBS)
def left(request: pytest.FixtureRequest, town: Town, tmp_path: Path) -> Iterator[Served]:
    """A server, after something left while all its releases were being read."""
    folder = tmp_path / "dorp"
    shutil.copytree(town[0], folder, symlinks=True)
    with serving(folder) as served:
        # Those that are left have other ids, which nothing has asked for yet.
        with Reader(served, town[1]) as reader:
            reader.read(2)
            assert {place for place, _ in addresses(town[1])} - set(reader.told) <= silent(town)
            words = [str(SAMENSPEL), *VERBS[request.param], str(folder)]
            subprocess.run(words, check=True, capture_output=True, timeout=120)
            done = time.monotonic()
            time.sleep(FOLLOWS + SLACK)
            reader.read(2)
        assert reader.failed == set(), "a reader met what had been taken away"
        late = {place: at - done for place, at in reader.told.items() if at > done}
        kept = {place: after for place, after in late.items() if place.startswith("/releases/")}
        assert kept == {}, "a kept release that is gone was answered from"
        assert all(after < FOLLOWS + SLACK for after in late.values()), late
        yield served


def silent(town: Town) -> set[str]:
    """Addresses that do not tell it before either: of releases, and of the one that lacks it."""
    first = town[1][0]
    return {
        "/releases",
        "/releases?format=json",
        *(f"/releases/{name}" for name in town[1]),
        *(place for place, _ in addresses([first]) if place.startswith(f"/releases/{first}/")),
    }


def test_nothing_tells_of_it_a_moment_later(left: Served) -> None:
    told = json.loads(left.request("GET", "/releases?format=json").text)
    names = [str(one["id"]) for one in told]
    assert names
    for place, headers in addresses(names):
        assert SECRET not in read(left, place, headers)[1], place
    for moment in ("Tue, 01 Jan 2030 00:00:00 GMT", "Wed, 01 Jan 2020 00:00:00 GMT"):
        asked = {"Accept-Datetime": moment, "Accept": "text/html"}
        reply = left.request("GET", "/doc/organisation/3", asked)
        assert reply.status == 410, reply.headers
    assert left.request("GET", f"/timemap?iri={quote(THING, safe='')}").status in (404, 410)
