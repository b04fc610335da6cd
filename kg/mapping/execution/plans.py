"""Runs the plan of a triples map: its lines to files, and what is wrong with its values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeVar

import duckdb

from kg.errors import MappingError
from kg.mapping.compiler.plan import Fanout, Plan, SqlStatement
from kg.mapping.compiler.scope import FunctionTable
from kg.mapping.execution.findings import found_of
from kg.mapping.execution.line_files import LineFiles, write_lines
from kg.mapping.functions import FUNCTIONS
from kg.mapping.interpreter.quads import CellFinding
from kg.mapping.sql.duckdb import insert, retry_with_memory
from kg.sources.stage import StagedTable
from kg.texts import Message

FINDINGS_KEPT = 100_000
"""Findings of one triples map that are told one by one; those beyond are told by their number."""
BATCH = 50_000
"""Source rows that one statement maps at a time, so that loading begins while mapping goes on."""
MAX_PAIRS = 100_000_000
"""Pairs of rows that one link may give; more is taken for a mistake in its condition."""
_FOUND = """CREATE OR REPLACE TEMP TABLE found (code VARCHAR, row BIGINT, file BIGINT, col VARCHAR,
    raw VARCHAR, rule VARCHAR, expected VARCHAR)"""
_T = TypeVar("_T")


class PlanRun:
    """One plan on the staged rows of its source, in `connection`."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, plan: Plan) -> None:
        self.connection, self.plan = connection, plan

    def write(self, staged: StagedTable, files: LineFiles) -> None:
        """Write all lines of the plan.

        Raises:
            MappingError: a link would give too many pairs of rows.
            SourceError: there is not memory enough.
        """
        for evaluated in self.plan.evaluated:
            self._evaluate(evaluated)
        for table, select in self.plan.tables.items():
            make = f"CREATE OR REPLACE TEMP TABLE {table} AS {select}"
            self._retry_with_memory(partial(self.connection.execute, make))
        single = [self._leads_to_one(fanout) for fanout in self.plan.fanouts]
        self.connection.execute("SET preserve_insertion_order = false")
        for statement in (all(single) and self.plan.linked) or self.plan.quads:
            self._copy(statement, staged, files)

    def found(self) -> tuple[list[CellFinding], list[CellFinding]]:
        """The first of what is wrong with values, and of what kinds and how much is beyond."""
        self.connection.execute(_FOUND)
        for statement in self.plan.findings:
            add = f"INSERT INTO found {statement}"
            self._retry_with_memory(partial(self.connection.execute, add))
        order, name = "file, row, code, col, raw, rule, expected", self.plan.triples_map.name
        kept = f"SELECT * FROM found ORDER BY {order} LIMIT {FINDINGS_KEPT}"
        beyond = f"""SELECT code, min(row), file, col, '', rule, format('({{}}×)', count(*))
            FROM (SELECT * FROM found ORDER BY {order} OFFSET {FINDINGS_KEPT})
            GROUP BY code, file, col, rule"""
        first = self._retry_with_memory(lambda: self.connection.execute(kept).fetchall())
        rest = self._retry_with_memory(lambda: self.connection.execute(beyond).fetchall())
        return found_of(first, name), found_of(rest, name)

    def _copy(self, statement: SqlStatement, staged: StagedTable, files: LineFiles) -> None:
        for test in _batches(staged):
            file = files.new(statement.targets, grouped=True)
            select = statement.rows.where(test)
            self._retry_with_memory(partial(write_lines, self.connection, select, target=file))
            files.ready(file)

    def _retry_with_memory(self, action: Callable[[], _T]) -> _T:
        return retry_with_memory(
            self.connection, f"Mapping '{self.plan.triples_map.name}'", action=action
        )

    def _evaluate(self, evaluated: FunctionTable) -> None:
        """Run a function that has no SQL once for each of its distinct inputs."""
        keys = [f"k{i}" for i in range(len(evaluated.inputs))]
        inputs = ", ".join(
            f"{value.sql} AS {key}" for value, key in zip(evaluated.inputs, keys, strict=True)
        )
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {evaluated.table}"
            f" ({''.join(f'{key} VARCHAR, ' for key in keys)}value VARCHAR)"
        )
        asked = self.connection.execute(
            f"SELECT DISTINCT {inputs} FROM {evaluated.relation}"
        ).fetchall()
        function = FUNCTIONS[evaluated.function]
        required = {p.name for p in function.parameters if p.required}
        answers = []
        for row in asked:
            given = dict(zip(evaluated.names, row, strict=True))
            if function.total or all(given[name] is not None for name in given.keys() & required):
                answers.append((*row, function.python(**given)))
        insert(self.connection, evaluated.table, rows=answers)

    def _leads_to_one(self, fanout: Fanout) -> bool:
        """Whether each key leads to one subject; where it does not, whether there are too many."""
        row = self.connection.execute(fanout.unique).fetchone()
        if row and row[0] == row[1]:
            return True
        row = self.connection.execute(fanout.sql).fetchone()
        pairs = int(row[0]) if row else 0
        if pairs > MAX_PAIRS:
            place = fanout.join.place
            raise MappingError(
                Message(
                    "the link from '{child}' to '{parent}' would give {count:,} pairs of rows;"
                    " the limit is {limit:,}.",
                    child=self.plan.triples_map.name,
                    parent=fanout.join.parent,
                    count=pairs,
                    limit=MAX_PAIRS,
                ),
                file=place.file,
                line=place.line,
                column=place.column,
                code="SAM-Y021",
                hint=Message(
                    "Its condition compares columns with few different values: compare the key."
                ),
            )
        return False


def _batches(staged: StagedTable) -> Iterator[str]:
    if staged.rows <= BATCH or len(staged.files) > 1:
        yield "true"
        return
    # Rows may be numbered with gaps (blank lines, a header further down): the last batch is open.
    # Those of a long table count all cells of the wide one, of which some may be left out.
    cells = 1 if staged.turn is None else len(staged.turn.headers)
    numbers = staged.records * cells
    step = max(BATCH, BATCH * numbers // staged.rows)
    for first in range(0, numbers, step):
        last = first + step
        yield f"_row >= {first}" + (f" AND _row < {last}" if last < numbers else "")
