"""Every kind of page of a publication of about a million quads: the first visit, eight readers.

    python -m benchmarks.pages [ROWS] [SECONDS] [PLACE]

A first visit is the first of its kind after a release was published, while the program runs: each
kind gets a release of its own (a copy by links). Then eight readers, each from an address of its
own, ask for a kind over and over, at other addresses each time. `PLACE` keeps what was built and
takes it again.
"""

from __future__ import annotations

import http.client
import json
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from benchmarks.addresses import Addresses
from benchmarks.build import SAMENSPEL
from benchmarks.measure import show
from benchmarks.region import write_region
from benchmarks.serving import cpu_seconds, free_port, serving
from kg.release.disposal import remove
from kg.release.pointer import switch
from kg.release.release import MANIFEST, Release, current_release

READERS, WARMING = 8, 2
"""Readers at once, and visits before they begin."""
CODINGS = "gzip, deflate, br, zstd"
"""What browsers take."""
BOUND_WARM, BOUND_FIRST = 150, 500
FLOOR = "/health"
_LINKED = re.compile(rb'(?:rel="(?:stylesheet|icon)"[^>]* href|src)="(/static/[^"]+)"')
"""What a browser loads with a page; an icon for a home screen it does not."""
_FONT = re.compile(r'url\("?([^")]+)"?\)')


class Visit(NamedTuple):
    """An answer: milliseconds until its last byte, its bytes as sent, its status and its text."""

    took: float
    size: int
    status: int
    body: bytes


class Measured(NamedTuple):
    """What a kind of page took: alone and together with others at first, then warm; and its CPU."""

    first: float
    beside: float
    warm: list[float]
    cpu: float
    size: int


def main(rows: int = 55_000, seconds: float = 3.0, place: str = "") -> None:
    """Build where that was not done yet, measure, print."""
    with tempfile.TemporaryDirectory(prefix="samenspel-bench-") as folder:
        where = Path(place or folder)
        publication = where / "publication"
        if not (publication / ".samenspel" / "current").exists():
            write_region(publication, rows)
            for verb in ("build", "publish"):
                subprocess.run([SAMENSPEL, verb, str(publication)], check=True, capture_output=True)
        state = publication / ".samenspel"
        release = current_release(state)
        try:
            port = free_port()
            serve = [SAMENSPEL, "serve", str(publication), "--port", str(port)]
            with serving(serve, port, where / "serve.log") as server:
                _measure(release, state, port, server=server, seconds=seconds)
        finally:
            switch(state, release.id)
            for copy in _copies(state, release):
                remove(copy)
            if not place:
                remove(state)


def _measure(release: Release, state: Path, port: int, *, server: int, seconds: float) -> None:
    kinds = Addresses(release.path, release.base).kinds()
    for paths in kinds.values():  # the program itself is no longer new
        _visit(port, next(paths))
    first = {}
    for name, paths in kinds.items():
        _publish_copy(release, state, port)
        first[name] = _visit(port, next(paths))
    beside: dict[str, float] = {}
    names = list(kinds)
    for start in range(0, len(names), READERS):
        some = names[start : start + READERS]
        _publish_copy(release, state, port)
        visits = _together(port, [next(kinds[name]) for name in some])
        beside |= {name: visit.took for name, visit in zip(some, visits, strict=True)}
    floor = sorted(_read(port, iter(lambda: FLOOR, ""), seconds))
    table = []
    for name, paths in kinds.items():
        before = cpu_seconds(server)
        warm = sorted(_read(port, paths, seconds))
        cpu = 1000 * (cpu_seconds(server) - before) / (len(warm) + WARMING)
        told = Measured(first[name].took, beside[name], warm, cpu, first[name].size)
        table.append(_row(name, told, floor))
    show(
        f"{release.manifest['quads']:,} quads; ms; bytes as sent; {FLOOR} by {READERS} readers has"
        f" a median of {_at(floor, 0.5):.1f}, p95 {_at(floor, 0.95):.1f}",
        ("page", "first", "first of 8", "p50", "p95", "max", "CPU", "x floor", "bytes", ""),
        table,
    )
    for path in ("/", "/sparql"):
        print(f"{path} with all that it loads: {_whole(port, path):,} bytes")


def _row(name: str, told: Measured, floor: Sequence[float]) -> tuple[object, ...]:
    middle, high = _at(told.warm, 0.5), _at(told.warm, 0.95)
    over = high > BOUND_WARM or max(told.first, told.beside) > BOUND_FIRST
    return (
        name,
        *(round(some) for some in (told.first, told.beside, middle, high, told.warm[-1])),
        round(told.cpu, 1),
        round(middle / _at(floor, 0.5)),
        told.size,
        "over" if over else "",
    )


def _at(times: Sequence[float], part: float) -> float:
    return times[min(len(times) - 1, int(len(times) * part))]


def _copies(state: Path, release: Release) -> list[Path]:
    return [p for p in (state / "releases").iterdir() if p.name.startswith(f"{release.id}-copy")]


def _publish_copy(release: Release, state: Path, port: int) -> None:
    """Publish the release under a new name, and wait until it is the one that is served."""
    for number, old in enumerate(sorted(_copies(state, release), key=lambda p: p.stat().st_ctime)):
        if number < len(_copies(state, release)) - 2:
            remove(old)
    name = f"{release.id}-copy{time.monotonic_ns()}"
    copy = release.path.with_name(name)
    subprocess.run(["cp", "-al", str(release.path), str(copy)], check=True)
    copy.chmod(0o755)
    (copy / MANIFEST).unlink()
    told = {**release.manifest, "id": name}
    (copy / MANIFEST).write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    switch(state, name)
    while json.loads(_visit(port, FLOOR).body)["release"] != name:
        time.sleep(0.05)


def _visit(port: int, path: str, reader: int = 1, codings: str = CODINGS) -> Visit:
    connection = http.client.HTTPConnection(
        "127.0.0.1", port, timeout=60, source_address=(f"127.0.0.{reader}", 0)
    )
    visit = _ask(connection, path, codings)
    connection.close()
    return visit


def _ask(connection: http.client.HTTPConnection, path: str, codings: str = CODINGS) -> Visit:
    started = time.perf_counter()
    headers = {"Accept-Encoding": codings, "Accept": "text/html,*/*;q=0.8"}
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    body = response.read()
    visit = Visit(1000 * (time.perf_counter() - started), len(body), response.status, body)
    if visit.status not in (200, 503, 504):  # a busy machine may have no time for a query
        raise RuntimeError(f"{path} was answered with {visit.status}")
    return visit


def _together(port: int, paths: Sequence[str]) -> list[Visit]:
    """Ask for pages at the same time, each from its own address."""
    found: dict[int, Visit] = {}

    def visit(number: int) -> None:
        found[number] = _visit(port, paths[number], reader=number + 1)

    _run([threading.Thread(target=visit, args=(number,)) for number in range(len(paths))])
    return [found[number] for number in range(len(paths))]


def _read(port: int, paths: Iterator[str], seconds: float) -> list[float]:
    """Let the readers ask for pages, each the next address, until time is over."""
    times: list[float] = []
    lock = threading.Lock()

    def read(reader: int) -> None:
        source = (f"127.0.0.{reader}", 0)
        connection = http.client.HTTPConnection("127.0.0.1", port, 60, source_address=source)
        while time.monotonic() < end:
            with lock:
                path = next(paths)
            times.append(_ask(connection, path).took)
        connection.close()

    for path in islice(paths, WARMING):  # the kind is warm
        _visit(port, path)
    end = time.monotonic() + seconds
    _run([threading.Thread(target=read, args=(number + 1,)) for number in range(READERS)])
    return times


def _run(threads: Sequence[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _whole(port: int, path: str) -> int:
    """Bytes of a page with its styles, scripts, fonts and icon, as a first visit loads them."""
    page = _visit(port, path)
    size = page.size
    for found in sorted(set(_LINKED.findall(_visit(port, path, codings="identity").body))):
        address = found.decode().replace("&amp;", "&")
        size += _visit(port, address).size
        if ".css" in address:
            text = _visit(port, address, codings="identity").body.decode()
            for font in {
                name for name in _FONT.findall(text) if not name.startswith(("#", "data:"))
            }:
                size += _visit(port, f"{address.rpartition('/')[0]}/{font}").size
    return size


if __name__ == "__main__":
    asked = sys.argv[1:]
    main(
        int(asked[0]) if asked else 55_000,
        float(asked[1]) if len(asked) > 1 else 3.0,
        asked[2] if len(asked) > 2 else "",
    )
