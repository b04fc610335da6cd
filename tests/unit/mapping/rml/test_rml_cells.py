"""What RML makes of cells, by both engines: empty ones, and addresses with only ASCII in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import MappingError
from kg.mapping.execution.run import Engine, RunResult, map_document
from kg.mapping.rml import reader as rml
from kg.mapping.yarrrml import writer as write_yarrrml

MAPPING = """
@prefix rml: <http://w3id.org/rml/> .
@prefix ex: <https://e.be/> .
<#m> rml:logicalSource [
    rml:source [ rml:root rml:MappingDirectory ; rml:path "a.csv" NULLS ] ;
    rml:referenceFormulation rml:CSV ] ;
  rml:subjectMap [ rml:template "https://e.be/{id}" ; rml:termType rml:URI ] ;
  rml:predicateObjectMap [ rml:predicate ex:name ; rml:objectMap [ rml:reference "name" ] ] ;
  rml:predicateObjectMap [ rml:predicate ex:site ;
    rml:objectMap [ rml:reference "site" ; rml:termType rml:URI ] ] ;
  rml:predicateObjectMap [ rml:predicate ex:boss ;
    rml:objectMap [ rml:parentTriplesMap <#m> ;
      rml:joinCondition [ rml:child "boss" ; rml:parent "id" ] ] ] .
"""
ROWS = "id,name,site,boss\nan,An,https://an.be/,\nzoë,,https://zoë.be/,an\nx,-,https://x.be/,\n"


def mapped(
    folder: Path, engine: Engine, nulls: str = "", rows: str = ROWS
) -> tuple[RunResult, list[str]]:
    mapping = f"@base <https://e.be/m> .{MAPPING.replace('NULLS', nulls)}"
    (folder / "m.ttl").write_text(mapping, encoding="utf-8")
    (folder / "a.csv").write_text(rows, encoding="utf-8")
    (folder / "work").mkdir(exist_ok=True)
    output = folder / "out.nq"
    outcome = map_document(folder / "m.ttl", output=output, work=folder / "work", engine=engine)
    return outcome, output.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("engine", ["compiled", "interpreted"])
def test_an_empty_cell_is_a_text_unless_the_source_says_that_it_is_nothing(
    tmp_path: Path, engine: Engine
) -> None:
    _, lines = mapped(tmp_path, engine)
    assert '<https://e.be/zo%C3%AB> <https://e.be/name> "" .' in lines
    _, lines = mapped(tmp_path, engine, '; rml:null "", "-"')
    assert [line for line in lines if "/name>" in line] == [
        '<https://e.be/an> <https://e.be/name> "An" .'
    ]
    _, lines = mapped(tmp_path, engine, '; rml:null "-"')
    assert '<https://e.be/zo%C3%AB> <https://e.be/name> "" .' in lines
    assert not any('"-"' in line for line in lines)


@pytest.mark.parametrize("engine", ["compiled", "interpreted"])
def test_an_empty_cell_links_to_nothing_and_that_is_no_mistake(
    tmp_path: Path, engine: Engine
) -> None:
    outcome, lines = mapped(tmp_path, engine)
    assert "SAM-M006" not in {finding.code for finding in outcome.findings}
    assert [line for line in lines if "/boss>" in line] == [
        "<https://e.be/zo%C3%AB> <https://e.be/boss> <https://e.be/an> ."
    ]


@pytest.mark.parametrize("engine", ["compiled", "interpreted"])
def test_a_uri_has_no_letters_beyond_ascii(tmp_path: Path, engine: Engine) -> None:
    outcome, lines = mapped(tmp_path, engine)
    wrong = [f for f in outcome.findings if f.code == "SAM-M004"]
    assert [(f.row, f.raw) for f in wrong] == [(3, "https://zoë.be/")]
    assert "<https://e.be/an> <https://e.be/site> <https://an.be/> ." in lines
    rows = 'id,name,site,boss\n"a/b ~ü\U0001f600",x,,\n'
    _, lines = mapped(tmp_path, engine, rows=rows)
    assert lines[-1].startswith("<https://e.be/a%2Fb%20~%C3%BC%F0%9F%98%80> ")


def test_yarrrml_has_no_words_for_some_of_it(tmp_path: Path) -> None:
    mapped(tmp_path, "compiled", '; rml:null "-"')
    with pytest.raises(MappingError, match="YARRRML has no words"):
        write_yarrrml.write(rml.read(tmp_path / "m.ttl", tmp_path))


@pytest.mark.parametrize("engine", ["compiled", "interpreted"])
def test_a_path_that_names_an_array_is_an_error_unless_the_source_takes_them(
    tmp_path: Path, engine: Engine
) -> None:
    (tmp_path / "a.json").write_text('[{"id": 1, "n": [2, 3]}, {"id": 4, "n": 5}]')
    (tmp_path / "work").mkdir()
    text = """@prefix rml: <http://w3id.org/rml/> .
    @prefix sx: <https://w3id.org/samenspel/rml#> .
    <https://e.be/m> rml:logicalSource [ rml:iterator "$[*]" ; rml:source [
        rml:root rml:MappingDirectory ; rml:path "a.json" %s ] ;
        rml:referenceFormulation rml:JSONPath ] ;
      rml:subjectMap [ rml:template "https://e.be/{$.id}" ] ;
      rml:predicateObjectMap [ rml:predicate <https://e.be/n> ;
        rml:objectMap [ rml:reference "$.n" ; rml:datatype <https://e.be/d> ] ] .
    """
    found = []
    for said in ("", "; sx:arrays true"):
        (tmp_path / "m.ttl").write_text(text % said, encoding="utf-8")
        output = tmp_path / "out.nq"
        outcome = map_document(
            tmp_path / "m.ttl", output=output, work=tmp_path / "work", engine=engine
        )
        wrong = [(f.code, f.row, f.column, f.expected) for f in outcome.errors]
        found.append((wrong, output.read_text(encoding="utf-8").count("\n")))
    assert found == [([("SAM-R046", 1, "$.n", "$.n[*]")], 1), ([], 3)]
