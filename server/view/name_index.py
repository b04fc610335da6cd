"""Finding things by name: every name of a release, folded so that case and accents do not count.

The list is read once per release, at the first search, and kept in memory.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from kg.model.terms import DCT, SKOS
from server.service import Service
from server.view.description import graph_kinds
from server.view.labels import NAMING, language_rank
from server.view.release_cache import per_release_cache
from server.view.terms import iri_token

NAMES_READ = 300_000  # names held in memory, about 100 MB at most
LONGEST_SEARCH = 500  # characters; the longest titles have some 300
LONGEST_SLIP = 100  # characters of a text for which similar names are looked for
COMPARED_AT_ONCE = 200  # names that are compared before another thread may go on: some ms
NEAR_ENOUGH = 72  # out of 100, by rapidfuzz's weighted ratio
# Names that the release itself wrote are about files and rules, not about policy.
_RECORDS = {"metadata", "inferred", "closed-world"}
_TITLE = DCT + "title"


@dataclass(frozen=True)
class Hit:
    """A thing whose name fits, with the name that did and how well (lower is better)."""

    iri: str
    name: str
    lang: str
    rank: int


def fold(text: str) -> str:
    """Text as it is compared: without case and accents, `œ` as `oe`."""
    apart = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return "".join(char for char in apart if not unicodedata.combining(char))


@dataclass(frozen=True)
class Entry:
    """One name of one thing."""

    folded: str
    name: str
    lang: str
    iri: str


class NameList:
    """All names of a release."""

    def __init__(self, entries: list[Entry], *, complete: bool) -> None:
        self.entries = entries
        self.complete = complete

    def search(self, text: str, reader: str) -> list[Hit]:
        """The things with a name that holds every word of `text`, best first."""
        words = fold(text).split()
        whole = " ".join(words)
        best: dict[str, Hit] = {}
        for entry in self.entries if words else ():
            if not all(word in entry.folded for word in words):
                continue
            hit = Hit(entry.iri, entry.name, entry.lang, _rank(entry.folded, whole, words))
            if entry.iri not in best or _order(hit, reader) < _order(best[entry.iri], reader):
                best[entry.iri] = hit
        return sorted(best.values(), key=lambda hit: _order(hit, reader))

    def nearest(self, text: str, most: int = 3) -> list[Hit]:
        """The things with the most similar names, for who made a slip."""
        wanted = fold(text)
        if not wanted or len(wanted) > LONGEST_SLIP:
            return []
        found: list[tuple[float, Entry]] = []
        for start in range(0, len(self.entries), COMPARED_AT_ONCE):
            some = self.entries[start : start + COMPARED_AT_ONCE]
            near = process.extract(
                wanted,
                [entry.folded for entry in some],
                scorer=fuzz.WRatio,
                limit=most * 4,
                score_cutoff=NEAR_ENOUGH,
            )
            found += [(score, some[place]) for _text, score, place in near]
        found.sort(key=lambda pair: -pair[0])
        hits: dict[str, Hit] = {}
        for score, entry in found[: most * 4]:
            hits.setdefault(entry.iri, Hit(entry.iri, entry.name, entry.lang, int(100 - score)))
        return list(hits.values())[:most]


def _rank(folded: str, whole: str, words: list[str]) -> int:
    if folded == whole:
        return 0
    if folded.startswith(whole):
        return 1
    if all(f" {word}" in f" {folded}" for word in words):
        return 2
    return 3


def _order(hit: Hit, reader: str) -> tuple[int, int, int, str]:
    return hit.rank, language_rank(hit.lang, reader), len(hit.name), hit.iri


def names(service: Service) -> NameList:
    """The names of the release being served."""
    return per_release_cache(service, "names", make=lambda: _read(service))


def _read(service: Service) -> NameList:
    ways = " ".join(iri_token(iri) for iri in (*NAMING, SKOS + "altLabel"))
    rows = service.pool.select(
        f"SELECT ?g ?s ?p ?l WHERE {{ VALUES ?p {{ {ways} }} GRAPH ?g {{ ?s ?p ?l }} "
        f"FILTER(isIRI(?s) && isLiteral(?l)) }} LIMIT {NAMES_READ}"
    )
    kinds = graph_kinds(service)
    entries = {
        Entry(fold(row["l"].value), row["l"].value, row["l"].lang or "", row["s"].value)
        for row in rows
        if kinds.get(row["g"].value, ("dataset", ""))[0] not in _RECORDS or row["p"].value == _TITLE
    }
    ordered = sorted(entries, key=lambda entry: (entry.folded, entry.iri))
    return NameList(ordered, complete=len(rows) < NAMES_READ)
