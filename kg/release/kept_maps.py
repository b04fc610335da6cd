"""Keeps what mapping a dataset gave, so that a later build of the same need not map it again.

Each dataset has a folder of lines and tables, called by its place and a digest of all that was read
(`kg.release.build_inputs.digest_mapping`). It gets its name when it is whole, and counts only while
each of its files is as it was written; anything else is mapped again. Erasing deletes them all.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Sequence
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

import duckdb

from kg.mapping.document import MappingDocument
from kg.mapping.execution.provenance import TABLES
from kg.mapping.sql.terms import quoted
from kg.release.disposal import remove
from kg.release.leaving.records import write_whole
from kg.release.map_records import DatasetMap, Restage, map_of, record_of
from kg.release.release import file_hash

FOLDER = "mapped"
"""Where they lie in the state folder."""
_LINES, _RECORD = "lines.nq", "record.json"
_TABLES = ("made", "made_of", "quad_origin")
_HALF = "."


class KeptMaps:
    """What was mapped earlier, in a folder of its own that nobody else may read.

    The tables of origins are those in `connection` (`kg.mapping.execution.provenance`).
    """

    def __init__(self, folder: Path, connection: duckdb.DuckDBPyConnection) -> None:
        self.folder, self.connection = folder, connection
        self._wanted, self._taken = set[str](), set[str]()

    def take(
        self,
        dataset: str,
        digest: str,
        *,
        documents: Sequence[MappingDocument],
        lines: Path,
        restage: Restage,
    ) -> DatasetMap | None:
        """What mapping a dataset gave when all was the same, with its sorted lines in `lines`.

        `restage` reads a source again, for the line on which a row stands. None when nothing is
        kept, or not whole.
        """
        folder = self.folder / _name(dataset, digest)
        try:
            told = json.loads((folder / _RECORD).read_text(encoding="utf-8"))
            whole = all(file_hash(folder / name) == told["files"][name] for name in _files())
            if not whole:
                return None
            found = map_of(told["map"], documents, lines=lines, restage=restage)
            shutil.copyfile(folder / _LINES, lines)
        except (OSError, ValueError, KeyError, TypeError):
            return None
        self._taken.add(folder.name)
        self.connection.execute(TABLES)
        for table in _TABLES:
            kept = quoted(str(folder / f"{table}.parquet"))
            self.connection.execute(
                f"INSERT INTO {table} BY NAME SELECT ? AS dataset, * FROM read_parquet({kept})",
                [dataset],
            )
        return found

    def keep(
        self, dataset: str, digest: str, *, made: DatasetMap, documents: Sequence[MappingDocument]
    ) -> None:
        """Keep what mapping a dataset gave, as it is: nothing was left out of it.

        A folder that cannot be written is passed over: the dataset is mapped again next time.
        """
        name = _name(dataset, digest)
        self._wanted.add(name)
        target, half = self.folder / name, self.folder / f"{_HALF}{name}"
        if name in self._taken:
            return
        try:
            self._write(half, dataset, made, documents)
            remove(target)  # it was not whole
            half.rename(target)
        except (OSError, duckdb.Error):
            with suppress(OSError):
                remove(half)

    def drop_others(self) -> None:
        """Delete what was kept of datasets as they no longer are, and what is half written."""
        for folder in self.folder.glob("*"):
            if folder.name not in self._wanted:
                remove(folder)

    def _write(
        self, folder: Path, dataset: str, made: DatasetMap, documents: Sequence[MappingDocument]
    ) -> None:
        self.folder.mkdir(mode=0o700, exist_ok=True)
        remove(folder)
        folder.mkdir(mode=0o700)
        shutil.copyfile(made.lines, folder / _LINES)
        for table in _TABLES:
            self.connection.execute(
                f"COPY (SELECT * EXCLUDE (dataset) FROM {table} WHERE dataset = {quoted(dataset)})"
                f" TO {quoted(str(folder / f'{table}.parquet'))} (FORMAT parquet)"
            )
        files = {name: file_hash(folder / name) for name in _files()}
        for path in folder.iterdir():
            path.chmod(0o600)
        told = {"files": files, "map": record_of(made, documents)}
        write_whole(folder / _RECORD, json.dumps(told), mode=0o600)


def origins_of(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[int, ...]]:
    """How many origins are noted of each dataset, by which it is seen that some were dropped."""
    connection.execute(TABLES)
    counts = " UNION ALL ".join(
        f"SELECT {place} AS place, dataset, count(*) AS n FROM {table} GROUP BY dataset"
        for place, table in enumerate(_TABLES)
    )
    found: dict[str, list[int]] = {}
    for place, dataset, count in connection.execute(counts).fetchall():
        found.setdefault(dataset, [0] * len(_TABLES))[place] = count
    return {dataset: tuple(several) for dataset, several in found.items()}


def _files() -> Iterable[str]:
    return (_LINES, *(f"{table}.parquet" for table in _TABLES))


def _name(dataset: str, digest: str) -> str:
    """The folder of a dataset: its identifier may be longer than a name, or be one of others."""
    return blake2b(f"{dataset}\0{digest}".encode(), digest_size=20).hexdigest()
