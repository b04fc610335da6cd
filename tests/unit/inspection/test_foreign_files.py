"""What is drafted from a file that somebody else made loses no row and changes no value."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.cli.init import init
from kg.cli.inspect import inspect
from kg.cli.map import map_

pytestmark = pytest.mark.slow  # each case maps, reads or infers from files of its own

QUAD = re.compile(r'<([^>]*)> <[^>]*?([\w.-]*)> (?:"((?:[^"\\]|\\.)*)"\S*|<([^>]*)>) \.')
Things = dict[str, dict[str, set[str]]]


def draft(folder: Path, *paths: Path) -> str:
    """Draft a publication in `folder`; what was said."""
    given_files = [argument for path in paths for argument in ("--from", str(path))]
    done = CliRunner().invoke(init, [*given_files, str(folder)], catch_exceptions=False)
    assert done.exit_code == 0
    return done.output


def things(folder: Path, errors: str = "") -> Things:
    """The values of each thing by property, in what a draft gives; `errors` is a code it tells."""
    (mapping,) = (folder / "mappings").glob("*.yml")
    (folder / "here.yml").write_bytes(mapping.read_bytes())
    done = CliRunner().invoke(map_, [str(folder / "here.yml")], catch_exceptions=False)
    assert done.exit_code == (1 if errors else 0), done.stderr
    assert errors in done.stderr
    found: Things = defaultdict(lambda: defaultdict(set))
    for subject, name, text, iri in QUAD.findall(done.stdout):
        found[subject][name].add(text or iri)
    return found


def from_text(folder: Path, text: str, errors: str = "", name: str = "x.csv") -> Things:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    draft(folder / "made", path)
    return things(folder / "made", errors)


def column(found: Things, name: str) -> list[str]:
    return sorted(value for thing in found.values() for value in thing.get(name, ()))


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("stad;wat\nDorp;x\nDorp;x\nStad;y\n", 3),
        ("a;b;c\nx-y;z;1\nx;y-z;1\nx;z;1\nx-y;y-z;1\nx;y;2\n", 5),
        ("stad;jaar;club;bedrag\nD;2023;J;5\nD;2023;J;2\nD;2023;S;5\nD;2024;S;5\nD;2024;J;2\n", 5),
        ("bedrag;punt\n1,5;a\n2,5;a\n1,5;b\n1,5;b\n", 4),
        # A header with a blank name, or with fewer delimiters than the rows
        (",wijk,inwoners\n0,Centrum,410\n1,Noord,95\n2,Zuid,730\n", 3),
        (",inwoners,nota\nCentrum,410,\nNoord,95,\nZuid,,later\n", 3),
        ("naam;x\na;1;\nb;2;\nc;3;\n", 3),
        ("wijk;;;zone\nCentrum;x;y;A\nNoord;p;q;B\n", 2),
        ("naam;\nA;1\nB;2\n", 2),
        ("Stad;;;Blad 1\nwijk;a;b;c\nX;1;2;3\nY;4;5;6\n", 2),
        # No header at all
        ("".join(f"w{n};;;{n};;\n" for n in range(20)) + "v;a;b;3;c;4\n", 21),
        ("18,Judo,F,,500\n21,Schaak,F,,700\n22,Dans,F,,800\n25,Koor,P,Feest,900\n", 4),
        ("Jan;Gent\nPiet;Brugge\nEls;Gent\nAn;Aalst\n", 4),
        ("2020-01-01;12,5\n2020-01-02;13\n2020-01-03;9,25\n", 3),
        # Titles, years and numbers as names of columns
        ("Clubs;;\nStand 2024;;\n;;\nnaam;sport;leden\nA;judo;12\nB;bal;30\n", 2),
        ('"Een titel zonder eind\nid;naam;stad\n1;a;x\n2;b;y\n', 2),
        ("gemeente;2019;2020\nAalst;10;11\nGent;20;22\nLier;30;31\n", 3),
        ("wijk;0;1;2;3\nA;5;6;7;8\nB;6;7;8;9\n", 2),
        ("naam;leden\nA;onbekend\nB;5\nC;6\n", 3),
        ("naam\nA\nB\nC\n", 3),
    ],
)
def test_each_row_is_a_thing(tmp_path: Path, text: str, rows: int) -> None:
    assert len(from_text(tmp_path, text)) == rows


CELLS = st.sampled_from(
    ["", "0358", "12", "3,5", "14.304", "2020-01-02", "05/09/16", "NA", "-", "a, b", "118, Rue"]
) | st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=6)


@pytest.mark.slow
@settings(max_examples=25)
@given(rows=st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=8))
def test_whatever_the_cells_each_row_is_a_thing(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    quoted = [[f'"{cell}"' for cell in (c.replace('"', '""') for c in row)] for row in rows]
    text = "\n".join(";".join(row) for row in [["naam van", "waarde x", "jaren y"], *quoted])
    folder = tmp_path_factory.mktemp("any")
    (folder / "x.csv").write_text(text + "\n", encoding="utf-8")
    draft(folder / "made", folder / "x.csv")
    mapping = (folder / "made" / "mappings" / "x.yml").read_text("utf-8")
    (folder / "made" / "here.yml").write_text(mapping, encoding="utf-8")
    done = CliRunner().invoke(map_, [str(folder / "made" / "here.yml")], catch_exceptions=False)
    made = {subject for subject, *_ in QUAD.findall(done.stdout)}
    # A row of which all cells are marks for nothing has nothing to say and may lack its key.
    nothing = sum("SAM-M009" in line or "SAM-M010" in line for line in done.stderr.splitlines())
    assert len(made) + nothing >= len(rows)


@pytest.mark.parametrize(
    ("name", "cells", "values"),
    [
        ("cbs", ["0358", "0197", "1680", "0003"], ["0003", "0197", "0358", "1680"]),
        ("score", ["007.5", "1.5", "2.5"], ["007.5", "1.5", "2.5"]),
        ("artikel nr", ["1.1", "1.10", "1.2"], ["1.1", "1.10", "1.2"]),
        ("artikel", ["0119/00-640", "010300/61412", "0101/00-6130"], None),
        ("huis", [*map(str, range(10, 30)), "14A"], None),
        ("inwoners", ["14.304", "13.120", "970"], ["13120", "14304", "970"]),
        ("inwoners", ["1.234.567", "13.120", "2000"], ["13120", "1234567", "2000"]),
        ("Population", ["29.283", "96.055", "58.474"], ["29283", "58474", "96055"]),
        ("inwoners", ["14.304", "13.120", "15000"], ["13.120", "14.304", "15000"]),
        ("inwoners", ["14,304", "13,120", "970"], ["13,120", "14,304", "970"]),
        ("inwoners", ["14 304", "13 120", "970"], ["13120", "14304", "970"]),
        ("inwoners", ["1,234,567", "13,120", "970"], ["1234567", "13120", "970"]),
        ("bedrag", ["14,304.50", "13,120", "970"], ["13120", "14304.5", "970"]),
        ("bedrag", ["14,304.50", "13,120", "9,5"], ["13,120", "14,304.50", "9,5"]),
        ("inwoners", ["14'304", "13'120", "970"], ["13120", "14304", "970"]),
        ("population", ["14\u202f304", "13\u202f120", "970"], ["13120", "14304", "970"]),
        ("prijs in CHF", ["14’304.50", "13’120", "970"], ["13120", "14304.5", "970"]),
        ("prijs €", ["€ 1.234,50", "€ 20", "3,5 €"], ["1234.5", "20", "3.5"]),
        ("prijs €", ["€ 1234.50", "€ 20", "€ 3.5"], ["1234.5", "20", "3.5"]),
        ("prijs €", ["€ 1.234,50", "€ 20", "€ 3.50"], ["€ 1.234,50", "€ 20", "€ 3.50"]),
        ("prijs €", ["€ 1.234,50", "€ 20,-", "€ 3,50"], ["€ 1.234,50", "€ 20,-", "€ 3,50"]),
        ("lat", ["51.219", "51.220", "51.100"], ["51.1", "51.219", "51.22"]),
        ("maat", ["0.219", "1.220", "2.100"], ["0.219", "1.22", "2.1"]),
        ("prijs", ["3", "2,5", "4", "7,25", "8", "9", "5", "6"], None),
        ("budget", ["1.234.567,50", "13.120,00", "870"], ["1234567.5", "13120", "870"]),
        ("aandeel", ["12%", "13,5%", "9%"], ["12%", "13,5%", "9%"]),
        ("d", ["05/09/16", "15/08/99", "01/12/05"], ["1999-08-15", "2005-12-01", "2016-09-05"]),
        (
            "d",
            ["12/31/2020", "01/15/2021", "03/04/2021"],
            ["2020-12-31", "2021-01-15", "2021-03-04"],
        ),
        ("d", ["2-01-12", "13-02-14", "01/01/2005"], ["2005-01-01", "2012-01-02", "2014-02-13"]),
        ("adres", ["118, Rue Haute", "183, Rue Haute", "50, Rue Basse", "1, Rue Basse"], None),
        ("plaats", ["Gent, Vlaanderen", "Aalst, Vlaanderen", "Luik, Wallonië"], None),
        ("p", ["2020-01-01/2020-12-31", "2020-12-31/2021-01-01", "2021-01-01/2021-12-31"], None),
        ("schooljaar", ["2019/2020", "2020/2021", "2021/2022"], None),
        ("uren", ["ma 9:00-12:00, di 9:00-12:00", "di 9:00-12:00, ma 9:00-12:00"], None),
        ("geom", ["POLYGON((1 1, 2 1, 2 2))", "POLYGON((2 1, 2 2, 3 3))", "POINT(1 1)"], None),
        ("punten", ["51.2,4.4;51.3,4.5", "51.3,4.5;51.2,4.4", "51.2,4.4"], None),
        ("pagina", ["www.a.be", "https://b.be", "www.c.be"], None),
        ("domein", ["sport, cultuur", "cultuur, jeugd", "jeugd, sport", "sport"], "split"),
        ("talen", ["nl|fr", "fr", "nl|de", "nl"], "split"),
    ],
)
def test_values_stay_what_they_are(
    tmp_path: Path, name: str, cells: list[str], values: list[str] | str | None
) -> None:
    text = "".join(f'k{n};"{cell}"\n' for n, cell in enumerate(cells))
    found = column(
        from_text(tmp_path, f"sleutel;{name}\n{text}"), re.sub(r"\W+", "_", name).strip("_")
    )
    if values == "split":
        assert set(found) == {part.strip() for cell in cells for part in re.split("[,|]", cell)}
    else:
        expected = sorted(cells if values is None else values)
        assert found == [cell.replace(",", ".") if name == "prijs" else cell for cell in expected]


@pytest.mark.parametrize("name", ["tel", "gsm", "Téléphone"])
def test_telephone_numbers_are_no_quantities(tmp_path: Path, name: str) -> None:
    text = f"id;{name}\na;016123456\nb;0476123456\nc;03123456\n"
    assert column(from_text(tmp_path, text), name) == []


def test_na_is_nothing_unless_it_is_a_code(tmp_path: Path) -> None:
    found = from_text(tmp_path, "wijk,score,tekst\nA,1.5,NA\nB,NA,foo\nC,2.5,bar\nD,NA,x\n")
    assert column(found, "score") == ["1.5", "2.5"]
    found = from_text(tmp_path / "made", "land,naam\nBE,België\nNA,Namibië\nNL,Nederland\n")
    assert column(found, "land") == ["BE", "NA", "NL"]
    rows = "BE,3,none\nNA,NA,some\nNL,4,most\nOnbekend,5,None\nFR,6,None\n"
    found = from_text(tmp_path / "more", f"land,aantal,wat\n{rows}")
    assert column(found, "land") == ["BE", "FR", "NA", "NL", "Onbekend"]
    assert column(found, "wat") == ["None", "None", "most", "none", "some"]


def test_columns_that_are_called_alike_have_properties_of_their_own(tmp_path: Path) -> None:
    found = from_text(
        tmp_path, "k;a (%);a (€);naam;titel;όνομα;πόλη\nx;1;2;p;q;r;s\ny;3;4;t;u;v;w\n"
    )
    values = {v for thing in found.values() for v in thing.values() for v in v}
    assert {len(v) for thing in found.values() for v in thing.values()} == {1}
    assert values >= {"1", "2", "p", "q", "r", "s"}


def test_numbers_that_are_alike_by_chance_are_no_link(tmp_path: Path) -> None:
    (tmp_path / "wijken.csv").write_text("wijk;deel\na;10\nb;20\nc;30\n", encoding="utf-8")
    (tmp_path / "zones.csv").write_text("nr;x\n10;p\n20;q\n30;r\n", encoding="utf-8")
    draft(tmp_path / "made", tmp_path / "wijken.csv", tmp_path / "zones.csv")
    assert column(things(tmp_path / "made"), "deel") == ["10", "20", "30"]


def test_what_does_not_fit_a_guess_is_told(tmp_path: Path) -> None:
    rows = "".join(f"k{n};{n},5\n" for n in range(20))
    from_text(tmp_path, f"k;prijs\n{rows}q;onbekend\n", errors="SAM-M003")


def test_sheets_that_show_no_table_are_told_and_left_out(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Lijst"
    for row in (["Clubs"], [], ["code", "baan"], ["01", "Noord"], ["02", "Zuid"]):
        book.active.append(row)
    for row in ([" "], [None], ["Deze lijst is van vorig jaar."], ["Met dank aan de dienst."]):
        book.create_sheet("Uitleg") if "Uitleg" not in book.sheetnames else None
        book["Uitleg"].append(row)
    hidden = book.create_sheet("Weg")
    for row in (["a", "b"], ["geheim", 1], ["geheim", 2]):
        hidden.append(row)
    hidden.sheet_state = "hidden"
    merged = book.create_sheet("Per jaar")
    for row in (["Wijk", 2023, None, 2024, None], [None, "M", "V", "M", "V"], ["A", 1, 2, 3, 4]):
        merged.append(row)
    merged.append(["B", 5, 6, 7, 8])
    book.save(tmp_path / "boek.xlsx")
    said = draft(tmp_path / "made", tmp_path / "boek.xlsx")
    assert "'Uitleg'" in said and "'Weg'" in said and "'Lijst'" not in said
    found = things(tmp_path / "made")
    assert column(found, "code") == ["01", "02"]
    assert column(found, "col_5") == ["4", "8"]
    assert len(found) == 4


def test_a_workbook_without_a_table_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Alleen een zin."])
    book.save(tmp_path / "boek.xlsx")
    done = CliRunner().invoke(inspect, [str(tmp_path / "boek.xlsx")])
    assert "no sheet of it shows a table" in str(done.exception)


def test_words_of_which_half_are_concepts_stay_words(tmp_path: Path) -> None:
    words = ["gezinnen", "ouderen", "jongeren", "fietsers", "duiven", "vissen"]
    rows = "".join(f"k{n};{word}\n" for n, word in enumerate(words))
    assert column(from_text(tmp_path, f"k;voor\n{rows}"), "voor") == sorted(words)


@pytest.mark.parametrize("name", ["null", "2024", "1e3", "no", "true", "1_000", "é", "%"])
def test_a_file_may_have_any_name(tmp_path: Path, name: str) -> None:
    assert len(from_text(tmp_path, "a;b\nx;1\ny;2\n", name=f"{name}.csv")) == 2


@pytest.mark.parametrize("name", ["beoordelingen", "lidmaatschappen", "projecten"])
def test_no_class_or_property_is_claimed_that_asks_more(tmp_path: Path, name: str) -> None:
    text = "wat;NIS;website;KBO\nA;Gent;x.be;abc\nB;Aalst;y.be;def\n"
    found = from_text(tmp_path, text, name=f"{name}.csv")
    assert {v for thing in found.values() for v in thing["type"]} == {
        "http://www.w3.org/2002/07/owl#Thing"
    }
    assert column(found, "nisCode") == column(found, "homepage") == []
    assert column(found, "NIS") == ["Aalst", "Gent"]


def test_what_can_be_read_in_two_ways_is_said(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("d;e;n\n1/2/2020;01/02/16;1,234\n3/4/2020;05/06/17;5,678\n", encoding="utf-8")
    said = CliRunner().invoke(inspect, [str(path)], env={"SAMENSPEL_LANG": "nl"}).output
    assert "gelezen als dd/mm/jjjj, maar mm/dd/jjjj past ook" in said
    assert "jaren van twee cijfers" in said
    assert "duizendtallen of decimalen" in said
