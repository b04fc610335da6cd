"""Records of a staged source, one by one, for those that read them in Python."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import duckdb

from kg.sources.stage import StagedTable

BATCH = 2_000

Cell = str | list[str | None] | None


@dataclass(frozen=True)
class Record:
    """An item of a source: what its references give, and of which natural datatype.

    `row` and `file` are as in the staged table; `types` has local names of XSD datatypes.
    """

    row: int
    values: dict[str, Cell]
    types: dict[str, Cell] = field(default_factory=dict)
    file: int = 0

    def typed(self, reference: str) -> list[tuple[str, str | None]]:
        """The values of a reference that are there, each with its natural datatype."""
        values, types = _several(self.values.get(reference)), _several(self.types.get(reference))
        padded = types + [None] * (len(values) - len(types))
        return [(v, t) for v, t in zip(values, padded, strict=False) if v is not None]


def _several(cell: Cell) -> list[str | None]:
    return cell if isinstance(cell, list) else [cell]


def records_of(
    connection: duckdb.DuckDBPyConnection,
    staged: StagedTable,
    *,
    test: str = "true",
    most: int | None = None,
) -> Iterator[Record]:
    """The records of a staged table that pass an SQL test, in the order of the source.

    They are read in batches, at most `most` of them.
    """
    types = staged.types
    several = len(staged.files) > 1
    names = list(staged.columns)
    columns = [*staged.columns.values(), *types.values()]
    wanted = ", ".join(["_row", "_file" if several else "0", *columns])
    order = "_file, _row" if several else "_row"
    limit = "" if most is None else f" LIMIT {most}"
    found = connection.cursor().execute(
        f"SELECT {wanted} FROM {staged.table} WHERE {test} ORDER BY {order}{limit}"
    )
    while batch := found.fetchmany(BATCH):
        for row, file, *cells in batch:
            yield Record(
                int(row),
                dict(zip(names, cells, strict=False)),
                dict(zip(types, cells[len(names) :], strict=True)),
                int(file),
            )
