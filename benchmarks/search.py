"""Search in the index of a release: how often it finds what was meant, how long it takes.

Names are made of words of the vocabulary and of municipalities, `NAMES` of them; queries are names
with one or two edits, without accents, or numbers with dots. The same words are also looked for by
SPARQL (`CONTAINS`), as a site without an index does.

python -m benchmarks.search [NAMES] [QUERIES]
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path

import pyoxigraph
from rdflib import SKOS, Graph

from kg.resources import ontology_folder
from kg.search.entries import IndexedThing
from kg.search.folding import fold
from kg.search.index import SearchIndex
from kg.search.index_file import write_index
from kg.search.texts import Role, Text

BASE = "https://data.example.be/id/"
LABEL = "http://www.w3.org/2004/02/skos/core#prefLabel"
PLACES = ["Aalst", "Beveren", "Deinze", "Gent", "Hasselt", "Izegem", "Leuven", "Ninove", "Oostende"]
SLOW_QUERIES = 20
"""Queries that the slow way is asked."""


def main(names: int = 50_000, queries: int = 400) -> None:
    """Measure and print."""
    chance = random.Random(2026)
    things = _things(chance, names)
    with tempfile.TemporaryDirectory(prefix="samenspel-bench-") as folder:
        path = Path(folder) / "search.sqlite"
        began = time.process_time()
        write_index(things, path, sort_keys=lambda some: [fold(n) for n in some], members={})
        print(
            f"{names} names: index of {path.stat().st_size / 1e6:.1f} MB written in"
            f" {time.process_time() - began:.1f} CPU s (with names of their own kind only)"
        )
        index = SearchIndex(path)
        first = _seconds(lambda: index.search("gent", "nl"))
        asked = [_query(chance, chance.choice(things)) for _ in range(queries)]
        _report(index, asked, first=first, slow=_by_sparql(things, asked))


def _things(chance: random.Random, count: int) -> list[IndexedThing]:
    graph = Graph()
    for path in sorted((ontology_folder() / "concepts").glob("*.ttl")):
        graph.parse(path)
    labels = (str(o) for o in graph.objects(None, SKOS.prefLabel) if o.n3().endswith("@nl"))
    words = sorted({word.strip("().,:") for label in labels for word in label.split()} - {""})
    made: dict[str, None] = {}
    while len(made) < count:
        some = chance.choices(words, k=chance.randint(1, 4))
        made[
            " ".join(
                [*some, chance.choice(PLACES), str(chance.randint(1, 99))][: chance.randint(2, 6)]
            )
        ] = None
    return [
        IndexedThing(
            f"{BASE}{n}",
            {Text(Role.NAME, name, "nl"), Text(Role.NUMBER, f"0{100_000_000 + n * 97}")},
            {"https://w3id.org/samenspel/ns#Organisation"},
        )
        for n, name in enumerate(made)
    ]


def _query(chance: random.Random, thing: IndexedThing) -> tuple[str, str]:
    name = thing.name("nl")[0]
    kind = chance.randrange(4)
    if kind == 0:
        (number,) = (text.text for text in thing.texts if text.role is Role.NUMBER)
        return f"{number[:4]}.{number[4:7]}.{number[7:]}", thing.iri
    if kind == 1:
        apart = unicodedata.normalize("NFKD", name.lower())
        return _edited(chance, "".join(c for c in apart if not unicodedata.combining(c))), thing.iri
    return (
        _edited(chance, name) if kind == 2 else _edited(chance, _edited(chance, name))
    ), thing.iri


def _edited(chance: random.Random, text: str) -> str:
    place, letter = chance.randrange(len(text)), chance.choice("abcdefghijklmnopqrstuvwxyz")
    before, here, rest = text[:place], text[place], text[place + 1 :]
    return chance.choice(
        [
            before + rest,
            before + letter + here + rest,
            before + letter + rest,
            before + rest[:1] + here + rest[1:],
        ]
    )


def _by_sparql(things: Iterable[IndexedThing], asked: list[tuple[str, str]]) -> list[float]:
    store, label = pyoxigraph.Store(), pyoxigraph.NamedNode(LABEL)
    store.bulk_extend(
        pyoxigraph.Quad(
            pyoxigraph.NamedNode(t.iri), label, pyoxigraph.Literal(t.name("nl")[0], language="nl")
        )
        for t in things
    )
    query = f'SELECT ?s {{ ?s <{LABEL}> ?l FILTER(CONTAINS(LCASE(STR(?l)), "{{0}}")) }} LIMIT 25'
    words = [fold(text).split()[-1] for text, _ in asked[:SLOW_QUERIES] if fold(text)]
    return [_seconds(lambda w=word: list(store.query(query.replace("{0}", w)))) for word in words]  # type: ignore[misc,arg-type]


def _seconds(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def _report(
    index: SearchIndex, asked: list[tuple[str, str]], *, first: float, slow: list[float]
) -> None:
    took, right = [], 0
    for text, iri in asked:
        began = time.perf_counter()
        hits = index.search(text, "nl", most=3).hits
        took.append(time.perf_counter() - began)
        right += iri in {hit.iri for hit in hits}
    took.sort()
    middle, high = took[len(took) // 2], took[int(len(took) * 0.95)]
    print(
        f"{len(asked)} queries: {100 * right / len(asked):.1f} % in the first three;"
        f" median {middle * 1000:.1f} ms, p95 {high * 1000:.1f} ms,"
        f" slowest {took[-1] * 1000:.1f} ms, the very first {first * 1000:.0f} ms"
    )
    by_sparql = sorted(slow)[len(slow) // 2]
    print(f"one word by SPARQL CONTAINS: {by_sparql * 1000:.0f} ms, {by_sparql / middle:.1f} times")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
