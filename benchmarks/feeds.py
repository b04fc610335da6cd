"""Streams of a publication: what they cost to write, and to replicate beside loading a dump.

python -m benchmarks.feeds [QUADS]

Two releases are made, of which a hundredth of the things differ. Their streams are written as
publishing does. Then a server gives them: one process loads the dumps into a new store, another
reads the stream of all and loads that, both over HTTP and in the same way; the ldes-client, where
it is installed, reads the stream and loads nothing.
"""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pyoxigraph

from benchmarks.difference import BASE, GRAPHS, make_release
from benchmarks.measure import Usage, medians, run, show
from kg.model.terms import TREE
from kg.release.difference.subjects import SUBJECTS, write_subjects
from kg.release.feeds.follow import prepare_feeds
from kg.release.feeds.page import read_members
from kg.release.feeds.record import FOLDER, WHOLE
from kg.release.publish_log import append, log_entry
from kg.release.release import MANIFEST, Release

PORT = 18_741
ROUNDS = 3
AT_ONCE = 32 << 20
CLIENT = Path(__file__).resolve().parents[1] / "tests" / "clients" / "follow.mjs"


def main(quads: int = 1_000_000) -> None:
    """Measure writing and replicating, and print both with their ratio."""
    with tempfile.TemporaryDirectory(prefix="samenspel-bench-") as room:
        place = Path(room)
        state = place / ".samenspel"
        old = _release(state, "2026-01-01-1-0", quads, spread=0.0)
        new = _release(state, "2026-01-02-1-0", quads, spread=0.01)
        log, table = place / "log", []
        for name, release in (("all of it", old), ("1 % of things", new)):
            usage = run(_own("write", state, release), log=log)
            written = sum(p.stat().st_size for p in (state / FOLDER).rglob("*") if p.is_file())
            table.append((name, usage.wall, usage.cpu, usage.rss, written / 2**20))
        dumps = sum(path.stat().st_size for path in Release.open(new).dumps.values()) / 2**20
        show(
            f"Streams of {quads:,} quads in {GRAPHS} datasets and all; dumps of {dumps:.1f} MiB",
            ("written", "wall s", "CPU s", "peak MiB", "MiB on disk"),
            table,
        )
        (state / "current").symlink_to(Path("releases") / new.name)
        append(state, log_entry(new.name))
        _replicate(place, quads, log=log)


def _replicate(place: Path, quads: int, *, log: Path) -> None:
    program = Path(sys.executable).with_name("samenspel")
    command = [str(program), "serve", str(place), "--state", str(place), "--port", str(PORT)]
    with (place / "serve.log").open("wb") as out:
        server = subprocess.Popen(command, stdout=out, stderr=out)
        try:
            _wait()
            found = {name: _turns(name, place, log) for name in ("dump", "stream")}
            dump, stream = found["dump"], found["stream"]
            rows: list[tuple[object, ...]] = [
                (f"load {name}", *_beside(usage, dump)) for name, usage in found.items()
            ]
            if (CLIENT.parent / "node_modules").is_dir():
                url = f"http://127.0.0.1:{PORT}/feeds/{WHOLE}"
                usage = run(["node", str(CLIENT), url, str(place / "client"), "none"], log=log)
                rows.append(("ldes-client", *_beside(usage, dump)))
        finally:
            server.terminate()
            server.wait()
    show(
        f"A copy of {quads:,} quads over HTTP, medians of {ROUNDS}",
        ("what", "wall s", "CPU s", "peak MiB", "speed by wall", "by CPU"),
        rows,
    )
    print(f"stream at {dump.cpu / stream.cpu:.2f} of the speed of the dump, by CPU (bar: 0.5)")


def _beside(usage: Usage, dump: Usage) -> tuple[float, ...]:
    return usage.wall, usage.cpu, usage.rss, dump.wall / usage.wall, dump.cpu / usage.cpu


def _turns(name: str, place: Path, log: Path) -> Usage:
    usages = []
    for _ in range(ROUNDS):
        target = place / "copy"
        usages.append(run(_own(name, target, target), log=log))
        shutil.rmtree(target)
    return medians(usages)


def _own(*words: object) -> list[str]:
    return [sys.executable, "-P", "-m", "benchmarks.feeds", "-", *map(str, words)]


def _release(state: Path, name: str, quads: int, *, spread: float) -> Path:
    """A release that a server can open, with as much in its store as it takes for that."""
    folder = make_release(state / "releases" / name, quads, spread=spread, together=0.0)
    shutil.rmtree(folder / "store")
    store = pyoxigraph.Store(str(folder / "store"))
    store.flush()
    del store
    path = folder / MANIFEST
    words = dict.fromkeys(("nl", "en", "fr"), "Meting")
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) | {
        "title": words,
        "publisher": {"iri": BASE, "name": words},
        "languages": ["nl"],
        "example": True,
        "ontology": "0",
        "seconds": {},
        "counts": {"classes": {}, "rows": {}, "findings": {}},
    }
    told["files"] = {graph["dump"]: graph["hash"] for graph in told["graphs"]}
    path.write_text(json.dumps(told), encoding="utf-8")
    dumps = Release.open(folder).dumps
    write_subjects(dumps, folder / SUBJECTS, created=told["created"], before=None)
    return folder


def _wait() -> None:
    for _ in range(600):
        try:
            _get("/health")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server does not answer")


def _get(path: str) -> bytes:
    connection = HTTPConnection("127.0.0.1", PORT, timeout=60)
    try:
        connection.request("GET", path, headers={"Accept": "application/n-quads"})
        reply = connection.getresponse()
        body = reply.read()
    finally:
        connection.close()
    if reply.status == 302:
        return _get(str(reply.headers["Location"]))
    if reply.status != 200:
        raise OSError(f"{path}: {reply.status}")
    return body


def _of_dumps() -> Iterator[bytes]:
    for number in range(GRAPHS):
        tail = f" <{BASE}id/dataset/{number}> .\n".encode()
        yield gzip.decompress(_get(f"/dumps/{number}.nq.gz")).replace(tail, b" .\n")


def _of_stream() -> Iterator[bytes]:
    """The statements of all members, page by page; of a first copy there is one version each."""
    node = f" <{TREE}node> <".encode()
    stream = f"{BASE}feeds/{WHOLE}/1#stream"
    waiting, seen = [f"/feeds/{WHOLE}"], set[str]()
    while waiting:
        page = _get(waiting.pop())
        for line in page[: page.find(f"> <{TREE}member> ".encode())].splitlines():
            if node in line:
                place = line.partition(node)[2].partition(b">")[0].decode()
                path = "/" + place.split("/", 3)[3]
                if path not in seen:
                    seen.add(path)
                    waiting.append(path)
        for member in read_members(page, stream):
            yield b"".join(member.said).replace(b" " + member.token + b" .\n", b" .\n")


def _load(parts: Iterator[bytes], target: Path) -> None:
    store = pyoxigraph.Store(str(target))
    held, size = list[bytes](), 0
    for part in parts:
        held.append(part)
        size += len(part)
        if size >= AT_ONCE:
            _bulk(store, held)
            held, size = [], 0
    _bulk(store, held)
    store.flush()


def _bulk(store: pyoxigraph.Store, parts: list[bytes]) -> None:
    graph = pyoxigraph.NamedNode(BASE)
    store.bulk_load(
        b"".join(parts), format=pyoxigraph.RdfFormat.N_TRIPLES, lenient=True, to_graph=graph
    )


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["-", "write", state, release]:
            prepare_feeds(Path(state), Release.open(Path(release))).commit()
        case ["-", "dump", target, _]:
            _load(_of_dumps(), Path(target))
        case ["-", "stream", target, _]:
            _load(_of_stream(), Path(target))
        case given:
            main(*map(int, given))
