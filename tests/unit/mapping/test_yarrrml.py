"""YARRRML: published forms are read, every error names file, line, column and the right word."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from kg.errors import MappingError
from kg.mapping.document import MappingDocument
from kg.mapping.yarrrml import read


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
    assert first.subject.parts == second.subject.parts
    assert [po.predicates for po in first.predicate_objects] == [
        po.predicates for po in second.predicate_objects
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
    with pytest.raises(MappingError, match=r"m\.yml:8:.*lookups/none\.csv is not there"):
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
