"""Lines of files are put in order, each once, whatever repeats and however little fits."""

from __future__ import annotations

import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.mapping.execution import sorted_lines
from kg.mapping.execution.sorted_lines import write_sorted_lines

_SUBJECT = st.sampled_from(["<a>", "<ab>", "<a/b>", "<a!>", "_:a", "_:ab", "<é>", "<\U0001f600>"])
_REST = st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=6)
_LINE = st.tuples(_SUBJECT, _REST).map(lambda made: " ".join(made))
_ROW = st.tuples(_SUBJECT, st.lists(_REST, min_size=1, max_size=4)).map(
    lambda made: [f"{made[0]} {rest}" for rest in made[1]]
)
_GROUPED = st.tuples(st.lists(_ROW, max_size=12), st.just(True))
_PLAIN = st.tuples(
    st.lists(st.lists(st.one_of(_LINE, st.just("")), max_size=12), max_size=3), st.just(False)
)


@given(
    files=st.lists(st.one_of(_GROUPED, _PLAIN), max_size=5),
    room=st.sampled_from([0, 1, 30, 100, 1 << 20]),
    piece=st.sampled_from([1, 2, 7, 40, 1 << 20]),
    step=st.sampled_from([1, 2, 5, 1024]),
    ended=st.booleans(),
)
def test_lines_are_in_order_and_each_once(
    files: list[tuple[list[list[str]], bool]], room: int, piece: int, step: int, ended: bool
) -> None:
    lines = {line for rows, _ in files for row in rows for line in row if line}
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(sorted_lines, "PIECE", piece)
        patch.setattr(sorted_lines, "STEP", step)
        given_files = []
        for number, (rows, grouped) in enumerate(files):
            path, end = Path(folder) / f"{number}", "\n\n" if grouped else "\n"
            text = end.join("\n".join(row) for row in rows) + (end if ended or grouped else "")
            path.write_bytes(text.encode())
            given_files.append((path, grouped))
        out = io.BytesIO()
        count = write_sorted_lines(given_files, out, work=Path(folder), room=room)
    assert out.getvalue() == b"".join(b"%s\n" % line for line in sorted(map(str.encode, lines)))
    assert count == len(lines)


def test_more_than_fits_is_put_in_order_from_files(tmp_path: Path) -> None:
    lines = [
        f"<s{number * 7919 % 5000}> <p{number % 7}> {number % 3} ." for number in range(60_000)
    ]
    (tmp_path / "lines").write_text("\n".join(lines) + "\n")
    out = io.BytesIO()
    write_sorted_lines([(tmp_path / "lines", False)], out, work=tmp_path, room=100_000)
    assert out.getvalue().decode().splitlines() == sorted(set(lines))
    assert [path.name for path in tmp_path.iterdir()] == ["lines"]
