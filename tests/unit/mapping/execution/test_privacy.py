"""What a source withholds is shown nowhere, and no rule may publish it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import MappingError
from kg.mapping.document import (
    Constant,
    MappingDocument,
    Place,
    PredicateObject,
    Reference,
    Source,
    TermMap,
    TriplesMap,
)
from kg.mapping.execution.privacy import Privacy
from kg.mapping.rml import reader as rml
from kg.mapping.rml import writer as write_rml
from kg.mapping.yarrrml import reader as yarrrml
from kg.mapping.yarrrml import writer as write_yarrrml

MAPPING = """
prefixes: {ex: "https://e.be/"}
sources:
  people:
    access: sources/people.csv
    referenceFormulation: csv
    samenspel: {delimiter: ";", encoding: utf-8, withhold: [rrn, mail]}
mappings:
  person:
    sources: people
    s: ex:$(id)
    po:
      - [ex:number, $(rrn), xsd:integer]
      - [ex:mail, $(mail)~iri]
      - [ex:both, "ex:$(role)/$(rrn)~iri"]
      - [ex:since, $(since), xsd:date]
"""


def read(folder: Path, text: str = MAPPING) -> MappingDocument:
    path = folder / "m.yml"
    path.write_text(text, encoding="utf-8")
    return yarrrml.read(path, folder)


def test_columns_to_withhold_are_kept_in_every_form(tmp_path: Path) -> None:
    document = read(tmp_path)
    assert document.triples_maps[0].source.withhold == ("rrn", "mail")
    (tmp_path / "m.ttl").write_text(write_rml.write(document), encoding="utf-8")
    again = rml.read(tmp_path / "m.ttl", tmp_path)
    assert set(again.triples_maps[0].source.withhold) == {"rrn", "mail"}
    assert "withhold: [rrn, mail]" in write_yarrrml.write(document)


def touches(
    kind: str, one: str, other: str, iterators: tuple[str | None, str | None] = (None, None)
) -> bool:
    first, second = (
        Source(name, "a", kind, Place("m.yml"), iterator=iterator, withhold=withheld)
        for name, iterator, withheld in zip("ab", iterators, ((one,), ()), strict=True)
    )
    term = TermMap(Reference(other), "literal", Place("m.yml", 3))
    key = TermMap(Constant("https://e.be/"), "iri", Place("m.yml", 2))
    po = PredicateObject((key,), (term,), Place("m.yml", 3))
    maps = (
        TriplesMap("a", first, key, (), Place("m.yml")),
        TriplesMap("b", second, key, (po,), Place("m.yml")),
    )
    document = MappingDocument("m.yml", maps)
    privacy = Privacy(document)
    if not privacy.withholds(second, other):
        privacy.refuse_published(document)
        return False
    with pytest.raises(MappingError, match="publishes the column"):
        privacy.refuse_published(document)
    return True


@pytest.mark.parametrize(
    ("kind", "named", "column", "expected"),
    [
        ("csv", "rrn", "rrn", True),
        ("csv", "rrn", "rrn2", False),
        ("csv", "tel", "tel.", False),
        ("csv", "contact", "contact.name", False),
        ("excel", "name*", "town", False),
        ("parquet", "person", "person.rrn", True),
        ("json", "person.rrn", "person", True),
        ("json", "person", "person.rrn", True),
        ("json", "$.person.rrn", "person['rrn']", True),
        ("json", "person.rrn", "person.name", False),
        ("json", "people[*].rrn", "people[0].rrn", True),
        ("json", "rrn", "$..rrn", True),
        ("json", "rrn", "$.*", True),
        ("json", "rrn", "$", True),
        ("json", "person.rrn", "person..name", False),
        ("geojson", "rrn", "$.properties.rrn", True),
        ("geojson", "rrn", "geometry", False),
        ("xml", "persoon/rrn", "persoon", True),
        ("xml", "@rrn", "@rrn", True),
        ("xml", "@rrn", "rrn", False),
        ("xml", "rrn", "rrn/text()", True),
        ("xml", "rrn", ".", True),
        ("xml", "rrn", "./naam", False),
        ("xml", "rrn", "concat(naam, rrn)", True),
        ("xml", "rrn", "string(.)", True),
        ("xml", "rrn", "string(*)", True),
        ("xml", "rrn", "normalize-space(naam/text())", False),
        ("xml", "rrn", "naam | rrn", True),
        ("xml", "rrn", "naam[../rrn]", False),
        ("xml", "rrn", "child::rrn", True),
        ("xml", "rrn", "child :: naam", False),
        ("xml", "@rrn", "attribute::rrn", True),
        ("xml", "@rrn", "attribute::node()", True),
        ("xml", "rrn", "attribute::rrn", False),
        ("xml", "a/rrn", "descendant::rrn", True),
        ("xml", "a/rrn", "descendant-or-self::node()/rrn", True),
        ("xml", "a/rrn", "a/descendant::naam", False),
        ("xml", "rrn", "naam/parent::node()/rrn", True),
        ("xml", "rrn", "naam/following-sibling::rrn", True),
        ("xml", "rrn", "self::node()", True),
        ("xml", "rrn", "concat(child::naam, child::rrn)", True),
        ("xml", "rrn", "string(descendant::naam)", False),
    ],
)
def test_paths_to_and_into_a_withheld_value_are_withheld(
    kind: str, named: str, column: str, expected: bool
) -> None:
    assert touches(kind, named, column) is expected


@pytest.mark.parametrize(
    ("kind", "iterators", "named", "column", "expected"),
    [
        ("json", ("$.people[*]", "$"), "rrn", "people[*].rrn", True),
        ("json", ("$", "$.people[*]"), "people", "rrn", True),
        ("json", ("$.people[*]", "$.streets[*]"), "name", "name", False),
        ("xml", ("/r/person", "/r"), "rrn", "person/rrn", True),
        ("xml", ("//person", "/r/person"), "rrn", "rrn", True),
        ("xml", ("//person", "//street"), "name", "name", False),
        ("xml", ("/r/person", "/r/person/child"), "rrn", "../rrn", True),
        ("xml", ("/r/person", "/r/street"), "rrn", "//rrn", True),
        ("xml", ("/r/person", "/r/street"), "rrn", "/r/person/rrn", True),
    ],
)
def test_other_items_of_a_file_are_looked_at_from_its_top(
    kind: str, iterators: tuple[str, str], named: str, column: str, expected: bool
) -> None:
    assert touches(kind, named, column, iterators) is expected


@pytest.mark.parametrize(
    ("more", "refused"),
    [
        ("sheet: Wegen", False),
        ("sheet: Mensen", True),
        ("trim: false", True),
    ],
)
def test_sheets_have_columns_of_their_own(tmp_path: Path, more: str, refused: bool) -> None:
    other = (
        "  roads: {access: a.xlsx, referenceFormulation: excel, samenspel: {" + more + "}}\n"
        "  people: {access: a.xlsx, referenceFormulation: excel,"
        " samenspel: {sheet: Mensen, withhold: [naam]}}\n"
        "mappings:\n  road: {sources: roads, s: ex:$(id), po: [[ex:name, $(naam)]]}\n"
        "  person: {sources: people, s: ex:$(id)}\n"
    )
    document = read(tmp_path, 'prefixes: {ex: "https://e.be/"}\nsources:\n' + other)
    privacy = Privacy(document)
    if not refused:
        privacy.refuse_published(document)
        return
    with pytest.raises(MappingError, match="'naam'") as told:
        privacy.refuse_published(document)
    assert told.value.line == 6


DATABASE = """
prefixes: {ex: "https://e.be/"}
sources:
  people: {access: p.sqlite, referenceFormulation: sql, samenspel: {table: people, withhold: [rrn]}}
  asked: {access: p.sqlite, queryFormulation: sql, query: 'QUERY'}
mappings:
  person: {sources: people, s: "ex:$(id)"}
  other: {sources: asked, s: "ex:$(id)", po: [[ex:p, $(c)]]}
"""


@pytest.mark.parametrize(
    ("query", "refused"),
    [
        ("SELECT id, rrn AS c FROM people", True),
        ("SELECT id, p.RRN c FROM people p", True),
        ('SELECT id, concat("rrn", id) AS c FROM main.people', True),
        ("SELECT id, x AS c FROM (SELECT id, rrn AS x FROM people)", True),
        ("WITH w AS (SELECT id, rrn x FROM people) SELECT w.id, w.x AS c FROM w", True),
        ("SELECT id, c FROM t UNION SELECT id, rrn FROM people", True),
        ("SELECT id, c, rrn FROM people WHERE rrn IS NOT NULL", False),
        ("SELECT id, count(rrn) AS c FROM people GROUP BY id", False),
        ("SELECT id, rrn AS c FROM streets", False),
        ("SELECT id, c /* rrn */ FROM people", False),
    ],
)
def test_a_query_gives_no_withheld_column_of_its_database(
    tmp_path: Path, query: str, refused: bool
) -> None:
    document = read(tmp_path, DATABASE.replace("QUERY", query))
    privacy = Privacy(document)
    if not refused:
        privacy.refuse_published(document)
        return
    with pytest.raises(MappingError, match="the rule 'other' publishes"):
        privacy.refuse_published(document)


def test_a_table_gives_no_column_that_a_query_of_it_withholds(tmp_path: Path) -> None:
    text = DATABASE.replace(", withhold: [rrn]", "").replace('s: "ex:$(id)"}', 's: "ex:$(rrn)"}')
    asked = "SELECT id, rrn AS c FROM people', samenspel: {withhold: [c]}, type: 'sql"
    document = read(tmp_path, text.replace("QUERY", asked).replace(", po: [[ex:p, $(c)]]", ""))
    with pytest.raises(MappingError, match="'rrn'"):
        Privacy(document).refuse_published(document)


def test_word_that_is_no_list_is_one_column(tmp_path: Path) -> None:
    document = read(tmp_path, MAPPING.replace("[rrn, mail]", "rrn"))
    assert document.triples_maps[0].source.withhold == ("rrn",)


def test_misspelt_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="witthold"):
        read(tmp_path, MAPPING.replace("withhold", "witthold"))
