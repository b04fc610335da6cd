"""Writes the index of a release: one SQLite file, the same bytes for the same things.

Things have numbers in the order of their Dutch names, so that a list is read in order.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from kg.search.entries import IndexedThing, telling_class
from kg.search.folding import fold
from kg.search.texts import Role
from kg.texts import LANGUAGES, Language

INDEX = "search.sqlite"
"""The file in the folder of a release."""
KIND = "kind"
"""The facet of the classes of a thing; others are in `entries.FACETS`."""
_NAMED = "name_{0} TEXT, lang_{0} TEXT, rank_{0} INTEGER, letter_{0} TEXT"
_SCHEMA = f"""
PRAGMA page_size = 4096;
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE thing (
  id INTEGER PRIMARY KEY, iri TEXT NOT NULL, class TEXT NOT NULL, standing TEXT NOT NULL,
  {", ".join(map(_NAMED.format, LANGUAGES))}
);
CREATE TABLE entry (
  id INTEGER PRIMARY KEY, thing INTEGER NOT NULL, role INTEGER NOT NULL, lang TEXT NOT NULL,
  text TEXT NOT NULL
);
CREATE TABLE short (folded TEXT, thing INTEGER, role INTEGER, PRIMARY KEY (folded, thing, role))
  WITHOUT ROWID;
CREATE TABLE value (id INTEGER PRIMARY KEY, facet TEXT NOT NULL, iri TEXT NOT NULL);
CREATE TABLE facet (value INTEGER, thing INTEGER, PRIMARY KEY (value, thing)) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5(folded, content='', prefix='2 3', tokenize='ascii');
CREATE VIRTUAL TABLE vocabulary USING fts5vocab(words, 'row');
"""
_INDEXES = """
CREATE UNIQUE INDEX thing_iri ON thing(iri);
CREATE INDEX facet_thing ON facet(thing, value);
CREATE UNIQUE INDEX value_iri ON value(facet, iri);
INSERT INTO words(words) VALUES ('optimize');
"""
_SHORT = (Role.NUMBER, Role.ABBREVIATION, Role.INITIALS)
SortKeys = Callable[[Sequence[str]], Sequence[str]]
"""Gives for each name a text that sorts as readers expect the name to."""


def write_index(
    things: Iterable[IndexedThing],
    path: Path,
    *,
    sort_keys: SortKeys,
    members: Mapping[str, int],
) -> None:
    """Write the file; `members` has the number of things of each class."""
    listed = list(things)
    ranks = {lang: _ranks(listed, lang, sort_keys=sort_keys) for lang in LANGUAGES}
    first = ranks[LANGUAGES[0]]
    listed.sort(key=lambda thing: first[thing.iri])
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.executescript(_SCHEMA)
        connection.execute("BEGIN")
        _insert(connection, "thing", _things(listed, ranks, members))
        entries = list(_entries(listed))
        _insert(connection, "entry", (entry[:5] for entry in entries))
        searched = ((entry[0], entry[5]) for entry in entries)
        connection.executemany("INSERT INTO words(rowid, folded) VALUES (?, ?)", searched)
        _insert(connection, "short", sorted(_short(listed)))
        facets = sorted(_facets(listed))
        numbers = {pair: n for n, pair in enumerate(dict.fromkeys(f[:2] for f in facets), 1)}
        _insert(connection, "value", ((n, *pair) for pair, n in numbers.items()))
        _insert(connection, "facet", ((numbers[name, iri], thing) for name, iri, thing in facets))
        connection.execute("COMMIT")
        connection.executescript(_INDEXES)
        connection.execute("VACUUM")
    finally:
        connection.close()


def _ranks(things: list[IndexedThing], lang: str, *, sort_keys: SortKeys) -> dict[str, int]:
    names = [thing.name(lang)[0] for thing in things]
    keys = sort_keys(names)
    # What has no name comes last, in the order of its IRI.
    ordered = sorted(
        (not name, key, thing.iri) for name, key, thing in zip(names, keys, things, strict=True)
    )
    return {iri: place for place, (_, _, iri) in enumerate(ordered, 1)}


def _things(
    things: list[IndexedThing],
    ranks: Mapping[Language, Mapping[str, int]],
    members: Mapping[str, int],
) -> Iterator[tuple[object, ...]]:
    for number, thing in enumerate(things, 1):
        named = (_named(thing, lang, ranks=ranks) for lang in LANGUAGES)
        cls = telling_class(thing.classes, members)
        yield (number, thing.iri, cls, thing.standing, *chain.from_iterable(named))


def _named(
    thing: IndexedThing, lang: Language, *, ranks: Mapping[Language, Mapping[str, int]]
) -> tuple[str, str, int, str]:
    name, tag = thing.name(lang)
    return name, tag, ranks[lang][thing.iri], letter_of(name)


def letter_of(name: str) -> str:
    """The letter under which a list has a name: A to Z, else "#"."""
    first = fold(name)[:1].upper()
    return first if first.isascii() and first.isalpha() else "#"


def _entries(things: list[IndexedThing]) -> Iterator[tuple[int, int, int, str, str, str]]:
    """The texts with words in them; a text that stands there in several languages once."""
    place = 0
    for number, thing in enumerate(things, 1):
        known = set()
        for text in sorted(text for text in thing.texts if text.role not in _SHORT):
            folded = fold(text.text)
            if folded not in known:
                known.add(folded)
                place += 1
                shown = "" if text.role is Role.DESCRIPTION else text.text
                yield place, number, int(text.role), text.lang, shown, folded


def _short(things: list[IndexedThing]) -> set[tuple[str, int, int]]:
    """Numbers and abbreviations, which are found whole."""
    return {
        (text.text.casefold(), number, int(text.role))
        for number, thing in enumerate(things, 1)
        for text in thing.texts
        if text.role in _SHORT
    }


def _facets(things: list[IndexedThing]) -> Iterator[tuple[str, str, int]]:
    for number, thing in enumerate(things, 1):
        for cls in thing.classes:
            yield KIND, cls, number
        for name, value in thing.facets:
            yield name, value, number


def _insert(connection: sqlite3.Connection, table: str, rows: Iterable[tuple[object, ...]]) -> None:
    rows = iter(rows)
    first = next(rows, None)
    if first is not None:
        marks = ", ".join("?" * len(first))
        connection.executemany(f"INSERT INTO {table} VALUES ({marks})", chain([first], rows))
