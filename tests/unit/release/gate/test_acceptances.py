"""`accepted.csv`: as a spreadsheet saves it, with what is wrong told by its row."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import InputError
from kg.release.gate.acceptances import Acceptance, add_acceptances, read_acceptances

HEAD = ["fingerprint", "code", "place", "reason", "who", "until"]
ROW = ["0123456789ab", "SAM-G002", "clubs", "gone for good", "data service", "2027-01-31"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_reads_what_a_spreadsheet_saves(
    tmp_path: Path, delimiter: str, mark: str, newline: str
) -> None:
    text = newline.join([delimiter.join(HEAD), delimiter.join(ROW), "", delimiter * 5, ""])
    (tmp_path / "accepted.csv").write_bytes((mark + text).encode())
    assert read_acceptances(tmp_path) == {ROW[0]: Acceptance(*ROW)}


def test_columns_may_stand_in_another_order_and_others_beside_them(tmp_path: Path) -> None:
    names, cells = [*reversed(HEAD), "note"], [*reversed(ROW), "seen in the council"]
    (tmp_path / "accepted.csv").write_text(",".join(names) + "\n" + ",".join(cells) + "\n")
    assert read_acceptances(tmp_path) == {ROW[0]: Acceptance(*ROW)}


def test_without_a_file_nothing_is_accepted(tmp_path: Path) -> None:
    assert read_acceptances(tmp_path) == {}


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({0: "0123"}, "row 3: '0123' is no fingerprint"),
        ({3: ""}, "row 3 gives no reason"),
        ({5: "next month"}, "row 3: 'next month' is neither a day nor a release"),
        ({5: "2027-02-30"}, "2027-02-30"),
    ],
)
def test_says_in_which_row_something_is_wrong(
    tmp_path: Path, cells: dict[int, str], told: str
) -> None:
    wrong = [cells.get(place, cell) for place, cell in enumerate(ROW)]
    rows = [HEAD, ROW, wrong]
    (tmp_path / "accepted.csv").write_text("\n".join(",".join(row) for row in rows))
    with pytest.raises(InputError, match=told):
        read_acceptances(tmp_path)


def test_says_which_column_is_missing(tmp_path: Path) -> None:
    (tmp_path / "accepted.csv").write_text("fingerprint,code,place,why,who,until\n")
    with pytest.raises(InputError, match="lacks the column 'reason'"):
        read_acceptances(tmp_path)


def test_a_new_acceptance_takes_the_place_of_the_one_of_its_fingerprint(tmp_path: Path) -> None:
    first, other = Acceptance(*ROW), Acceptance("ba9876543210", *ROW[1:])
    add_acceptances(tmp_path, {first.fingerprint: first})
    add_acceptances(tmp_path, {other.fingerprint: other})
    again = Acceptance(ROW[0], ROW[1], "a, b; c", 'they said "yes"\nand went', "x", "")
    add_acceptances(tmp_path, {again.fingerprint: again})
    assert list(read_acceptances(tmp_path).values()) == [again, other]
    assert [path.name for path in tmp_path.iterdir()] == ["accepted.csv"]


@pytest.mark.parametrize(
    ("until", "release", "holds"),
    [
        ("", "2031-01-01-1-0123456789", True),
        ("2027-01-31", "2027-01-31-4-0123456789", True),
        ("2027-01-31", "2027-02-01-1-0123456789", False),
        ("2027-01-31-2-aaaaaaaaaa", "2027-01-31-2-bbbbbbbbbb", True),
        ("2027-01-31-2-aaaaaaaaaa", "2027-01-31-3-aaaaaaaaaa", False),
        ("2027-01-31-2-aaaaaaaaaa", "2027-01-31-10-aaaaaaaaaa", False),
        ("2027-01-31", "2027-01-31", True),
    ],
)
def test_an_acceptance_ends_with_a_day_or_a_release(until: str, release: str, holds: bool) -> None:
    assert Acceptance(*ROW[:5], until).holds(release) is holds
