"""XML into tables: items, paths, prefixes, lines, and what is refused."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from staging import read

from kg.errors import SourceError

XML = """<r xmlns:n="urn:n"><p id="1"><n>A</n><n>B</n><n:k>z</n:k></p>
<q><p id="9"/></q>
<p id="2"><n>C &amp; <b>D</b></n></p></r>"""


@pytest.mark.parametrize("iterator", ["/r/p", "//r/p", "/r/p[@id]"])
def test_xml_items_texts_attributes_and_lines(tmp_path: Path, iterator: str) -> None:
    file = tmp_path / "f.xml"
    file.write_text(XML)
    wanted = ["@id", "n", "m:k", "n/b", "count(n)"]
    found = read(file, "xml", wanted, iterator=iterator, namespaces=(("m", "urn:n"),))
    assert found.column("@id") == ["1", "2"]
    assert found.column("n") == [["A", "B"], ["C & D"]]
    assert found.column("m:k") == ["z", None]
    assert found.column("n/b") == [None, "D"]
    assert found.column("count(n)") == ["2", "1"]
    assert found.staged.lines({(2, "n")}) == {(2, "n"): 3}


@pytest.mark.parametrize("iterator", ["/n:r/p", "//n:r/p"])
def test_prefixes_of_xml_are_those_of_its_top_where_the_source_states_none(
    tmp_path: Path, iterator: str
) -> None:
    file = tmp_path / "f.xml"
    file.write_text('<n:r xmlns:n="urn:n"><p><n:k>z</n:k></p></n:r>', encoding="utf-8")
    assert read(file, "xml", ["n:k"], iterator=iterator).column("n:k") == ["z"]
    stated = (("m", "urn:n"),)
    with pytest.raises(SourceError, match="Undefined namespace prefix"):
        read(file, "xml", ["n:k"], iterator="/m:r/p", namespaces=stated)


def test_the_root_of_xml_may_be_an_item_with_a_comment_before_it(tmp_path: Path) -> None:
    file = tmp_path / "f.xml"
    file.write_text("<?xml version='1.0'?><!-- made by hand --><r><n>A</n></r>", encoding="utf-8")
    assert read(file, "xml", ["n"], iterator="/r").column("n") == ["A"]


def test_xml_paths_may_look_up(tmp_path: Path) -> None:
    file = tmp_path / "f.xml"
    file.write_text('<r v="7"><p><q/></p></r>')
    assert read(file, "xml", ["../../@v"], iterator="/r/p/q").column("../../@v") == ["7"]


@pytest.mark.parametrize("iterator", ["/r/p", "//p"])
def test_entities_of_xml_are_never_expanded(tmp_path: Path, iterator: str) -> None:
    lines = "".join(f'<!ENTITY e{i + 1} "{f"&e{i};" * 10}">' for i in range(12))
    file = tmp_path / "f.xml"
    file.write_text(f'<!DOCTYPE r [<!ENTITY e0 "x">{lines}]><r><p>&e12;</p></r>')
    with pytest.raises(SourceError, match=r"defines entities|amplification"):
        read(file, "xml", ["."], iterator=iterator)
    file.write_text('<!DOCTYPE r [<!ENTITY x SYSTEM "secret.txt">]><r><p>&x;</p></r>')
    with pytest.raises(SourceError, match="defines entities"):
        read(file, "xml", ["."], iterator=iterator)


@pytest.mark.parametrize(
    ("text", "reference", "said"),
    [
        ("<r><p>1</p>\n<p>", ".", "line 2"),
        ("<r><p/></r>", "[[", "not an XPath"),
        ("<r><p/></r>", "x:y", "Undefined namespace prefix"),
    ],
)
def test_what_is_wrong_with_xml_is_said(
    tmp_path: Path, text: str, reference: str, said: str
) -> None:
    file = tmp_path / "f.xml"
    file.write_text(text)
    with pytest.raises(SourceError, match=said):
        read(file, "xml", [reference], iterator="/r/p")


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=10)


@settings(max_examples=30)
@given(pairs=st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=5))
def test_any_text_comes_back_from_xml(
    tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[str, str]]
) -> None:
    file = tmp_path_factory.mktemp("x") / "f.xml"
    items = "".join(f"<p a={quoteattr(a)}><b>{escape(b)}</b></p>" for a, b in pairs)
    file.write_text(f"<r>{items}</r>", encoding="utf-8")
    found = read(file, "xml", ["@a", "b"], iterator="/r/p")
    assert [(row["@a"], row["b"]) for row in found.rows] == pairs


@pytest.mark.parametrize("iterator", ["/r/i", "//i"])
def test_an_entity_that_xml_does_not_know_is_named_at_its_place(
    tmp_path: Path, iterator: str
) -> None:
    file = tmp_path / "a.xml"
    file.write_text("<r>\n<i><n>a&nbsp;b</n></i></r>")
    with pytest.raises(SourceError, match=r"a\.xml, line 2, column 1.*'nbsp' not defined"):
        read(file, "xml", ["n"], iterator=iterator)


@pytest.mark.parametrize("iterator", ["/r/i", "//i"])
@pytest.mark.parametrize("where", ["<i><n>a&{0};b</n></i>", "<i n='a&{0};'/>"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_entity_that_another_file_defines_is_refused(
    iterator: str, where: str, encoding: str, tmp_path: Path
) -> None:
    head = '<!DOCTYPE r SYSTEM "http://example.org/x.dtd">\n<r><!-- &foo; --><![CDATA[&foo;]]>'
    (tmp_path / "f.xml").write_text(head + where.format("eacute") + "</r>", encoding)
    with pytest.raises(SourceError, match="line 2: the entity 'eacute' is defined in another"):
        read(tmp_path / "f.xml", "xml", ["n", "@n"], iterator=iterator)
    (tmp_path / "f.xml").write_text(head + where.format("#233") + "</r>", encoding)
    found = read(tmp_path / "f.xml", "xml", ["n", "@n"], iterator=iterator)
    assert any((value or "").startswith("aé") for value in found.rows[0].values())
