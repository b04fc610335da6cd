"""Kept releases at `/releases/ID/…`: readable, apart from the published one, and bounded."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

import pytest
from difference_case import BASE
from kept_case import make_months
from serving import Served, follow, heading, serving

from kg.release.disposal import discard
from kg.release.publish_log import append, log_entry
from kg.release.release import Release
from kg.release.reseal import reseal
from kg.store.errors import Busy
from server import archive as archive_module
from server.archive import Archive
from server.service import Service

ROOT = Path(__file__).parents[2]
THING = f"<{BASE}id/organisation/1>"
NAME = "http://www.w3.org/2004/02/skos/core#prefLabel"
ASK = f"SELECT ?n {{ {THING} <{NAME}> ?n }}"
HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str], str]:
    return make_months(tmp_path_factory.mktemp("dorp") / "dorp")


@pytest.fixture(scope="module")
def served(town: tuple[Path, list[str], str]) -> Iterator[Served]:
    with serving(town[0]) as running:
        yield running


@pytest.fixture
def copy(town: tuple[Path, list[str], str], tmp_path: Path) -> Path:
    folder = tmp_path / "dorp"
    shutil.copytree(town[0], folder, symlinks=True)
    return folder


def ask(served: Served, place: str, query: str = ASK, method: str = "GET") -> list[str]:
    """The rows of a query at an endpoint, without the line of names."""
    sent = urlencode({"query": query, "format": "csv"})
    if method == "GET":
        reply = served.request("GET", f"{place}?{sent}")
    else:
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        reply = served.request("POST", place, form, sent.encode())
    assert reply.status == 200, reply.text
    return reply.text.split()[1:]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_each_release_answers_for_itself(
    served: Served, town: tuple[Path, list[str], str], method: str
) -> None:
    names = [ask(served, f"/releases/{name}/sparql", method=method) for name in town[1]]
    assert names == [["Harmonie"], ["Fanfare"], ["Brassband"]]
    assert ask(served, "/sparql", method=method) == ["Brassband"]


def test_pages_data_files_and_catalogue_are_those_of_the_release(
    served: Served, town: tuple[Path, list[str], str]
) -> None:
    old = f"/releases/{town[1][0]}"
    page = follow(served, f"{old}/id/organisation/1", "text/html")
    assert heading(page) == "Harmonie"
    assert "Harmonie" in served.request("GET", f"{old}/doc/organisation/1.nt").text
    assert "Schaakclub" in served.request("GET", f"{old}/search?q=schaak").text
    dump = served.request("GET", f"{old}/dumps/organisaties.nq.gz")
    assert b"Harmonie" in gzip.decompress(dump.body)
    assert served.request("GET", f"{old}/catalog.ttl").status == 200
    query = served.request("GET", f"{old}/sparql?{urlencode({'text': ASK})}", HTML)
    assert "Harmonie" in query.text
    now = served.request("GET", "/doc/organisation/1", HTML)
    assert heading(now) == "Brassband"


def test_pages_of_a_kept_release_say_so_and_stay_in_it(
    served: Served, town: tuple[Path, list[str], str]
) -> None:
    old = f"/releases/{town[1][1]}"
    page = served.request("GET", f"{old}/doc/organisation/3", HTML)
    assert page.headers["x-robots-tag"] == "noindex"
    assert '</doc/organisation/3>; rel="canonical"' in page.headers["link"]
    assert '<meta name="robots" content="noindex">' in page.text
    assert '<link rel="canonical" href="/doc/organisation/3">' in page.text
    assert re.search(rf"{town[1][1]}.*?href=\"/doc/organisation/3\"", page.text, re.DOTALL)
    links = re.findall(r"<a\s[^>]*?href=\"(/[^\"]*)\"", page.text)
    outside = {link for link in links if not link.startswith(f"{old}/")}
    assert outside == {"/doc/organisation/3", "/releases", f"/releases/{town[1][1]}"}
    now = served.request("GET", "/doc/organisation/3", HTML)
    assert "x-robots-tag" not in now.headers
    assert "canonical" not in now.headers["link"]
    assert '<link rel="canonical" href="https://dorp.example.org/doc/organisation/3">' in now.text


@pytest.mark.parametrize(
    "rest", ["", "/", "/doc/organisation/1", "/sparql?query=ASK%7B%7D", "/dumps/"]
)
def test_candidates_and_unknown_names_are_not_found(
    served: Served, town: tuple[Path, list[str], str], rest: str
) -> None:
    for name in (town[2], "2020-01-01-1-0123456789", "..", "current"):
        for accept in ("text/html", "application/json"):
            reply = served.request("GET", f"/releases/{name}{rest}", {"Accept": accept})
            assert reply.status == 404
            assert "Geheim" not in reply.text
    told = served.request("GET", f"/releases/{town[2]}/sparql?query=ASK%7B%7D")
    assert json.loads(told.body)["code"] == "SAM-H413"
    assert town[2] not in served.request("GET", "/releases").text


def test_list_holds_what_was_published(served: Served, town: tuple[Path, list[str], str]) -> None:
    shown = served.request("GET", "/releases", HTML).text
    places = [shown.index(f'/releases/{name}"') for name in reversed(town[1])]
    assert places == sorted(places)
    led = served.request("GET", f"/releases/{town[1][0]}/releases")
    assert (led.status, led.headers["location"]) == (302, "/releases")


def test_pruned_release_is_gone_and_one_that_was_replaced_leads_on(
    copy: Path, town: tuple[Path, list[str], str]
) -> None:
    state, (first, second, _) = copy / ".samenspel", town[1]
    with serving(copy) as served:
        assert ask(served, f"/releases/{first}/sparql") == ["Harmonie"]
        assert ask(served, f"/releases/{second}/sparql") == ["Fanfare"]
        made = reseal(
            Release.open(state / "releases" / second), {"parts.txt": "urn:x#y"}, state=state
        )
        append(state, log_entry(made.id, "replace", of=second))
        discard(state, first)
        # The stores of both were open.
        for name in (first, second):
            told = served.request("GET", f"/releases/{name}/sparql?query=ASK%7B%7D")
            assert (told.status, json.loads(told.body)["code"]) == (410, "SAM-H414")
        assert json.loads(told.body)["instead"] == f"/releases/{made.id}"
        assert ask(served, f"/releases/{made.id}/sparql") == ["Fanfare"]


def test_worker_ends_when_its_release_is_taken_away_even_while_it_answers(
    copy: Path, town: tuple[Path, list[str], str]
) -> None:
    first = town[1][0]
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    with serving(copy, "--deadline", "60") as served, ThreadPoolExecutor(1) as threads:
        own = served.workers()
        place = f"/releases/{first}/sparql?{urlencode({'query': endless})}"
        answer = threads.submit(served.request, "GET", place, timeout=50)
        _wait(lambda: len(served.workers()) > len(own))
        discard(copy / ".samenspel", first)
        _wait(lambda: served.workers() == own)
        assert answer.result(10).status >= 400
        assert ask(served, "/sparql") == ["Brassband"]


def _wait(until: Callable[[], bool], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.05)


def test_present_release_answers_while_kept_ones_are_busy(
    copy: Path, town: tuple[Path, list[str], str]
) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    sent = urlencode({"query": endless})
    with serving(copy, "--deadline", "3") as served, ThreadPoolExecutor(40) as threads:
        answers = [
            threads.submit(served.request, "GET", f"/releases/{name}/{place}")
            for name in town[1][:2]
            for place in (f"sparql?{sent}", "doc/organisation/1")
            for _ in range(10)
        ]
        time.sleep(0.5)
        for _ in range(5):
            start = time.monotonic()
            assert ask(served, "/sparql") == ["Brassband"]
            page = served.request("GET", "/doc/organisation/1", HTML)
            assert heading(page) == "Brassband"
            assert time.monotonic() - start < 5  # each kept page waits that long
        statuses = {answer.result(60).status for answer in answers}
        assert statuses <= {200, 503, 504}
        assert ask(served, f"/releases/{town[1][0]}/sparql") == ["Harmonie"]


def test_few_kept_releases_are_open_at_once_and_idle_ones_close(
    copy: Path, town: tuple[Path, list[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive_module, "OPEN_RELEASES", 1)
    first, second, now = town[1]
    service = Service(copy / ".samenspel", workers=1)
    try:
        archive = Archive(service, idle=0.3)
        with archive.using(first) as one:
            assert one.pool.select(ASK)[0]["n"].value == "Harmonie"
            with pytest.raises(Busy), archive.using(second):
                pass
            with archive.using(now) as published:
                assert published is service
        with archive.using(second) as other:
            assert archive.opened() == [second]
            assert other.pool.select(ASK)[0]["n"].value == "Fanfare"
        _wait(lambda: archive.opened() == [])
        with archive.using(second) as again:
            assert again.pool.select(ASK)[0]["n"].value == "Fanfare"
        with pytest.raises(KeyError), archive.using(town[2]):
            pass
    finally:
        archive.close()
        service.close()


def test_prefix_of_a_proxy_stays_in_front(town: tuple[Path, list[str], str]) -> None:
    name = town[1][0]
    with serving(town[0], "--trust-proxy") as served:
        sent = {"Accept": "text/html", "X-Forwarded-Prefix": "/graaf"}
        page = served.request("GET", f"/releases/{name}/doc/organisation/1", sent)
        assert heading(page) == "Harmonie"
        assert f'href="/graaf/releases/{name}/search"' in page.text
        assert '</graaf/doc/organisation/1>; rel="canonical"' in page.headers["link"]
        assert 'href="/graaf/static/look.css' in page.text
        asked = {"X-Forwarded-Prefix": "/graaf", "Accept": "text/turtle"}
        told = served.request("GET", f"/releases/{name}/sparql", asked)
        assert f"/graaf/releases/{name}/sparql>" in told.text
    with serving(town[0], "--prefix", "/graaf") as served:
        assert ask(served, f"/graaf/releases/{name}/sparql") == ["Harmonie"]
        led = served.request("GET", f"/graaf/releases/{name}/id/organisation/1")
        assert led.headers["location"] == f"/graaf/releases/{name}/doc/organisation/1"


def test_release_served_on_its_own_has_no_others(town: tuple[Path, list[str], str]) -> None:
    first, second, _ = town[1]
    with serving(town[0] / ".samenspel" / "releases" / first) as served:
        assert ask(served, f"/releases/{first}/sparql") == ["Harmonie"]
        assert served.request("GET", f"/releases/{second}/doc/organisation/1").status == 404


@pytest.mark.skipif(shutil.which("curl") is None, reason="the commands of the page ask with curl")
def test_the_page_says_how_to_ask_what_appeared_and_vanished(
    served: Served, town: tuple[Path, list[str], str], tmp_path: Path
) -> None:
    page = (ROOT / "docs/how-to/see-what-changed.md").read_text(encoding="utf-8")
    (script,) = (block for block in re.findall(r"```sh\n(.*?)```", page, re.S) if "comm" in block)
    first, second, third = town[1]

    def asked(old: str, new: str) -> tuple[list[str], list[str]]:
        said = {"server": f"http://127.0.0.1:{served.port}", "first": old, "last": new}
        own = re.sub(r"(?m)^(server|first|last)=.*$", lambda m: f"{m[1]}={said[m[1]]}", script)
        command = ["sh", "-euc", own]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        appeared, _, vanished = done.stdout.removeprefix("appeared\n").partition("vanished\n")
        return appeared.splitlines(), vanished.splitlines()

    assert asked(first, second) == ([f"{BASE}id/organisation/3"], [])
    assert asked(second, third) == ([], [f"{BASE}id/organisation/2"])
    assert asked(third, first) == ([f"{BASE}id/organisation/2"], [f"{BASE}id/organisation/3"])
