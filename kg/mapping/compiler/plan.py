"""A compiled triples map: the SQL that makes its quads, its findings and its provenance.

A plan is data: it can be written down and run by another process.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.mapping.compiler.column_use import ColumnUse
from kg.mapping.compiler.scope import FunctionTable
from kg.mapping.document import Join, Source, Target, TriplesMap

Targets = tuple[Target, ...]


@dataclass(frozen=True)
class RowQuery:
    """SQL over those rows of a source that pass a test on `_row` and `_file`.

    `before` and `after` are what stands before that test and behind it.
    """

    before: str
    after: str

    def where(self, test: str) -> str:
        """The SQL with a test, by which the work is cut into batches."""
        return f"{self.before}{test}{self.after}"

    def within(self, before: str, after: str) -> RowQuery:
        """The SQL as a part of other SQL."""
        return RowQuery(before + self.before, self.after + after)


@dataclass(frozen=True)
class SqlStatement:
    """A SELECT of one column `line`: N-Quads lines of one subject, each with its newline.

    Written as text each row so ends with an empty line: what stands together is seen at once.
    """

    rows: RowQuery
    targets: Targets = ()


@dataclass(frozen=True)
class LineOrigin:
    """The lines of one use with the rows they come from; `fixed` when every row gives the same."""

    use: int
    rows: RowQuery
    fixed: bool


@dataclass(frozen=True)
class Fanout:
    """A join whose size must be known before it runs.

    `unique` gives the number of parents and of their distinct keys, `sql` the number of pairs.
    """

    unique: str
    sql: str
    join: Join


@dataclass(frozen=True)
class KeyTable:
    """A table whose `k0` are the keys that a link compares, and the columns that these are of."""

    table: str
    source: Source
    columns: tuple[str, ...]


@dataclass
class Plan:
    """A compiled triples map.

    `quads` give lines; where every link leads each row to one subject at most, so do `linked`, if
    there are any, in fewer scans. `findings` give code, _row, _file, column, raw, rule and
    expected, `subjects` gives _row, _file and s for provenance. `evaluated` are the functions that
    Python must run first; `fanouts` the joins to be weighed. `tables` are made first, by name: the
    keys and subjects that links lead to. `origins` give _row, _file and line for one of `uses`
    each. `keys` are those of links with one condition, by the map that they lead to and the column
    here.
    """

    triples_map: TriplesMap
    subjects: str
    evaluated: list[FunctionTable]
    quads: list[SqlStatement] = field(default_factory=list)
    linked: list[SqlStatement] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
    uses: list[ColumnUse] = field(default_factory=list)
    origins: list[LineOrigin] = field(default_factory=list)
    fanouts: list[Fanout] = field(default_factory=list)
    tables: dict[str, str] = field(default_factory=dict)
    keys: dict[tuple[str, str], KeyTable] = field(default_factory=dict)
