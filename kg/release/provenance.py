"""The side table of a release that says from which rows, by which rules, each quad was made.

Two Parquet files, sorted so that a subject is found by reading one row group, and a small file of
rules. A place is addressed as RFC 7111 says: `#row=7`, or `#cell=7,3` where one column made it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from kg.mapping.compiler.column_use import ColumnUse
from kg.mapping.sql.terms import quoted
from kg.model.terms import IriNames, iri, quad
from kg.store.results import Term

FOLDER = "provenance"
ROWS, QUADS, RULES = "rows.parquet", "quads.parquet", "rules.json"
MOST = 1_000
"""Rows of one subject that are read; a subject of more rows is told by the first ones."""


@dataclass(frozen=True)
class Use:
    """A rule for one property; `cells` are the positions of its columns in a row, from 1."""

    told: ColumnUse
    cells: tuple[int, ...]
    fixed: bool
    doubtful: bool


@dataclass(frozen=True)
class WideTable:
    """What a rule read as a long table: the columns `made` of headers and cells, and the cells of a
    row, each with its header and its position from 1 (None: it has none)."""

    made: frozenset[str]
    cells: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True)
class MappingRule:
    """A triples map, or files taken as they stand (`name` and `document` None, no uses)."""

    name: str | None
    document: str | None
    files: tuple[str, ...]
    has_rows: bool
    uses: tuple[Use, ...]
    sheet: str | None = None
    """Sheet of the workbook, where the mapping names one."""
    wide: WideTable | None = None


@dataclass(frozen=True)
class RowPlace:
    """A row of a file of a dataset from which a rule read something; `row` None: the whole file.

    `recorded` says that its quads are noted one by one; `key` is its place in the side table.
    """

    dataset: str
    file: str
    row: int | None
    rule: MappingRule
    recorded: bool = False
    key: tuple[int, int, int | None] = (0, 0, None)

    @property
    def cell(self) -> tuple[str, int | None] | None:
        """The header and position of the cell that was a row of its own; None for whole rows."""
        row, wide = self.key[2], self.rule.wide
        return None if row is None or wide is None else wide.cells[row % len(wide.cells)]


@dataclass(frozen=True)
class StatementOrigin:
    """Why a quad is there: a place, and the use that made it (None: the file as it stands)."""

    place: RowPlace
    use: Use | None = None

    @property
    def fragment(self) -> str:
        """The part of an address that leads to it (RFC 7111), empty for a whole file."""
        row = self.place.row
        if row is None:
            return ""
        cells = self._cells()
        return f"#cell={row},{cells[0]}" if len(cells) == 1 else f"#row={row}"

    @property
    def columns(self) -> list[str]:
        """The columns of the file that made it."""
        if self.use is None:
            return []
        cell, wide = self.place.cell, self.place.rule.wide
        named = (
            cell[0] if cell is not None and wide is not None and name in wide.made else name
            for name in self.use.told.columns
        )
        return list(dict.fromkeys(named))

    def _cells(self) -> list[int]:
        if self.use is None:
            return []
        cell, wide = self.place.cell, self.place.rule.wide
        found = list(self.use.cells)
        if cell is not None and wide is not None and wide.made.intersection(self.use.told.columns):
            found += [] if cell[1] is None else [cell[1]]
        return found


@dataclass(frozen=True)
class Subject:
    """What is known of the origins of one subject's quads."""

    iri: str
    names: IriNames
    places: list[RowPlace]
    noted: Mapping[str, list[tuple[Any, ...]]]

    def of(self, predicate: str, value: Term, *, dataset: str) -> list[StatementOrigin]:
        """The origins of a quad of this subject in a dataset, given by its id."""
        term = value.token()
        line = quad(self.iri, predicate, value=term, graph=self.names.dataset(dataset)).rstrip("\n")
        noted = set(self.noted.get(line, []))
        found = []
        for place in self.places:
            if place.dataset != dataset:
                continue
            if not place.rule.uses:
                found.append(StatementOrigin(place))
            rule, part, row = place.key
            for number, use in enumerate(place.rule.uses):
                if not use.fixed and (use.doubtful or place.recorded):
                    made = (dataset, rule, number, part, row) in noted
                else:
                    made = use.told.may_make(iri(predicate), term)
                if made:
                    found.append(StatementOrigin(place, use))
        return found


class Provenance:
    """The side table of a release, opened for reading; safe to ask from several threads."""

    def __init__(self, release: Path, base: str) -> None:
        self._folder, self._names = release / FOLDER, IriNames(base)
        rules = self._folder / RULES
        # A release that was made before there was a side table is served all the same.
        told = json.loads(rules.read_text(encoding="utf-8")) if rules.is_file() else {}
        self._rules = {dataset: [_read(rule) for rule in rules] for dataset, rules in told.items()}
        self._connection = duckdb.connect()
        self._connection.execute(
            "SET autoinstall_known_extensions = false; SET autoload_known_extensions = false;"
            " SET memory_limit = '64MiB'; SET threads = 1; SET parquet_metadata_cache = true"
        )

    def about(self, subject: str) -> Subject:
        """What is known of a subject, by its IRI."""
        if not self._rules:
            return Subject(subject, self._names, [], {})
        token = iri(subject)
        rows = self._ask(
            ROWS,
            "dataset, map, part, row, recorded",
            "subject = ?",
            [token],
            "dataset, map, part, row",
        )
        lines = self._ask(
            QUADS,
            "line, dataset, map, use, part, row",
            "line >= ? AND line < ?",
            [f"{token} ", f"{token}!"],
            "line",
        )
        noted: dict[str, list[tuple[Any, ...]]] = {}
        for line, *origin in lines:
            noted.setdefault(line, []).append(tuple(origin))
        places = [self._place(*row) for row in rows]
        return Subject(subject, self._names, places, noted)

    def _place(
        self, dataset: str, number: int, part: int, row: int | None, recorded: bool
    ) -> RowPlace:
        rule = self._rules[dataset][number]
        width = 1 if rule.wide is None else len(rule.wide.cells)
        shown = None if row is None or not rule.has_rows else row // width
        return RowPlace(dataset, rule.files[part], shown, rule, recorded, (number, part, row))

    def _ask(
        self, name: str, columns: str, test: str, values: Iterable[str], order: str
    ) -> list[tuple[Any, ...]]:
        return (
            self._connection.cursor()
            .execute(
                f"SELECT {columns} FROM read_parquet({quoted(str(self._folder / name))})"
                f" WHERE {test} ORDER BY {order} LIMIT {MOST}",
                list(values),
            )
            .fetchall()
        )


def _read(told: dict[str, Any]) -> MappingRule:
    uses = tuple(
        Use(
            ColumnUse.read(u),
            tuple(u["cells"]),
            u["fixed"],
            u["doubtful"],
        )
        for u in told["uses"]
    )
    # A release that was made before sheets were told is served all the same.
    files, sheet = tuple(told["files"]), told.get("sheet")
    turn = told.get("turn")
    wide = None
    if turn is not None:
        cells = tuple((header, place) for header, place in turn["cells"])
        wide = WideTable(frozenset(turn["made"]), cells)
    return MappingRule(told["rule"], told["document"], files, told["has_rows"], uses, sheet, wide)
