"""What the columns of a publication are by their names and functions, as detection asks it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from kg.mapping.compiler.column_use import ColumnUse
from kg.mapping.document import Expression, TermMap, TriplesMap, expression_calls
from kg.mapping.execution.line_files import lines_of
from kg.mapping.execution.privacy import given_away
from kg.mapping.execution.result import MappingResult
from kg.mapping.sql.dialect import dialect
from kg.mapping.sql.duckdb import insert
from kg.mapping.sql.terms import quoted
from kg.model.terms import FN
from kg.privacy.column_names import ColumnKind, kind_of_column
from kg.privacy.detectors import kind_by_column
from kg.privacy.statements import PersonalStatement

_SQL = dialect()
_CODES = frozenset(f"{FN}{name}" for name in ("kbo", "nis"))
"""Functions whose results are surely codes."""
_MEASURES = frozenset(f"{FN}{name}" for name in ("number", "wkt", "date"))


@dataclass(frozen=True)
class _Column:
    """A use of columns by an entry (by number), with what the columns are; `shown` go out."""

    dataset: str
    number: int
    place: int
    use: ColumnUse
    shown: tuple[str, ...]
    kind: ColumnKind | None


@dataclass(frozen=True)
class LinePlace:
    """A file and a row of it, with the use that made a line (entry and place in it), if noted."""

    file: str
    row: int | None = None
    use: tuple[int, int] | None = None


class ColumnDeclarations:
    """What columns are said to hold, and which statements come from them."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, mapped: Mapping[str, MappingResult]
    ) -> None:
        self.connection, self.mapped = connection, mapped
        self._uses: dict[tuple[str, str], list[_Column]] = defaultdict(list)
        self._any: dict[str, list[_Column]] = defaultdict(list)
        for column in _columns(mapped):
            if column.use.predicate is None:
                self._any[column.dataset].append(column)
            else:
                self._uses[column.dataset, column.use.predicate].append(column)

    def kind(self, dataset: str, predicate: str) -> ColumnKind | None:
        """What all columns that a property of a dataset is made of are; None when they differ."""
        kinds = {column.kind for column in self._uses.get((dataset, predicate), ())}
        if len(kinds) == 1:
            return next(iter(kinds))
        # Of several, the one that lets least pass; what only one holds is told by `statements`.
        named = {kind for kind in kinds if kind in ("person", "mobile", "person-mail")}
        return min(named) if named else None

    def properties(self, dataset: str) -> set[str] | None:
        """All properties of a dataset; None where the data themselves name some."""
        uses = [use for entry in self.mapped[dataset].entries for use in entry.uses]
        found = {use.predicate for use in uses if use.predicate is not None}
        whole = all(entry.rule is not None for entry in self.mapped[dataset].entries)
        return found if whole and all(use.predicate is not None for use in uses) else None

    def statements(
        self, lines: Mapping[str, Path], *, known: Iterable[PersonalStatement]
    ) -> list[PersonalStatement]:
        """The statements made of columns that are personal by name, but for those `known`."""
        have = {(s.dataset, s.line) for s in known if s.certain}
        found = []
        for dataset in self.mapped:
            if not lines[dataset].stat().st_size:
                continue
            for column in self._personal(dataset):
                for line in self._lines(lines[dataset], column):
                    if (dataset, line) not in have:
                        found.append(_statement(column, line))
        return [*found, *self._subjects(lines)]

    def _personal(self, dataset: str) -> Iterator[_Column]:
        for (of, _), columns in self._uses.items():
            kinds = {column.kind for column in columns}
            if of == dataset and len(kinds) > 1:
                yield from (column for column in columns if kind_by_column(column.kind))
        yield from (c for c in self._any[dataset] if kind_by_column(c.kind))

    def _lines(self, path: Path, column: _Column) -> list[str]:
        """The lines that a use made: those noted of it, and those of its subjects."""
        only = (
            ""
            if column.use.predicate is None
            else f" AND p = {quoted(f'<{column.use.predicate}>')}"
        )
        rows = self.connection.execute(
            f"SELECT line FROM (SELECT line, {_SQL.part('line', ' ', number=1)} AS s,"
            f" {_SQL.part('line', ' ', number=2)} AS p FROM {lines_of([path])})"
            f" WHERE true{only} AND ("
            "line IN (SELECT line FROM quad_origin WHERE dataset = $d AND map = $m AND use = $u)"
            " OR s IN (SELECT subject FROM made WHERE dataset = $d AND map = $m AND NOT recorded"
            " AND NOT $doubtful))",
            {
                "d": column.dataset,
                "m": column.number,
                "u": column.place,
                "doubtful": self._is_doubtful(column),
            },
        ).fetchall()
        return [
            line
            for (line,) in rows
            if column.use.look.fits(line.split(" ", 2)[2].rpartition(" <")[0])
        ]

    def _is_doubtful(self, column: _Column) -> bool:
        return column.place in self.mapped[column.dataset].entries[column.number].doubtful

    def _subjects(self, lines: Mapping[str, Path]) -> Iterator[PersonalStatement]:
        """The statements about things whose IRI is made of a personal column."""
        for dataset, result in self.mapped.items():
            for number, entry in enumerate(result.entries):
                rule = entry.rule
                shown = [] if rule is None else list(given_away(rule.subject))
                kind = _strongest(map(kind_of_column, shown))
                if rule is None or kind_by_column(kind) is None:
                    continue
                rows = self.connection.execute(
                    f"SELECT line FROM {lines_of([lines[dataset]])} WHERE"
                    f" {_SQL.part('line', ' ', number=1)} IN"
                    " (SELECT subject FROM made WHERE dataset = ? AND map = ?)",
                    [dataset, number],
                ).fetchall()
                yield from (_of_subject(dataset, line, kind) for (line,) in rows)

    def column(self, statement: PersonalStatement, place: LinePlace) -> str | None:
        """The column that gives a statement, when it can be told."""
        entries = [e for e in self.mapped[statement.dataset].entries if place.file in e.files]
        if statement.of_subject:
            names = [n for e in entries if e.rule is not None for n in e.rule.subject.references]
            personal = [n for n in names if kind_by_column(kind_of_column(n)) == statement.kind]
            unique = list(dict.fromkeys(personal or names))
            if unique:
                return unique[0] if personal or len(unique) == 1 else None
        if place.use is not None:
            number, use = place.use
            made = self.mapped[statement.dataset].entries[number].uses[use].columns
            return made[0] if made else None
        found = [
            name
            for column in self._uses.get((statement.dataset, statement.predicate[1:-1]), ())
            if place.file in self.mapped[statement.dataset].entries[column.number].files
            for name in _by_kind(column, statement.kind)
        ]
        return found[0] if found else None

    def sheet(self, dataset: str, file: str) -> str | None:
        """The sheet of a workbook that is read, when it is the only one."""
        entries = (
            e for e in self.mapped[dataset].entries if e.rule is not None and file in e.files
        )
        sheets = {entry.rule.source.sheet for entry in entries if entry.rule is not None}
        return sheets.pop() if len(sheets) == 1 else None

    def rows_of(self, lines: Sequence[tuple[str, str]]) -> dict[tuple[str, str], LinePlace]:
        """The places of lines that were noted one by one."""
        if not lines:
            return {}
        self.connection.execute(
            "CREATE OR REPLACE TEMP TABLE personal_lines (dataset VARCHAR, line VARCHAR)"
        )
        insert(self.connection, "personal_lines", rows=list(dict.fromkeys(lines)))
        rows = self.connection.execute(
            "SELECT DISTINCT ON (q.dataset, q.line) q.dataset, q.line, o.file,"
            " CASE WHEN o.has_rows THEN q.row END, q.map, q.use FROM quad_origin q"
            " JOIN personal_lines p ON p.dataset = q.dataset AND p.line = q.line"
            " JOIN made_of o ON o.dataset = q.dataset AND o.map = q.map AND o.part = q.part"
            " ORDER BY q.dataset, q.line, q.row, o.file, q.map, q.use"
        ).fetchall()
        return {(of, line): LinePlace(file, row, (n, use)) for of, line, file, row, n, use in rows}


def _columns(mapped: Mapping[str, MappingResult]) -> Iterator[_Column]:
    for dataset, result in mapped.items():
        for number, entry in enumerate(result.entries):
            for place, use in enumerate(entry.uses):
                term = None if entry.rule is None else _term(entry.rule, use)
                shown = use.columns if term is None else tuple(dict.fromkeys(given_away(term)))
                kind = _kind(shown, None if term is None else term.expression)
                yield _Column(dataset, number, place, use, shown, kind)


def _term(rule: TriplesMap, use: ColumnUse) -> TermMap | None:
    """The term map that a use was made of."""
    for po in rule.predicate_objects:
        for value in po.objects:
            if not isinstance(value, TermMap) or value.place.line != use.line:
                continue
            predicates = {predicate.constant for predicate in po.predicates}
            if value.references == use.columns and use.predicate in predicates:
                return value
    return None


def _kind(columns: Sequence[str], expression: Expression | None) -> ColumnKind | None:
    called = set() if expression is None else {c.function for c in expression_calls(expression)}
    if called & _CODES:
        return "code"
    if called & _MEASURES:
        return "measure"
    return _strongest(map(kind_of_column, columns))


def _strongest(kinds: Iterable[ColumnKind | None]) -> ColumnKind | None:
    """Of the kinds of several columns that make one value, the one that is personal."""
    found = [kind for kind in kinds if kind is not None]
    personal = [kind for kind in found if kind_by_column(kind)]
    named = [kind for kind in found if kind in ("person", "person-mail", "mobile")]
    return next(iter([*personal, *named, *found]), None)


def _by_kind(column: _Column, kind: str) -> Sequence[str]:
    named = [name for name in column.shown if kind_by_column(kind_of_column(name)) == kind]
    return named or column.use.columns


def _statement(column: _Column, line: str) -> PersonalStatement:
    subject, predicate, rest = line.split(" ", 2)
    kind = kind_by_column(column.kind) or ""
    return PersonalStatement(
        column.dataset, line, subject, predicate, rest.rpartition(" <")[0], kind
    )


def _of_subject(dataset: str, line: str, kind: ColumnKind | None) -> PersonalStatement:
    subject, predicate, rest = line.split(" ", 2)
    value = rest.rpartition(" <")[0]
    told = kind_by_column(kind) or ""
    return PersonalStatement(dataset, line, subject, predicate, value, told, of_subject=True)
