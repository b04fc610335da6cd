"""What a mapping says itself makes IRIs, literals and dates, or the mapping is refused."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pyoxigraph
import pytest

from kg.errors import MappingError
from kg.mapping.execution.run import RunResult, map_document

YARRRML = """\
prefixes: {{ex: "https://e.be/"}}
sources:
  rows:
    access: rows.csv
    referenceFormulation: csv
    samenspel: {{encoding: utf-8, delimiter: ",", dates: {dates}}}
mappings:
  row:
    sources: rows
    s: {subject}
    po:
      - {po}
"""
GOOD = {"dates": '["%d/%m/%Y"]', "subject": "ex:row/$(id)", "po": "[ex:p, $(n)]"}


def outcome(
    folder: Path, text: str, rows: str = "id,n\n1,x\n", *, base: str | None = None
) -> tuple[RunResult, str]:
    name = "m.ttl" if "@prefix" in text else "m.yml"
    (folder / name).write_text(text, encoding="utf-8")
    (folder / "rows.csv").write_text(rows, encoding="utf-8")
    answers = []
    for engine in ("compiled", "interpreted"):
        (folder / engine).mkdir(exist_ok=True)
        out = folder / "out.nq"
        run = map_document(
            folder / name, output=out, work=folder / engine, base=base, engine=engine
        )
        answers.append((run, out.read_text(encoding="utf-8")))
    assert answers[0][1] == answers[1][1]
    return answers[0]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"subject": '"https://e.be/a b/$(id)"'}, "SAM-Y010"),
        ({"subject": '"https://e.be/<$(id)>"'}, "SAM-Y010"),
        ({"subject": '"https://e.be/x\\\\y/$(id)"'}, "SAM-Y010"),
        ({"subject": '"https://e.be/%4$(id)"'}, "SAM-Y010"),
        ({"subject": '"https://e.be/#a#$(id)"'}, "SAM-Y010"),
        ({"subject": '"e.be/$(id)"'}, "SAM-Y010"),
        ({"po": '[a, "https://e.be/Class|Other"]'}, "SAM-Y010"),
        ({"po": '[ex:p, "https://e.be/100%~iri"]'}, "SAM-Y010"),
        ({"po": '[ex:p, "https://e.be/{$(n)}~iri"]'}, "SAM-Y010"),
        ({"po": '[ex:p, $(n), "https://e.be/data type"]'}, "SAM-Y010"),
        ({"po": "[ex:p, twaalf, xsd:integer]"}, "SAM-Y050"),
        ({"po": '[ex:p, "2026-02-30", xsd:date]'}, "SAM-Y050"),
        ({"po": '[ex:p, "300", xsd:unsignedByte]'}, "SAM-Y050"),
        ({"po": '[ex:p, "€ 5", xsd:decimal]'}, "SAM-Y050"),
        ({"po": '[ex:p, "TRUE", xsd:boolean]'}, "SAM-Y050"),
        ({"po": '[ex:p, "2026-01-02 10:00:00", xsd:dateTime]'}, "SAM-Y050"),
        ({"po": '[ex:p, "A5F", xsd:hexBinary]'}, "SAM-Y050"),
        ({"po": '[ex:p, "AAB=", xsd:base64Binary]'}, "SAM-Y050"),
        ({"dates": '"%d/%m"'}, "SAM-Y051"),
        ({"po": '{p: ex:p, o: {value: $(n), samenspel: {decimal: "|"}}}'}, "SAM-Y052"),
        ({"dates": '[], decimal: "["'}, "SAM-Y052"),
        ({"dates": '["%d/%m/%Y", "%d/%m/%Q"]'}, "SAM-Y051"),
    ],
)
def test_what_the_mapping_says_wrongly_is_refused_with_its_line(
    tmp_path: Path, wrong: dict[str, str], code: str
) -> None:
    with pytest.raises(MappingError) as raised:
        outcome(tmp_path, YARRRML.format(**GOOD | wrong))
    assert raised.value.code == code and "m.yml:" in str(raised.value)


@pytest.mark.parametrize(
    ("text", "datatype"),
    [
        ("+05.0", "decimal"),
        ("007", "integer"),
        ("1", "boolean"),
        ("-INF", "double"),
        (".5e3", "float"),
        ("2026-01-02T10:00:00+01:00", "dateTime"),
        ("a5f0", "hexBinary"),
        ("AAA=", "base64Binary"),
    ],
)
def test_constants_in_any_form_of_xsd_stay_as_written(
    tmp_path: Path, text: str, datatype: str
) -> None:
    _, quads = outcome(
        tmp_path, YARRRML.format(**GOOD | {"po": f'[ex:p, "{text}", xsd:{datatype}]'})
    )
    assert f'"{text}"^^<http://www.w3.org/2001/XMLSchema#{datatype}>' in quads


def test_a_fixed_length_is_a_text_in_sql_too(tmp_path: Path) -> None:
    po = '{p: ex:p, o: {function: pad, parameters: [[value, $(n)], [length, "3"]]}}'
    _, quads = outcome(tmp_path, YARRRML.format(**GOOD | {"po": po}))
    assert '"00x"' in quads


def test_a_date_may_have_a_zone_beside_other_forms(tmp_path: Path) -> None:
    given = GOOD | {"dates": '["%d/%m/%Y", "%Y-%m-%d"]', "po": "[ex:p, $(n), xsd:date]"}
    rows = "id,n\n1,2026-01-02+01:00\n2,03/01/2026\n3,2026-1-4\n4,2026-02-30Z\n"
    run, quads = outcome(tmp_path, YARRRML.format(**given), rows)
    for date in ("2026-01-02+01:00", "2026-01-03", "2026-01-04"):
        assert f'"{date}"^^' in quads
    assert [f.raw for f in run.errors] == ["2026-02-30Z"]


def test_binary_values_are_canonical_or_reported(tmp_path: Path) -> None:
    rows = f"id,n\n1,a5f0\n2,A5F\n3,{'0' * 3000}\n"
    run, quads = outcome(
        tmp_path, YARRRML.format(**GOOD | {"po": "[ex:p, $(n), xsd:hexBinary]"}), rows
    )
    assert '"A5F0"^^' in quads and f'"{"0" * 3000}"^^' in quads
    assert [(f.code, f.raw) for f in run.errors] == [("SAM-M003", "A5F")]


@pytest.mark.parametrize(
    ("subject", "made"),
    [
        ('"https://e.be/a%20b/$(id)"', "https://e.be/a%20b/1"),
        ('"https://e.be:$(id)/x"', "https://e.be:1/x"),
        ('"urn:x:$(id)"', "urn:x:1"),
        ('"http://[::1]:8000/$(id)"', "http://[::1]:8000/1"),
        ('"http://[1:2::192.0.2.1]/$(id)"', "http://[1:2::192.0.2.1]/1"),
        ('"mailto:$(n)@e.be"', "mailto:x@e.be"),
        ('"https://e.be/é?q=$(n)#$(id)"', "https://e.be/é?q=x#1"),
    ],
)
def test_iris_of_any_kind_are_taken(tmp_path: Path, subject: str, made: str) -> None:
    _, text = outcome(tmp_path, YARRRML.format(**GOOD | {"subject": subject}))
    (quad,) = pyoxigraph.parse(text.encode(), format=pyoxigraph.RdfFormat.N_QUADS)
    assert str(quad.subject) == f"<{made}>"


RML = """\
@prefix rml: <http://w3id.org/rml/> .
<http://m.be/m> rml:logicalSource [ rml:referenceFormulation rml:CSV ;
    rml:source [ rml:root rml:MappingDirectory ; rml:path "rows.csv" ] ] ;
  rml:subjectMap [ %s ] ;
  rml:predicateObjectMap [ rml:predicate <https://e.be/p> ; rml:objectMap [ rml:reference "n" ] ] .
"""


@pytest.mark.parametrize(
    ("template", "base"),
    [("https://e.be/é/{id}", None), ("é/{id}", "https://e.be/"), ("{id}", "https://é.be/")],
)
def test_a_uri_is_ascii_whatever_makes_it(tmp_path: Path, template: str, base: str | None) -> None:
    subject = f'rml:template "{template}" ; rml:termType rml:%s'
    outcome(tmp_path, RML % (subject % "IRI"), base=base)
    with pytest.raises(MappingError, match="makes no URI") as raised:
        outcome(tmp_path, RML % (subject % "URI"), base=base)
    assert raised.value.code == "SAM-Y010"


@pytest.mark.parametrize("kind", ["UnsafeIRI", "UnsafeURI"])
def test_unsafe_term_types_are_taken_as_they_are(tmp_path: Path, kind: str) -> None:
    subject = f'rml:template "https://e.be/{{id}}" ; rml:termType rml:{kind}'
    rows = 'id,n\na/b c,1\n"<é>",2\nu|v\\w,3\n'
    run, text = outcome(tmp_path, RML % subject, rows, base="https://b.be/")
    quads = pyoxigraph.parse(text.encode(), format=pyoxigraph.RdfFormat.N_QUADS, lenient=True)
    assert {q.object.value: q.subject.value for q in quads} == {
        "1": "https://e.be/a/b c",
        "2": "https://e.be/<é>",
        "3": "https://e.be/u|v\\w",
    }
    assert not run.errors


def test_a_base_is_put_before_what_has_no_scheme_only(tmp_path: Path) -> None:
    rows = dedent("""\
        id,n
        https://e.be/a b,1
        https://e.be/ok,2
        x/y,3
        https://e.be:port/,4
        10:30,5
        """)
    run, text = outcome(tmp_path, RML % 'rml:reference "id"', rows, base="https://b.be/")
    assert [line.split(" ")[0] for line in text.splitlines()] == [
        "<https://b.be/10:30>",
        "<https://b.be/x/y>",
        "<https://e.be/ok>",
    ]
    assert [(f.row, f.raw) for f in run.errors] == [
        (2, "https://e.be/a b"),
        (5, "https://e.be:port/"),
    ]


def test_an_engine_that_is_none_is_not_taken_for_another(tmp_path: Path) -> None:
    (tmp_path / "m.ttl").write_text("", encoding="utf-8")
    with pytest.raises(KeyError, match="fast"):
        map_document(tmp_path / "m.ttl", engine="fast")  # type: ignore[arg-type]
