"""Drafts what the things of an RDF file may be among ours: classes and properties by alignments."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from kg.cli.texts import say
from kg.inspection.alignments import Alignment, near_classes, near_properties
from kg.inspection.files import InspectedFile, slug
from kg.inspection.rdf_classes import SUBJECT
from kg.model.prefixes import PREFIXES


def draft_classes(files: Sequence[InspectedFile]) -> list[str]:
    """For each class that is near one of ours, the source that asks for its things and its map.

    A source stands before a line `mappings:`, its triples map behind it.
    """
    taken: set[str] = set()
    drafted = []
    for file in files:
        near = near_classes(file.proposal.part or "")
        found = near_properties(column.name for column in file.columns if column.name != SUBJECT)
        if near:
            name = slug(
                f"{PurePosixPath(file.access).stem} {(file.proposal.part or '').rpartition(':')[2]}"
            )
            number, free = 1, name
            while free in taken:
                number += 1
                free = f"{name}-{number}"
            taken.add(free)
            drafted.append("\n".join(_drafted(file, free, near, found)))
    return drafted


def _drafted(
    file: InspectedFile,
    name: str,
    near: Sequence[Alignment],
    found: Sequence[Alignment],
) -> Iterator[str]:
    kind = file.proposal.part or ""
    asked = " ".join(f"?v{number}" for number, _ in enumerate(found))
    either = [f"{{ ?thing a {_written(kind)} }}"]
    either += [
        f"{{ ?thing a {_written(kind)} ; {_written(one.theirs)} ?v{number} }}"
        for number, one in enumerate(found)
    ]
    yield f"  {json.dumps(name)}:"
    yield f"    access: {json.dumps(f'sources/{file.access}', ensure_ascii=False)}"
    yield "    query: |"
    yield f"      SELECT ?thing {asked}".rstrip()
    yield "      WHERE { " + "\n        UNION ".join(either)
    yield "        FILTER(isIRI(?thing)) }"
    yield "mappings:"
    yield f"  {json.dumps(name)}:"
    yield f"    sources: {json.dumps(name)}"
    yield "    s: $(thing)~iri"
    yield "    po:"
    ours = ", ".join(one.ours for one in near[1:])
    also = f" ({say('draft.perhaps', term=ours)})" if ours else ""
    why = say("draft.class", count=file.rows, theirs=kind, ours=near[0].ours)
    yield f"      - [a, {near[0].ours}] # guess: {why}{also}"
    for number, one in enumerate(found):
        value = f"$(v{number})~iri" if one.is_link else f"$(v{number})"
        why = say("draft.near", theirs=one.theirs, ours=one.ours)
        yield f"      - [{one.ours}, {value}] # guess: {why}"


def _written(name: str) -> str:
    """A name with a known prefix as SPARQL has it without declarations."""
    prefix, colon, local = name.partition(":")
    return f"<{PREFIXES[prefix]}{local}>" if colon and prefix in PREFIXES else f"<{name}>"
