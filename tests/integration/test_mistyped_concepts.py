"""A value that is no concept of its list is told with its place and left out; nothing follows."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from command import run
from publishing import configure

BASE = "https://proef.example/"
MAPPING = """\
prefixes:
  ex: {base}id/
  right: https://w3id.org/samenspel/id/concept/right/
sources:
  s: {{access: diensten.csv, referenceFormulation: csv, samenspel: {{delimiter: ","}}}}
mappings:
  dienst:
    sources: s
    s: ex:service/$(id)
    po:
      - [a, sam:SocialService]
      - [sam:givesAccessTo, right:$(recht)~iri]
      - [sam:servesArea, ex:area/a~iri]
      - [sam:inServiceSector, ex:sector/$(sector)~iri]
      - [org:classification, "https://w3id.org/samenspel/id/concept/kind/$(soort)~iri"]
      - [org:classification, "https://other.example/$(soort)~iri"]
      - [adms:status, "https://w3id.org/samenspel/id/concept/service-status/$(toestand)~iri"]
      - [dct:type, "https://other.example/type~iri"]
      - [sam:voicePhase, "https://w3id.org/samenspel/id/concept/$(lijst)/$(fase)~iri"]
  sector:
    sources: s
    s: ex:sector/tuin
    po:
      - [a, sam:ServiceSector]
"""
ROWS = """\
id,recht,sector,soort,toestand,lijst,fase
1,educatoin,tuin,asociation,discontinud,right,education
2,education,tuin,association,active,voice-phase,prepare
3,housing,zolder,,,,
"""


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mistyped")
    configure(folder, BASE, "proef")
    (folder / "proef.yml").write_text(MAPPING.format(base=BASE), encoding="utf-8")
    (folder / "diensten.csv").write_text(ROWS, encoding="utf-8")
    run("build", folder)
    run("publish", folder)
    return folder / ".samenspel"


def test_slips_are_told_with_their_row_and_the_nearest_concept(release: Path) -> None:
    (report,) = (release / "reports").glob("*.json")
    found = {
        (f["row"], f["rule"], f["raw"].rsplit("/", 1)[1], f["guess"])
        for f in json.loads(report.read_text(encoding="utf-8"))
        if f["code"] == "SAM-O002"
    }
    assert found == {
        (2, "sam:givesAccessTo", "educatoin", "right/education"),
        (2, "org:classification", "asociation", "kind/association"),
        (2, "adms:status", "discontinud", "service-status/discontinued"),
        (2, "sam:voicePhase", "education", None),
        (4, "sam:givesAccessTo", "housing", "right/decent-housing"),
        (4, "sam:inServiceSector", "zolder", None),
    }


def lines(release: Path, *dumps: str) -> list[str]:
    """The quads of dumps of the release, all of them when none is named."""
    paths = sorted((release / "current" / "dumps").glob("*.nq.gz"))
    return [
        line
        for path in paths
        if not dumps or path.name.removesuffix(".nq.gz") in dumps
        for line in gzip.decompress(path.read_bytes()).decode().splitlines()
    ]


def test_nothing_follows_from_a_slip_and_counts_are_those_of_what_is_left(release: Path) -> None:
    assert [
        line
        for line in lines(release, "inferred")
        if "#coversRight> " in line and "education" in line
    ]
    assert not [
        line for line in lines(release) if "/educatoin>" in line or "right/housing>" in line
    ]
    manifest = json.loads((release / "current" / "manifest.json").read_text(encoding="utf-8"))
    counted = {graph["id"]: graph["quads"] for graph in manifest["graphs"]}
    assert counted["proef"] == len(lines(release, "proef"))


def test_lists_of_others_and_concepts_of_the_publisher_are_left_alone(release: Path) -> None:
    said = lines(release, "proef")
    assert [line for line in said if "<https://other.example/asociation>" in line]
    assert [
        line for line in said if "#inServiceSector>" in line and f"<{BASE}id/sector/tuin>" in line
    ]
