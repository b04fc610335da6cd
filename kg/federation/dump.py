"""Follows a dataset by its file: fetched again only when it changed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import BinaryIO

import pyoxigraph as ox

from kg.federation.faults import PeerError
from kg.federation.fetched import FetchedLines
from kg.federation.fetching import PeerAnswer, PeerClient, expected
from kg.federation.syntaxes import named_for, statements, suffix_of
from kg.federation.taking import PeerPlace
from kg.release.leaving.records import write_whole
from kg.sources.files import shown
from kg.sources.rdf import format_of, quads_as_they_stand
from kg.sources.unpack import unpack
from kg.texts import Message

CONDITIONS = "fetched.json"
_AT_ONCE = 20_000
"""Statements that are written together."""


@dataclass(frozen=True)
class Conditions:
    """By what a server tells whether a file is still the one that was taken in."""

    url: str
    etag: str | None = None
    modified: str | None = None


def read_conditions(folder: Path) -> Conditions | None:
    """What is known of the file that was taken in last."""
    try:
        return Conditions(**json.loads((folder / CONDITIONS).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def keep_conditions(folder: Path, conditions: Conditions) -> None:
    """Remember the file that was taken in."""
    write_whole(folder / CONDITIONS, json.dumps(asdict(conditions)))


def fetch_dump(
    client: PeerClient, place: PeerPlace, *, url: str, known: Conditions | None
) -> FetchedLines | None:
    """The lines of a file, not sorted yet; None: it is as it was.

    Raises:
        SourceError: it cannot be fetched, or is made to fill the memory or the disk.
        PeerError: it is not there, is no RDF, or is too large.
    """
    same = known if known is not None and known.url == url else None
    answer = expected(
        client.get(
            url,
            etag=same.etag if same else None,
            modified=same.modified if same else None,
            most=client.limits.dump_bytes,
            name="dump",
        )
    )
    if not answer.is_fresh:
        return None
    target = place.work / "lines.nq"
    _write_lines(answer, place, target, limit=client.limits.dump_bytes)
    conditions = Conditions(url, answer.etag, answer.modified)
    return FetchedLines(target, remember=lambda: keep_conditions(place.folder, conditions))


def _write_lines(answer: PeerAnswer, place: PeerPlace, target: Path, *, limit: int) -> None:
    """Write the statements of a file as lines of N-Quads of a dataset; none has a blank node."""
    suffix = suffix_of(answer.url, answer.media_type)
    if suffix is None:
        raise PeerError(
            Message(
                "Reading {url}: '{kind}' is no RDF.", url=shown(answer.url), kind=answer.media_type
            ),
            code="SAM-N003",
            hint=Message("Choose another file or stream of this dataset."),
        )
    file = unpack(named_for(answer.path, suffix), place.work / "unpacked", limit=limit)
    found = statements(replace(answer, path=file), syntax=format_of(file))
    if _write_statements(found, place.graph, target):
        return
    # Names for blank nodes are made from the whole of it.
    whole = target.replace(target.with_name("whole.nq"))
    target.write_bytes(quads_as_they_stand(whole, graph=place.graph, skolem=place.skolem))
    whole.unlink()


def _write_statements(statements: Iterable[ox.Quad], graph: str, target: Path) -> bool:
    """Write statements into a graph; whether none has a blank node."""
    name, has_nodes = ox.NamedNode(graph), False
    some: list[ox.Quad] = []
    with target.open("wb") as out:
        for quad in statements:
            if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode):
                has_nodes = True
            some.append(ox.Quad(quad.subject, quad.predicate, quad.object, name))
            if len(some) == _AT_ONCE:
                _write(some, out)
        _write(some, out)
    return not has_nodes


def _write(quads: list[ox.Quad], out: BinaryIO) -> None:
    ox.serialize(quads, output=out, format=ox.RdfFormat.N_QUADS)
    quads.clear()
