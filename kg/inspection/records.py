"""What repeats in a document of which nothing is known: its items, and the references below them.

The items are the outermost objects or elements that come more than once; what repeats inside them
gives them several values.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from lxml import etree

from kg.sources.json_path import steps
from kg.sources.xml import events, not_well_formed, release

DEEPEST = 40
"""Levels of a document that are looked at."""
MOST_EVENTS = 4_000_000
"""Beginnings and ends of elements that are looked at."""
_DECLARED = re.compile(rb"""^<\?xml[^>]*encoding=["']([\w.-]+)""")
_HALF = re.compile("[\ud800-\udfff]")
_SCHEMA = "http://www.w3.org/2001/XMLSchema-instance"


@dataclass(frozen=True)
class Records:
    """Items of one kind: the path to them, and the paths to their values."""

    iterator: str
    references: list[str]
    namespaces: tuple[tuple[str, str], ...] = ()


@dataclass
class PathNode:
    """All that stands at one path: how often, how often in one parent, and with what below it.

    `values` counts the values at the path itself; `array` says that JSON has a list there.
    """

    count: int = 0
    most: int = 0
    values: int = 0
    array: bool = False
    below: dict[str, PathNode] = field(default_factory=dict)


def json_records(documents: Iterable[Any], *, by_line: bool) -> list[Records]:
    """Arrays of objects in JSON, else the object itself; nothing when there are no objects.

    With `by_line` every document is an item.
    """
    top = PathNode()
    for document in documents:
        look(top, document)
    if by_line:
        return [Records("$", json_references(top))] if top.below else []
    tests: tuple[Callable[[PathNode], bool], ...] = (
        lambda node: node.array and bool(node.below) and node.count > 1,
        lambda node: node.array and bool(node.below),
    )
    for test in tests:
        found = list(_outermost({"$": top}, test))
        if found:
            return [Records(_json_path(way), json_references(way[-1][1])) for way in found]
    return [Records("$", json_references(top))] if top.below else []


def look(node: PathNode, value: Any, *, depth: int = 0) -> None:
    """Add a value of JSON to what is known of its path."""
    several = value if isinstance(value, list) else [value]
    node.array = node.array or isinstance(value, list)
    for item in several:
        node.count += 1
        if isinstance(item, dict) and depth < DEEPEST:
            for name, inner in item.items():
                look(node.below.setdefault(name, PathNode()), inner, depth=depth + 1)
        elif item is not None and not isinstance(item, dict | list):
            node.values += 1


def json_references(node: PathNode, before: str = "") -> list[str]:
    """JSONPaths below an item to all its values, in the order in which they were met."""
    found: list[str] = []
    for name, child in node.below.items():
        key = _key(name)
        if key is None:
            continue
        dot = "." if before and not key.startswith("[") else ""
        path = f"{before}{dot}{key}{'[*]' if child.array else ''}"
        if child.values:
            found.append(path)
        found += json_references(child, path)
    return found


def _key(name: str) -> str | None:
    """A key as a JSONPath writes it; None for one that cannot be written, as half a character."""
    if _HALF.search(name):
        return None
    written = (name, f"['{name}']", f'["{name}"]')
    return next((text for text in written if steps(text) == (name,)), None)


def _json_path(way: list[tuple[str, PathNode]]) -> str:
    (_, top), *below = way
    text = f"${'[*]' if top.array else ''}"
    for name, node in below:
        key = _key(name) or "*"
        text += (key if key.startswith("[") else f".{key}") + ("[*]" if node.array else "")
    return text


def xml_records(path: Path) -> tuple[list[Records], str]:
    """Elements of XML that repeat and hold others, and the encoding that the file declares.

    Raises:
        SourceError: it is not well-formed, or defines entities.
    """
    spaces: dict[str, str] = {}
    top = PathNode()
    try:
        _read(path, top, spaces)
    except etree.XMLSyntaxError as error:
        raise not_well_formed(path, error) from None
    namespaces = tuple((prefix, iri) for iri, prefix in spaces.items())
    (root,) = top.below.values()
    tests: tuple[Callable[[PathNode], bool], ...] = (
        lambda node: node.most > 1 and bool(node.below),
        lambda node: node is not root and _holds(node),
        lambda node: node is root,
    )
    found = next(way for test in tests if (way := list(_outermost(top.below, test))))
    records = [
        Records(
            "".join(f"/{name}" for name, _ in way), list(_xml_references(way[-1][1])), namespaces
        )
        for way in found
    ]
    with path.open("rb") as file:
        head = file.read(200)
    if head.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return records, "utf-16"
    declared = _DECLARED.search(head)
    return records, declared[1].decode("ascii").lower() if declared else "utf-8"


def _holds(node: PathNode) -> bool:
    """Whether an element has other elements, or has attributes in their place."""
    return bool(node.below) and (not node.values or not _is_flat(node))


def _is_flat(node: PathNode) -> bool:
    return all(name.startswith("@") for name in node.below)


def _read(path: Path, top: PathNode, spaces: dict[str, str]) -> None:
    stack: list[tuple[PathNode, Counter[str]]] = [(top, Counter())]
    for event, element in islice(events(path, None), MOST_EVENTS):
        if event == "start":
            parent, times = stack[-1]
            name = _name(element.tag, element.prefix, spaces)
            node = parent.below.setdefault(name, PathNode())
            times[name] += 1
            node.count += 1
            node.most = max(node.most, times[name])
            for attribute in map(str, element.attrib):
                if etree.QName(attribute).namespace != _SCHEMA:
                    known = _name(attribute, _prefix(element, attribute), spaces)
                    node.below.setdefault(f"@{known}", PathNode()).values += 1
            stack.append((node, Counter()))
            continue
        node, _ = stack.pop()
        if element.text and element.text.strip():
            node.values += 1
        release(element)


def _prefix(element: etree._Element, attribute: str) -> str | None:
    space = etree.QName(attribute).namespace
    return next((p for p, iri in element.nsmap.items() if iri == space and p), None)


def _name(tag: Any, prefix: Any, spaces: dict[str, str]) -> str:
    """A name with a prefix of our own for its namespace."""
    name = etree.QName(tag)
    if name.namespace is None:
        return str(name.localname)
    if name.namespace not in spaces:
        free = wanted = str(prefix or "ns")
        while free in spaces.values():
            free = f"{wanted}{len(spaces) + 1}"
        spaces[name.namespace] = free
    return f"{spaces[name.namespace]}:{name.localname}"


def _xml_references(node: PathNode, before: str = "") -> Iterator[str]:
    if not before and node.values and _is_flat(node):
        yield "."
    for name, child in node.below.items():
        path = f"{before}{name}"
        if child.values and _is_flat(child):
            yield path
        yield from _xml_references(child, f"{path}/")


def _outermost(
    nodes: dict[str, PathNode], test: Callable[[PathNode], bool]
) -> Iterator[list[tuple[str, PathNode]]]:
    """The ways to nodes that pass a test, without those below another such node."""
    for name, node in nodes.items():
        if test(node):
            yield [(name, node)]
        else:
            yield from ([(name, node), *way] for way in _outermost(node.below, test))
