"""Looks for characters that XML forbids: such a value cannot be given as RDF/XML or XML results."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

import pyoxigraph as ox

from kg.model.findings import Finding
from kg.model.prefixes import shorten

CHUNK = 1 << 20
"""Bytes of a file that are looked at together."""
_CONTROLS = bytes(sorted({*range(0x20)} - {0x09, 0x0A, 0x0D}))
_OTHERS = bytes(sorted({*range(0x100)} - {*_CONTROLS}))
_ESCAPE = re.compile(rb"\\(?:[bf]|u00[01]|u[Ff]{3}[EeFf])")
"""What may be the escape of a forbidden character in N-Quads; `C:\\bin` looks like one."""
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class ForbiddenCharacter(NamedTuple):
    """A value with a character that XML 1.0, 2.2 forbids, and the statement it is in."""

    subject: str
    predicate: str
    value: str


def as_finding(
    found: ForbiddenCharacter, dataset: str, file: str, row: int | None = None
) -> Finding:
    """The finding for the steward, at the place that gave the value; `dataset` "" for none."""
    rule = shorten(found.predicate)
    return Finding("SAM-V030", dataset, file, row=row, raw=found.value, rule=rule)


def find_forbidden(file: BinaryIO) -> Iterator[ForbiddenCharacter]:
    """The literals of an N-Quads file that XML cannot hold, in the order of the file."""
    while chunk := file.read(CHUNK):
        chunk += file.readline()
        if _is_suspect(chunk):
            for line in chunk.split(b"\n"):
                yield from _in_line(line)


def _is_suspect(text: bytes) -> bool:
    """Whether a forbidden character may be in it; each look takes the engine's shortest way."""
    return bool(
        text.translate(None, _OTHERS)
        or b"\xef\xbf\xbe" in text
        or b"\xef\xbf\xbf" in text
        or _ESCAPE.search(text)
    )


def _in_line(line: bytes) -> Iterator[ForbiddenCharacter]:
    if not _is_suspect(line):
        return
    for quad in ox.parse(line + b"\n", format=ox.RdfFormat.N_QUADS, lenient=True):
        value = quad.object.value if isinstance(quad.object, ox.Literal) else ""
        if isinstance(quad.subject, ox.NamedNode) and _FORBIDDEN.search(value):
            yield ForbiddenCharacter(quad.subject.value, quad.predicate.value, value)
