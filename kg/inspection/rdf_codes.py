"""Codes by which RDF of others says of what kind things are, read by the names of the codes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import duckdb

from kg.inspection.alignments import terms_read_as
from kg.inspection.columns import Column, different_values
from kg.inspection.files import InspectedFile
from kg.inspection.rdf_classes import SUBJECT
from kg.inspection.vocabulary import fold, short, vocabulary

CLASSIFICATION = "org:classification"
_SCHEME = "kind/"
_LABELS = ("skos:prefLabel", "rdfs:label", "dct:title", "schema:name", "foaf:name", "skos:altLabel")
MOST = 500
"""Codes that are looked at; what has more is no list of kinds."""


@dataclass(frozen=True)
class CodeList:
    """A column with codes for kinds of organisations: `found` has, by code, its name in the data
    and the concept of ours with that name; `codes` is how many different ones there are.
    """

    column: str
    found: dict[str, tuple[str, str]]
    codes: int


def code_lists(
    connection: duckdb.DuckDBPyConnection, file: InspectedFile, *, files: Sequence[InspectedFile]
) -> Iterator[CodeList]:
    """The columns of a class whose codes have names, in one of the files, that are kinds of ours.

    A code may be the name itself. Those that the alignments read already are left out.
    """
    read = terms_read_as()
    columns = {CLASSIFICATION, *(theirs for theirs, ours in read if ours == CLASSIFICATION)}
    known = {theirs for theirs, _ in read}
    for column in file.columns:
        if column.name not in columns or not 0 < column.distinct <= MOST:
            continue
        codes = different_values(connection, file.profile, column=column, most=MOST)
        names = _names(connection, codes, files)
        found = {}
        for code in codes:
            if short(code) in known:
                continue
            for name in names.get(code, [code]):
                kinds = vocabulary().concepts.get(fold(name), ())
                if kind := next((each for each in kinds if each.startswith(_SCHEME)), None):
                    found[code] = name, kind
                    break
        if found:
            yield CodeList(column.name, found, len(codes))


def _names(
    connection: duckdb.DuckDBPyConnection, codes: Sequence[str], files: Sequence[InspectedFile]
) -> dict[str, list[str]]:
    """What the things of the files with these IRIs are called, the preferred names first."""
    found: dict[str, list[str]] = {}
    for file in files:
        places = {column.name: column for column in file.columns}
        if file.source.kind != "rdf" or SUBJECT not in places:
            continue
        for label in (places[name] for name in _LABELS if name in places):
            for code, name in _pairs(connection, file, places[SUBJECT], label, codes):
                found.setdefault(code, []).append(name)
    return found


def _pairs(
    connection: duckdb.DuckDBPyConnection,
    file: InspectedFile,
    subject: Column,
    label: Column,
    codes: Sequence[str],
) -> list[tuple[str, str]]:
    return connection.execute(
        f"SELECT trim({subject.place}), trim(unnest(string_split({label.place}, ';')))"
        f" FROM {file.table} WHERE list_contains($1, trim({subject.place}))",
        [list(codes)],
    ).fetchall()
