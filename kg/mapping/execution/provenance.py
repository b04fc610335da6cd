"""Which rows and rules made each quad: rows of a subject always, single quads where it takes them.

For most quads the row of the subject and the look of the value tell the rule. Quads are written
down one by one only for subjects with several rows that may say the same, and for rules of one
property whose values look alike; so the price is a row for each subject, not one for each quad.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import duckdb

from kg.mapping.compiler.column_use import ColumnUse, UseKey, ambiguous, uses_of
from kg.mapping.compiler.plan import LineOrigin, Plan
from kg.mapping.compiler.scope import Scope
from kg.mapping.document import MappingDocument, TriplesMap
from kg.mapping.interpreter.quads import Quad
from kg.mapping.interpreter.triples_map import QuadOrigin
from kg.mapping.sql.duckdb import insert, retry_with_memory
from kg.sources.staged import Turn
from kg.texts import Message

COLUMNS = {
    "map": "INTEGER",
    "use": "INTEGER",
    "part": "INTEGER",
    "row": "BIGINT",
    "line": "VARCHAR",
}
"""What is noted of a single quad."""
TABLES = """
CREATE TABLE IF NOT EXISTS made
    (dataset VARCHAR, map INTEGER, subject VARCHAR, part INTEGER, row BIGINT, recorded BOOLEAN);
CREATE TABLE IF NOT EXISTS made_of
    (dataset VARCHAR, map INTEGER, part INTEGER, file VARCHAR, has_rows BOOLEAN,
    width INTEGER);
CREATE TABLE IF NOT EXISTS quad_origin
    (dataset VARCHAR, map INTEGER, use INTEGER, part INTEGER, row BIGINT, line VARCHAR);
CREATE VIEW IF NOT EXISTS provenance AS
    SELECT dataset, map, subject, file,
        CASE WHEN has_rows THEN row // width END AS row, recorded
    FROM made JOIN made_of USING (dataset, map, part);
"""
"""Subjects with their rows (`part`: which of several files), the files, and single quads; `map` is
the place in `MappingResult.entries`. `recorded` says that all its quads are among the single
ones. Rows are numbered as in the staged table: `width` of them are one row of a wide file."""


@dataclass(frozen=True)
class QuadSource:
    """What made quads: a triples map, or files taken as they stand (`rule` None).

    `files` are named as in findings. `cells` gives the position of a column in a row, from 1,
    where the source is a table. `turn` says which cells of a wide table its rows are. `doubtful`
    are places of uses whose quads are single ones, `fixed` of those that every row gives alike.
    """

    rule: TriplesMap | None
    files: tuple[str, ...]
    has_rows: bool = False
    uses: list[ColumnUse] = field(default_factory=list)
    cells: dict[str, int] = field(default_factory=dict)
    doubtful: frozenset[int] = frozenset()
    fixed: frozenset[int] = frozenset()
    turn: Turn | None = None

    def place(self, row: int, column: str | None) -> tuple[int, str | None]:
        """The row and column of the file of a row that is noted and a column of the mapping."""
        return (row, column) if self.turn is None else self.turn.place(row, column)


def entry_of(rule: TriplesMap, scope: Scope, *, uses: Iterable[ColumnUse]) -> QuadSource:
    """The entry of a triples map that is interpreted."""
    staged = scope.staged
    is_table = staged.dialect is not None or staged.sheet is not None
    columns = staged.columns if staged.turn is None else staged.turn.wide.columns
    cells = {name: int(c[1:]) + 1 for name, c in columns.items()} if is_table else {}
    files = tuple(file_name(name) for name in staged.origins)
    return QuadSource(rule, files, staged.rows_are_places, list(uses), cells, turn=staged.turn)


def compiled_entry(plan: Plan, scope: Scope) -> QuadSource:
    """The entry of a compiled triples map."""
    # A use that writes to several graphs has several lines.
    varying = {origin.use for origin in plan.origins if not origin.fixed}
    fixed = frozenset(range(len(plan.uses))) - varying
    doubtful = frozenset(ambiguous(plan.uses)) - fixed
    return replace(
        entry_of(plan.triples_map, scope, uses=plan.uses), doubtful=doubtful, fixed=fixed
    )


class Origins:
    """Writes down the origins of one dataset's quads in `connection`."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, dataset: str) -> None:
        self.connection, self.dataset = connection, dataset
        self.entries: list[QuadSource] = []
        self._compiled: dict[int, tuple[Plan, Scope]] = {}
        connection.execute(TABLES)

    def add(self, entry: QuadSource) -> int:
        """Note what makes quads; its number."""
        self.entries.append(entry)
        number = len(self.entries) - 1
        width = 1 if entry.turn is None else len(entry.turn.headers)
        self.connection.executemany(
            "INSERT INTO made_of VALUES (?, ?, ?, ?, ?, ?)",
            [
                (self.dataset, number, part, file, entry.has_rows, width)
                for part, file in enumerate(entry.files)
            ],
        )
        return number

    def add_plan(self, plan: Plan, scope: Scope) -> None:
        """Note the rows of the subjects of a compiled triples map."""
        number = self.add(compiled_entry(plan, scope))
        self._compiled[number] = plan, scope
        self._execute(
            f"INSERT INTO made SELECT ?, {number}, s, _file, _row, false FROM ({plan.subjects})"
        )

    def add_traced(self, traced: Path) -> None:
        """Note single quads from a file of JSON lines with map, use, part, row and line."""
        columns = ", ".join(f"{name}: '{kind}'" for name, kind in COLUMNS.items())
        self.connection.execute(
            "CREATE OR REPLACE TEMP TABLE traced AS SELECT * FROM read_json(?, columns="
            f"{{{columns}}}, format='newline_delimited')",
            [str(traced)],
        )
        self._execute("INSERT INTO quad_origin SELECT ?, * FROM traced")
        self._execute(
            "INSERT INTO made SELECT DISTINCT ?, map, split_part(line, ' ', 1), part, row, true"
            " FROM traced"
        )

    def add_lines(self, entry: QuadSource, lines: str) -> None:
        """Note the subjects of a relation with a column `line`, which has no rows."""
        number = self.add(entry)
        self._execute(
            f"INSERT INTO made SELECT DISTINCT ?, {number}, split_part(line, ' ', 1), 0, NULL,"
            f" false FROM {lines}"
        )

    def trace(self) -> None:
        """Write down the single quads of compiled maps; their tables must still be there."""
        self._share()
        for number, (plan, scope) in self._compiled.items():
            several = len(scope.staged.files) > 1
            place, wanted = ("(_file, _row)", "part, row") if several else ("_row", "row")
            self._make(
                "shared",
                f"SELECT {wanted} FROM made WHERE recorded AND map = {number} AND dataset = ?",
            )
            shared = self.connection.execute("SELECT row FROM shared LIMIT 1").fetchone()
            for origin in plan.origins:
                if origin.fixed:
                    continue
                if origin.use in self.entries[number].doubtful:
                    self._record(number, origin, "true")
                elif shared is not None:
                    self._record(number, origin, f"{place} IN (SELECT {wanted} FROM shared)")

    def _make(self, table: str, select: str) -> None:
        self._execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {select}")

    def _execute(self, statement: str) -> None:
        """Run a statement whose one parameter is the dataset."""
        run = partial(self.connection.execute, statement, [self.dataset])
        retry_with_memory(
            self.connection,
            Message("Tracing the quads of {dataset}", dataset=self.dataset),
            action=run,
        )

    def _record(self, number: int, origin: LineOrigin, test: str) -> None:
        select = origin.rows.where(test)
        self._execute(
            f"INSERT INTO quad_origin SELECT ?, {number}, {origin.use}, _file, _row, line"
            f" FROM ({select})"
        )

    def _share(self) -> None:
        """Mark the rows of subjects of which several rows may say the same."""
        numbers = [number for number, entry in enumerate(self.entries) if entry.uses]
        if not numbers:
            return
        groups = _groups([self.entries[number].uses for number in numbers])
        self.connection.execute("CREATE OR REPLACE TEMP TABLE grouped (map INTEGER, kin INTEGER)")
        pairs = list(zip(numbers, groups, strict=True))
        insert(self.connection, "grouped", rows=pairs)
        self._make(
            "several",
            "SELECT subject, kin FROM made JOIN grouped USING (map) WHERE dataset = ?"
            " GROUP BY subject, kin HAVING count(*) > 1",
        )
        self._execute(
            "UPDATE made SET recorded = true FROM grouped, several WHERE dataset = ?"
            " AND made.map = grouped.map AND several.kin = grouped.kin"
            " AND several.subject = made.subject"
        )


class Tracer:
    """Notes, while triples maps are interpreted, what made each quad."""

    def __init__(
        self,
        origins: Origins,
        document: MappingDocument,
        walked: Iterable[tuple[TriplesMap, Scope]],
        work: Path,
    ) -> None:
        self.origins, self.path = origins, work / "traced.json"
        maps = {m.name: m for m in document.triples_maps}
        self._maps: dict[str, tuple[int, dict[UseKey, ColumnUse]]] = {}
        for rule, scope in walked:
            uses = uses_of(rule, maps)
            entry = entry_of(rule, scope, uses=uses.values())
            self._maps[rule.name] = origins.add(entry), uses

    def __enter__(self) -> Tracer:
        self._file = self.path.open("w", encoding="utf-8")
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._file.close()
        if error is None:
            self.origins.add_traced(self.path)

    def note(self, quad: Quad, made: QuadOrigin | None) -> None:
        """Note what made a quad; None for those of a collection of several rows."""
        if made is None:
            return
        rule, record, po = made
        number, uses = self._maps[rule.name]
        own = [(place, use) for place, (key, use) in enumerate(uses.items()) if key[0] is po]
        fitting = [place for place, use in own if use.may_make(quad.predicate, quad.object)]
        for place in fitting or [place for place, _ in own]:
            told = (number, place, record.file, record.row, quad.line())
            self._file.write(json.dumps(dict(zip(COLUMNS, told, strict=True))) + "\n")


def file_name(access: str) -> str:
    """How a source is called in findings and IRIs: its path below the sources folder."""
    return access.removeprefix("sources/")


def _groups(maps: Sequence[Sequence[ColumnUse]]) -> list[int]:
    """For each map the first one that it is bound to by uses that may make the same quads."""
    kin = list(range(len(maps)))
    for one, two in ((a, b) for b in range(len(maps)) for a in range(b)):
        if kin[one] != kin[two] and _overlap(maps[one], maps[two]):
            first, last = sorted((kin[one], kin[two]))
            kin = [first if group == last else group for group in kin]
    return kin


def _overlap(one: Iterable[ColumnUse], two: Sequence[ColumnUse]) -> bool:
    return any(mine.overlaps(other) for mine in one for other in two)
