"""`/sparql` through killable workers beside a native Oxigraph server, on the same sealed store.

    python -m benchmarks.sparql [ROWS] [ROUNDS]

Needs `wrk` for the small queries. Both servers are up together and take turns within a round.
"""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections import defaultdict
from pathlib import Path
from statistics import median

from benchmarks.build import SAMENSPEL
from benchmarks.measure import show
from benchmarks.serving import free_port, published, serving

OXIGRAPH = str(Path(sys.executable).with_name("oxigraph"))
BASE = "https://data.example.be/id/"
POINT = "SELECT ?p ?o WHERE {{ <{subject}> ?p ?o }}"
TWO_HOPS = (
    "PREFIX sam: <https://w3id.org/samenspel/ns#> SELECT ?s ?r WHERE {{"
    " ?s sam:providedBy <{subject}> . ?s sam:givesAccessTo ?r }}"
)
LARGE = "SELECT ?s ?p ?o WHERE { ?s ?p ?o } LIMIT 100000"
COUNT = "SELECT ?c (COUNT(*) AS ?n) WHERE { ?s a ?c } GROUP BY ?c"
SECONDS = 2
_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")


def main(rows: int = 20_000, rounds: int = 5) -> None:
    """Measure in turns and print ratios to the native server."""
    with published(rows) as publication:
        place, store = publication.parent, publication / ".samenspel" / "current" / "store"
        ours, native = free_port(), free_port()
        serve = [SAMENSPEL, "serve", str(publication), "--port", str(ours)]
        other = [OXIGRAPH, "serve-read-only", "--location", str(store)]
        with (
            serving(serve, ours, place / "ours.log"),
            serving([*other, "--bind", f"127.0.0.1:{native}"], native, place / "native.log"),
        ):
            servers = {
                "samenspel": f"http://127.0.0.1:{ours}/sparql",
                "native": f"http://127.0.0.1:{native}/query",
            }
            if shutil.which("wrk"):
                _small(servers, rows, rounds, place)
            else:
                print("Small queries are left out: wrk is not installed.")
            _large(servers, rounds)


def _small(servers: dict[str, str], rows: int, rounds: int, place: Path) -> None:
    cases = {"point lookup": POINT, "two hops": TWO_HOPS}
    rates: dict[tuple[str, int, str], list[float]] = defaultdict(list)
    for number in range(rounds):
        for name, query in cases.items():
            script = _script(query, rows, number, place)
            for connections in (1, 8):
                for server, url in servers.items():
                    rate = _wrk(url, script, connections)
                    rates[name, connections, server].append(rate)
    table = []
    for name in cases:
        for connections in (1, 8):
            ours = median(rates[name, connections, "samenspel"])
            native = median(rates[name, connections, "native"])
            table.append((name, connections, ours, native, ours / native))
    show(
        f"Requests a second, new queries, medians of {rounds} rounds of {SECONDS} s",
        ("query", "connections", "samenspel", "native", "ratio"),
        table,
    )


def _script(query: str, rows: int, seed: int, place: Path) -> Path:
    """A wrk script with thousands of encoded queries, so that no cache of ours can help."""
    dice = random.Random(seed)
    organisations = rows // 4 // 6
    paths = []
    for _ in range(4000):
        subject = f"{BASE}organisation/{dice.randrange(4)}-O{dice.randrange(organisations)}"
        text = query.format(subject=subject) + f" #{dice.random()}"
        paths.append("?query=" + urllib.parse.quote(text))
    lines = ",\n".join(json.dumps(path) for path in paths)
    script = place / "queries.lua"
    script.write_text(
        f"local queries = {{{lines}}}\nlocal next_one = 0\n"
        'local headers = {["Accept"] = "application/sparql-results+json"}\n'
        "request = function()\n  next_one = next_one % #queries + 1\n"
        '  return wrk.format("GET", wrk.path .. queries[next_one], headers)\nend\n'
    )
    return script


def _wrk(url: str, script: Path, connections: int) -> float:
    command = ["wrk", "-t1", f"-c{connections}", f"-d{SECONDS}s", "-s", str(script), url]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    match = _RATE.search(done.stdout)
    if match is None or "Non-2xx" in done.stdout:
        raise RuntimeError(f"wrk on {url}: {done.stdout}")
    return float(match[1])


def _large(servers: dict[str, str], rounds: int) -> None:
    first: dict[tuple[str, str], list[float]] = defaultdict(list)
    whole: dict[tuple[str, str], list[float]] = defaultdict(list)
    cases = {"SELECT of 100,000 rows": LARGE, "COUNT by class": COUNT}
    for number in range(rounds):
        for name, query in cases.items():
            for server, url in servers.items():
                begun, ended = _fetch(url, f"{query} #{number}")
                first[name, server].append(begun)
                whole[name, server].append(ended)
    table = []
    for name in cases:
        ours, native = (median(whole[name, s]) for s in ("samenspel", "native"))
        table.append((name, median(first[name, "samenspel"]) * 1000, ours, native, ours / native))
    show(
        f"Heavy queries, medians of {rounds}",
        ("query", "first byte ms", "samenspel s", "native s", "ratio"),
        table,
    )


def _fetch(url: str, query: str) -> tuple[float, float]:
    address = f"{url}?query={urllib.parse.quote(query)}"
    accept = {"Accept": "application/sparql-results+json"}
    request = urllib.request.Request(address, headers=accept)
    started = time.perf_counter()
    with urllib.request.urlopen(request, timeout=120) as answer:
        answer.read(1)
        begun = time.perf_counter() - started
        while answer.read(1 << 20):
            continue
    return begun, time.perf_counter() - started


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:3]))
