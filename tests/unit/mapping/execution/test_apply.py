"""Rows become quads, bad cells become findings, and nothing else changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mapping_run import EX, ONE, Result, Run, map_files, one

from kg.errors import MappingError, SourceError


def test_literal_language_and_iri(run: Run) -> None:
    result = run(
        ONE.format(po="[foaf:name, $(v), nl~lang]\n      - [foaf:page, $(w)~iri]"),
        f__csv='id;v;w\n1;"Café ""De Brug""";https://e.be/x\n',
    )
    assert result.lines == [
        '<https://e.be/1> <http://xmlns.com/foaf/0.1/name> "Café \\"De Brug\\""@nl',
        "<https://e.be/1> <http://xmlns.com/foaf/0.1/page> <https://e.be/x>",
    ]
    assert result.findings == []


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("31/12/2025", "2025-12-31"),
        ("1/2/2020", "2020-02-01"),
        ("29/02/2024", "2024-02-29"),
        ("31/02/2020", None),
        ("2020-01-01", None),
        ("gisteren", None),
    ],
)
def test_dates_by_the_declared_form(run: Run, typed: str, expected: str | None) -> None:
    result = one(run, "[dct:issued, $(v), xsd:date]", f"1;{typed}")
    if expected is None:
        assert (result.lines, result.codes) == ([], ["SAM-M002"])
        assert result.findings[0].raw == typed
    else:
        assert result.lines[0].endswith(f'"{expected}"^^<http://www.w3.org/2001/XMLSchema#date>')


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("4,50", "4.5"),
        ("1.234,00", "1234"),
        ("€ 107.480", "107480"),
        ("0,0", "0"),
        ("-0,50", "-0.5"),
        ("007", "7"),
        ("12.50", None),
        ("1,2,3", None),
        ("n.t.b.", None),
    ],
)
def test_decimals_by_the_declared_comma(run: Run, typed: str, expected: str | None) -> None:
    result = one(run, "[schema:price, $(v), xsd:decimal]", f"1;{typed}")
    if expected is None:
        assert (result.lines, result.codes) == ([], ["SAM-M003"])
    else:
        assert f'"{expected}"^^' in result.lines[0]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("0697.608.063", "0697608063"),
        ("BE 0697.608.063", "0697608063"),
        ("697608063", "0697608063"),
        ("0680397589", None),
        ("12345", None),
        ("0697608063x", None),
    ],
)
def test_enterprise_numbers_are_normalised_and_checked(
    run: Run, typed: str, expected: str | None
) -> None:
    po = "{p: sam:kboNumber, o: {value: $(v), samenspel: {function: kbo}}}"
    result = one(run, po, f"1;{typed}")
    if expected is None:
        assert (result.lines, result.codes) == ([], ["SAM-M007"])
    else:
        assert result.lines[0].endswith(f'"{expected}"')


def test_several_values_in_a_cell_with_a_look_up(run: Run, tmp_path: object) -> None:
    (tmp_path / "l.csv").write_text("from,to\nWonen,ex:wonen\nwerk,ex:werk\n")  # type: ignore[operator]
    po = '{p: sam:x, o: {value: $(v), type: iri, samenspel: {split: ",", lookup: l.csv}}}'
    result = one(run, po, "1; wonen ,Werk,wonnen,")
    assert [line.split()[-1] for line in result.lines] == [f"<{EX}werk>", f"<{EX}wonen>"]
    (finding,) = result.findings
    assert (finding.code, finding.raw, finding.guess) == ("SAM-M005", "wonnen", "Wonen")


def test_documents_may_call_different_lists_alike(run: Run, tmp_path: Path) -> None:
    (tmp_path / "l.csv").write_text("from,to\nWonen,ex:wonen\n")
    as_text = "{p: sam:x, o: {value: $(v), samenspel: {lookup: l.csv}}}"
    as_iri = "{p: sam:y, o: {value: $(v), type: iri, samenspel: {lookup: l.csv}}}"
    result = run(ONE.format(po=as_text), ONE.format(po=as_iri), f__csv="id;v\n1;wonen\n")
    assert [line.split()[-1] for line in result.lines] == ['"ex:wonen"', f"<{EX}wonen>"]


def test_what_one_document_calls_nothing_another_may_not(run: Run) -> None:
    first = ONE.format(po="[sam:x, $(v)]").replace('decimal: ","', 'null: ["#N/A", ""]')
    second = ONE.format(po="[sam:y, $(v)]")
    result = run(first, second, f__csv="id;v\n1;#N/A\n")
    assert result.lines == []
    assert [(f.code, f.row, f.raw) for f in result.findings] == [("SAM-R031", 2, "#N/A")]


def test_condition_keeps_only_its_rows(run: Run) -> None:
    po = (
        "{p: a, o: ex:Free, condition: {function: equal,"
        " parameters: [[str1, $(v)], [str2, gratis]]}}"
    )
    result = one(run, po, "1;gratis\n2;4\n3;")
    assert [line.split()[0] for line in result.lines] == [f"<{EX}1>"]


def test_json_items_with_lists_and_paths(run: Run) -> None:
    result = run(
        """
        prefixes: {ex: "https://e.be/"}
        sources:
          p: {access: sources/p.json, referenceFormulation: jsonpath, iterator: "$.projecten[*]"}
        mappings:
          project:
            sources: p
            s: ex:$(code)
            po:
              - [foaf:name, $(titel.nl), nl~lang]
              - p: ex:partner
                o: {value: "ex:o/$(partners[*])", type: iri}
              - [dct:issued, $(start), xsd:date]
        """,
        p__json="""{"projecten": [
          {"code": "a b", "titel": {"nl": "Eén"}, "partners": ["x", "y"], "start": "2020-01-01"},
          {"code": "c", "titel": {"nl": null}, "partners": [], "start": "2020-13-01"}
        ]}""",
    )
    assert result.lines == [
        '<https://e.be/a%20b> <http://purl.org/dc/terms/issued> "2020-01-01"'
        "^^<http://www.w3.org/2001/XMLSchema#date>",
        '<https://e.be/a%20b> <http://xmlns.com/foaf/0.1/name> "Eén"@nl',
        "<https://e.be/a%20b> <https://e.be/partner> <https://e.be/o/x>",
        "<https://e.be/a%20b> <https://e.be/partner> <https://e.be/o/y>",
    ]
    (finding,) = result.findings
    assert (finding.code, finding.row, finding.line, finding.raw) == (
        "SAM-M002",
        2,
        3,
        "2020-13-01",
    )


@pytest.mark.slow
def test_rdf_asked_by_a_select_finds_the_line_of_a_value(run: Run) -> None:
    result = run(
        """
        prefixes: {ex: "https://e.be/"}
        sources:
          b:
            access: sources/b.ttl
            queryFormulation: sparql11
            query: "SELECT ?s ?k { ?s <https://e.be/kbo> ?k } ORDER BY ?s"
        mappings:
          org:
            sources: b
            s: $(s)
            po:
              - p: sam:kboNumber
                o: {value: $(k), samenspel: {function: kbo}}
        """,
        b__ttl='@prefix e: <https://e.be/> .\ne:a e:kbo "0697608063" .\ne:b e:kbo "0680397589" .\n',
    )
    assert result.lines == [
        '<https://e.be/a> <https://w3id.org/samenspel/ns#kboNumber> "0697608063"'
    ]
    (finding,) = result.findings
    assert (finding.code, finding.row, finding.line) == ("SAM-M007", None, 3)
    assert (f"<{EX}a>", "b.ttl", None) in result.provenance


def test_provenance_has_each_row_of_a_subject(run: Run) -> None:
    result = one(run, "[foaf:name, $(v)]", "1;a\n2;b\n1;c")
    assert result.provenance == [
        (f"<{EX}1>", "f.csv", 2),
        (f"<{EX}1>", "f.csv", 4),
        (f"<{EX}2>", "f.csv", 3),
    ]


def test_unknown_column_says_place_and_nearest_name(run: Run) -> None:
    with pytest.raises(MappingError) as caught:
        one(run, "[foaf:name, $(nam)]", "1;x", header="id;naam")
    assert caught.value.line == 13
    assert "'naam'" in (caught.value.hint or "")


def test_wrong_delimiter_is_named(run: Run) -> None:
    with pytest.raises(MappingError) as caught:
        run(ONE.format(po="[foaf:name, $(v)]"), f__csv="id,v\n1,x\n")
    assert "the delimiter is ',', not ';'?" in (caught.value.hint or "")


def test_missing_source_file_is_an_error_for_people(run: Run) -> None:
    with pytest.raises(SourceError, match="is not there"):
        run(ONE.format(po="[foaf:name, $(v)]"))


ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)


@pytest.fixture
def fresh_run(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Result]:
    def call(text: str) -> Result:
        import csv
        import io

        out = io.StringIO(newline="")
        csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL).writerows([["id", "v"], ["1", text]])
        po = "[foaf:name, $(v)]\n      - [foaf:page, ex:p/$(v)~iri]\n      - [foaf:x, $(v)~iri]"
        return map_files(tmp_path_factory.mktemp("any"), ONE.format(po=po), f__csv=out.getvalue())

    return call


@pytest.mark.slow
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=ANY_TEXT)
def test_any_text_gives_quads_that_a_strict_parser_reads_back(
    fresh_run: Callable[..., Result], text: str
) -> None:
    result = fresh_run(text)
    names = [line for line in result.lines if "foaf/0.1/name" in line]
    if text.strip(" \t\n\r\u00a0"):
        import pyoxigraph

        (quad,) = pyoxigraph.parse(f"{names[0]} .", format=pyoxigraph.RdfFormat.N_TRIPLES)
        assert quad.object == pyoxigraph.Literal(text)
    else:
        assert names == []


def test_only_the_map_that_sql_cannot_express_is_walked(run: Run) -> None:
    mapping = """
        prefixes: {ex: "https://e.be/"}
        sources:
          rows:
            access: sources/rows.csv
            referenceFormulation: csv
            samenspel: {encoding: utf-8, delimiter: ","}
        mappings:
          plain:
            sources: rows
            s: ex:row/$(id)
            po: [[ex:name, $(name)]]
          several:
            sources: rows
            s: {value: ex:theme/$(themes), samenspel: {split: ";"}}
            po: [[ex:of, $(id)]]
    """
    result = run(mapping, rows__csv="id,name,themes\n1,a,x;y\n")
    assert len(result.lines) == 3
    (reason,) = result.interpreted
    assert "'several'" in reason
    assert (f"<{EX}theme/y>", "rows.csv", 2) in result.provenance


def test_each_sheet_of_a_workbook_is_told_of_and_counted(run: Run, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    first, second = book.active, book.create_sheet("Two")
    first.title = "One"
    for sheet, value in ((first, "x"), (second, "#REF!")):
        sheet.append(["id", "name"])
        sheet.append(["a", value])
        sheet.append(["b", value])
    book.save(tmp_path / "book.xlsx")
    mapping = """
        prefixes: {ex: "https://e.be/"}
        sources:
          one: {access: sources/f.xlsx, referenceFormulation: excel, samenspel: {sheet: One}}
          two: {access: sources/f.xlsx, referenceFormulation: excel, samenspel: {sheet: Two}}
        mappings:
          one: {sources: one, s: ex:one/$(id), po: [[ex:name, $(name)]]}
          two: {sources: two, s: ex:two/$(id), po: [[ex:name, $(name)]]}
    """
    result = run(mapping, f__xlsx=(tmp_path / "book.xlsx").read_bytes())
    told = [(f.code, f.sheet, f.row) for f in result.findings]
    assert told == [("SAM-R031", "Two", 2), ("SAM-R031", "Two", 3)]
    assert result.rows == {"sources/f.xlsx": 4}
