"""The file of an index as it is read: its connection, its things, what they share."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.search.texts import Role
from kg.texts import LANGUAGES

INDEX = "search.sqlite"
"""The file in the folder of a release."""
MOST_ALIKE = 100
"""Things of one number that are looked at."""
KIND = "kind"
"""The facet of the classes of a thing; others are in `entries`."""
Facets = Iterable[tuple[str, Sequence[str]]]
"""Names of facets with values: a thing has one at least of the values in each pair."""
FacetCounts = Mapping[str, list[tuple[str, int]]]
"""How many things have each value, by the name of the facet, the most frequent first."""


@dataclass(frozen=True)
class Hit:
    """A thing that fits. `name` is what the reader sees; `matched` another text that fitted."""

    iri: str
    name: str
    lang: str
    cls: str
    standing: str
    matched: str = ""
    matched_lang: str = ""


class IndexDatabase:
    """A file that never changes; safe to read from several threads."""

    def __init__(self, path: Path) -> None:
        self._uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        self._local = threading.local()

    def rows(self, sql: str, bound: Sequence[object] = ()) -> sqlite3.Cursor:
        """The rows of a statement."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self._uri, uri=True)
            self._local.connection = connection
        return connection.execute(sql, bound)

    def things(
        self, numbers: Iterable[int], reader: str, *, matched: Mapping[int, tuple[str, str]]
    ) -> list[Hit]:
        """Things by their numbers, in that order; `matched` has other texts that fitted."""
        asked = list(numbers)
        known = {
            number: rest
            for number, *rest in self.rows(
                f"SELECT id, iri, name_{reader}, lang_{reader}, class, standing FROM thing"
                f" WHERE id IN ({_listed(asked)})"
            )
        }
        hits = []
        for number in asked:
            iri, name, lang, cls, standing = known[number]
            text, tag = matched.get(number, ("", ""))
            other = (text, tag) if text != name else ("", "")
            hits.append(Hit(iri, name, lang, cls, standing, *other))
        return hits

    def names(self, iris: Sequence[str]) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
        """IRI, telling class and the names that readers of each language see, with their language,
        of those things that are here.
        """
        columns = ", ".join(f"name_{lang}, lang_{lang}" for lang in LANGUAGES)
        marks = ", ".join("?" * len(iris))
        for iri, cls, *names in self.rows(
            f"SELECT iri, class, {columns} FROM thing WHERE iri IN ({marks})", iris
        ):
            yield iri, cls, list(zip(names[::2], names[1::2], strict=True))

    def facets_of(self, iris: Sequence[str]) -> sqlite3.Cursor:
        """IRI, facet and value of each thing, in their order."""
        marks = ", ".join("?" * len(iris))
        return self.rows(
            "SELECT t.iri, v.facet, v.iri FROM thing t JOIN facet f ON f.thing = t.id"
            f" JOIN value v ON v.id = f.value WHERE t.iri IN ({marks}) ORDER BY 1, 2, 3",
            iris,
        )

    def texts_of(self, iris: Sequence[str]) -> dict[str, list[str]]:
        """The names of things in all languages, other names among them, by IRI."""
        found: dict[str, list[str]] = {}
        marks = ", ".join("?" * len(iris))
        for iri, text in self.rows(
            "SELECT t.iri, e.text FROM thing t JOIN entry e ON e.thing = t.id"
            f" WHERE t.iri IN ({marks}) AND e.role IN (?, ?) ORDER BY e.id",
            (*iris, int(Role.NAME), int(Role.OTHER_NAME)),
        ):
            found.setdefault(iri, []).append(text)
        return found

    def having_number(self, numbers: Sequence[str], reader: str, *, facets: Facets) -> list[Hit]:
        """The things with one of some numbers, written as the index has them (`number_of`)."""
        chosen, bound = select_things(facets)
        marks = ", ".join("?" * len(numbers))
        rows = self.rows(
            f"SELECT DISTINCT s.thing, s.folded FROM short s WHERE s.folded IN ({marks})"
            f" AND s.role = ? AND s.thing IN ({chosen}) ORDER BY 1 LIMIT {MOST_ALIKE}",
            (*numbers, int(Role.NUMBER), *bound),
        )
        matched = {thing: (number, "") for thing, number in rows}
        return self.things(matched, reader, matched=matched)

    def count_values_of(self, numbers: Iterable[int]) -> FacetCounts:
        """What some things share."""
        return self.count_values(_listed(numbers), ())

    def count_values(self, chosen: str, bound: Sequence[object]) -> FacetCounts:
        """What the things share that a statement selects."""
        counted: dict[str, list[tuple[str, int]]] = {}
        for facet, iri, number in self.rows(
            "SELECT v.facet, v.iri, COUNT(*) AS n FROM facet f JOIN value v ON v.id = f.value"
            f" WHERE f.thing IN ({chosen}) GROUP BY f.value ORDER BY v.facet, n DESC, v.iri",
            bound,
        ):
            counted.setdefault(facet, []).append((iri, number))
        return counted


def select_things(facets: Facets) -> tuple[str, list[str]]:
    """A statement that selects the things with a value of each facet, and what it binds."""
    # A class has most things, so it is looked at last, and only of what is left.
    ordered = sorted(facets, key=lambda facet: facet[0] == KIND)
    if not ordered:
        return "SELECT id AS thing FROM thing", []
    (_, values), *rest = ordered
    several = "DISTINCT " if len(values) > 1 else ""
    sql = f"SELECT {several}f.thing FROM facet f WHERE f.value IN ({_values(values)})"
    for _, more in rest:
        sql += (
            " AND EXISTS (SELECT 1 FROM facet o WHERE o.thing = f.thing"
            f" AND o.value IN ({_values(more)}))"
        )
    return sql, [one for name, some in ordered for one in (name, *some)]


def _values(values: Sequence[str]) -> str:
    marks = ", ".join("?" * len(values))
    return f"SELECT id FROM value WHERE facet = ? AND iri IN ({marks})"


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers))
