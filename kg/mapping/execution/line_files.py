"""Files of N-Quads lines: one for each batch while mapping goes on, one sorted file at the end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import IO, TYPE_CHECKING

import duckdb

from kg.mapping.execution.sorted_lines import write_sorted_lines
from kg.mapping.sql.terms import quoted
from kg.sources.records import MAX_LINE

if TYPE_CHECKING:  # who reads lines needs neither the compiler nor the sources
    from kg.mapping.compiler.plan import Targets
    from kg.mapping.document import Target

WRITTEN_AT_ONCE = 256 << 10
"""Bytes of lines that are gathered before they are written: few, so that memory is used again."""


class LineFiles:
    """The files of lines of one dataset in a folder, by the targets that their quads go to.

    `on_file_ready` is told of each file as soon as it is whole, so that loading can begin.
    """

    def __init__(self, folder: Path, dataset: str, on_file_ready: Callable[[Path], object]) -> None:
        self.folder, self.dataset, self.on_file_ready = folder, dataset, on_file_ready
        self.folder.mkdir(parents=True, exist_ok=True)
        self._files: dict[Targets, list[Path]] = {}
        self._grouped: set[Path] = set()

    def new(self, targets: Targets, *, grouped: bool = False) -> Path:
        """The path of a file that is still to be written.

        `grouped` says that an empty line follows wherever the subject changes.
        """
        files = self._files.setdefault(targets, [])
        number = sum(len(several) for several in self._files.values())
        path = self.folder / f"{number:06}.nq"
        files.append(path)
        if grouped:
            self._grouped.add(path)
        return path

    def ready(self, file: Path) -> None:
        """Say that a file is whole."""
        if file.stat().st_size:
            self.on_file_ready(file)

    def write_sorted(self, quads: Path | IO[bytes], *, target: Target | None) -> int:
        """Write the quads for a target (None: the default), sorted and each once; their number."""
        files = [
            (file, file in self._grouped)
            for targets, several in self._files.items()
            if (target in targets if target is not None else not targets)
            for file in several
        ]
        if not isinstance(quads, Path):
            return write_sorted_lines(files, quads, work=self.folder)
        with quads.open("wb", buffering=0) as out:
            return write_sorted_lines(files, out, work=self.folder)

    def delete(self) -> None:
        """Delete the unsorted files once they are loaded and written."""
        for file in (f for files in self._files.values() for f in files):
            file.unlink(missing_ok=True)
        self._files.clear()
        self._grouped.clear()


def lines_of(files: list[Path]) -> str:
    """SQL that reads text files as a table with one column `line`."""
    listed = ", ".join(quoted(str(file)) for file in files)
    return (
        f"read_csv([{listed}], auto_detect=false, delim='\x01', quote='', escape='', header=false,"
        f" columns={{'line': 'VARCHAR'}}, max_line_size={MAX_LINE})"
    )


def write_lines(connection: duckdb.DuckDBPyConnection, select: str, *, target: Path) -> int:
    """Write the one column of a query as a text file, a line each; the number of rows.

    Sorted or not: with one thread (`kg.mapping.sql.duckdb.prepare_to_sort`).
    """
    row = connection.execute(
        f"COPY ({select}) TO {quoted(str(target))}"
        " (FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER E'\\x01',"
        f" ROW_GROUP_SIZE_BYTES {WRITTEN_AT_ONCE})"
    ).fetchone()
    return int(row[0]) if row else 0
