"""Wide tables that become long ones, in both engines: cells, headers, places, what is withheld."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import MappingError
from kg.mapping.execution.run import map_document
from kg.mapping.reading import read_mapping
from kg.mapping.rml import writer as rml
from kg.mapping.yarrrml import writer as yarrrml
from tests.absent import FLEMISH_FILES, missing
from tests.both_engines import assert_same

MAPPING = """
prefixes: {{ex: "http://ex.org/"}}
sources:
  f:
    access: {file}
    referenceFormulation: {kind}
    samenspel: {{{more}unpivot: {unpivot}}}
mappings:
  cell:
    sources: f
    s: ex:$({key})/$({name})
    po:
      - [ex:value, $({value}), xsd:decimal]
      - [ex:month, $({name})]
"""


def write(folder: Path, rows: list[list[object]], *, kind: str = "csv") -> str:
    """Write a table in a format; the name of its file."""
    if kind == "csv":
        with (folder / "f.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        return "f.csv"
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(folder / "f.xlsx")
    return "f.xlsx"


def mapping(folder: Path, unpivot: str, **other: str) -> str:
    """Write a mapping that turns a table; the name of its document."""
    told = {"file": "f.csv", "kind": "csv", "more": "", "key": "id", "name": "m", "value": "v"}
    text = MAPPING.format(unpivot=unpivot, **told | other)
    (folder / "m.yml").write_text(text, encoding="utf-8")
    return "m.yml"


def said(quads: set[str], name: str = "value") -> dict[str, str]:
    """The value of each subject, both without their marks."""
    lines = [line.split(" ", 2) for line in quads]
    return {
        s.removeprefix("<http://ex.org/")[:-1]: o.split('"')[1]
        for s, p, o in lines
        if p.endswith(f"/{name}>")
    }


@pytest.mark.parametrize("kind", ["csv", "excel"])
@pytest.mark.parametrize(
    ("headers", "form", "months"),
    [
        (
            ["realisatie januari 2016", "realisatie mei 2017"],
            "realisatie %B %Y",
            ["2016-01", "2017-05"],
        ),
        (["jan-16", "okt-17"], "%b-%y", ["2016-01", "2017-10"]),
        (["2019", "2020"], "%Y", ["2019", "2020"]),
        (["Q3 2021", "q4 2021"], "Q%q %Y", ["2021-Q3", "2021-Q4"]),
        (["févr. 2020", "août 2021"], "%b %Y", ["2020-02", "2021-08"]),
        (["29/02/2020", "1/3/2020"], "%d/%m/%Y", ["2020-02-29", "2020-03-01"]),
    ],
)
def test_cells_become_rows_with_the_period_of_their_header(
    tmp_path: Path, kind: str, headers: list[str], form: str, months: list[str]
) -> None:
    file = write(
        tmp_path, [["id", "naam", *headers], ["a", "A", 1, 2], ["b", "B", None, 4]], kind=kind
    )
    unpivot = f'{{except: [id, naam], name: m, value: v, dates: "{form}"}}'
    quads, findings = assert_same(tmp_path, mapping(tmp_path, unpivot, file=file, kind=kind))
    first, last = months
    assert said(quads) == {f"a/{first}": "1", f"a/{last}": "2", f"b/{last}": "4"}
    assert said(quads, "month") == {f"a/{first}": first, f"a/{last}": last, f"b/{last}": last}
    assert findings == set()


def test_headers_have_parts_and_a_first_and_last_day(tmp_path: Path) -> None:
    write(tmp_path, [["id", "raming  q1 2020", "Realisatie Q2 2020"], ["a", 1, 2]])
    unpivot = '{columns: "*2020", headers: "{soort} q{m}", name: m, value: v, dates: "%q %Y",'
    name = mapping(tmp_path, f"{unpivot} start: van, end: tot}}")
    text = (tmp_path / name).read_text(encoding="utf-8")
    for part in ("soort", "van", "tot"):
        text += f"      - [ex:{part}, $({part})]\n"
    (tmp_path / name).write_text(text, encoding="utf-8")
    quads, _ = assert_same(tmp_path, name)
    assert said(quads, "soort") == {"a/2020-Q1": "raming", "a/2020-Q2": "Realisatie"}
    assert said(quads, "van") == {"a/2020-Q1": "2020-01-01", "a/2020-Q2": "2020-04-01"}
    assert said(quads, "tot") == {"a/2020-Q1": "2020-03-31", "a/2020-Q2": "2020-06-30"}


def test_findings_are_of_the_sheets_row_and_the_cells_own_column(tmp_path: Path) -> None:
    rows = [["id", "n", "jan 2020", "feb 2020", "totaal"]]
    rows += [["a", "x", "1", "twee", "3"], ["", "y", "4", "", ""], ["a", "z", "", "5", "6"]]
    write(tmp_path, rows)
    name = mapping(tmp_path, '{except: [id, n], name: m, value: v, dates: "%b %Y"}')
    text = (tmp_path / name).read_text(encoding="utf-8")
    unique = text.replace("    sources: f\n", "    sources: f\n    samenspel: {unique: true}\n")
    (tmp_path / name).write_text(unique, encoding="utf-8")
    _, findings = assert_same(tmp_path, name)
    told = {(code, row, column) for code, row, column, *_ in findings}
    assert told == {
        ("SAM-R078", 1, "totaal"),
        ("SAM-M003", 2, "feb 2020"),
        ("SAM-M009", 3, "id"),
        ("SAM-M010", 4, "id"),
    }
    (repeated,) = (f for f in findings if f[0] == "SAM-M010")
    assert "2" in str(repeated[6])  # the row of the sheet where the key stands first


def test_a_link_in_the_row_stays_in_the_cell(tmp_path: Path) -> None:
    write(tmp_path, [["id", "2019", "2020"], ["a", 1, 2]])
    name = mapping(tmp_path, "{except: id, name: m, value: v}")
    text = (tmp_path / name).read_text(encoding="utf-8")
    text += "      - [ex:of, [{mapping: other}]]\n".replace(
        "[{mapping: other}]", "{mapping: other}"
    )
    text += "  other:\n    sources: f\n    s: ex:other/$(m)\n    po:\n      - [ex:x, $(v)]\n"
    (tmp_path / name).write_text(text, encoding="utf-8")
    quads, _ = assert_same(tmp_path, name)
    of = {line.split(" ")[0][-6:]: line.split(" ")[2] for line in quads if "/of>" in line}
    assert of == {
        "a/2019>"[-6:]: "<http://ex.org/other/2019>",
        "a/2020>"[-6:]: "<http://ex.org/other/2020>",
    }


@pytest.mark.parametrize(
    ("unpivot", "why"),
    [
        ("{columns: '2019', name: m}", "needs a name and a value"),
        ("{columns: 'jaar *', name: m, value: v}", "'jaar *'"),
        ("{except: ['*'], name: m, value: v}", "no column is left"),
        ("{columns: '2019', name: id, value: v}", "'id' already"),
        ("{columns: '2019', name: m, value: m}", "two columns of one name"),
        ("{columns: '2019', name: m, value: v, headers: '{x}'}", "{m}"),
        ("{columns: '2019', name: m, value: v, dates: '%B'}", "%B"),
        ("{columns: '2019', name: m, value: v, dates: '%d %Y'}", "%d %Y"),
        ("{columns: '2019', name: m, value: v, start: s}", "without dates"),
        ("{columns: '2019', name: m, value: v, until: s}", "until"),
    ],
)
def test_what_cannot_be_turned_is_refused_with_its_place(
    tmp_path: Path, unpivot: str, why: str
) -> None:
    write(tmp_path, [["id", "2019"], ["a", 1]])
    name = mapping(tmp_path, unpivot)
    with pytest.raises(MappingError) as error:
        map_document(tmp_path / name, tmp_path / "out.nq")
    assert why in f"{error.value.message} {error.value.hint}"
    assert error.value.line in (5, 7)


@pytest.mark.parametrize("withheld", ["v", "'2019'"])
def test_withheld_cells_stay_withheld(tmp_path: Path, withheld: str) -> None:
    write(tmp_path, [["id", "2019", "2020"], ["a", 1, 2]])
    more = f"withhold: [{withheld}], "
    name = mapping(tmp_path, "{except: id, name: m, value: v}", more=more)
    with pytest.raises(MappingError, match="'v'") as error:
        map_document(tmp_path / name, tmp_path / "out.nq")
    assert error.value.code == "SAM-Y070"
    mapping(tmp_path, "{except: [id, '2019'], name: m, value: v}", more=more)
    if withheld != "v":
        assert map_document(tmp_path / name, tmp_path / "out.nq").quads == 2


def test_a_withheld_cell_is_shown_by_no_other_source_of_the_file(tmp_path: Path) -> None:
    write(tmp_path, [["id", "2019"], ["a", 1]])
    name = mapping(tmp_path, "{except: id, name: m, value: v}", more="withhold: [v], ")
    text = (tmp_path / name).read_text(encoding="utf-8")
    text = text.replace("[ex:value, $(v), xsd:decimal]", "[ex:x, y]")
    plain = "  plain: {access: f.csv, referenceFormulation: csv}\nmappings:\n"
    text = text.replace("mappings:\n", plain, 1)
    text += "  p:\n    sources: plain\n    s: ex:$(id)\n    po:\n      - [ex:y, $(2019)]\n"
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(MappingError, match="'2019'"):
        map_document(tmp_path / name, tmp_path / "out.nq")


def test_rml_keeps_what_is_turned(tmp_path: Path) -> None:
    write(tmp_path, [["id", "raming jan 2020"], ["a", 1]])
    unpivot = (
        '{columns: ["raming *", "x*"], except: [id], headers: "{s} {m}", name: m, value: v,'
        ' dates: ["%b %Y", "%Y"], start: b, end: e, empty: true}'
    )
    first = read_mapping(tmp_path / mapping(tmp_path, unpivot), tmp_path)
    (tmp_path / "m.ttl").write_text(rml.write(first), encoding="utf-8")
    again = read_mapping(tmp_path / "m.ttl", tmp_path)
    (tmp_path / "n.yml").write_text(yarrrml.write(again), encoding="utf-8")
    back = read_mapping(tmp_path / "n.yml", tmp_path)
    turned = [document.triples_maps[0].source.unpivot for document in (first, again, back)]
    assert turned[0] == turned[1] == turned[2] is not None


CELLS = st.one_of(st.none(), st.integers(-9, 9), st.sampled_from(["", " ", "-", "x", "1.5"]))


@settings(max_examples=40, deadline=None)
@given(
    data=st.data(),
    width=st.integers(1, 4),
    height=st.integers(0, 4),
    empty=st.booleans(),
    dash=st.booleans(),
)
def test_any_table_gives_a_row_for_each_cell_that_says_something(
    tmp_path_factory: pytest.TempPathFactory,
    data: st.DataObject,
    width: int,
    height: int,
    empty: bool,
    dash: bool,
) -> None:
    folder = tmp_path_factory.mktemp("wide")
    headers = [f"jaar {2000 + place}" for place in range(width)]
    cells = [[data.draw(CELLS) for _ in headers] for _ in range(height)]
    rows = [[f"k{number}", *row] for number, row in enumerate(cells)]
    write(folder, [["id", *headers], *rows])
    unpivot = (
        f'{{columns: "jaar *", name: m, value: v, dates: "jaar %Y", empty: {str(empty).lower()}}}'
    )
    more = "null: ['', '-'], " if dash else ""
    quads, findings = assert_same(folder, mapping(folder, unpivot, more=more))
    nothing = {None, "", " "} | ({"-"} if dash else set())
    given_cells = {
        f"k{number}/{2000 + place}"
        for number, row in enumerate(cells)
        for place, cell in enumerate(row)
        if empty or cell not in nothing
    }
    assert set(said(quads, "month")) == given_cells
    wrong = {
        (number + 2, headers[place])
        for number, row in enumerate(cells)
        for place, cell in enumerate(row)
        if cell == "x" or (cell == "-" and not dash)
    }
    assert {(row, column) for code, row, column, *_ in findings if code == "SAM-M003"} == wrong


def test_real_figures_of_a_city_are_turned_with_their_marks_left_out(tmp_path: Path) -> None:
    real = FLEMISH_FILES / "nl-cbs-ses-woa-amsterdam-2019.csv"
    if not real.is_file():
        missing(f"no figures at {real}")
    code = "Regiocode (gemeente, wijk, buurt) (code)"
    unpivot = '{columns: "Opleidingsniveau/*", headers: "Opleidingsniveau/{m}/Waarde (%)",'
    name = mapping(
        tmp_path,
        f"{unpivot} name: m, value: v}}",
        file=str(real),
        more="delimiter: ';', null: ['', '.'], ",
        key=code.replace("(", "\\(").replace(")", "\\)"),
    )
    with real.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    levels = ("Laag", "Middelbaar", "Hoog")
    cells = [
        (row[code].strip(), level, row[f"Opleidingsniveau/{level}/Waarde (%)"].strip())
        for row in rows
        for level in levels
    ]
    expected = {
        f"{key}/{level}": float(text) for key, level, text in cells if text not in ("", ".")
    }
    quads, findings = assert_same(tmp_path, name)
    assert {key: float(value) for key, value in said(quads).items()} == expected
    assert not {finding for finding in findings if finding[3] == "error"}
