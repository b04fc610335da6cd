"""RDF files are taken as they stand, whatever their syntax, and bombs are refused."""

from __future__ import annotations

import gzip
from codecs import BOM_UTF8
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import SourceError
from kg.sources.rdf import FORMATS, quads_as_they_stand, statements
from kg.store.one_file import MoreThanRdfError, make_release

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
TURTLE = '<https://x.be/a> <https://x.be/p> "één", 5 ; <https://x.be/q> [ <https://x.be/p> "b" ] .'
GRAPH = "https://x.be/g"
SKOLEM = "https://x.be/.well-known/genid/"


def quads(path: Path) -> list[str]:
    text = quads_as_they_stand(path, graph=GRAPH, skolem=SKOLEM)
    return sorted(text.decode().splitlines())


@pytest.mark.parametrize("suffix", sorted(set(FORMATS)))
@pytest.mark.parametrize("packed", [False, True])
def test_every_syntax_gives_the_same_quads(tmp_path: Path, suffix: str, packed: bool) -> None:
    triples = list(pyoxigraph.parse(TURTLE, format=pyoxigraph.RdfFormat.TURTLE))
    text = pyoxigraph.serialize((q.triple for q in triples), format=FORMATS[suffix]) or b""
    file = tmp_path / f"list{suffix}{'.gz' if packed else ''}"
    file.write_bytes(gzip.compress(text) if packed else text)
    found = quads(file)
    assert len(found) == 4
    assert sum(line.startswith(f"<{SKOLEM}") for line in found) == 1
    assert '<https://x.be/a> <https://x.be/p> "één" <https://x.be/g> .' in found


@pytest.mark.parametrize("suffix", sorted(set(FORMATS)))
def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path, suffix: str) -> None:
    triples = list(pyoxigraph.parse(TURTLE, format=pyoxigraph.RdfFormat.TURTLE))
    text = pyoxigraph.serialize((q.triple for q in triples), format=FORMATS[suffix]) or b""
    file = tmp_path / f"list{suffix}"
    file.write_bytes(text)
    plain = quads(file)
    file.write_bytes(BOM_UTF8 + text)
    assert quads(file) == plain


RELATIVE = {
    "subject.jsonld": '{"@id": "a", "https://x.be/p": "v"}',
    "object.jsonld": '{"@id": "https://x.be/a", "https://x.be/p": {"@id": "../b"}}',
    "type.jsonld": '[{"@id": "https://x.be/a", "@type": "C"}]',
    "graph.jsonld": '{"@id": "https://x.be/g", "@graph": [{"@id": "#a", "https://x.be/p": 1}]}',
    "space.jsonld": '{"@id": "https://x.be/a b", "https://x.be/p": "v"}',
    "property.jsonld": '{"@id": "https://x.be/a", "https://x.be/p q": "v"}',
    "tag.jsonld": '{"@id": "https://x.be/a", "https://x.be/p": {"@value":"v","@language": "n l"}}',
    "subject.ttl": "<a> <https://x.be/p> 1 .",
    "object.trig": "<https://x.be/a> <https://x.be/p> <b> .",
    "subject.nt": '<a> <https://x.be/p> "1" .',
    "about.rdf": f'<r:RDF xmlns:r="{RDF}"><r:Description r:about="a" r:value="v"/></r:RDF>',
}


@pytest.mark.parametrize("name", RELATIVE)
def test_what_is_no_whole_iri_or_tag_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(RELATIVE[name], encoding="utf-8")
    with pytest.raises(SourceError) as error:
        quads(tmp_path / name)
    assert error.value.code == "SAM-R021"
    whole = name.startswith(("space", "property", "tag"))
    assert ("is relative" in error.value.message) is not whole


def test_text_that_is_too_long_is_told(tmp_path: Path) -> None:
    text = b'<https://x.be/a> <https://x.be/p> """' + b"x" * (17 << 20) + b'""" .'
    (tmp_path / "long.ttl").write_bytes(text)
    with pytest.raises(SourceError, match="longer than 16 MiB"):
        quads(tmp_path / "long.ttl")


def test_a_relative_iri_counts_from_the_base_of_its_document(tmp_path: Path) -> None:
    for name, text in (
        ("a.jsonld", '{"@context": {"@base": "https://x.be/d/"}, "@id": "a", "@type": "C"}'),
        ("a.ttl", "@base <https://x.be/d/> . <a> a <C> ."),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert quads(tmp_path / name) == [
            f"<https://x.be/d/a> <{RDF}type> <https://x.be/d/C> <{GRAPH}> ."
        ]


def test_a_folder_is_as_good_as_a_file(tmp_path: Path) -> None:
    for name in ("a", "b"):
        text = f"<https://x.be/{name}> a <https://x.be/C> ; <https://x.be/p> [] ."
        (tmp_path / f"{name}.ttl").write_text(text)
    found = quads(tmp_path)
    assert len(found) == 4
    assert len({line for line in found if SKOLEM in line}) == 2


def rdf_xml(doctype: str, value: str) -> str:
    return (
        f'<?xml version="1.0"?><!DOCTYPE r [{doctype}]><rdf:RDF xmlns:rdf="{RDF}"'
        f' xmlns:e="https://x.be/"><rdf:Description rdf:about="https://x.be/a"><e:p>{value}</e:p>'
        "</rdf:Description></rdf:RDF>"
    )


LAUGHS = '<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("name", "text", "code", "said"),
    [
        ("f.rdf", rdf_xml(LAUGHS, "&i;"), "SAM-R036", "entity 'b'"),
        ("f.owl", rdf_xml('<!ENTITY a SYSTEM "file:///etc/passwd">', "&a;"), "SAM-R036", "'a'"),
        ("f.xml", rdf_xml(f'<!ENTITY a "{"x" * 1000}">', "&a;"), "SAM-R036", "'a'"),
        ("f.jsonld", '{"https://x.be/p":' * 50_000 + "1" + "}" * 50_000, "SAM-R021", "line 1"),
        ("f.ttl", f"<a:a> <a:p>\n{'(' * 50_000}{')' * 50_000} .", "SAM-R021", "line 2"),
        ("f.trig", "<a:a> <a:p> " + "[<a:p> " * 900 + "1" + "]" * 900, "SAM-R021", "line 1"),
        ("f.jsonld", '{"@context": "https://x.be/c", "n": 1}', "SAM-R021", "on the web"),
        ("f.ttl", "<a:a> <a:p> 1 .\n<a:a>", "SAM-R021", "line 2, column 6"),
        ("f.ttl", "", "SAM-R011", "empty"),
        ("f.txt", "x", "SAM-R020", ".ttl"),
        ("f.ttl.gz", "x", "SAM-R039", "unpacked"),
    ],
)
def test_what_cannot_be_read_is_said(
    tmp_path: Path, name: str, text: str, code: str, said: str
) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(SourceError) as caught:
        quads(tmp_path / name)
    assert caught.value.code == code
    assert said in str(caught.value)


def test_entities_that_shorten_an_address_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "f.owl"
    file.write_text(rdf_xml('<!ENTITY x "https://x.be/">', "&x;b"))
    assert quads(file) == ['<https://x.be/a> <https://x.be/p> "https://x.be/b" <https://x.be/g> .']


@settings(max_examples=50)
@given(text=st.text(st.sampled_from("[(]){}\"'\\#<> é\n"), max_size=300))
def test_brackets_in_texts_do_not_count(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    file = tmp_path_factory.mktemp("rdf") / "f.ttl"
    literal = pyoxigraph.Literal(text)
    file.write_text(f"<a:a> <a:p> {literal} . # {'[' * 200}\n", encoding="utf-8")
    (line,) = quads_as_they_stand(file, graph=GRAPH, skolem=None).decode().splitlines()
    assert line == f"<a:a> <a:p> {literal} <{GRAPH}> ."


@pytest.mark.parametrize(
    "text",
    [
        '{"@id": "https://x.be/a b", "https://x.be/p": "t"}',
        '{"@id": "https://x.be/a", "https://x.be/p": {"@value": "t", "@language": "a b"}}',
    ],
)
def test_no_reader_drops_a_statement_of_json_ld_unsaid(tmp_path: Path, text: str) -> None:
    file = tmp_path / "f.jsonld"
    file.write_text(text)
    with pytest.raises(SyntaxError, match="is no"):
        list(statements(file))
    with pytest.raises(SyntaxError, match="is no"):
        make_release(file, tmp_path / "release")


@pytest.mark.parametrize("more", ["{ ?x a :A } => { ?x a :B } .", "{ :x a :A } => { :x a :B } ."])
def test_what_a_rule_of_n3_quotes_is_not_served_as_stated(more: str, tmp_path: Path) -> None:
    file = tmp_path / "f.n3"
    file.write_text(f"@prefix : <https://x.be/> . :a a :A . {more}")
    with pytest.raises(MoreThanRdfError):
        make_release(file, tmp_path / "release")


def test_nodes_of_files_of_one_name_stay_apart(tmp_path: Path) -> None:
    files = [tmp_path / folder / "f.ttl" for folder in "ab"]
    for file, name in zip(files, "xy", strict=True):
        file.parent.mkdir()
        file.write_text(f"[] <https://x.be/p> '{name}' .")
    taken: dict[str, Path] = {}
    one, other = (
        quads_as_they_stand(file, graph=GRAPH, skolem=SKOLEM, taken=taken).split()[0]
        for file in files
    )
    assert one != other
    first, second = quads(tmp_path / "*" / "f.ttl")
    assert {first.split()[0].encode(), second.split()[0].encode()} == {one, other}


@pytest.mark.parametrize("suffix", sorted(set(FORMATS)))
def test_kept_blank_nodes_of_two_files_stay_apart(tmp_path: Path, suffix: str) -> None:
    """They are loaded together, so nodes that two files call the same would become one."""
    node = pyoxigraph.BlankNode("b0")
    said = pyoxigraph.Triple(node, pyoxigraph.NamedNode("https://x.be/p"), node)
    text = pyoxigraph.serialize([said], format=FORMATS[suffix]) or b""
    labels = []
    for name in ("one", "two"):
        file = tmp_path / f"{name}{suffix}"
        file.write_bytes(text)
        (line,) = quads_as_they_stand(file, graph=GRAPH, skolem=None).decode().splitlines()
        subject, _, same, *_ = line.split(" ")
        assert subject == same
        labels.append(subject)
    assert labels[0] != labels[1]
