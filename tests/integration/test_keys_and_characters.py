"""A publication with odd keys and invisible characters: built, judged and asked over HTTP."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from publishing import configure, publish
from serving import Served, follow, heading, serving

BASE = "https://data.lebbeke.example/"
KEYS = [
    "A/B", "a%b", "50%", "x+y", "x&y", "x=y?z", "één", "ß/字", "[1]", "twee\nregels", ".", "..",
    "naam.ttl", "a b", "#1", "'s", "(x)", "a;b", "a:b", "%2F", "\\", "|", "^", "~", "😀", "-",
    "A\tB",
]  # fmt: skip
DATASET = "bulk-ploegen"
"""Its files begin as logs of the store do, which no release has."""
INVISIBLE = {"ok": "C:\\bin \\u000b", "vt": "tab\x0bhier", "nul": "a\x01b", "niets": "a\uffffb"}
MAPPING = f"""
prefixes: {{ ex: "{BASE}id/" }}
sources:
  ploegen: {{ access: ploegen.csv, referenceFormulation: csv, samenspel: {{ encoding: utf-8 }} }}
mappings:
  ploeg:
    sources: ploegen
    s: ex:ploeg/$(sleutel)
    po:
      - [a, foaf:Group]
      - [rdfs:label, $(naam), nl~lang]
"""


VOCABULARY = f"""
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<https://w3id.org/samenspel/ns/lebbeke> a owl:Ontology ; rdfs:label "Lebbeke" .
<{BASE}ns/1> a owl:DatatypeProperty ; rdfs:label "een\\u000b eigenschap"@nl .
<{BASE}ns/thing> <{BASE}ns/1> "een" .
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lebbeke")
    configure(folder, BASE, DATASET)
    config = folder / "samenspel.toml"
    said = config.read_text(encoding="utf-8").replace("Een proef.", "Een \\u0007 proef.")
    config.write_text(f'ontology.extensions = ["eigen.ttl"]\n{said}', encoding="utf-8")
    (folder / "eigen.ttl").write_text(VOCABULARY, encoding="utf-8")
    (folder / f"{DATASET}.yml").write_text(MAPPING, encoding="utf-8")
    with (folder / "ploegen.csv").open("w", encoding="utf-8", newline="") as file:
        rows = [(key, f"Ploeg {number}") for number, key in enumerate(KEYS)]
        csv.writer(file).writerows([("sleutel", "naam"), *rows, *INVISIBLE.items()])
    publish(folder)
    return folder


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[Served]:
    with serving(folder) as served:
        yield served


def test_manifest_names_every_file_of_the_release(folder: Path) -> None:
    release = (folder / ".samenspel" / "current").resolve()
    named = set(json.loads((release / "manifest.json").read_text(encoding="utf-8"))["files"])
    found = {str(path.relative_to(release)) for path in release.rglob("*") if path.is_file()}
    assert found == {"manifest.json", *named} and f"dumps/{DATASET}.nq.gz" in named


def test_every_key_leads_to_its_own_page(served: Served) -> None:
    label = "http://www.w3.org/2000/01/rdf-schema#label"
    reply = served.get(f"SELECT ?s ?n {{ ?s <{label}> ?n FILTER(isIRI(?s)) }}", format="json")
    rows = json.loads(reply.body)["results"]["bindings"]
    found = {row["s"]["value"]: row["n"]["value"] for row in rows}
    assert {f"Ploeg {number}" for number in range(len(KEYS))} <= set(found.values())
    for iri, name in found.items():
        if name.startswith("Ploeg"):
            address = quote(urlsplit(iri).path, safe="/%:@!$&'()*+,;=~-._")
            assert heading(follow(served, address, "text/html")) == name, iri
            own = follow(served, f"/resource?iri={quote(iri, safe='')}", "text/html")
            assert heading(own) == name, iri


def test_characters_that_xml_forbids_are_findings_with_their_rows(folder: Path) -> None:
    found = json.loads((folder / ".samenspel" / "current" / "findings.json").read_text())
    told = [one for one in found if one["code"] == "SAM-V030"]
    rows = {(one["file"], one["row"]) for one in told}
    first = len(KEYS) + 2
    cells = {("ploegen.csv", first + place) for place in (1, 2, 3)}
    assert rows == {*cells, ("eigen.ttl", None), ("", None)}
    assert {one["severity"] for one in told} == {"warning"}


def test_their_page_is_there_and_their_xml_is_refused(served: Served) -> None:
    assert served.request("GET", "/doc/ploeg/vt", {"Accept": "text/html"}).status == 200
    for key in ("vt", "nul", "niets"):
        told = served.request("GET", f"/doc/ploeg/{key}.rdf")
        assert told.status == 406 and json.loads(told.body)["code"] == "SAM-H412"
        assert served.request("GET", f"/doc/ploeg/{key}.ttl").status == 200
    assert served.request("GET", "/doc/ploeg/ok.rdf").status == 200


@pytest.mark.parametrize("path", ["/ns", "/ns/lebbeke"])
def test_vocabulary_that_xml_cannot_hold_is_refused_in_xml_alone(served: Served, path: str) -> None:
    told = served.request("GET", path, {"Accept": "application/rdf+xml"})
    assert told.status == 406 and json.loads(told.body)["code"] in ("SAM-H411", "SAM-H412")
    assert f"{BASE}ns/1" in served.request("GET", path, {"Accept": "text/turtle"}).text
    assert served.request("GET", "/ns/hybridity.rdf").status == 200
