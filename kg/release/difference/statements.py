"""Lines of N-Quads as statements, and those that changed between two releases, by subject."""

from __future__ import annotations

import gzip
import re
from collections import defaultdict
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from kg.release.difference.lines import compare
from kg.release.release import Release

_LINE = re.compile(r"<([^>]*)> <([^>]*)> (.*) <[^>]*> \.", re.S)


class SaidStatement(NamedTuple):
    """A statement: subject and property as bare IRIs, the value as N-Quads writes it."""

    subject: str
    property: str
    value: str


def read_statement(line: bytes) -> SaidStatement:
    """The statement of a line, without its newline."""
    match = _LINE.fullmatch(line.decode())
    if match is None:
        raise ValueError(f"no line of N-Quads: {line[:80]!r}")
    return SaidStatement(match[1], match[2], match[3])


@dataclass
class SubjectStatements:
    """What a graph does not say of a subject any more, and what it says since."""

    removed: list[SaidStatement] = field(default_factory=list)
    added: list[SaidStatement] = field(default_factory=list)


def changed_statements(old: Release, new: Release) -> dict[str, dict[str, SubjectStatements]]:
    """The statements that went and came, by the id of the graph and the subject.

    Only what differs is kept in memory.
    """
    ids = {str(g["iri"]): str(g["id"]) for release in (old, new) for g in release.graphs}
    found: dict[str, dict[str, SubjectStatements]] = {}
    for graph, removed, added in compare(old, new):
        subjects = found.setdefault(ids[graph], defaultdict(SubjectStatements))
        for statement in map(read_statement, removed):
            subjects[statement.subject].removed.append(statement)
        for statement in map(read_statement, added):
            subjects[statement.subject].added.append(statement)
    return found


def statements_about(
    release: Release, graph: str, *, subjects: Container[bytes], properties: Container[bytes]
) -> Iterator[SaidStatement]:
    """What a graph (by its id) says of some subjects with some properties (encoded, bare IRIs)."""
    path = release.dumps.get(graph)
    if path is None:
        return
    with gzip.open(path) as file:
        for line in file:
            end = line.index(b"> ")
            if line[1:end] in subjects and line[end + 3 : line.index(b"> ", end + 2)] in properties:
                yield read_statement(line[:-1])
