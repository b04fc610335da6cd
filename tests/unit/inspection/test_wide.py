"""Wide tables are recognised by the periods in their headers, and by nothing else."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from kg.cli.inspect import inspecting
from kg.mapping.unpivot import Unpivot

NUMBERS = random.Random(3)


def proposed(folder: Path, headers: list[str], *, rows: int = 6, ids: int = 1) -> Unpivot | None:
    """What is proposed for a table of words in the first columns and numbers in the others."""
    lines = [";".join(headers)]
    for number in range(rows):
        cells = [f"k{number}"] * ids + [str(NUMBERS.randint(0, 999)) for _ in headers[ids:]]
        lines.append(";".join(cells))
    (folder / "t.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    with inspecting((folder / "t.csv",)) as found:
        return found.files[0].wide


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        (["2019", "2020", "2021"], [{"jaar": "2019"}, {"jaar": "2021"}]),
        (["jan-19", "feb-19", "mrt-19"], [{"maand": "2019-01"}, {"maand": "2019-03"}]),
        (["Q1 2020", "Q2 2020", "Q3 2020"], [{"kwartaal": "2020-Q1"}, {"kwartaal": "2020-Q3"}]),
        (
            ["aantal in mei 2019", "aantal in juni 2019", "aantal in juli 2019"],
            [{"maand": "2019-05"}, {"maand": "2019-07"}],
        ),
        (
            ["raming 2019", "raming 2020", "raming 2021", "telling 2019", "telling 2020"],
            [{"jaar": "2019", "soort": "raming"}, {"jaar": "2020", "soort": "telling"}],
        ),
        (["1/01/2020", "1/02/2020", "1/03/2020"], [{"dag": "2020-01-01"}, {"dag": "2020-03-01"}]),
    ],
)
def test_periods_in_headers_make_a_wide_table(
    tmp_path: Path, headers: list[str], said: list[dict[str, str]]
) -> None:
    found = proposed(tmp_path, ["wijk", *headers])
    assert found is not None
    assert [header for header in ["wijk", *headers] if found.takes(header)] == headers
    assert [found.read(headers[0]), found.read(headers[-1])] == said


@pytest.mark.parametrize(
    "headers",
    [
        ["aantal", "bedrag", "totaal"],
        ["1000", "2500", "5000"],
        ["vraag 1", "vraag 2", "vraag 3"],
        ["2019", "2020"],
        ["aantal 2019", "bedrag 2019", "saldo 2019"],
    ],
)
def test_other_tables_are_not_wide(tmp_path: Path, headers: list[str]) -> None:
    assert proposed(tmp_path, ["wijk", *headers]) is None


def test_texts_below_years_are_no_figures(tmp_path: Path) -> None:
    assert proposed(tmp_path, ["wijk", "2019", "2020", "2021"], ids=4) is None


def test_a_column_that_stays_is_not_called_twice(tmp_path: Path) -> None:
    found = proposed(tmp_path, ["jaar", "waarde", "2019", "2020", "2021"], ids=2)
    assert found is not None
    assert (found.name, found.value) == ("jaar_2", "waarde_2")
