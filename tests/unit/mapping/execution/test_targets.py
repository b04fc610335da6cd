"""Targets are written in their format, compression and encoding."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from xml.etree import ElementTree

import pyoxigraph
import pytest
from pyoxigraph import RdfFormat

from kg.errors import InputError
from kg.mapping.document import Target
from kg.mapping.execution.targets import write_target
from kg.model.terms import RDF_FORMATS

S, P = "https://x.be/s", "https://x.be/p"
LINES = [f'<{S}> <{P}> "é"@nl <https://x.be/g> .', f"<{S}> <{P}> _:b ."]


def written(tmp_path, name="t", lines=LINES, **options) -> bytes:
    path = tmp_path / "out" / name
    write_target(Target(name, "mapping", **options), path, lines=lines)
    return path.read_bytes()


@pytest.mark.parametrize(
    ("name", "form", "quads"),
    [
        ("N-Quads", RdfFormat.N_QUADS, True),
        ("TriG", RdfFormat.TRIG, True),
        ("JSON-LD", RdfFormat.JSON_LD, True),
        ("N-Triples", RdfFormat.N_TRIPLES, False),
        ("Turtle", RdfFormat.TURTLE, False),
        ("RDF_XML", RdfFormat.RDF_XML, False),
        ("N3", RdfFormat.N3, False),
    ],
)
def test_each_format_reads_back(tmp_path, name, form, quads):
    data = written(tmp_path, serialization=RDF_FORMATS + name)
    found = list(pyoxigraph.parse(data, format=form))
    assert len(found) == 2
    graphs = {str(quad.graph_name) for quad in found}
    assert ("<https://x.be/g>" in graphs) is quads


def test_rdf_json_holds_each_kind_of_object(tmp_path):
    found = json.loads(written(tmp_path, serialization=f"{RDF_FORMATS}RDF_JSON"))
    values = found[S][P]
    assert {"type": "literal", "value": "é", "lang": "nl"} in values
    assert {value["type"] for value in values} == {"literal", "bnode"}


def test_each_compression_unpacks(tmp_path):
    plain = written(tmp_path)
    assert gzip.decompress(written(tmp_path, compression="http://w3id.org/rml/gzip")) == plain
    with zipfile.ZipFile(io.BytesIO(written(tmp_path, "t.nq.zip", compression="zip"))) as file:
        assert file.read("t.nq") == plain
    for how in ("targz", "tarxz"):
        data = written(tmp_path, "t.nq.tar.gz", compression=how)
        with tarfile.open(fileobj=io.BytesIO(data)) as tar:
            assert tar.extractfile("t.nq").read() == plain


def test_an_encoding_is_kept(tmp_path):
    data = written(tmp_path, encoding="http://w3id.org/rml/UTF-16")
    assert data.decode("utf-16").encode() == written(tmp_path)


@pytest.mark.parametrize("form", [RdfFormat.N_QUADS, RdfFormat.TURTLE])
def test_what_an_encoding_lacks_is_escaped(tmp_path, form):
    name = form.name.replace(" ", "-")
    line = f'<{S}> <{P}> "é€😀" .'
    data = written(tmp_path, lines=[line], serialization=name, encoding="ISO-8859-1")
    (quad,) = pyoxigraph.parse(data.decode("latin-1"), format=form)
    assert quad.object.value == "é€😀"


@pytest.mark.parametrize(
    ("line", "options", "what"),
    [
        (f'<{S}> <{P}> "€" .', {"encoding": "ISO-8859-1", "serialization": "JSON-LD"}, "U.20AC"),
        (f'<{S}> <{P}> "a\x02b" .', {"serialization": "RDF_XML"}, "sign U.0002 after 'a'"),
        (f'<{S}> <{P}/> "a" .', {"serialization": "RDF_XML"}, f"property {P}/"),
    ],
)
def test_what_a_format_cannot_hold_is_named(tmp_path, line, options, what):
    with pytest.raises(InputError, match=f"target t: .*{what}"):
        written(tmp_path, lines=[line], **options)


def test_xml_names_its_encoding(tmp_path):
    line = f'<{S}> <{P}> "é" .'
    data = written(tmp_path, lines=[line], serialization="RDF_XML", encoding="ISO-8859-1")
    assert ElementTree.fromstring(data).find(".//{https://x.be/}p").text == "é"


@pytest.mark.parametrize(
    "options", [{"serialization": "HDT"}, {"compression": "rar"}, {"encoding": "EBCDIC-9"}]
)
def test_what_cannot_be_written_is_named(tmp_path, options):
    with pytest.raises(InputError, match=f"'{next(iter(options.values()))}' is no"):
        written(tmp_path, **options)
