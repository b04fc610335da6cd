"""What is personal is nowhere after a build: no file, report, word or answer holds it."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import openpyxl
import pytest
from command import run
from publishing import configure
from serving import serving

from kg.model.findings import Finding
from kg.release.check import check

BASE = "https://stad.example.org/"
NUMBER, ENCODED = "85073099932", "%38%35%30%37%33%30%39%39%39%33%32"
SENTINELS = (
    NUMBER,
    "85.07.30-999.32",
    ENCODED,
    "wachter",
    "Schildwacht",
    "1985-07-30",
    "Geheimstraat",
    "Zwijgersteeg",
)
"""Parts of everything personal in the sources below, none of which may be left."""
MAPPING = """\
prefixes:
  ex: "https://stad.example.org/id/"
  foaf: "http://xmlns.com/foaf/0.1/"
sources:
  t:
    access: {file}
    referenceFormulation: {kind}
    {iterator}
    samenspel: {{ {options} }}
mappings:
  t:
    sources: t
    s: ex:organisation/{name}-$(code)
    po:
      - [a, sam:Organisation]
      - [skos:prefLabel, $(naam), nl~lang]
      - [rdfs:comment, $(nota), nl~lang]
      - [skos:note, $(rr)]
      - [skos:altLabel, $(voornaam)]
      - [skos:altLabel, $(achternaam)]
      - [schema:datePublished, $(geboortedatum), xsd:date]
  p:
    sources: t
    s: ex:persoon/$(rr)
    po:
      - [a, sam:Organisation]
      - [skos:prefLabel, $(naam), nl~lang]
"""
ROW = {
    "code": "2",
    "naam": "Twee",
    "nota": "dossier 85.07.30-999.32 van wim.wachter@post.example",
    "rr": NUMBER,
    "voornaam": "Schildwacht",
    "achternaam": "Wachterman",
    "geboortedatum": "1985-07-30",
}
EMPTY = {**dict.fromkeys(ROW, ""), "code": "1", "naam": "Een"}
RDF = f"""\
@prefix ex: <{BASE}id/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix locn: <http://www.w3.org/ns/locn#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix org: <http://www.w3.org/ns/org#> .
@prefix schema: <http://schema.org/> . @prefix dct: <http://purl.org/dc/terms/> .
ex:club skos:prefLabel "Club"@nl ; skos:note "\\u0038\\u00350730 99932"@fr ;
  skos:note "{NUMBER}"^^xsd:integer ;
  foaf:maker ex:m1 ; skos:related <{BASE}id/x/{ENCODED}> ;
  foaf:mbox <mailto:wim.wachter%40post.example> .
ex:m1 a foaf:Person ; foaf:name "Wim Wachterman" ; locn:address ex:a1 .
ex:a1 locn:thoroughfare "Geheimstraat" ; locn:postName "Stad" .
<{BASE}id/x/{ENCODED}> skos:prefLabel "iets" .
ex:opvang dct:type "Onthaalouder" ; skos:prefLabel "Opvang"@nl ; locn:address ex:a2 .
ex:a2 locn:thoroughfare "Zwijgersteeg" ; locn:postName "Dorp" .
ex:zaak skos:prefLabel "Wim Wachterman t.h.o.d.n. De Brug"@nl ; locn:address ex:a3 .
ex:a3 locn:thoroughfare "Geheimstraat" ; locn:postName "Gehucht" .
"""


def write_sources(folder: Path) -> None:
    sources = folder / "sources"
    sources.mkdir(parents=True)
    lines = [";".join(row.values()) for row in (dict(zip(ROW, ROW, strict=True)), EMPTY, ROW)]
    (sources / "c.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (sources / "j.json").write_text(json.dumps({"items": [EMPTY, ROW]}), encoding="utf-8")
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (ROW, EMPTY.values(), ROW.values()):
        sheet.append(list(row))
    book.save(sources / "x.xlsx")
    (sources / "r.ttl").write_text(RDF, encoding="utf-8")
    (sources / "lijst.csv").write_text("from,to\nTwee,bel 85.07.30-999.32\n", encoding="utf-8")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A publication of all formats, checked, built and published; all that was said meanwhile."""
    folder = tmp_path_factory.mktemp("personal")
    write_sources(folder)
    configure(folder, BASE, "c", "j", "x", "r")
    formats = {
        "c": ("sources/c.csv", "csv", "", 'encoding: utf-8, delimiter: ";"'),
        "j": ("sources/j.json", "jsonpath", 'iterator: "$.items[*]"', ""),
        "x": ("sources/x.xlsx", "xlsx", "", ""),
    }
    for name, (file, kind, iterator, options) in formats.items():
        text = MAPPING.format(name=name, file=file, kind=kind, iterator=iterator, options=options)
        if name == "c":
            text += "      - [skos:scopeNote, $(naam), nl~lang]\n"
            text = text.replace(
                "- [skos:note, $(rr)]",
                "- [skos:note, $(rr)]\n      - p: skos:example\n        o: {value: $(naam),"
                " samenspel: {lookup: sources/lijst.csv, on-error: skip}}",
            ).replace(", on-error: skip", "")
        (folder / f"{name}.yml").write_text(text, encoding="utf-8")
    config = folder / "samenspel.toml"
    told = config.read_text(encoding="utf-8")
    config.write_text(told.replace('mappings = ["r.yml"]', 'rdf = ["sources/r.ttl"]'))
    said = run("check", folder, code=1)
    said += run("build", folder)
    return folder, said + run("publish", folder)


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    """All that files hold, unpacked where they are packed."""
    for path in folder.rglob("*"):
        if not path.is_file() or path.is_symlink():
            continue
        data = path.read_bytes()
        if path.suffix == ".gz":
            data += gzip.decompress(data)
        text = data.decode("utf-8", "replace")
        if path.suffix == ".parquet":
            rows = duckdb.sql(f"SELECT * FROM read_parquet('{path}')").fetchall()
            text += "\n".join(map(str, rows))
        yield str(path.relative_to(folder)), text


@pytest.mark.parametrize("sentinel", SENTINELS)
def test_no_file_and_no_word_holds_it(built: tuple[Path, str], sentinel: str) -> None:
    folder, said = built
    assert sentinel.lower() not in said.lower()
    holding = [n for n, text in texts(folder / ".samenspel") if sentinel.lower() in text.lower()]
    assert holding == []


def test_no_answer_holds_it(built: tuple[Path, str]) -> None:
    folder, _ = built
    query = "SELECT * { GRAPH ?g { ?s ?p ?o } FILTER(!STRSTARTS(STR(?g), 'https://w3id.org/')) }"
    with serving(folder) as served:
        answers = served.get(query, accept="text/csv").text
        for path in ("/", "/id/organisation/c-2", "/catalog", "/doc/organisation/c-2", "/id/club"):
            answers += served.request("GET", path).text
    assert "organisation/c-2" in answers
    assert [each for each in SENTINELS if each.lower() in answers.lower()] == []


def test_each_kind_is_told_with_its_place_and_no_value(built: tuple[Path, str]) -> None:
    folder, _ = built
    (report,) = (folder / ".samenspel" / "reports").glob("*.json")
    found = [f for f in json.loads(report.read_text()) if f["code"].startswith("SAM-D")]
    assert {f["raw"] for f in found} == {None}
    assert all(f["withheld"] for f in found)
    at = {(f["code"], f["file"], f["row"], f["column"]) for f in found}
    for file in ("c.csv", "x.xlsx"):
        assert ("SAM-D001", file, 3, "nota") in at
        assert ("SAM-D002", file, 3, "nota") in at
        assert ("SAM-D001", file, 3, "rr") in at
        assert ("SAM-D004", file, 3, "voornaam") in at
        assert ("SAM-D004", file, 3, "achternaam") in at
        assert ("SAM-D005", file, 3, "geboortedatum") in at
    codes = {f["code"] for f in found if f["file"] == "r.ttl"}
    assert {"SAM-D001", "SAM-D002", "SAM-D003", "SAM-D006", "SAM-D007"} <= codes


def test_what_is_not_personal_goes_out(built: tuple[Path, str]) -> None:
    folder, _ = built
    dumps = "".join(text for name, text in texts(folder / ".samenspel") if name.endswith(".gz"))
    for kept in ("organisation/c-1", "organisation/c-2", "organisation/j-2", '"Club"@nl'):
        assert kept in dumps
    # Of a childminder the municipality is published; of persons and their trades nothing is.
    assert '"Dorp"' in dumps
    assert '"Stad"' not in dumps
    assert '"Gehucht"' not in dumps


def asking(folder: Path) -> Path:
    (folder / "sources").mkdir(parents=True)
    rows = "code,naam,nota\n1,Een,bel 0470 00 00 00\n2,Twee,bel 0470 00 00 01\n3,Drie,niets\n"
    (folder / "sources" / "a.csv").write_text(rows, encoding="utf-8")
    (folder / "a.yml").write_text(
        """\
prefixes:
  ex: "https://stad.example.org/id/"
sources:
  t:
    access: sources/a.csv
    referenceFormulation: csv
    samenspel: {encoding: utf-8, delimiter: ","}
mappings:
  t:
    sources: t
    s: ex:organisation/$(code)
    po:
      - [a, sam:Organisation]
      - [skos:prefLabel, $(naam), nl~lang]
      - [rdfs:comment, $(nota), nl~lang]
""",
        encoding="utf-8",
    )
    configure(folder, BASE, "a")
    return folder


def findings(folder: Path) -> list[Finding]:
    return [f for f in check(folder).findings if f.code.startswith("SAM-D")]


def test_what_looks_personal_is_one_question_for_a_column(tmp_path: Path) -> None:
    (item,) = findings(asking(tmp_path / "p"))
    assert (item.code, item.row, item.column) == ("SAM-D011", 2, "nota")
    assert str(item.expected).startswith("2×")
    assert "0470" not in repr(item)


def test_what_looks_personal_is_not_published_until_it_is_accepted(tmp_path: Path) -> None:
    folder = asking(tmp_path / "p")
    run("build", folder)
    said = run("publish", folder, code=1)
    assert "SAM-D011" in said
    name = next(word for word in said.split() if len(word) == 12 and word.isalnum())
    run("publish", folder, "--accept", name, "--why", "Het nummer van de dienst")


def test_what_is_certain_goes_out_once_accepted(tmp_path: Path) -> None:
    folder = asking(tmp_path / "p")
    rows = "code,naam,nota\n1,Een,wim.wachter@post.example\n"
    (folder / "sources" / "a.csv").write_text(rows, encoding="utf-8")
    (item,) = findings(folder)
    assert item.severity == "error"
    (folder / "accepted.csv").write_text(
        f"fingerprint,code,place,reason,who,until\n{item.fingerprint},SAM-D002,a.csv,openbaar,dienst,\n"
    )
    run("build", folder)
    dumps = "".join(text for name, text in texts(folder / ".samenspel") if name.endswith(".gz"))
    assert "wim.wachter@post.example" in dumps
