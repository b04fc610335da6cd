"""Lists of things of one kind, in the order in which a reader looks for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kg.search.database import KIND, FacetCounts, Facets, Hit, IndexDatabase, select_things

KEPT_COUNTS, KEPT_TOTALS = 512, 8192
"""Lists of which the counts are kept, and of which only how many there are."""


@dataclass(frozen=True)
class ListPage:
    """A page of a list, how many things there are in all, and whether more follows.

    `letters` counts by first letter (A to Z, and "#"), `standings` what is of today (""), former,
    and outside Flanders, each without regard to the letter.
    """

    hits: list[Hit]
    total: int
    facets: FacetCounts
    letters: Mapping[str, int]
    standings: Mapping[str, int]
    more: bool


class Lists:
    """The lists of an index."""

    def __init__(self, database: IndexDatabase) -> None:
        self._database = database
        self._counts = lru_cache(KEPT_COUNTS)(self._count)
        self._totals = lru_cache(KEPT_TOTALS)(self._total)

    def total(self, facets: Facets, *, standing: str | None = "") -> int:
        """How many things have all of `facets`."""
        key = tuple((name, tuple(values)) for name, values in facets)
        return self._totals(key, standing)

    def page(
        self,
        facets: Facets,
        reader: str,
        *,
        standing: str | None = "",
        letter: str = "",
        after: str = "",
        most: int = 50,
    ) -> ListPage:
        """The things that have all of `facets`, in the order of the names that the reader sees.

        `standing` keeps those of today (""), "former" or "outside" ones; None keeps all. `letter`
        keeps one letter, and `after` what comes behind the thing with that IRI.
        """
        key = tuple((name, tuple(values)) for name, values in facets)
        counted = self._counts(key, standing, reader)
        joined, bound = _joined(key, standing)
        if letter:
            joined, bound = f"{joined} AND t.letter_{reader} = ?", [*bound, letter]
        total = self._database.rows(f"SELECT COUNT(*) {joined}", bound).fetchone()[0]
        if after:
            joined += f" AND t.rank_{reader} > (SELECT rank_{reader} FROM thing WHERE iri = ?)"
            bound = [*bound, after]
        rows = self._database.rows(
            f"SELECT t.id {joined} ORDER BY t.rank_{reader} LIMIT ?", [*bound, most + 1]
        )
        things = [thing for (thing,) in rows]
        hits = self._database.things(things[:most], reader, matched={})
        return ListPage(hits, int(total), *counted, len(things) > most)

    def _count(
        self, facets: tuple[tuple[str, tuple[str, ...]], ...], standing: str | None, reader: str
    ) -> tuple[FacetCounts, Mapping[str, int], Mapping[str, int]]:
        every, bound_every = _joined(facets, None)
        joined, bound = _joined(facets, standing)
        letter = f"t.letter_{reader}"
        counts = dict(self._database.count_values(f"SELECT t.id {joined}", bound))
        # Beside a value that is chosen others of its facet may be chosen too.
        for name in {name for name, _ in facets} - {KIND}:
            others, bound_others = _joined([one for one in facets if one[0] != name], standing)
            found = self._database.count_values(f"SELECT t.id {others}", bound_others)
            counts[name] = found.get(name, [])
        return (
            counts,
            self._pairs(f"SELECT {letter}, COUNT(*) {joined} GROUP BY 1 ORDER BY 1", bound),
            self._pairs(f"SELECT t.standing, COUNT(*) {every} GROUP BY 1 ORDER BY 1", bound_every),
        )

    def _total(self, facets: tuple[tuple[str, tuple[str, ...]], ...], standing: str | None) -> int:
        joined, bound = _joined(facets, standing)
        return int(self._database.rows(f"SELECT COUNT(*) {joined}", bound).fetchone()[0])

    def _pairs(self, sql: str, bound: Sequence[object]) -> dict[str, int]:
        return dict(self._database.rows(sql, bound).fetchall())


def _joined(facets: Facets, standing: str | None) -> tuple[str, list[str]]:
    chosen, bound = select_things(facets)
    joined = f"FROM ({chosen}) c JOIN thing t ON t.id = c.thing WHERE TRUE"
    if standing is None:
        return joined, bound
    return f"{joined} AND t.standing = ?", [*bound, standing]
