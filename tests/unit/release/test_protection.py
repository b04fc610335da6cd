"""Lines that must not go out, or not as they are, and the origins that go with them."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
from hypothesis import given
from hypothesis import strategies as st

from kg.mapping.execution.provenance import TABLES
from kg.release.protection import DatasetLines

GRAPH = "https://data.example/id/dataset/d"
parts = st.tuples(st.sampled_from("abcé"), st.sampled_from("pq"), st.sampled_from(["1", "2", "ß"]))


def line(subject: str, predicate: str, value: str) -> str:
    return f'<https://data.example/id/{subject}> <urn:{predicate}> "{value}" <{GRAPH}> .'


def subject_of(text: str) -> str:
    return text.split(" ")[0]


lines = parts.map(lambda made: line(*made))


def dataset_lines(folder: Path, texts: set[str], *, other: str = "other") -> DatasetLines:
    """Lines in a file, with origins of each line and each subject in this and another dataset."""
    path = folder / "d.nq"
    path.write_bytes(b"".join(sorted(text.encode() + b"\n" for text in texts)))
    connection = duckdb.connect()
    connection.execute(TABLES)
    for name in ("d", other):
        for row, text in enumerate(sorted(texts)):
            connection.execute(
                "INSERT INTO quad_origin VALUES (?, 0, 1, 0, ?, ?)", [name, row, text]
            )
            connection.execute(
                "INSERT INTO made VALUES (?, 0, ?, 0, ?, false)", [name, subject_of(text), row]
            )
    return DatasetLines(connection, "d", path=path, count=len(texts))


def column(made: DatasetLines, table: str, name: str, *, dataset: str = "d") -> set[str]:
    answer = made.connection.execute(f"SELECT {name} FROM {table} WHERE dataset = ?", [dataset])
    return {value for (value,) in answer.fetchall()}


@given(
    there=st.sets(lines, max_size=12), changes=st.dictionaries(lines, st.lists(lines, max_size=2))
)
def test_lines_and_origins_are_those_that_are_left(
    there: set[str], changes: dict[str, list[str]]
) -> None:
    with TemporaryDirectory() as folder:
        made = dataset_lines(Path(folder), there)
        found = made.replace({k.encode(): [v.encode() for v in vs] for k, vs in changes.items()})

        kept = there - changes.keys()
        new = {text for old in there & changes.keys() for text in changes[old]}
        assert found == len(there & changes.keys())
        assert list(made) == sorted(text.encode() for text in kept | new)
        assert made.path.read_bytes().count(b"\n") == made.count == len(kept | new)
        assert column(made, "quad_origin", "line") == kept | new
        assert {subject_of(text) for text in there & (kept | new)} <= column(
            made, "made", "subject"
        )
        assert not column(made, "made", "subject") - {subject_of(t) for t in kept | new}
        assert column(made, "quad_origin", "line", dataset="other") == there
        assert [path.name for path in Path(folder).iterdir()] == ["d.nq"]


def test_a_replaced_line_keeps_the_row_it_came_from(tmp_path: Path) -> None:
    first, second = line("a", "p", "1"), line("b", "p", "2")
    made = dataset_lines(tmp_path, {first, second})
    hidden = line("b", "p", "confidential")

    assert made.replace({second.encode(): [hidden.encode()]}) == 1

    rows = made.connection.execute(
        "SELECT row, line FROM quad_origin WHERE dataset = 'd' ORDER BY row"
    ).fetchall()
    assert rows == [(0, first), (1, hidden)]


def test_what_is_left_out_is_in_no_table(tmp_path: Path) -> None:
    first, second = line("a", "p", "1"), line("b", "p", "2")
    made = dataset_lines(tmp_path, {first, second})

    assert made.leave_out([second.encode(), line("z", "q", "1").encode()]) == 1

    assert list(made) == [first.encode()]
    assert column(made, "made", "subject") == {subject_of(first)}
