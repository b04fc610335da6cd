"""Writes the index of a release: one SQLite file, the same bytes for the same things.

Things have numbers in the order of their Dutch names, so that a list is read in order.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, repeat
from pathlib import Path

from kg.search.database import KIND
from kg.search.entries import IndexedThing, telling_class
from kg.search.folding import FoldedTexts, fold
from kg.search.texts import Role
from kg.texts import LANGUAGES, Language

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
CREATE VIRTUAL TABLE words USING fts5(folded, content='', tokenize='ascii');
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
    things: Sequence[IndexedThing],
    path: Path,
    *,
    sort_keys: SortKeys,
    members: Mapping[str, int],
    folded: FoldedTexts | None = None,
) -> None:
    """Write the file; `members` has the number of things of each class, `folded` texts that are."""
    folded = FoldedTexts() if folded is None else folded
    named = {thing.iri: thing.names() for thing in things}
    ranks = _ranks(named, sort_keys)
    listed = sorted(things, key=lambda thing: ranks[thing.iri][LANGUAGES[0]])
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.executescript(_SCHEMA)
        connection.execute("BEGIN")
        _insert(connection, "thing", _things(listed, named, ranks, members))
        entries = list(_entries(listed, folded))
        _insert(connection, "entry", (entry[:5] for entry in entries))
        searched = ((entry[0], entry[5]) for entry in entries)
        connection.executemany("INSERT INTO words(rowid, folded) VALUES (?, ?)", searched)
        _insert(connection, "short", sorted(_short(listed)))
        facets = sorted(_facets(listed).items())
        _insert(connection, "value", ((n, *pair) for n, (pair, _) in enumerate(facets, 1)))
        numbers = enumerate((some for _, some in facets), 1)
        _insert(connection, "facet", (pair for n, some in numbers for pair in zip(repeat(n), some)))
        connection.execute("COMMIT")
        connection.executescript(_INDEXES)
    finally:
        connection.close()


_Names = Mapping[str, Mapping[Language, tuple[str, str]]]
"""The names of each thing, by its IRI and the reader's language, each with its own language."""


def _ranks(named: _Names, sort_keys: SortKeys) -> dict[str, dict[Language, int]]:
    """The place of each thing in the order of names, by the reader's language."""
    distinct = sorted({name for names in named.values() for name, _ in names.values()})
    keys = dict(zip(distinct, sort_keys(distinct), strict=True))
    # What has no name comes last; names that sort alike, in the order of IRIs.
    places = {key: place for place, key in enumerate(sorted(set(keys.values())))}
    place_of = {name: places[key] if name else len(places) for name, key in keys.items()}
    ordered = sorted(named)
    ranks: dict[str, dict[Language, int]] = {iri: {} for iri in named}
    for lang in LANGUAGES:
        by_name = sorted(ordered, key=lambda iri, lang=lang: place_of[named[iri][lang][0]])  # type: ignore[misc]
        for place, iri in enumerate(by_name, 1):
            ranks[iri][lang] = place
    return ranks


def _things(
    things: list[IndexedThing],
    named: _Names,
    ranks: Mapping[str, Mapping[Language, int]],
    members: Mapping[str, int],
) -> Iterator[tuple[object, ...]]:
    for number, thing in enumerate(things, 1):
        names, own = named[thing.iri], ranks[thing.iri]
        shown: list[object] = []
        for lang in LANGUAGES:
            name, written = names[lang]
            shown += (name, written, own[lang], letter_of(name))
        cls = telling_class(thing.classes, members)
        yield (number, thing.iri, cls, thing.standing, *shown)


def letter_of(name: str) -> str:
    """The letter under which a list has a name: A to Z, else "#"."""
    first = name[:1].upper()
    if not (first.isascii() and first.isalpha()):
        first = fold(name)[:1].upper()
    return first if first.isascii() and first.isalpha() else "#"


def _entries(
    things: list[IndexedThing], folded: FoldedTexts
) -> Iterator[tuple[int, int, int, str, str, str]]:
    """The texts with words in them; a text that stands there in several languages once."""
    place = 0
    for number, thing in enumerate(things, 1):
        known = set()
        for role, text, lang, _ in sorted(t for t in thing.texts if t.role not in _SHORT):
            words = folded[text]
            if words not in known:
                known.add(words)
                place += 1
                shown = "" if role is Role.DESCRIPTION else text
                yield place, number, int(role), lang, shown, words


def _short(things: list[IndexedThing]) -> set[tuple[str, int, int]]:
    """Numbers and abbreviations, which are found whole."""
    return {
        (text.text.casefold(), number, int(text.role))
        for number, thing in enumerate(things, 1)
        for text in thing.texts
        if text.role in _SHORT
    }


def _facets(things: list[IndexedThing]) -> dict[tuple[str, str], list[int]]:
    """The numbers of the things that have each value of each facet, in their order."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    kinds: dict[str, list[int]] = defaultdict(list)
    for number, thing in enumerate(things, 1):
        for cls in thing.classes:
            kinds[cls].append(number)
        for pair in thing.facets:
            found[pair].append(number)
    return {**found, **{(KIND, cls): numbers for cls, numbers in kinds.items()}}


def _insert(connection: sqlite3.Connection, table: str, rows: Iterable[tuple[object, ...]]) -> None:
    rows = iter(rows)
    first = next(rows, None)
    if first is not None:
        marks = ", ".join("?" * len(first))
        connection.executemany(f"INSERT INTO {table} VALUES ({marks})", chain([first], rows))
