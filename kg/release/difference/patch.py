"""A patch that brings a copy of one release to another, as SPARQL 1.1 Update.

RDF Patch, the other known format, deletes a quad by spelling it. Here no value that went is
spelled: a property of a thing whose values changed is deleted whole and what holds now is inserted,
and a withdrawn thing is named so that all about it goes, as subject and as value. What was erased
is in no kept release, so no patch begins at one that held it: who has such a copy loads the dumps.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from kg.errors import ReleaseError
from kg.privacy.detectors import detect, detect_iri
from kg.release.difference.lines import compare
from kg.release.difference.statements import SaidStatement, read_statement, statements_about
from kg.release.leaving.departures import FILE as DEPARTURES
from kg.release.pointer import order
from kg.release.release import Release
from kg.release.whole_file import whole_file
from kg.store.results import read_token
from kg.texts import Message

AT_ONCE = 1_000
"""Statements of one operation, so that no request is too long for a store that limits them."""
_BACKSLASH = re.compile(r"\\(?:\\([uU])|.)", re.S)


def write_patch(old: Release, new: Release, *, target: Path) -> None:
    """Write the patch from one release to another, the named graphs only.

    Raises:
        ReleaseError: it leads back to what must not be spelled again.
    """
    refuse_way_back(old, new)
    with whole_file(target) as out:
        out.write(f"# Samenspel patch\n# from {old.id}\n# to {new.id}\n")
        for operation in patch(old, new):
            out.write(f"{operation} ;\n")


def patch(old: Release, new: Release) -> Iterator[str]:
    """The operations of a patch, in their order; memory grows with what differs."""
    there = {str(g["iri"]) for g in new.graphs}
    withdrawn = sorted(_withdrawn(new) - _withdrawn(old))
    for told in old.graphs:
        if told["iri"] not in there:
            yield f"DROP SILENT GRAPH <{told['iri']}>"
        elif told["kind"] != "metadata":
            for thing in withdrawn:
                yield f"DELETE WHERE {{ GRAPH <{told['iri']}> {{ <{thing}> ?p ?o }} }}"
                yield f"DELETE WHERE {{ GRAPH <{told['iri']}> {{ ?s ?p <{thing}> }} }}"
    ids = {str(g["iri"]): str(g["id"]) for g in new.graphs}
    for graph, (removed, added) in _by_graph(old, new).items():
        if graph not in there:
            continue
        pairs = sorted({(s.subject, s.property) for s in removed})
        for subject, name in pairs:
            if subject not in withdrawn:
                yield f"DELETE WHERE {{ GRAPH <{graph}> {{ <{subject}> <{name}> ?o }} }}"
        yield from _inserts(graph, {*added, *_left(new, ids[graph], pairs)})


def _by_graph(
    old: Release, new: Release
) -> dict[str, tuple[list[SaidStatement], list[SaidStatement]]]:
    found: dict[str, tuple[list[SaidStatement], list[SaidStatement]]] = {}
    for graph, gone, come in compare(old, new, metadata=True):
        removed, added = found.setdefault(graph, ([], []))
        removed.extend(map(read_statement, gone))
        added.extend(map(read_statement, come))
    return found


def _left(new: Release, graph: str, pairs: Iterable[tuple[str, str]]) -> Iterator[SaidStatement]:
    """What is still said with the properties that are deleted whole."""
    wanted = set(pairs)
    if not wanted:
        return
    subjects = {subject for subject, _ in wanted}
    properties = {name for _, name in wanted}
    for said in statements_about(new, graph, subjects=subjects, properties=properties):
        if (said.subject, said.property) in wanted:
            yield said


def _inserts(graph: str, statements: set[SaidStatement]) -> Iterator[str]:
    ordered = iter(sorted(statements))
    while some := list(islice(ordered, AT_ONCE)):
        lines = "\n".join(f"<{s}> <{p}> {_term(o)} ." for s, p, o in some)
        yield f"INSERT DATA {{ GRAPH <{graph}> {{\n{lines}\n}} }}"


def _term(value: str) -> str:
    """A term for SPARQL, which may read a `u` behind an escaped backslash as an escape."""
    return _BACKSLASH.sub(_escape, value) if "\\" in value else value


def _escape(match: re.Match[str]) -> str:
    return match[0] if match[1] is None else f"\\\\\\u{ord(match[1]):04X}"


def _withdrawn(release: Release) -> set[str]:
    told = release.json(DEPARTURES) or {}
    return {str(one["iri"]) for one in told.get("withdrawn", ())}


def refuse_way_back(old: Release, new: Release) -> None:
    """Stop a patch that would spell again what went for a reason.

    Raises:
        ReleaseError: something was withdrawn since, what went looks personal, or a thing that went
            has an IRI that does, which the patch would name to delete it.
    """
    if any(_is_called_after(line) for _, gone, _ in compare(old, new) for line in gone):
        raise ReleaseError(
            Message(
                "Making a patch to {id}: the IRI of a thing that went looks personal.", id=new.id
            ),
            code="SAM-L050",
            hint=Message("Load the dumps of that release, if it is still kept."),
        )
    if order(new.id) >= order(old.id):
        return
    why = None
    if _withdrawn(old) - _withdrawn(new):
        why = Message("something was withdrawn since")
    elif any(_looks_personal(line) for _, _, come in compare(old, new) for line in come):
        why = Message("a text that went since looks personal")
    if why is not None:
        raise ReleaseError(
            Message("Making a patch back to {id}: {why}.", id=new.id, why=why),
            code="SAM-L050",
            hint=Message("Load the dumps of that release, if it is still kept."),
        )


def _looks_personal(line: bytes) -> bool:
    said = read_statement(line)
    term = read_token(said.value)
    found = detect(term.value) if term.kind == "literal" else detect_iri(term.value)
    return bool(found) or _is_called_after(line)


def _is_called_after(line: bytes) -> bool:
    return any(found.certain for found in detect_iri(read_statement(line).subject))
