"""Stages a file for a test and hands back its rows by reference."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from kg.mapping.document import Place, Source
from kg.sources.stage import StagedTable, stage


@dataclass
class Read:
    """What staging gave: `rows` and `types` by reference, `_row` numbers beside them."""

    staged: StagedTable
    numbers: list[int]
    rows: list[dict[str, Any]]
    types: list[dict[str, Any]]

    @property
    def codes(self) -> list[str]:
        return [finding.code for finding in self.staged.findings]

    def column(self, name: str) -> list[Any]:
        return [row[name] for row in self.rows]


def read(
    path: Path,
    kind: str,
    references: list[str] | None = None,
    limit: int | None = None,
    **keys: Any,
) -> Read:
    """Stage `path` as a source of `kind` with the keys of a mapping's source."""
    access = keys.pop("access", str(path))
    source = Source("s", access, kind, Place("map.yml"), **keys)  # type: ignore[arg-type]
    more = {} if limit is None else {"unpacked_limit": limit}
    with tempfile.TemporaryDirectory() as work, duckdb.connect() as connection:
        staged = stage(connection, "t", source, path, references or [], Path(work), **more)
        order = "_file, _row" if len(staged.files) > 1 else "_row"
        found = connection.execute(f"SELECT * FROM t ORDER BY {order}")
        names = [column[0] for column in found.description]
        records = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    return Read(
        staged,
        [record["_row"] for record in records],
        [{n: record[c] for n, c in staged.columns.items()} for record in records],
        [{n: record[c] for n, c in staged.types.items()} for record in records],
    )
