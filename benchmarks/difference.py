"""The difference of two releases of a million quads, of which a hundredth of the subjects changed.

python -m benchmarks.difference [QUADS]

It measures the walk over lines alone, and all that `samenspel diff` asks for before it shows it.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import medians, run, show
from kg.release.blocked_gzip import compress
from kg.release.difference.lines import compare
from kg.release.release import MANIFEST, Release, file_hash
from kg.store.layout import FORMAT

BASE = "https://stad.example/"
GRAPHS = 10
ROUNDS = 3
LINES, WHOLE = PARTS = ("lines", "things")
TERMS = [f"http://www.w3.org/ns/org#property{number}" for number in range(8)]


def main(quads: int = 1_000_000) -> None:
    """Measure changes that are spread over all graphs, and changes that are together."""
    with tempfile.TemporaryDirectory(prefix="samenspel-bench-") as room:
        place = Path(room)
        old = make_release(place / "old", quads, spread=0, together=0)
        table = []
        for name, spread, together in (
            ("1 % of subjects, everywhere", 0.01, 0.0),
            ("10 % of subjects, everywhere", 0.1, 0.0),
            ("1 % of subjects, together", 0.0, 0.01),
            ("every subject", 1.0, 0.0),
        ):
            new = make_release(place / name, quads, spread=spread, together=together)
            table += [_row(name, part, old, new=new, log=place / "log") for part in PARTS]
        show(
            f"{quads:,} quads in {GRAPHS} graphs, medians of {ROUNDS}",
            ("changed", "part", "differ", "CPU s", "of which start", "peak MiB"),
            table,
        )


def _row(name: str, part: str, old: Path, *, new: Path, log: Path) -> tuple[object, ...]:
    command = [sys.executable, "-P", "-m", "benchmarks.difference", "-", part, str(old)]
    nothing = medians([run([*command, str(old)], log=log) for _ in range(ROUNDS)])
    usage = medians([run([*command, str(new)], log=log) for _ in range(ROUNDS)])
    return name, part, json.loads(log.read_text()), usage.cpu, nothing.cpu, usage.rss


def make_release(folder: Path, quads: int, *, spread: float, together: float) -> Path:
    """A release of as much as it takes to compare it; so much of its things is changed."""
    (folder / "dumps").mkdir(parents=True)
    (folder / "store").mkdir()
    (folder / "store" / "CURRENT").touch()
    chance = random.Random(3)
    subjects = quads // GRAPHS // len(TERMS)
    graphs = []
    for number in range(GRAPHS):
        graph = f"{BASE}id/dataset/{number}"
        lines = folder / "lines"
        with lines.open("wb") as out:
            for subject in range(subjects):
                near = number == 0 and subject < together * subjects * GRAPHS
                changed = near or chance.random() < spread
                out.writelines(_lines(number * subjects + subject, graph, changed=changed))
        dump = f"dumps/{number}.nq.gz"
        compress(lines, folder / dump)
        digest = file_hash(lines)
        graphs.append(
            {"iri": graph, "kind": "dataset", "id": str(number), "hash": digest, "dump": dump}
        )
        lines.unlink()
    manifest = {
        "format": FORMAT,
        "id": folder.name,
        "base": BASE,
        "created": "2026-01-01T00:00:00Z",
        "quads": quads,
        "statements": quads,
        "graphs": graphs,
        "datasets": [],
        "files": {},
    }
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def _lines(subject: int, graph: str, *, changed: bool) -> Iterator[bytes]:
    names = random.Random(subject)
    for place, term in enumerate(TERMS):
        value = f"{names.randrange(10**9)} {'nieuw' if changed and not place else 'straat'}"
        text = f'<{BASE}id/organisation/{subject:09}> <{term}> "{value}"@nl <{graph}> .\n'
        yield text.encode()


def _compare(part: str, old: Release, new: Release) -> int:
    """How many lines differ, or how many things."""
    if part == WHOLE:
        from kg.release.difference.steward import difference  # what it needs is counted

        return len(difference(old, new).resources)
    return sum(len(change.removed) + len(change.added) for change in compare(old, new))


if __name__ == "__main__":
    if sys.argv[1:2] == ["-"]:
        print(_compare(sys.argv[2], *(Release.open(Path(name)) for name in sys.argv[3:])))
    else:
        main(*map(int, sys.argv[1:]))
