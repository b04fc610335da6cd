"""Lines of N-Quads, each member of a stream after the other, in other syntaxes that have graphs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from kg.model.terms import RDF_TYPE
from kg.release.feeds.page import FeedMember
from kg.store.results import read_token
from server.view.suffixes import DataFormat

TRIG = DataFormat("trig", "application/trig", "TriG")
NQUADS = DataFormat("nq", "application/n-quads", "N-Quads")
JSON_LD = DataFormat("jsonld", "application/ld+json", "JSON-LD")
QUAD_FORMATS = (TRIG, NQUADS, JSON_LD)
_LINE = re.compile(r"(\S+) (\S+) (.*) \.", re.S)


def write_quads(head: Iterable[str], members: Iterable[FeedMember], *, wanted: DataFormat) -> bytes:
    """What is said of a node, and its members, in a format with graphs."""
    if wanted is JSON_LD:
        return _json_ld(head, members)
    parts = ["".join(head).encode()]
    for one in members:
        parts += one.about
        if wanted is NQUADS or not one.said:
            parts += one.said
            continue
        tail = b" " + one.token + b" .\n"
        parts.append(one.token + b" {\n")
        parts += [line.removesuffix(tail) + b" .\n" for line in one.said]
        parts.append(b"}\n")
    return b"".join(parts)


def _json_ld(head: Iterable[str], members: Iterable[FeedMember]) -> bytes:
    """Expanded JSON-LD (JSON-LD 1.1 API, 5.1), which needs no context."""
    nodes: dict[str, dict[str, Any]] = {}
    for line in head:
        _add(nodes, line)
    for one in members:
        for told in one.about:
            _add(nodes, told.decode())
        if one.said:
            tail = b" " + one.token + b" .\n"
            graph: dict[str, dict[str, Any]] = {}
            for quad in one.said:
                _add(graph, (quad.removesuffix(tail) + b" .").decode())
            name = one.token[1:-1].decode()
            nodes.setdefault(name, {"@id": name})["@graph"] = list(graph.values())
    return (json.dumps(list(nodes.values()), ensure_ascii=False, indent=0) + "\n").encode()


def _add(nodes: dict[str, dict[str, Any]], line: str) -> None:
    match = _LINE.fullmatch(line.rstrip("\n"))
    if match is None:
        raise ValueError(f"no line of N-Triples: {line[:80]!r}")
    subject, predicate = _name(match[1]), match[2][1:-1]
    node = nodes.setdefault(subject, {"@id": subject})
    if predicate == RDF_TYPE:
        node.setdefault("@type", []).append(_name(match[3]))
    else:
        node.setdefault(predicate, []).append(_value(match[3]))


def _name(token: str) -> str:
    return token if token.startswith("_:") else token[1:-1]


def _value(token: str) -> dict[str, str]:
    if not token.startswith('"'):
        return {"@id": _name(token)}
    term = read_token(token)
    told = {"@value": term.value}
    if term.lang:
        told["@language"] = term.lang
    elif term.datatype:
        told["@type"] = term.datatype
    return told
