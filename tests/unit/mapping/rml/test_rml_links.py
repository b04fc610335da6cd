"""Bases of triples maps, and links between triples maps, by both engines."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import MappingError
from kg.mapping.execution.run import Engine, RunResult, map_document

pytestmark = pytest.mark.slow  # each case maps files of its own

HEAD = "@base <https://map.example/> .\n@prefix rml: <http://w3id.org/rml/> .\n"
ENGINES: tuple[Engine, ...] = ("compiled", "interpreted")


def source(file: str, formulation: str = "rml:CSV") -> str:
    return (
        f'rml:logicalSource [ rml:source [ rml:root rml:MappingDirectory ; rml:path "{file}" ] ;'
        f" rml:referenceFormulation {formulation} ] ;"
    )


def run(
    folder: Path, body: str, engine: Engine, head: str = HEAD, **files: str
) -> tuple[RunResult, list[str]]:
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
    (folder / "m.ttl").write_text(head + body, encoding="utf-8")
    (folder / "work").mkdir(exist_ok=True)
    output = folder / "out.nq"
    outcome = map_document(
        folder / "m.ttl",
        output=output,
        work=folder / "work",
        base="https://given.example/",
        engine=engine,
    )
    return outcome, output.read_text(encoding="utf-8").splitlines()


BASE = st.sampled_from([None, "https://one.example/", "https://two.example/a/"])


@pytest.mark.parametrize("engine", ENGINES)
@settings(max_examples=8)
@given(bases=st.lists(BASE, min_size=2, max_size=3))
def test_a_base_holds_for_its_own_triples_map(
    tmp_path_factory: pytest.TempPathFactory, engine: Engine, bases: list[str | None]
) -> None:
    body, wanted = "", set()
    for number, base in enumerate(bases):
        stated = f"rml:baseIRI <{base}> ;" if base else ""
        below = base or "https://given.example/"
        body += f"""<#m{number}> {stated} {source("a.csv")}
  rml:subjectMap [ rml:template "s{number}-{{id}}" ] ;
  rml:predicateObjectMap [ rml:predicate <p> ; rml:objectMap [
    rml:reference "id" ; rml:termType rml:IRI ] ] ;
  rml:predicateObjectMap [ rml:predicate <next> ; rml:objectMap [
    rml:parentTriplesMap <#m{(number + 1) % len(bases)}> ] ] .
"""
        after = (number + 1) % len(bases)
        there = bases[after] or "https://given.example/"
        subject = f"<{below}s{number}-x> <https://map.example/"
        wanted |= {f"{subject}p> <{below}x> .", f"{subject}next> <{there}s{after}-x> ."}
    folder = tmp_path_factory.mktemp("bases")
    _, lines = run(folder, body, engine, a__csv="id\nx\n")
    assert set(lines) == wanted


LINKED = """<#dish> {child}
  rml:subjectMap [ rml:template "https://e.be/dish/{{code}}" ] ;
  rml:predicateObjectMap [ rml:predicate <cook> ; rml:objectMap [
    rml:parentTriplesMap <#cook> ] ] .
<#cook> {parent}
  rml:subjectMap [ {subject} ] ;
  rml:predicateObjectMap [ rml:predicate <name> ; rml:objectMap [ rml:reference "cook" ] ] .
"""
SUBJECTS = {
    "template": 'rml:template "https://e.be/cook/{cook}"',
    "blank": "rml:termType rml:BlankNode",
    "named blank": 'rml:template "{cook}" ; rml:termType rml:BlankNode',
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("form", ["csv", "json"])
@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_link_without_conditions_stays_in_its_row(
    tmp_path: Path, engine: Engine, form: str, subject: str
) -> None:
    rows = {"csv": "code,cook\na,An\nb,Bo\nc,Cy\n", "json": "".join(_items())}[form]
    formulation = {"csv": "rml:CSV", "json": 'rml:JSONPath ; rml:iterator "$[*]"'}[form]
    (tmp_path / f"d.{form}").write_text(rows, encoding="utf-8")
    one = source(f"d.{form}", formulation)
    body = LINKED.format(child=one, parent=one, subject=SUBJECTS[subject])
    _, lines = run(tmp_path, body, engine)
    links = [line.split()[2] for line in lines if "/cook> " in line.split(" ", 1)[1][:40]]
    named = [line.split()[0] for line in lines if "/name>" in line]
    assert sorted(links) == sorted(named)
    assert len(set(links)) == len(links) == 3


def _items() -> list[str]:
    items = [f'{{"code":"{code}","cook":"{cook}"}}' for code, cook in (("a", "An"), ("b", "Bo"))]
    return ["[", ",".join(items), ',{"code":"c","cook":"Cy"}]']


@pytest.mark.parametrize("engine", ENGINES)
def test_a_link_between_two_sheets_or_files_is_no_row_of_one(
    tmp_path: Path, engine: Engine
) -> None:
    body = LINKED.format(
        child=source("a.csv"), parent=source("b.csv"), subject=SUBJECTS["template"]
    )
    _, lines = run(tmp_path, body, engine, a__csv="code\na\nb\n", b__csv="cook\nAn\n")
    assert len([line for line in lines if "https://map.example/cook>" in line]) == 2


@pytest.mark.parametrize("engine", ENGINES)
@settings(max_examples=8)
@given(children=st.lists(st.integers(0, 5), max_size=6), parents=st.sets(st.integers(0, 5)))
def test_a_row_without_a_match_gives_no_quad_and_no_error(
    tmp_path_factory: pytest.TempPathFactory,
    engine: Engine,
    children: list[int],
    parents: set[int],
) -> None:
    body = f"""<#p> {source("p.csv")} rml:subjectMap [ rml:template "https://e.be/{{row}}" ] ;
  rml:predicateObjectMap [ rml:predicate <to> ; rml:objectMap [ rml:parentTriplesMap <#s> ;
    rml:joinCondition [ rml:child "to" ; rml:parent "id" ] ] ] .
<#s> {source("s.csv")} rml:subjectMap [ rml:template "https://e.be/s/{{id}}" ] .
"""
    outcome, lines = run(
        tmp_path_factory.mktemp("links"),
        body,
        engine,
        p__csv="row,to\n" + "".join(f"{row},{to}\n" for row, to in enumerate(children)),
        s__csv="id\n" + "".join(f"{parent}\n" for parent in sorted(parents)),
    )
    matched = {(row, to) for row, to in enumerate(children) if to in parents}
    assert set(lines) == {
        f"<https://e.be/{row}> <https://map.example/to> <https://e.be/s/{to}> ."
        for row, to in matched
    }
    assert outcome.errors == []
    assert outcome.unlinked.total() == len(children) - len(matched)


NO_BASE = HEAD.split("\n", 1)[1]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("names", [("<#a>", "<#c>"), ("<a>", "<b/c>"), ("<>", "<?x>")])
def test_without_a_base_the_document_has_its_own_address(
    tmp_path: Path, engine: Engine, names: tuple[str, str]
) -> None:
    body = f"""{names[0]} {source("é f.csv")}
  rml:subjectMap [ rml:template "https://e.be/{{id}}" ] ;
  rml:predicateObjectMap [ rml:predicate rml:p ; rml:objectMap [
    rml:parentTriplesMap {names[1]} ] ] .
{names[1]} rml:logicalSource [ rml:source <%C3%A9%20f.csv> ; rml:referenceFormulation rml:CSV ] ;
  rml:subjectMap [ rml:template "s/{{id}}" ] .
"""
    (tmp_path / "é f.csv").write_text("id\n1\n", encoding="utf-8")
    _, lines = run(tmp_path, body, engine, NO_BASE)
    assert lines == ["<https://e.be/1> <http://w3id.org/rml/p> <https://given.example/s/1> ."]


@pytest.mark.parametrize("term", ["rml:class <Thing>", "rml:graph <g>", "rml:class x:Thing"])
def test_without_a_base_no_term_of_a_quad_is_relative(tmp_path: Path, term: str) -> None:
    body = f"""@prefix x: <ns#> .
<#m> {source("a.csv")} rml:subjectMap [ rml:template "https://e.be/{{id}}" ; {term} ] .
"""
    with pytest.raises(MappingError) as error:
        run(tmp_path, body, "compiled", NO_BASE, a__csv="id\n1\n")
    assert error.value.code == "SAM-Y060"
    assert error.value.line == 3
    assert str(tmp_path) not in str(error.value)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("asked", ["iterator", "query"])
@pytest.mark.parametrize(
    "formulation",
    [
        "rml:SPARQL_Results_CSV",
        "rml:SPARQL_Results_TSV",
        "<http://www.w3.org/ns/formats/SPARQL_Results_CSV>",
    ],
)
def test_a_query_over_an_rdf_file_is_a_source(
    tmp_path: Path, engine: Engine, asked: str, formulation: str
) -> None:
    select = "SELECT ?id ?name { ?id <https://e.be/name> ?name FILTER(?name != 'Bo') }"
    body = f"""<#m> {source("people.ttl", f'{formulation} ; rml:{asked} "{select}"')}
  rml:subjectMap [ rml:reference "id" ] ;
  rml:predicateObjectMap [ rml:predicate <called> ; rml:objectMap [ rml:reference "name" ] ] .
"""
    named = '<https://e.be/{}> <https://e.be/name> "{}" .'
    data = named.format(0, "An, é") + named.format(1, "Bo")
    _, lines = run(tmp_path, body, engine, people__ttl=data)
    assert lines == ['<https://e.be/0> <https://map.example/called> "An, é" .']


def test_rdf_without_a_query_is_refused_at_its_line(tmp_path: Path) -> None:
    body = f"""<#m> {source("people.ttl", "<https://w3id.org/samenspel/rml#RDF>")}
  rml:subjectMap [ rml:reference "id" ] ."""
    with pytest.raises(MappingError, match="'RDF' is no reference formulation") as error:
        run(tmp_path, body, "compiled", people__ttl="")
    assert error.value.line


@pytest.mark.parametrize("engine", ENGINES)
def test_a_list_within_a_list_goes_to_its_own_target(tmp_path: Path, engine: Engine) -> None:
    bag = "rml:gatherAs <http://www.w3.org/1999/02/22-rdf-syntax-ns#Bag>"
    target = """rml:logicalTarget [ a rml:LogicalTarget ; rml:target [ a rml:FilePath ;
      rml:root rml:MappingDirectory ; rml:path "t.nq" ] ]"""
    body = f"""<#m> {source("a.csv")}
  rml:subjectMap [ rml:template "s-{{id}}" ] ;
  rml:predicateObjectMap [ rml:predicate <p> ; rml:objectMap [ {bag} ; rml:gather (
    [ {bag} ; {target} ; rml:gather ( [ rml:reference "id" ] ) ] ) ] ] ."""
    run(tmp_path, body, engine, a__csv="id\nx\n")
    assert '#_1> "x" .' in (tmp_path / "t.nq").read_text(encoding="utf-8")
