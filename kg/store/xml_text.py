"""What XML cannot hold, looked for in what the engine writes as XML.

The engine writes any literal and any property. XML 1.0 has no way to write most control characters
(2.2), a reader makes a line feed of a carriage return (2.11), and in RDF/XML a property is the name
of an element (RDF 1.1 XML Syntax, 6.1.2). Only worker processes use this.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Protocol
from xml.parsers import expat

import pyoxigraph as ox

_FORBIDDEN = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_SHOWN = 40
"""Bytes before a forbidden character that a message shows."""


class UnwritableError(Exception):
    """XML cannot hold this: `fault` is "sign" or "property", the message says which and where."""

    def __init__(self, fault: str, *said: str) -> None:
        super().__init__("\n".join(said))
        self.fault = fault


class Sink(Protocol):
    """Where text goes on to."""

    def write(self, chunk: bytes) -> int:
        """Take a chunk."""

    def flush(self) -> None:
        """Keep nothing back."""


class XmlText:
    """A file for the engine's XML that hands on only what every XML reader reads back the same."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._before = b""

    def write(self, chunk: bytes) -> int:
        """Take a chunk.

        Raises:
            UnwritableError: it holds a character that XML forbids.
        """
        text = self._before + chunk
        if found := _FORBIDDEN.search(text):
            near = text[max(found.start() - _SHOWN, 0) : found.start()].rpartition(b">")[2]
            sign = f"U+{ord(found[0].decode()):04X}"
            raise UnwritableError("sign", sign, near.decode("utf-8", "ignore"))
        self._before = text[-_SHOWN:]
        self._sink.write(chunk.replace(b"\r", b"&#xD;"))
        return len(chunk)

    def flush(self) -> None:
        """Keep nothing back."""
        self._sink.flush()


def writable(triples: Iterable[ox.Triple], prefixes: Mapping[str, str]) -> Iterator[ox.Triple]:
    """Hand triples on as long as RDF/XML can write their properties.

    Raises:
        UnwritableError: a property that is no name of an element; it is named.
    """
    good: set[str] = set()
    named = tuple(prefixes.items())
    for triple in triples:
        if (name := triple.predicate.value) not in good:
            if not _is_element(name, named):
                raise UnwritableError("property", name)
            good.add(name)
        yield triple


@lru_cache(1 << 10)
def _is_element(name: str, prefixes: tuple[tuple[str, str], ...]) -> bool:
    """Whether an XML parser finds the property again in what the engine writes for it."""
    triple = ox.Triple(ox.NamedNode("urn:s"), ox.NamedNode(name), ox.Literal(""))
    found: list[str] = []
    parser = expat.ParserCreate(namespace_separator="")
    parser.StartElementHandler = lambda name, _: found.append(name)
    try:
        text = ox.serialize([triple], format=ox.RdfFormat.RDF_XML, prefixes=dict(prefixes))
        parser.Parse(text or b"", True)
        next(iter(ox.parse(text or b"", format=ox.RdfFormat.RDF_XML)))
    except (OSError, SyntaxError, ValueError, expat.ExpatError):
        return False
    return found[-1:] == [name]
