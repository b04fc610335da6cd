"""A publication whose streams are followed, and what a follower makes of their members."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
from absent import missing
from command import run
from publishing import configure

from kg.release.release import Release, current_release

BASE = "https://dorp.example.org/"
ORG = f"{BASE}id/organisation/"
MEMBERS = 1_260
"""More than a page holds, so that some are full."""
CLIENTS = Path(__file__).resolve().parents[1] / "clients"
VERSION, ACTIVITY = "http://purl.org/dc/terms/isVersionOf", "https://www.w3.org/ns/activitystreams#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_MAPPING = """prefixes:
  ex: "https://dorp.example.org/id/organisation/"
  dct: "http://purl.org/dc/terms/"
mappings:
  club:
    sources: [[sources/{file}.csv~csv]]
    s: ex:$(nr)
    po:
{po}
"""
_CLUB = """      - [a, sam:Organisation]
      - [skos:prefLabel, $(naam), nl~lang]
      - [dct:description, $(over), nl~lang]"""
_EXTRA = "      - [dct:alternative, $(kort)]"


class Row(NamedTuple):
    """A row of the source: its name, what is said of it, and an abbreviation in another file."""

    name: str
    about: str
    short: str = ""


def rows_of(seed: int = 0) -> dict[str, Row]:
    """Rows with texts that are hard to carry: quotes, backslashes, letters beyond ASCII."""
    texts = ('met "haken" en \\ streep', "één – drie", "🙂 lach", "a\tb", "gewoon")
    return {
        str(number): Row(
            f"Club {number * 7 + seed}", texts[number % len(texts)], "K" if number % 9 == 0 else ""
        )
        for number in range(1, MEMBERS + 1)
    }


def write(folder: Path, rows: dict[str, Row]) -> None:
    """Write a publication of two datasets that speak of the same things."""
    made = len(list((folder / ".samenspel" / "releases").glob("*")))
    configure(folder, BASE, "club", "extra", modified=f"2026-01-{made + 10}")
    (folder / "sources").mkdir(exist_ok=True)
    (folder / "club.yml").write_text(_MAPPING.format(file="club", po=_CLUB), encoding="utf-8")
    (folder / "extra.yml").write_text(_MAPPING.format(file="kort", po=_EXTRA), encoding="utf-8")
    for name, head, column in (("club", "nr,naam,over", slice(0, 2)), ("kort", "nr,kort", 2)):
        lines = [head]
        for number, row in rows.items():
            cells = row[column] if isinstance(column, slice) else (row[column],)
            quoted = ('"' + cell.replace('"', '""') + '"' for cell in cells)
            lines.append(",".join((number, *quoted)))
        (folder / f"sources/{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def publish(folder: Path, rows: dict[str, Row]) -> Release:
    """Write, build and publish; what is published then."""
    write(folder, rows)
    run("build", folder)
    run("publish", folder)
    return current_release(folder / ".samenspel")


def said(release: Release, *graphs: str) -> dict[str, set[str]]:
    """What datasets of a release say, by subject, as lines of N-Triples of one spelling."""
    found: dict[str, set[str]] = {}
    for graph in graphs:
        lines = gzip.decompress(release.dumps[graph].read_bytes())
        for quad in ox.parse(lines, format=ox.RdfFormat.N_QUADS):
            found.setdefault(quad.subject.value, set()).add(str(quad.triple))
    return found


class Copy:
    """What a follower has of a stream: the statements of each thing in its last version."""

    def __init__(self) -> None:
        self.things: dict[str, set[str]] = {}
        self.kinds: list[str] = []
        self.seen: set[str] = set()

    def take(self, members: Iterable[str]) -> int:
        """Take members, each the N-Quads of one; how many there were."""
        count = 0
        for count, text in enumerate(members, 1):  # noqa: B007
            quads = list(ox.parse(text.encode(), format=ox.RdfFormat.N_QUADS))
            about = {
                quad.predicate.value: quad.object.value
                for quad in quads
                if quad.graph_name == ox.DefaultGraph()
            }
            thing, kind = about[VERSION], about[RDF_TYPE]
            self.kinds.append(kind.removeprefix(ACTIVITY))
            name = next(q.subject.value for q in quads if q.predicate.value == VERSION)
            assert name not in self.seen, "a member was given twice"
            self.seen.add(name)
            payload = {str(q.triple) for q in quads if q.graph_name != ox.DefaultGraph()}
            if kind == ACTIVITY + "Delete":
                assert not payload
                del self.things[thing]
            else:
                self.things[thing] = payload
        return count


def follow(url: str, state: Path) -> list[str]:
    """The members that the ldes-client finds that it did not find before, in their order."""
    if not (CLIENTS / "node_modules" / "ldes-client").is_dir():
        missing("the ldes-client is not installed: make tests/clients/.ready")
    node = shutil.which("node") or str(Path(sys.executable).with_name("node"))
    command = [node, str(CLIENTS / "follow.mjs"), url, str(state)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return [json.loads(line)["quads"] for line in done.stdout.splitlines()]
