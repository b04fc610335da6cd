"""Records of a staged source, one by one, for those that read them in Python."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

import duckdb

from kg.mapping.document import Source
from kg.mapping.sql.terms import AROUND
from kg.mapping.unpivot import Unpivot
from kg.sources.staged import StagedTable, Turn

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
    source: Source | None = None,
    test: str = "true",
    most: int | None = None,
) -> Iterator[Record]:
    """The records of a staged table whose rows pass an SQL test, in the order of the source.

    They are read in batches, at most `most` of them. Of a wide table that `source` makes a long one
    of, the rows of the file are tested, and each of their cells is a record.
    """
    if staged.turn is None or source is None or source.unpivot is None:
        yield from _read(connection, staged, test=test, most=most)
        return
    turn, unpivot = staged.turn, source.unpivot
    rows = _read(connection, turn.wide, test=test, most=None)
    cells = (cell for row in rows for cell in _cells(row, turn, source, unpivot=unpivot))
    yield from islice(cells, most)


def _cells(row: Record, turn: Turn, source: Source, *, unpivot: Unpivot) -> Iterator[Record]:
    """A record for each cell of a row that says something, or for each where empty ones count."""
    kept = {name: cell for name, cell in row.values.items() if name not in turn.headers}
    types = {name: cell for name, cell in row.types.items() if name not in turn.headers}
    for place, header in enumerate(turn.headers):
        said, cell = unpivot.read(header), row.values[header]
        if said is None or not (unpivot.empty or _says(cell, source)):
            continue
        own = row.types.get(header)
        yield Record(
            row.row * len(turn.headers) + place,
            {**kept, **said, unpivot.value: cell},
            types if own is None else {**types, unpivot.value: own},
            row.file,
        )


def _says(cell: Cell, source: Source) -> bool:
    if source.empty_is_text:
        return True
    text = cell.strip(AROUND) if isinstance(cell, str) and source.trim else cell
    return text is not None and text not in source.nulls


def _read(
    connection: duckdb.DuckDBPyConnection, staged: StagedTable, *, test: str, most: int | None
) -> Iterator[Record]:
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
