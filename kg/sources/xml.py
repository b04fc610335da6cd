"""XML documents into a table: one row per element that an XPath finds."""

from __future__ import annotations

import codecs
import mmap
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
from lxml import etree

from kg.errors import SourceError
from kg.sources.bulk import load_rows, natural
from kg.sources.dialect import binary
from kg.sources.staged import LogicalSource, StagedTable, count
from kg.texts import Message

TREE_LIMIT = 200 << 20
"""Bytes of a file that is held in memory whole, for paths that look around them."""
_PLAIN = re.compile(r"(?:/[\w.-]+(?::[\w.-]+)?)+")
_PREFIX = re.compile(r"([^\W\d][\w.-]*):(?![:(])")
_NAME = re.compile(r"[^\W\d][\w.-]*")
_LOOKS_AROUND = re.compile(r"\.\.|::|^/|[^.]//|\(/")


def stage_xml(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    source: LogicalSource,
    path: Path,
    references: list[str],
    work: Path,
) -> StagedTable:
    """Read the elements of `source.iterator` into `table`; references are XPaths below them.

    An XPath that finds several nodes in one element makes its column a list.

    Raises:
        SourceError: the file is not well-formed, defines entities, is too large for what is asked,
            or an XPath is not one.
    """
    iterator = source.iterator or "/*/*"
    spaces = dict(source.namespaces) or _declared(path, source.encoding)
    finds = [_finder(name, _compiled(name, spaces, path), path) for name in references]
    streams = _PLAIN.fullmatch(iterator) and not any(map(_LOOKS_AROUND.search, references))
    names: dict[str, None] = {}
    several: set[int] = set()

    def rows() -> Iterator[dict[str, object]]:
        items = (
            _streamed(path, iterator, spaces, source.encoding)
            if streams
            else _found(path, _compiled(iterator, spaces, path), source.encoding)
        )
        for number, item in enumerate(items, start=1):
            if number <= 100:
                names.update(dict.fromkeys(_names(item)))
            row: dict[str, object] = {"_row": number}
            for index, find in enumerate(finds):
                values = _texts(find(item))
                if values:
                    row[f"c{index}"] = values
                    if len(values) > 1:
                        several.add(index)
            yield row

    shape = {"_row": "BIGINT"} | {f"c{i}": "VARCHAR[]" for i in range(len(references))}
    try:
        load_rows(
            connection,
            f"{table}_lists",
            columns=shape,
            rows=rows(),
            scratch=work / f"{table}.xml.ndjson",
        )
    except etree.XMLSyntaxError as error:
        raise not_well_formed(path, error) from None
    columns = ["_row"] + [
        f"c{i}" if i in several else f"c{i}[1] AS c{i}" for i in range(len(references))
    ]
    connection.execute(
        f"CREATE TABLE {table} AS SELECT {', '.join(columns)} FROM {table}_lists;"
        f" DROP TABLE {table}_lists"
    )
    return StagedTable(
        table,
        path,
        {name: f"c{i}" for i, name in enumerate(references)},
        count(connection, table),
        True,
        lists=frozenset(references[i] for i in several),
        names=list(names),
        locate_items=lambda: _lines(path, _compiled(iterator, spaces, path), source.encoding),
    )


def _finder(
    reference: str, compiled: etree.XPath, path: Path
) -> Callable[[etree._Element], object]:
    """What an XPath finds in an item; the name of a child or attribute needs no XPath engine."""
    if _NAME.fullmatch(reference):
        return lambda item: list(item.iterchildren(reference))
    if reference[:1] == "@" and _NAME.fullmatch(reference[1:]):
        return lambda item: [v for v in (item.get(reference[1:]),) if v is not None]
    return lambda item: _evaluated(compiled, item, path)


def _compiled(text: str, spaces: dict[str, str], path: Path) -> etree.XPath:
    try:
        return etree.XPath(text, namespaces=spaces, smart_strings=False)
    except etree.XPathError as error:
        raise SourceError(
            Message(
                "Reading {file}: {why}",
                file=path.name,
                why=Message("'{path}' is not an XPath ({reason}).", path=text, reason=error),
            ),
            code="SAM-R013",
            hint=Message("Write it below the item, for example name, @id or address/city."),
        ) from None


def check_path(text: str, spaces: dict[str, str], *, path: Path) -> None:
    """See that a text is an XPath whose prefixes are stated, for a source at `path`.

    Where none are stated, those of the document count, which are not known yet.

    Raises:
        SourceError: it is none.
    """
    any_space = dict.fromkeys(_PREFIX.findall(text), "urn:any")
    _evaluated(_compiled(text, spaces or any_space, path), etree.Element("item"), path)


def _streamed(
    path: Path, iterator: str, spaces: dict[str, str], encoding: str | None
) -> Iterator[etree._Element]:
    """Items of a plain path one by one; what was read before is let go."""
    steps = [_expanded(step, spaces, path) for step in iterator[1:].split("/")]
    depth = matched = 0
    for event, element in events(path, encoding):
        if event == "start":
            if matched == depth < len(steps) and element.tag == steps[depth]:
                matched += 1
            depth += 1
            continue
        if depth == matched:
            matched -= 1
            if depth == len(steps):
                yield element
        depth -= 1
        if matched <= depth < len(steps):
            # Text of a parent is never asked here beyond its items, so all that ended may go.
            release(element)


def events(path: Path, encoding: str | None) -> Iterator[tuple[str, etree._Element]]:
    """Where elements of a document begin (`start`) and end (`end`), nothing fetched or expanded.

    Raises:
        SourceError: it defines entities.
        lxml.etree.XMLSyntaxError: it is not well-formed.
    """
    parsing = etree.iterparse(
        str(path),
        encoding=encoding,
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    for number, (event, element) in enumerate(parsing):
        if number == 0:
            _refuse_entities(element, path)
        yield event, element


def release(element: etree._Element) -> None:
    """Let go what an element that has ended holds, and what stands before it."""
    element.clear()
    parent: Any = element.getparent()
    # What stands before the root, a comment for example, has no parent to be taken from.
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def not_well_formed(path: Path, error: etree.XMLSyntaxError) -> SourceError:
    """What to say of a document that breaks the rules of XML."""
    why, line, column = error.msg or "", error.lineno, error.offset
    log: Any = error.error_log
    first = None if line else log.last_error
    if first is not None:  # read bit by bit, the error itself may only say that no element came
        why, line, column = first.message, first.line, first.column
    why = re.sub(", (use XML_PARSE_HUGE option|line [0-9]+, column [0-9]+)", "", why)
    return binary(path, "XML") or SourceError(
        Message(
            "Reading {file}, line {line}, column {column}: this is not well-formed XML ({reason}).",
            file=path.name,
            line=line,
            column=column,
            reason=why,
        ),
        code="SAM-R036",
        hint=Message("Export the file again, or mend it at this place."),
    )


def _declared(path: Path, encoding: str | None) -> dict[str, str]:
    """The prefixes of the top of a document: those of a source that states none itself."""
    try:
        top = next(element for _, element in events(path, encoding))
    except etree.XMLSyntaxError as error:
        raise not_well_formed(path, error) from None
    return {prefix: address for prefix, address in top.nsmap.items() if prefix}


def _expanded(step: str, spaces: dict[str, str], path: Path) -> str:
    prefix, colon, name = step.rpartition(":")
    if not colon:
        return name
    if prefix not in spaces:
        _evaluated(_compiled(step, spaces, path), etree.Element("x"), path)
    return f"{{{spaces[prefix]}}}{name}"


def _found(path: Path, iterator: etree.XPath, encoding: str | None) -> list[etree._Element]:
    size = path.stat().st_size
    if size > TREE_LIMIT:
        raise SourceError(
            Message(
                "Reading {file}: the file has {size} MB; more than {limit} MB can only be read"
                " with a plain iterator.",
                file=path.name,
                size=size >> 20,
                limit=TREE_LIMIT >> 20,
            ),
            code="SAM-R037",
            hint=Message(
                "Write the iterator as /a/b/c and the references below it, without .. or //."
            ),
        )
    parser = etree.XMLParser(
        encoding=encoding, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    tree = etree.parse(str(path), parser)
    _refuse_entities(tree.getroot(), path)
    found = _evaluated(iterator, tree, path)
    if not isinstance(found, list) or not all(isinstance(i, etree._Element) for i in found):
        raise SourceError(
            Message(
                "Reading {file}: the iterator '{iterator}' does not lead to elements.",
                file=path.name,
                iterator=iterator.path,
            ),
            code="SAM-R013",
            hint=Message("Write the path to the elements, for example /list/item."),
        )
    return found


def _evaluated(find: etree.XPath, node: etree._Element | etree._ElementTree, path: Path) -> object:
    try:
        return find(node)
    except etree.XPathError as error:
        raise SourceError(
            Message(
                "Reading {file}: {why}",
                file=path.name,
                why=Message("'{path}' cannot be used ({reason}).", path=find.path, reason=error),
            ),
            code="SAM-R013",
            hint=Message("State every prefix of it under the namespaces of the source.")
            if "prefix" in str(error)
            else Message(
                "Paths and functions are those of XPath 1.0; a mapping has functions of its own."
            ),
        ) from None


def _refuse_entities(root: etree._Element, path: Path) -> None:
    """A document that defines entities can make a few bytes stand for gigabytes."""
    dtd: Any = root.getroottree().docinfo.internalDTD
    if dtd is None:
        return
    if dtd.system_url or dtd.external_id:
        _refuse_unknown_entities(path)
    if any(True for _ in dtd.iterentities()):
        raise SourceError(
            Message(
                "Reading {file}: the document defines entities (<!ENTITY …>); they are not"
                " expanded, because a few lines of them can fill the memory.",
                file=path.name,
            ),
            code="SAM-R036",
            hint=Message("Export the file without a DOCTYPE."),
        )


_REFERENCE = re.compile(
    rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z_:][\w:.-]*);", re.DOTALL
)


def _refuse_unknown_entities(path: Path) -> None:
    """What another file defines is not fetched: its references would stand as text, or vanish."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as raw:
        is_wide = raw[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
        text = bytes(raw).decode("utf-16", errors="replace").encode() if is_wide else raw
        for found in _REFERENCE.finditer(text):
            if found[1] is not None:
                line = text[: found.start()].count(b"\n") + 1
                raise SourceError(
                    Message(
                        "Reading {file}, line {line}: the entity '{entity}' is defined in"
                        " another file, which is not read.",
                        file=path.name,
                        line=line,
                        entity=found[1].decode(),
                    ),
                    code="SAM-R036",
                    hint=Message("Export the file with the characters, or their numbers (&#233;)."),
                )


def _texts(found: object) -> list[str]:
    if isinstance(found, list):
        return [text for node in found if (text := _text(node)) is not None]
    text = natural(found)[0]
    return [] if text is None else [text]


def _text(node: object) -> str | None:
    if isinstance(node, etree._Element):
        return "".join(map(str, node.itertext())) if len(node) else node.text or ""
    return str(node[1] if isinstance(node, tuple) else node)


def _names(item: etree._Element) -> Iterator[str]:
    for child in item.iterchildren(tag=etree.Element):
        name = str(etree.QName(child).localname)
        prefix: Any = child.prefix
        yield name if prefix is None else ":".join((prefix, name))
    yield from (f"@{name}" for name in map(str, item.attrib))


def _lines(path: Path, iterator: etree.XPath, encoding: str | None) -> list[int]:
    if path.stat().st_size > TREE_LIMIT:
        return []
    return [_line(item) for item in _found(path, iterator, encoding)]


def _line(item: etree._Element) -> int:
    line: Any = item.sourceline
    return int(line or 0)
