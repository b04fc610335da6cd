"""Writes the side table of a release that `kg.release.provenance` reads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import duckdb

from kg.mapping.execution.provenance import QuadSource
from kg.mapping.execution.result import MappingResult
from kg.mapping.sql.terms import quoted
from kg.release.provenance import QUADS, ROWS, RULES
from kg.sources.staged import Turn

GROUP = 8_192
"""Rows that are read together: a look-up reads one group of them."""


def write_trace(
    connection: duckdb.DuckDBPyConnection, mapped: Mapping[str, MappingResult], *, folder: Path
) -> None:
    """Write the side table into a new folder, from the tables that mapping kept of origins."""
    folder.mkdir()
    rows = (
        "SELECT dataset, map, subject, part, row, recorded FROM made"
        " ORDER BY subject, dataset, map, part, row"
    )
    quads = (
        "SELECT DISTINCT dataset, map, use, part, row, line FROM quad_origin"
        " ORDER BY line, dataset, map, use, part, row"
    )
    for select, name in ((rows, ROWS), (quads, QUADS)):
        connection.execute(
            f"COPY ({select}) TO {quoted(str(folder / name))}"
            f" (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {GROUP})"
        )
    rules = {dataset: [_rule(entry) for entry in m.entries] for dataset, m in mapped.items()}
    (folder / RULES).write_text(json.dumps(rules, ensure_ascii=False, indent=1), encoding="utf-8")


def _rule(entry: QuadSource) -> dict[str, Any]:
    return {
        "rule": entry.rule.name if entry.rule is not None else None,
        "document": entry.rule.place.file if entry.rule is not None else None,
        "files": list(entry.files),
        "sheet": entry.rule.source.sheet if entry.rule is not None else None,
        "has_rows": entry.has_rows,
        "turn": None if entry.turn is None else _turn(entry, entry.turn),
        "uses": [
            asdict(use)
            | {
                "cells": [entry.cells[c] for c in use.columns if c in entry.cells],
                "fixed": place in entry.fixed,
                "doubtful": place in entry.doubtful,
            }
            for place, use in enumerate(entry.uses)
        ],
    }


def _turn(entry: QuadSource, turn: Turn) -> dict[str, Any]:
    """The cells of a wide table that its rows are, in their order."""
    cells = [[header, entry.cells.get(header)] for header in turn.headers]
    return {"made": sorted(turn.made), "cells": cells}
