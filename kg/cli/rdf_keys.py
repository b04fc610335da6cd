"""Keys of the things in RDF that a publication takes as it stands: what their IRIs end with."""

from __future__ import annotations

import re
from collections.abc import Iterator

from duckdb import DuckDBPyConnection
from pyoxigraph import NamedNode

from kg.errors import SamenspelError
from kg.inspection.known_keys import MappedKey
from kg.release.publication import Publication
from kg.sources.rdf import load

LEAST = 3
"""Things whose IRIs begin alike, from which on what follows is taken for a key."""
_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_PARTS = re.compile(r"(.+[/#=:])([^/#=:]+)")


def rdf_keys(
    publication: Publication, connection: DuckDBPyConnection, *, unread: set[str]
) -> Iterator[MappedKey]:
    """Of each beginning that IRIs of things share, the endings as a table of keys.

    `unread` fills with files that cannot be read.
    """
    files = [(each.id, taken.file) for each in publication.datasets for taken in each.rdf]
    for number, (dataset, file) in enumerate(files):
        try:
            store = load(publication.find_file(file))
        except (SamenspelError, OSError):
            unread.add(file)
            continue
        endings: dict[str, list[str]] = {}
        for quad in store.quads_for_pattern(None, _TYPE, None, None):
            if isinstance(quad.subject, NamedNode) and (
                parts := _PARTS.fullmatch(quad.subject.value)
            ):
                endings.setdefault(parts[1], []).append(parts[2])
        for place, (before, keys) in enumerate(sorted(endings.items())):
            if len(keys) >= LEAST:
                table = f"rdf{number}_{place}"
                connection.execute(f"CREATE TABLE {table} AS SELECT unnest($1) AS k", [keys])
                name = re.split(r"[/#=:]", before)[-2]
                yield MappedKey(dataset, name, before, "", name, table, "k")
