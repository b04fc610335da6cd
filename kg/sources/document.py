"""JSON documents into a table: one row per item that the iterator finds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from kg.errors import SourceError
from kg.sources.dialect import detect_encoding

LOCATE_LIMIT = 8 << 20
"""Bytes up to which the line of an item is looked up; a larger file gives item numbers only."""


def stage_json(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    path: Path,
    *,
    iterator: str,
    references: list[str],
    encoding: str | None,
) -> list[str]:
    """Read the items of a JSON document into `table` (`_row` from 1, `c0`, `c1`, ...).

    References are JSONPath below an item, with or without `$.`; one that ends in `[*]` gives a
    list of texts. Returns the names found at the top of the items, for "did you mean".

    Raises:
        SourceError: the file is no JSON, or the iterator finds no array.
    """
    text = path.read_text(encoding=encoding or detect_encoding(path))
    columns = ", ".join(
        f"json_extract_string(item, {_quoted(_path(reference))}) AS c{index}"
        for index, reference in enumerate(references)
    )
    try:
        connection.execute(
            f"CREATE TABLE {table} AS SELECT _row{', ' if columns else ''}{columns} FROM (SELECT"
            " unnest(items) AS item, generate_subscripts(items, 1) AS _row FROM (SELECT"
            f" json_extract(CAST(? AS JSON), {_quoted(_wildcard(iterator))}) AS items))",
            [text],
        )
        names = connection.execute(
            "SELECT DISTINCT unnest(json_keys(item)) FROM (SELECT unnest(json_extract("
            f"CAST(? AS JSON), {_quoted(_wildcard(iterator))})) AS item)",
            [text],
        ).fetchall()
    except duckdb.Error as error:
        raise _not_readable(path, iterator, text, error) from None
    return sorted(str(name) for (name,) in names)


def _not_readable(path: Path, iterator: str, text: str, error: Exception) -> SourceError:
    try:
        json.loads(text)
    except json.JSONDecodeError as fault:
        return SourceError(
            f"Reading {path.name}, line {fault.lineno}, column {fault.colno}: this is not JSON"
            f" ({fault.msg}).",
            code="SAM-R012",
            hint="Export the file again, or mend it at this place.",
        )
    return SourceError(
        f"Reading {path.name}: the iterator '{iterator}' does not lead to items ({error}).",
        code="SAM-R013",
        hint="Write the path to the array, for example $.projects[*].",
    )


def _wildcard(iterator: str) -> str:
    return iterator if iterator.endswith("[*]") else f"{iterator}[*]"


def _path(reference: str) -> str:
    return reference if reference.startswith("$") else f"$.{reference}"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def item_lines(path: Path, iterator: str) -> list[int]:
    """The line on which each item begins; empty when the file is too large to look it up."""
    if path.stat().st_size > LOCATE_LIMIT:
        return []
    try:
        node: Any = YAML(typ="rt").load(path.read_text(encoding=detect_encoding(path)))
        for part in _wildcard(iterator)[1:-3].strip(".").split("."):
            node = node[part] if part else node
        return [item.lc.line + 1 for item in node]
    except (YAMLError, KeyError, TypeError, AttributeError):
        return []
