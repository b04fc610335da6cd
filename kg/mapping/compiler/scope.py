"""What the references of a triples map mean: its source, the staged table, prepared values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kg.errors import MappingError
from kg.mapping.document import Lookup, Source, TermMap
from kg.mapping.sql.fragment import Fragment, name, reads_of
from kg.model.suggestion import renamed
from kg.sources.columns import SOURCE_ROW
from kg.sources.dialect import DELIMITERS
from kg.sources.stage import StagedTable
from kg.texts import Message


@dataclass(frozen=True)
class FunctionTable:
    """A function without SQL: its table of distinct inputs and outputs, filled by Python.

    `function` is its IRI, `relation` the rows that its inputs are read from.
    """

    table: str
    function: str
    names: tuple[str, ...]
    inputs: tuple[Fragment, ...]
    relation: str

    @property
    def column(self) -> str:
        """The column of its outcome."""
        return f"{self.table}_value"

    @property
    def value(self) -> Fragment:
        """Its outcome."""
        return prepared(self.column)


@dataclass
class Scope:
    """What the references of a triples map mean: its source and the staged table.

    `base_iri` is what relative IRIs are put below; None makes them findings. With `unsafe`
    IRIs of unsafe term types are taken as they are; else they must be IRIs too. `skolem` is the IRI
    that blank nodes are named below; None leaves them blank. `wanted` are the columns that rules
    read of the source. `lookups` names the table of each list, `lists` the lists themselves;
    `evaluated` collects the functions that Python runs.
    """

    number: int
    name: str
    source: Source
    staged: StagedTable
    lookups: dict[str, str]
    lists: dict[str, Lookup]
    base_iri: str | None = None
    unsafe: bool = False
    skolem: str | None = None
    wanted: Sequence[str] = ()
    evaluated: list[FunctionTable] = field(default_factory=list)
    _prepared: dict[Fragment, str] = field(default_factory=dict)
    _levels: dict[str, int] = field(default_factory=dict)

    def prepare(self, value: Fragment) -> Fragment:
        """A name for a value of the row, so that it is worked out once and read in many places.

        Long expressions cost more to plan than to run when they are repeated.
        """
        if value not in self._prepared:
            column = f"v{len(self._prepared)}"
            self._levels[column] = self.level([value])
            self._prepared[value] = column
        return prepared(self._prepared[value])

    def add(self, evaluated: FunctionTable, level: int) -> None:
        """Take in a function that Python runs."""
        self.evaluated.append(evaluated)
        self._levels[evaluated.column] = level

    def level(self, values: Iterable[Fragment]) -> int:
        """How many selects something must stand above the table to see what it is made of."""
        return 1 + max((self._levels[column] for column in reads_of(values)), default=0)

    def column(self, reference: str, term: TermMap) -> Fragment:
        """The staged column of a reference.

        Raises:
            MappingError: the source has no such column (says the nearest name).
        """
        column = self.staged.columns.get(reference)
        if column is not None and not self._absent(reference):
            return name(column)
        raise MappingError(
            Message(
                "the source '{source}' ({file}) has no column '{column}'.",
                source=self.source.name,
                file=self.staged.path.name,
                column=reference,
            ),
            file=term.place.file,
            line=term.place.line,
            column=term.place.column,
            code="SAM-Y020",
            hint=self._other_delimiter()
            or renamed(reference, self.staged.names, wanted=self.wanted),
        )

    def _other_delimiter(self) -> str | None:
        """What is probably wrong when the whole header is one column."""
        names, dialect = self.staged.names, self.staged.dialect
        if dialect is None or len(names) != 1:
            return None
        other = next((mark for mark in DELIMITERS if mark in names[0]), None)
        if other is None:
            return None
        return f"The header is one column: the delimiter is {other!r}, not {dialect.delimiter!r}?"

    def _absent(self, name: str) -> bool:
        if self.source.kind not in ("json", "jsonl") or not self.staged.rows or name == SOURCE_ROW:
            return False
        first = name.removeprefix("$.").split(".")[0].split("[")[0]
        return first.isidentifier() and bool(first) and first not in self.staged.names

    def is_list(self, name: str) -> bool:
        return name in self.staged.lists

    def relation(self, needed: Iterable[Fragment], below: int | None = None) -> str:
        """The rows with the prepared values and outcomes of functions that are needed, by name.

        Others are left out, since binding an expression costs time even when nobody reads it.
        """
        wanted = self._closure(needed)
        rows = self.staged.table
        top = max(self._levels.values(), default=0) + 1 if below is None else below
        for level in range(1, top):
            here = {column for column in wanted if self._levels[column] == level}
            for e in self.evaluated:
                if e.column in here:
                    same = " AND ".join(
                        f"{e.table}.k{i} IS NOT DISTINCT FROM {value.sql}"
                        for i, value in enumerate(e.inputs)
                    )
                    rows = (
                        f"(SELECT r.*, {e.table}.value AS {e.column} FROM {rows} r"
                        f" LEFT JOIN {e.table} ON {same})"
                    )
            made = [
                f"{v.sql} AS {column}" for v, column in self._prepared.items() if column in here
            ]
            if made:
                rows = f"(SELECT *, {', '.join(made)} FROM {rows})"
        return rows

    def _closure(self, needed: Iterable[Fragment]) -> set[str]:
        """The names that fragments read, and those that these are made of."""
        sources: dict[str, tuple[Fragment, ...]] = {n: (v,) for v, n in self._prepared.items()}
        sources |= {e.column: e.inputs for e in self.evaluated}
        found: set[str] = set()
        wanted = list(reads_of(needed))
        while wanted:
            column = wanted.pop()
            if column not in found:
                found.add(column)
                wanted.extend(reads_of(sources[column]))
        return found


def prepared(column: str) -> Fragment:
    """A value that the rows of a scope can be asked to have."""
    return Fragment(column, frozenset((column,)), "name")
