"""Lines of N-Quads as statements, and those that changed between two releases, by subject."""

from __future__ import annotations

import gzip
import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Container, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from sys import intern
from typing import NamedTuple

from kg.release.difference.lines import READ_AT_ONCE, compare
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


@dataclass(slots=True)
class SubjectStatements:
    """What a graph does not say of a subject any more, and what it says since."""

    subject: str
    removed: list[SaidStatement] = field(default_factory=list)
    added: list[SaidStatement] = field(default_factory=list)


def changed_statements(old: Release, new: Release) -> dict[str, dict[str, SubjectStatements]]:
    """The statements that went and came, by the id of the graph and the subject.

    Only what differs is kept in memory.
    """
    ids = {str(g["iri"]): str(g["id"]) for release in (old, new) for g in release.graphs}
    found: dict[str, dict[str, SubjectStatements]] = {}
    for graph, removed, added in compare(old, new):
        subjects = found.setdefault(ids[graph], {})
        for lines, came in ((removed, False), (added, True)):
            for subject, name, value in map(read_statement, lines):
                said = subjects.get(subject)
                if said is None:
                    said = subjects[subject] = SubjectStatements(subject)
                # A subject and a property are one text each, however often they are said.
                statement = SaidStatement(said.subject, intern(name), value)
                (said.added if came else said.removed).append(statement)
    return found


@dataclass(slots=True)
class SubjectDescription:
    """How many statements a graph has of a subject, and those of them that were asked for."""

    count: int = 0
    statements: list[SaidStatement] = field(default_factory=list)


def statements_about(
    release: Release, graph: str, *, subjects: Collection[str], properties: Container[str]
) -> Iterator[SaidStatement]:
    """What a graph (by its id) says of some subjects with some properties (bare IRIs)."""
    found = described_subjects(release, graph, subjects=subjects, properties=properties)
    return (statement for one in found.values() for statement in one.statements)


def described_subjects(
    release: Release, graph: str, *, subjects: Collection[str], properties: Container[str]
) -> dict[str, SubjectDescription]:
    """What a graph (by its id) says of some subjects: how much, and what with some properties.

    Those of which it says nothing are left out. The dump is read once, however many are asked for.
    """
    found: dict[str, SubjectDescription] = {}
    path = release.dumps.get(graph)
    if path is None or not subjects:
        return found
    starts = sorted(f"<{subject}> ".encode() for subject in subjects)
    for text in whole_lines(path):
        last = text.rfind(b"\n", 0, -1) + 1
        within = slice(
            bisect_left(starts, text[: text.index(b" ") + 1]),
            bisect_right(starts, text[last : text.index(b" ", last) + 1]),
        )
        at = 0
        for start in starts[within]:
            at = first_line(text, start, low=at)
            if not text.startswith(start, at):
                continue
            one = found.setdefault(start[1:-2].decode(), SubjectDescription())
            while text.startswith(start, at):
                end = text.index(b"\n", at)
                one.count += 1
                name = at + len(start) + 1
                if text[name : text.index(b"> ", name)].decode() in properties:
                    one.statements.append(read_statement(text[at:end]))
                at = end + 1
    return found


def statements_with(release: Release, graph: str, *, property_: str) -> Iterator[SaidStatement]:
    """What a graph (by its id) says of named things with a property (a bare IRI)."""
    path, name = release.dumps.get(graph), f"> <{property_}> ".encode()
    for text in () if path is None else whole_lines(path):
        lines = text.split(b"\n") if name in text else ()
        yield from (read_statement(ln) for ln in lines if name in ln and ln.startswith(b"<"))


def whole_lines(path: Path) -> Iterator[bytes]:
    """The text of a dump, so many whole lines at a time."""
    rest = b""
    with gzip.open(path) as file:
        while read := file.read(READ_AT_ONCE):
            whole, newline, left = read.rpartition(b"\n")
            if newline:
                yield rest + whole + newline
                rest = left
            else:
                rest += read


def first_line(text: bytes, start: bytes, *, low: int) -> int:
    """Where the first of some sorted lines is that does not sort before a start."""
    high = len(text)
    while low < high:
        middle = (text.rfind(b"\n", low, (low + high) // 2) + 1) or low
        end = text.index(b"\n", middle) + 1
        if text[middle:end] < start:
            low = end
        else:
            high = middle
    return low
