"""YARRRML: published forms are read, every error names file, line, column and the right word."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import MappingError
from kg.mapping.document import (
    Call,
    Expression,
    Join,
    MappingDocument,
    Reference,
    Template,
    TermMap,
)
from kg.mapping.yarrrml.reader import read
from kg.mapping.yarrrml.syntax import reference, value_parts


def document(tmp_path: Path, text: str) -> MappingDocument:
    path = tmp_path / "m.yml"
    path.write_text(dedent(text), encoding="utf-8")
    return read(path, tmp_path)


def test_short_and_long_keys_mean_the_same(tmp_path: Path) -> None:
    short = document(
        tmp_path,
        """
        prefixes: {ex: "https://e.be/"}
        sources: {p: [people.csv~csv]}
        m:
          person: {source: p, s: "ex:$(id)", po: [[foaf:name, $(name)]]}
        """,
    )
    long = document(
        tmp_path,
        """
        prefixes: {ex: "https://e.be/"}
        sources:
          p: {access: people.csv, referenceFormulation: csv}
        mappings:
          person:
            sources: p
            subjects: ex:$(id)
            predicateobjects:
              - predicates: foaf:name
                objects: $(name)
        """,
    )
    first, second = short.triples_maps[0], long.triples_maps[0]
    assert first.subject.expression == second.subject.expression
    assert [[p.expression for p in po.predicates] for po in first.predicate_objects] == [
        [p.expression for p in po.predicates] for po in second.predicate_objects
    ]


def test_inline_source_with_iterator(tmp_path: Path) -> None:
    found = document(
        tmp_path,
        """
        prefixes: {ex: "https://e.be/"}
        mappings:
          person:
            sources: [[people.json~jsonpath, "$.people[*]"]]
            s: ex:$(id)
        """,
    )
    source = found.triples_maps[0].source
    assert (source.access, source.kind, source.iterator) == ("people.json", "json", "$.people[*]")


@pytest.mark.parametrize(
    ("text", "line", "says", "hint"),
    [
        ("mapings: {}\n", 1, "'mapings' is not a key", "mappings"),
        ("mappings:\n  a: {}\n  a: {}\n", 3, "twice", None),
        (
            "sources: {p: [p.csv~csv]}\nmappings:\n  a:\n    sources: q\n    s: ex:x\n",
            4,
            "source 'q' is not described",
            "Known here: p",
        ),
        (
            "sources: {p: [p.csv~csv]}\nmappings:\n  a:\n    sources: p\n    s: fof:$(id)\n",
            5,
            "prefix 'fof:' is not known",
            "foaf",
        ),
        (
            "sources: {p: [p.csv~csv]}\nmappings:\n  a:\n    sources: p\n    s: foaf:$(id)\n"
            "    po:\n      - p: foaf:knows\n        o: {mapping: bee, condition: {function: equal,"
            " parameters: [[str1, $(a)], [str2, $(b)]]}}\n",
            8,
            "mapping 'bee' is not in this document",
            None,
        ),
        (
            "sources: {p: [p.csv~csv]}\nmappings:\n  a:\n    sources: p\n    s: foaf:$(id)\n"
            "    po:\n      - p: foaf:name\n        o: {value: $(x), samenspel: {functon: trim}}\n",
            8,
            "'functon' is not a key",
            "function",
        ),
        ("mappings: [\n", 2, "", None),
    ],
)
def test_errors_name_line_and_remedy(
    tmp_path: Path, text: str, line: int, says: str, hint: str | None
) -> None:
    with pytest.raises(MappingError) as caught:
        document(tmp_path, text)
    assert caught.value.file == "m.yml"
    assert caught.value.line == line
    assert says in caught.value.message
    if hint is not None:
        assert hint in (caught.value.hint or "")


def test_missing_look_up_list_is_named(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match=r"m\.yml:8:.*lookups/none\.csv is not there") as raised:
        document(
            tmp_path,
            """\
            sources: {p: [p.csv~csv]}
            mappings:
              a:
                sources: p
                s: foaf:$(id)
                po:
                  - p: foaf:name
                    o: {value: $(x), samenspel: {lookup: lookups/none.csv}}
            """,
        )
    assert f"counts from {tmp_path}" in str(raised.value.hint)


HEAD = """\
prefixes: {ex: "https://e.be/"}
sources: {p: [p.csv~csv], q: [q.csv~csv]}
mappings:
  q: {sources: q, s: "ex:q/$(id)"}
  p:
    sources: p
    s: ex:$(id)
    po:
"""


def value(tmp_path: Path, po: str) -> TermMap | Join:
    text = HEAD + "".join(f"      {line}\n" for line in dedent(po).strip().splitlines())
    (tmp_path / "m.yml").write_text(text, encoding="utf-8")
    found = next(m for m in read(tmp_path / "m.yml", tmp_path).triples_maps if m.name == "p")
    return found.predicate_objects[0].objects[0]


def shape(expression: Expression | None) -> object:
    """An expression without places: calls as (local name, inputs)."""
    if isinstance(expression, Call):
        inputs = {name.split("#")[1]: shape(v) for name, v in expression.inputs}
        return (expression.function.split("#")[1], inputs)
    if isinstance(expression, Template):
        return [p if isinstance(p, str) else shape(p) for p in expression.parts]
    if isinstance(expression, Reference):
        return f"${expression.name}"
    return expression.value if expression is not None else None


@pytest.mark.parametrize(
    ("po", "expected"),
    [
        ("- [ex:p, $(a)]", "$a"),
        (r"- [ex:p, 'x $(a \(b\)) \(y\)']", ["x ", "$a (b)", " (y)"]),
        ("- [ex:p, $(a (b))]", "$a (b)"),
        (
            "- p: ex:p\n  o: {value: $(a), samenspel: {split: ';', function: trim}}",
            ("trim", {"value": ("split", {"value": "$a", "separator": ";"})}),
        ),
        (
            "- p: ex:p\n  o: {value: 'ex:o/$(a)', type: iri, samenspel: {function: kbo}}",
            ["https://e.be/o/", ("kbo", {"value": "$a"})],
        ),
        (
            "- p: ex:p\n  o: {function: grel:toUpperCase, parameters: [[grel:valueParam, $(a)]]}",
            ("toUpperCase", {"valueParam": "$a"}),
        ),
        (
            "- p: ex:p\n  o: {fn: grel:toUpperCase, pms: [{pm: grel:valueParam, v: $(a)}]}",
            ("toUpperCase", {"valueParam": "$a"}),
        ),
        (
            "- p: ex:p\n  o: {function: 'grel:toUpperCase(grel:valueParam = $(a))'}",
            ("toUpperCase", {"valueParam": "$a"}),
        ),
        (
            "- p: ex:p\n"
            "  o: {function: 'grel:toUpperCase(valueParam = grel:string_trim(valueParam = $(a)))'}",
            ("toUpperCase", {"valueParam": ("string_trim", {"valueParam": "$a"})}),
        ),
        (
            "- p: ex:p\n"
            "  o:\n"
            "    function: grel:toUpperCase\n"
            "    parameters:\n"
            "      - parameter: grel:valueParam\n"
            "        value: {function: grel:string_trim, parameters: [[grel:valueParam, $(a)]]}",
            ("toUpperCase", {"valueParam": ("string_trim", {"valueParam": "$a"})}),
        ),
    ],
)
def test_values_become_expressions(tmp_path: Path, po: str, expected: object) -> None:
    found = value(tmp_path, po)
    assert isinstance(found, TermMap)
    assert shape(found.expression) == expected


def test_language_and_datatype_may_be_references(tmp_path: Path) -> None:
    first = value(tmp_path, "- [ex:p, $(a), $(taal)~lang]")
    second = value(tmp_path, "- [ex:p, $(a), 'xsd:$(type)']")
    assert isinstance(first, TermMap) and isinstance(second, TermMap)
    assert shape(first.language) == "$taal"
    assert shape(second.datatype) == ["http://www.w3.org/2001/XMLSchema#", "$type"]


@pytest.mark.parametrize(
    "parameters",
    [
        "[[str1, $(x)], [str2, $(y)]]",
        "[[str1, $(x), s], [str2, $(y), o]]",
        "[[str1, $(y), o], [str2, $(x), s]]",
    ],
)
def test_links_compare_child_with_parent(tmp_path: Path, parameters: str) -> None:
    po = f"- p: ex:p\n  o: {{mapping: q, condition: {{function: equal, parameters: {parameters}}}}}"
    found = value(tmp_path, po)
    assert isinstance(found, Join)
    assert [(shape(c.child), shape(c.parent)) for c in found.conditions] == [("$x", "$y")]


def test_condition_of_a_mapping_is_that_of_its_subject(tmp_path: Path) -> None:
    found = document(
        tmp_path,
        """
        prefixes: {ex: "https://e.be/"}
        sources: {p: [p.csv~csv]}
        mappings:
          p:
            sources: p
            s: ex:$(id)
            condition: {function: notEqual, parameters: [[str1, $(x)], [str2, ""]]}
        """,
    )
    expected = ("notEqual", {"valueParam": "$x", "valueParam2": ""})
    assert shape(found.triples_maps[0].subject.condition) == expected


def test_inverse_predicates_are_maps_of_their_own(tmp_path: Path) -> None:
    found = document(
        tmp_path,
        """
        prefixes: {ex: "https://e.be/"}
        sources: {p: [p.csv~csv], q: [q.csv~csv]}
        mappings:
          p:
            sources: p
            s: ex:$(id)
            po:
              - {i: ex:maker, o: "ex:m/$(m)"}
              - i: ex:part
                o: {mapping: q, condition: {function: equal, parameters: [[a, $(x)], [b, $(y)]]}}
          q: {sources: q, s: "ex:q/$(id)"}
        """,
    )
    maker, part = found.triples_maps[2:]
    assert shape(maker.subject.expression) == ["https://e.be/m/", "$m"]
    back = part.predicate_objects[0].objects[0]
    assert isinstance(back, Join)
    assert (part.source.access, back.parent) == ("q.csv", "p")
    assert [(shape(c.child), shape(c.parent)) for c in back.conditions] == [("$y", "$x")]


def test_targets_graphs_external_values_and_blank_nodes(tmp_path: Path) -> None:
    found = document(
        tmp_path,
        """
        prefixes: {ex: "https://e.be/"}
        external: {place: Gent}
        targets: {dump: [dump.nt~void, ntriples, gzip]}
        mappings:
          p:
            sources: [[p.xml~xpath, /a/b]]
            g: ex:graph/$(g)
            po:
              - p: ex:p
                o: [{value: '$(_place) $(\\_place)', targets: dump}]
        """,
    ).triples_maps[0]
    assert (found.subject.expression, found.subject.term_type) == (None, "blank")
    assert (found.source.kind, found.source.iterator) == ("xml", "/a/b")
    assert shape(found.graphs[0].expression) == ["https://e.be/graph/", "$g"]
    thing = found.predicate_objects[0].objects[0]
    assert isinstance(thing, TermMap)
    assert shape(thing.expression) == ["Gent ", "$_place"]
    assert [(t.path, t.compression) for t in thing.targets] == [("dump.nt", "gzip")]


def test_a_source_says_its_whole_dialect(tmp_path: Path) -> None:
    source = (
        document(
            tmp_path,
            """
        sources:
          p:
            access: p.zip
            referenceFormulation: xpath
            iterator: /x:a
            samenspel: {member: a.xml, namespaces: {x: "http://x/"}, crs: "EPSG:31370", trim: false}
        mappings: {p: {sources: p, s: "foaf:$(id)"}}
        """,
        )
        .triples_maps[0]
        .source
    )
    assert (source.kind, source.member, source.crs, source.trim) == (
        "xml",
        "a.xml",
        "EPSG:31370",
        False,
    )
    assert source.namespaces == (("x", "http://x/"),)


@pytest.mark.parametrize(
    ("said", "nulls"),
    [("", ("",)), (", null: []", ()), (', null: "-"', ("", "-")), (', null: ["", "-"]', ("", "-"))],
)
def test_an_empty_cell_is_nothing_unless_no_text_is(
    tmp_path: Path, said: str, nulls: tuple[str, ...]
) -> None:
    read_here = document(
        tmp_path,
        f"""
        sources:
          p: {{access: a.csv, referenceFormulation: csv, samenspel: {{encoding: utf-8{said}}}}}
        mappings:
          m: {{sources: p, s: "https://e.be/$(id)", po: [[foaf:name, $(name)]]}}
        """,
    )
    assert read_here.triples_maps[0].source.nulls == nulls


@given(st.text(st.sampled_from("\\\\\\()_$ad\n"), min_size=1))
def test_any_reference_is_read_as_it_is_written(name: str) -> None:
    assert value_parts(f"x{reference(name)}") == ["x", Reference(name)]
