"""Delimited text: every record is counted, every broken one is reported, the others survive."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from staging import read as read_source

from kg.errors import SourceError
from kg.sources.columns import column_names
from kg.sources.delimited import DelimitedTable, stage_delimited
from kg.sources.dialect import CHUNK, detect_dialect
from kg.sources.finding_log import MOST_TOLD, FindingLog
from kg.sources.records import RecordFinding, locate


def staged(tmp_path: Path, content: bytes, **stated: object) -> tuple[DelimitedTable, list[tuple]]:
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    dialect = detect_dialect(path, **{"encoding": None, "delimiter": None, **stated})
    connection = duckdb.connect()
    read = stage_delimited(connection, "t", path, dialect, tmp_path)
    rows = connection.execute("SELECT * FROM t ORDER BY _row").fetchall()
    connection.close()
    return read, rows


def test_windows_1252_is_detected_and_said(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes("naam;prijs\nCafé;€ 3\n".encode("cp1252"))
    dialect = detect_dialect(path, encoding=None, delimiter=None)
    assert (dialect.encoding, dialect.delimiter) == ("cp1252", ";")
    assert dialect.detected == ("encoding", "delimiter")


def test_stated_properties_are_not_called_detected(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(b"a;b\n1;2\n")
    assert detect_dialect(path, encoding="utf-8", delimiter=";").detected == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_accents_and_euro_sign_survive(tmp_path: Path, encoding: str) -> None:
    _, rows = staged(tmp_path, "naam;prijs\nCafé;€ 3\n".encode(encoding))
    assert rows == [(2, "Café", "€ 3")]


def test_utf_16_of_a_spreadsheet_is_detected(tmp_path: Path) -> None:
    read, rows = staged(tmp_path, "id\tnaam\n1\tCafé\n".encode("utf-16"))
    assert (read.names, rows) == (["id", "naam"], [(2, "1", "Café")])


def test_utf_8_bom_is_not_part_of_the_first_header(tmp_path: Path) -> None:
    read, _ = staged(tmp_path, "id;naam\n1;x\n".encode("utf-8-sig"))
    assert read.names == ["id", "naam"]


def test_header_on_line_2_shifts_the_rows(tmp_path: Path) -> None:
    read, rows = staged(tmp_path, b"Lijst 2026\nid;naam\n1;x\n2;y\n", header=2)
    assert read.names == ["id", "naam"]
    assert rows == [(3, "1", "x"), (4, "2", "y")]


def test_quoted_line_break_is_one_row(tmp_path: Path) -> None:
    _, rows = staged(tmp_path, b'id;tekst\n1;"a\nb"\n2;c\n')
    assert rows == [(2, "1", "a\nb"), (3, "2", "c")]


def test_blank_lines_count_as_rows_but_give_none(tmp_path: Path) -> None:
    _, rows = staged(tmp_path, b"id;naam\n1;x\n\n2;y\n")
    assert rows == [(2, "1", "x"), (4, "2", "y")]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_sound_file_needs_no_cleaned_copy(tmp_path: Path, end: str) -> None:
    read, rows = staged(tmp_path, end.join(["a;b", '1;"x y"', "2;z", ""]).encode())
    assert (len(rows), read.findings) == (2, [])
    assert list(tmp_path.glob("*.clean.csv")) == []


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_a_blank_first_line_counts(tmp_path: Path, end: bytes, mark: bytes) -> None:
    _, rows = staged(tmp_path, mark + end.join([b"", b"a;b", b"c;d", b""]), header=0)
    assert rows == [(2, "a", "b"), (3, "c", "d")]
    text = b'"a' + end + b'x";b' + end + end + b"1;2" + end
    assert staged(tmp_path, mark + text)[1] == [(3, "1", "2")]


def test_ragged_rows_lose_only_themselves(tmp_path: Path) -> None:
    read, rows = staged(tmp_path, b"a;b\n1;2\n3\n4;5;6\n7;8\n")
    assert rows == [(2, "1", "2"), (5, "7", "8")]
    assert [(f.code, f.row, f.line, f.raw) for f in read.findings] == [
        ("SAM-R002", 3, 3, "3"),
        ("SAM-R001", 4, 4, "4;5;6"),
    ]


def test_open_quote_does_not_swallow_its_neighbours(tmp_path: Path) -> None:
    read, rows = staged(tmp_path, b'a;b\n1;2\n3;"open\n5;6\n7;8\n')
    assert rows == [(2, "1", "2"), (4, "5", "6"), (5, "7", "8")]
    assert [(f.code, f.row, f.line, f.raw) for f in read.findings] == [
        ("SAM-R003", 3, 3, '3;"open')
    ]


def test_many_open_quotes_stay_linear(tmp_path: Path) -> None:
    bad = b'x;"open\n' * 3000
    read, rows = staged(tmp_path, b"a;b\n" + bad + b"1;2\n", delimiter=";", encoding="utf-8")
    assert rows == [(3002, "1", "2")]
    assert len(read.findings) == 3000


def test_byte_outside_the_stated_encoding_empties_only_its_cell(tmp_path: Path) -> None:
    read, rows = staged(tmp_path, b"a;b\n1;caf\xe9\n2;ok\n", encoding="utf-8")
    assert rows == [(2, "1", None), (3, "2", "ok")]
    finding = read.findings[0]
    assert (finding.code, finding.row, finding.line, finding.column) == ("SAM-R004", 2, 2, "b")


def test_unknown_encoding_is_an_error_for_people(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="'latin-klingon' is not known"):
        staged(tmp_path, b"a;b\n", encoding="latin-klingon")


def test_empty_file_says_that_there_is_no_header(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no header on line 1"):
        staged(tmp_path, b"", delimiter=";")


CELLS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff"), max_size=12
)


NAMES = st.lists(CELLS, min_size=2, max_size=3)
TITLES = st.text(st.characters(codec="cp1252", exclude_characters="\0\r\n"), max_size=8)


@pytest.mark.slow
@settings(max_examples=50)
@given(
    names=NAMES,
    data=st.data(),
    delimiter=st.sampled_from([";", ",", "\t", "|", "é"]),
    quote=st.sampled_from(['"', "'"]),
    end=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    titles=st.lists(TITLES, max_size=2),
)
def test_any_table_comes_back_with_its_header_and_row_numbers(
    tmp_path_factory: pytest.TempPathFactory,
    names: list[str],
    data: st.DataObject,
    delimiter: str,
    quote: str,
    end: str,
    encoding: str,
    titles: list[str],
) -> None:
    cells = st.lists(CELLS, min_size=len(names), max_size=len(names))
    table = data.draw(st.lists(cells, max_size=8))
    out = io.StringIO(newline="")
    writer = csv.writer(
        out, delimiter=delimiter, quotechar=quote, lineterminator=end, quoting=csv.QUOTE_ALL
    )
    writer.writerow(names)
    writer.writerows(table)
    header = 1 + len(titles)
    text = "".join(title + end for title in titles) + out.getvalue()
    read, rows = staged(
        tmp_path_factory.mktemp("any"),
        text.encode(encoding),
        encoding=encoding,
        delimiter=delimiter,
        quote=quote,
        header=header,
    )
    called = column_names([name.strip() for name in names])
    assert read.names == called
    assert [f.column for f in read.findings] == [c for c in called if c.startswith("_col.")]
    expected = [(header + 1 + i, *row) for i, row in enumerate(table)]
    assert [tuple(v or "" for v in row) for row in rows] == expected


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("head", "header"),
    [
        ('nr,"naam\nin het\nNederlands"', 1),
        ('"nr\n\n","naam ""x"""', 1),
        ('"Lijst\nvan 2026",\nnr,naam', 3),
        ('"Lijst van 2026,\nnr,naam', 2),
        ('Lijst,"2026\n\n"zo,\nnr,"na\nam"', 4),
    ],
)
def test_a_header_of_several_lines_or_below_any_title_loses_no_row(
    tmp_path: Path, head: str, header: int, end: str
) -> None:
    text = head.replace("\n", end) + end + end.join(["1,An", "2,Bo", '3,"C\ni"', ""])
    read, rows = staged(tmp_path, text.encode(), encoding="utf-8", delimiter=",", header=header)
    assert [row[1:] for row in rows] == [("1", "An"), ("2", "Bo"), ("3", "C\ni")]
    assert (read.names[0], read.findings) == ("nr", [])
    dialect = detect_dialect(tmp_path / "file.csv", encoding="utf-8", delimiter=",", header=header)
    first = locate(tmp_path / "file.csv", dialect, rows={header + 1})[header + 1]
    assert first.line == 2 + head.count("\n")


@pytest.mark.parametrize("ends", [("\n", "\r\n"), ("\r\n", "\n"), ("\r", "\n")])
def test_a_head_with_other_line_ends_loses_no_row(tmp_path: Path, ends: tuple[str, str]) -> None:
    text = f"Titel{ends[0]}nr,naam{ends[0]}1,An{ends[1]}2,Bo{ends[1]}"
    _, rows = staged(tmp_path, text.encode(), encoding="utf-8", delimiter=",", header=2)
    assert [row[1:] for row in rows] == [("1", "An"), ("2", "Bo")]


def test_an_open_quote_in_the_header_is_told_and_loses_no_row(tmp_path: Path) -> None:
    read, rows = staged(tmp_path, b'nr;"naam\n1;An\n2;"Bo"\n', delimiter=";")
    assert (read.names, rows) == (["nr", "naam"], [(2, "1", "An"), (3, "2", "Bo")])
    assert [(f.code, f.row, f.line, f.raw) for f in read.findings] == [
        ("SAM-R003", 1, 1, 'nr;"naam')
    ]


def test_a_cell_is_found_on_the_line_where_it_begins(tmp_path: Path) -> None:
    content = b'Titel\nid;tekst;x\n1;"a\nb\nc";fout\n2;y;z\n'
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    dialect = detect_dialect(path, encoding="utf-8", delimiter=";", header=2)
    found = locate(path, dialect, rows={3, 4})
    assert found[3].line == 3
    assert found[3].line_of(2) == 5
    assert content.decode().splitlines()[4].endswith("fout")
    assert found[4].line_of(0) == 6


@pytest.mark.slow
@settings(max_examples=60)
@given(
    st.lists(
        st.lists(st.text('ab \n;"é', max_size=4), min_size=2, max_size=2), min_size=1, max_size=6
    ),
    st.sampled_from(["a;b\n", "t\nx\na;b\n", '"a\nz";b\n']),
    st.sampled_from(["\n", "\r\n"]),
)
def test_lines_are_known_without_reading_again_only_where_each_record_has_one(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], head: str, end: str
) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator=end).writerows(rows)
    header = 3 if head.startswith("t") else 1
    folder = tmp_path_factory.mktemp("lines")
    path = folder / "f.csv"
    path.write_text(head.replace("\n", end) + out.getvalue(), encoding="utf-8", newline="")
    dialect = detect_dialect(path, encoding="utf-8", delimiter=";", header=header)
    with duckdb.connect() as connection:
        read = stage_delimited(connection, "t", path, dialect, folder)
        numbers = {row for (row,) in connection.execute("SELECT _row FROM t").fetchall()}
    found = locate(path, dialect, rows=numbers)
    if read.lines_above is not None:
        assert {row: record.line for row, record in found.items()} == {
            row: row + read.lines_above for row in numbers
        }


def test_lines_of_a_plain_table_are_known(tmp_path: Path) -> None:
    read, rows = staged(tmp_path, b"lijst van 2020\n\nid;naam\n1;x\n2;y\n", header=3)
    assert (read.lines_above, rows[0][0]) == (0, 4)
    read, _ = staged(tmp_path, b'id;naam\n1;"x\ny"\n2;y\n')
    assert read.lines_above is None


@pytest.mark.parametrize("bad", [b"Priv\xe9", "Priv\x81".encode("latin-1"), b"\xe9\xe9 Caf\xe9"])
def test_a_few_bytes_that_do_not_fit_do_not_spoil_the_others(tmp_path: Path, bad: bytes) -> None:
    lines = [f"{n};Coördinatie één" for n in range(20)]
    content = "\n".join(["nr;naam", *lines, "20;"]).encode() + bad + b"\n21;zo\xc3\xab\n"
    read, rows = staged(tmp_path, content)
    assert rows[0] == (2, "0", "Coördinatie één")
    assert rows[-2:] == [(22, "20", None), (23, "21", "zoë")]
    assert [(f.code, f.row, f.line, f.column) for f in read.findings] == [
        ("SAM-R004", 22, 22, "naam")
    ]


def test_the_encoding_of_most_letters_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes("naam\nCafé\nÉcole\nZoë\n".encode("cp1252") + "Één\n".encode())
    assert detect_dialect(path, encoding=None, delimiter=";").encoding == "cp1252"
    path.write_bytes(b"x" * (CHUNK - 5) + "é€\n".encode() * 9 + b"\xe9")
    assert detect_dialect(path, encoding=None, delimiter=";").encoding == "utf-8-sig"


def test_utf_8_in_a_file_of_another_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes("nr;naam\n1;Café\n2;Zoë\n3;Ça\n".encode("cp1252") + "4;één\n".encode())
    found = read_source(path, "csv", ["naam"])
    assert found.column("naam")[:3] == ["Café", "Zoë", "Ça"]
    assert [(f.code, f.row, f.column) for f in found.staged.findings] == [("SAM-R075", 5, "naam")]


@pytest.mark.parametrize("encoding", ["windows-1252", "latin-1", "iso-8859-15", "utf-8"])
def test_utf_8_that_is_read_as_the_mapping_states_is_told(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "f.csv"
    path.write_text("nr;naam\n1;Café\n2;één\n", encoding="utf-8")
    found = read_source(path, "csv", ["naam"], encoding=encoding, delimiter=";")
    told = [(f.code, f.row, f.column, f.expected) for f in found.staged.findings]
    assert told == ([] if encoding == "utf-8" else [("SAM-R075", 2, "naam", "(2×)")])


def test_more_faults_than_are_told_are_counted() -> None:
    told = FindingLog()
    for row in range(MOST_TOLD + 3):
        told.add(RecordFinding("SAM-R031", row, None, "#N/A", column="a"))
    told.add(RecordFinding("SAM-R031", 5, None, "#N/A", column="b"))
    *kept, rest = told
    assert (len(kept), kept[-1].column) == (MOST_TOLD + 1, "b")
    assert (rest.row, rest.expected) == (MOST_TOLD, "(3×)")
