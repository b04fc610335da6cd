"""Which records are worth comparing, of very many: those that share something rare. In DuckDB."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import duckdb

from kg.federation.matching.names import ReadName, family
from kg.federation.matching.parties import Party

MOST_PAIRS = 2_000
"""Pairs that one key may give: a key that more records share tells nothing."""
KEPT = 5
"""Others that each record is compared with in each home, those with the rarest keys in common."""
_BEGINNING = 4
"""Letters at the begin and the end of a word by which a slip in the rest is found."""
_LONG = 5
_WORDS = 6
INSERTED = 50_000


def candidate_pairs(
    parties: Sequence[Party], *, work: Path | None = None, threads: int = 1
) -> list[tuple[int, int]]:
    """Pairs of places in `parties`, of different homes, that share a key."""
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"SET threads = {int(threads)}")
        if work is not None:
            connection.execute(f"SET temp_directory = '{work}'")
        connection.execute(
            "CREATE TABLE keyed (party INTEGER, home INTEGER, family INTEGER, key TEXT)"
        )
        for rows in _batches(_rows(parties)):
            columns = [list(column) for column in zip(*rows, strict=True)]
            connection.execute(
                "INSERT INTO keyed SELECT unnest($1::INTEGER[]), unnest($2::INTEGER[]),"
                " unnest($3::INTEGER[]), unnest($4::TEXT[])",
                columns,
            )
        return connection.execute(_PAIRS.format(total=len(parties))).fetchall()


_PAIRS = f"""
WITH homes AS (
  SELECT key, home, COUNT(*) AS n FROM keyed GROUP BY key, home
), counted AS (
  SELECT key, SUM(n) AS n, (SUM(n) * SUM(n) - SUM(n * n)) / 2 AS pairs FROM homes GROUP BY key
), telling AS (
  SELECT k.party, k.home, k.family, k.key, ln(1 + {{total}} / c.n) AS weight
  FROM keyed k JOIN counted c ON c.key = k.key WHERE c.pairs BETWEEN 1 AND {MOST_PAIRS}
), shared AS (
  SELECT a.party AS one, b.party AS other, a.home AS home, b.home AS other_home,
    SUM(a.weight) AS weight
  FROM telling a JOIN telling b ON a.key = b.key AND a.home < b.home
    AND (a.family = b.family OR a.family = 0 OR b.family = 0) GROUP BY 1, 2, 3, 4
), ranked AS (
  SELECT one, other,
    row_number() OVER (PARTITION BY one, other_home ORDER BY weight DESC, other) AS place,
    row_number() OVER (PARTITION BY other, home ORDER BY weight DESC, one) AS other_place
  FROM shared
)
SELECT one, other FROM ranked WHERE place <= {KEPT} OR other_place <= {KEPT} ORDER BY one, other
"""


def _rows(parties: Sequence[Party]) -> Iterator[tuple[int, int, int, str]]:
    homes = {home: n for n, home in enumerate(sorted({party.record.home for party in parties}))}
    families: dict[str, int] = {}
    for place, party in enumerate(parties):
        home = homes[party.record.home]
        told = {family(kind) for kind in party.kinds}
        number = families.setdefault(min(told), len(families) + 1) if len(told) == 1 else 0
        # What a number makes the same is so whatever is told of its kind.
        yield from ((place, home, 0, key) for key in _keys_of_numbers(party))
        yield from ((place, home, number, key) for key in keys_of(party))


def _batches(
    rows: Iterator[tuple[int, int, int, str]],
) -> Iterator[list[tuple[int, int, int, str]]]:
    batch: list[tuple[int, int, int, str]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == INSERTED:
            yield batch
            batch = []
    if batch:
        yield batch


def _keys_of_numbers(party: Party) -> Iterator[str]:
    """A number with its kind, so that it meets no number of another."""
    return (f"{number.kind}:{number.digits}" for number in party.record.numbers)


def keys_of(party: Party) -> set[str]:
    """What the names of a record may share with those of one that is the same organisation."""
    keys = set[str]()
    for name in party.names:
        keys |= set(_keys_of_name(name, party))
    keys |= {f"s:{short}" for short in party.shorts | party.initials}
    return keys


def _keys_of_name(name: ReadName, party: Party) -> Iterator[str]:
    joined = name.joined
    yield f"j:{joined}"
    yield from (f"k:{kind}:{joined}" for kind in party.kinds)
    some = sorted(set(name.core))[:_WORDS]
    for word in some:
        yield f"w:{word}"
        if len(word) >= _LONG:
            yield f"b:{word[:_BEGINNING]}"
            yield f"e:{word[-_BEGINNING:]}"
            yield from (f"k:{kind}:b:{word[:_BEGINNING]}" for kind in party.kinds)
            yield from (f"k:{kind}:e:{word[-_BEGINNING:]}" for kind in party.kinds)
    yield from (f"w:{one}:{other}" for one, other in pairwise(some))
    yield from (f"p:{place}:{word}" for place in sorted(party.places)[:2] for word in some)
