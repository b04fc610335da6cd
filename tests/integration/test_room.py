"""The engine starts small, gets room when a statement needs it, and says when it has no more."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from kg.errors import SourceError
from kg.mapping.execution.dataset import DatasetMapper
from kg.mapping.sql.duckdb import MEMORY, MOST_MEMORY, connect, retry_with_memory


def limit(connection: duckdb.DuckDBPyConnection) -> str:
    row = connection.execute("SELECT current_setting('memory_limit')").fetchone()
    return str(row[0]) if row else ""


def test_a_statement_that_needs_more_memory_gets_it(tmp_path: Path) -> None:
    with connect(tmp_path) as connection:
        assert limit(connection) == f"{MEMORY}.0 MiB"
        # A list cannot be spilled: all of it must be in memory at once.
        hungry = "SELECT length(list(repeat('x', 200) || i)) FROM range(1_000_000) t(i)"
        with pytest.raises(duckdb.OutOfMemoryException):
            connection.execute(hungry).fetchone()
        counted = retry_with_memory(
            connection, "Counting", action=lambda: connection.execute(hungry).fetchone()
        )
        assert counted == (1_000_000,)
        assert limit(connection) != f"{MEMORY}.0 MiB"


def test_what_never_fits_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    tries = []

    def never() -> None:
        tries.append(limit(connection))
        raise duckdb.OutOfMemoryException("no")

    with connect(tmp_path) as connection, pytest.raises(SourceError) as told:
        retry_with_memory(connection, "Mapping 'x'", action=never)
    assert "Mapping 'x'" in told.value.message
    assert f"{MOST_MEMORY:,} MiB" in told.value.message
    assert told.value.hint
    assert len(set(tries)) == len(tries) > 2


@pytest.mark.parametrize(
    ("lines", "width"),
    [(1, 20), (2_048, 7), (122_881, 30), (250_000, 100), (300_000, 52), (400_000, 100)],
)
def test_lines_of_any_number_and_width_are_sorted(tmp_path: Path, lines: int, width: int) -> None:
    text, out = tmp_path / "unsorted.nq", tmp_path / "sorted.nq"
    # 7,919 is prime to every number of lines here, so that each comes once, in another order.
    made = [f"{number * 7919 % lines:0{width}}\n" for number in range(lines)]
    text.write_text("".join(made), encoding="utf-8")
    with connect(tmp_path) as connection:
        dataset = DatasetMapper(
            connection, dataset="d", graph=None, find_file=lambda a, root: tmp_path, work=tmp_path
        )
        dataset.add_lines(text, "unsorted.nq")
        assert dataset.write(out) == lines
    assert out.read_text(encoding="utf-8") == "".join(sorted(made))
