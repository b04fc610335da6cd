"""RDF files that a query joins, and the functions that clean what exports hold."""

from __future__ import annotations

import pytest
from mapping_run import Run

from kg.errors import SourceError

BODIES = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://e.be/b1> skos:prefLabel "Lindewater" .
<https://e.be/b2> skos:prefLabel "Verdwenen" .
"""
AREAS = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://e.be/a1> skos:prefLabel "Lindewater"@nl ; skos:notation "99001" .
"""
JOINED = """
prefixes: {ex: "https://e.be/"}
sources:
  s:
    access: sources/bodies.ttl
    samenspel: {with: sources/areas.ttl}
    query: |
      PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
      SELECT ?body ?nis {
        ?body skos:prefLabel ?name .
        BIND(STRLANG(?name, "nl") AS ?tagged)
        OPTIONAL { GRAPH <areas.ttl> { ?area skos:prefLabel ?tagged ; skos:notation ?nis } }
      }
mappings:
  m:
    sources: s
    s: $(body)
    po:
      - [a, sam:Organisation]
      - [sam:nisCode, $(nis)]
"""
ONE = """
prefixes: {{ex: "https://e.be/"}}
sources:
  s:
    access: sources/f.csv
    referenceFormulation: csv
    samenspel: {{encoding: utf-8, delimiter: ";"}}
mappings:
  m:
    sources: s
    s: ex:x
    po:
      - p: foaf:name
        o: {{value: $(v), samenspel: {{function: {function}}}}}
"""


def test_a_query_joins_its_file_with_another(run: Run) -> None:
    result = run(JOINED, bodies__ttl=BODIES, areas__ttl=AREAS)
    assert [line for line in result.lines if "nisCode" in line] == [
        '<https://e.be/b1> <https://w3id.org/samenspel/ns#nisCode> "99001"'
    ]
    # the other file only answers: nothing of it is mapped, and it is no source of the subject
    assert {line.split()[0] for line in result.lines} == {"<https://e.be/b1>", "<https://e.be/b2>"}
    assert {file for _, file, _ in result.provenance} == {"bodies.ttl"}


def test_a_missing_other_file_is_named(run: Run) -> None:
    with pytest.raises(SourceError, match=r"areas\.ttl is not there"):
        run(JOINED, bodies__ttl=BODIES)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p data-x='1'>Een <strong>uitzondering</strong>.</p>", "Een uitzondering."),
        ("<h3>Aangifte</h3><p>Ten laatste&nbsp;dan</p>", "Aangifte Ten laatste dan"),
        ("artikel 5 &sect; 1 &amp; 2 &quot;zo&quot;", "artikel 5 § 1 & 2 \\\"zo\\\""),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("3 < 4 en 5 > 2", "3 < 4 en 5 > 2"),
        ("gewone tekst", "gewone tekst"),
    ],
)  # fmt: skip
def test_html_becomes_plain_text(run: Run, html: str, text: str) -> None:
    cell = '"' + html.replace('"', '""') + '"'
    result = run(ONE.format(function="plain"), f__csv=f"v\n{cell}\n")
    assert result.lines == [f'<https://e.be/x> <http://xmlns.com/foaf/0.1/name> "{text}"']


def test_html_without_text_gives_nothing(run: Run) -> None:
    assert run(ONE.format(function="plain"), f__csv='v;w\n"<p> </p>";1\n').lines == []


@pytest.mark.parametrize(
    ("address", "tail"),
    [
        ("https://data.example.be/id/organisatie/OVO000001", "OVO000001"),
        ("https://data.example.be/ns#Term", "Term"),
        ("https://data.example.be/id/x/", "x"),
        ("los", "los"),
    ],
)
def test_tail_is_what_stands_last_in_an_address(run: Run, address: str, tail: str) -> None:
    result = run(ONE.format(function="tail"), f__csv=f"v\n{address}\n")
    assert result.lines == [f'<https://e.be/x> <http://xmlns.com/foaf/0.1/name> "{tail}"']
