"""Writes a publication of a whole region, the same for the same size: 300 municipalities with their
organisations, services, projects and partnerships.

Some things have very many links, as in real data: a provider with a fifth of all services of its
part, a municipality that everyone serves, rights that thousands of services open.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from benchmarks.municipal import CONFIG, DATASET, GROUPS, KINDS, LOOKUPS, RIGHTS, SCHEMES, WORDS
from benchmarks.tables import write_table

MUNICIPALITIES = 300
PROVINCES = 5
PARTS = 10
"""Datasets with organisations and services; a municipality is in one of them."""
BASE = "https://data.example.be/id/"
TRAITS = [
    f"{sector}-{what}"
    for sector in ("public", "private", "third")
    for what in ("ownership", "governance", "priorities", "human-resources")
]
FORMS = ("BroadReception", "HouseOfTheChild", "Partnership")
STAGES = ("idea", "pilot", "funding", "scaling", "handover", "stop")
AREAS = """\
@prefix area: <https://data.example.be/id/area/> .
@prefix org: <https://data.example.be/id/organisation/> .
@prefix sam: <https://w3id.org/samenspel/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
area:02000 a sam:Region ; skos:prefLabel "Vlaams Gewest"@nl, "Région flamande"@fr ;
  sam:nisCode "02000" .
"""
AREAS_DATASET = """\
[[dataset]]
id = "gebieden"
title.nl = "Gebieden"
description.nl = "Gemaakte gemeenten om te meten."
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
legal_basis = "geen"
contact = "meting"
review = "2030-01-01"
modified = "2026-01-01"
rdf = ["sources/gebieden.ttl"]
"""
SOURCES = ("organisaties", "diensten", "projecten", "stappen", "samenwerkingen", "leden")
SOURCE = """\
  {name}:
    access: sources/{name}-{n}.csv
    referenceFormulation: csv
    samenspel: {{encoding: utf-8, delimiter: ";", dates: "%Y-%m-%d"}}
"""
MAPPING = """\
mappings:
  organisatie:
    sources: organisaties
    s: ex:organisation/{n}-$(code)
    po:
      - [a, sam:Organisation]
      - [skos:prefLabel, $(naam), nl~lang]
      - p: org:classification
        o: {{value: $(soort), type: iri, samenspel: {{lookup: lookups/soort.csv}}}}
      - p: sam:hasTrait
        o: {{value: "c:trait/$(kenmerken)", type: iri, samenspel: {{split: ","}}}}
      - [sam:locatedIn, area:$(nis)~iri]
      - [foaf:homepage, $(website)~iri]
      - [schema:foundingDate, $(opgericht), xsd:date]
  dienst:
    sources: diensten
    s: ex:service/{n}-$(code)
    po:
      - [a, sam:SocialService]
      - [skos:prefLabel, $(naam), nl~lang]
      - [dct:description, $(omschrijving), nl~lang]
      - [sam:providedBy, ex:organisation/{n}-$(aanbieder)~iri]
      - p: sam:servesArea
        o: {{value: "area:$(gebieden)", type: iri, samenspel: {{split: ","}}}}
      - p: sam:givesAccessTo
        o: {{value: $(recht), type: iri, samenspel: {{lookup: lookups/recht.csv}}}}
      - p: sam:forTargetGroup
        o:
          value: $(doelgroepen)
          type: iri
          samenspel: {{split: ",", lookup: lookups/groep.csv}}
      - [schema:startDate, $(sinds), xsd:date]
  project:
    sources: projecten
    s: ex:project/{n}-$(code)
    po:
      - [a, sam:Project]
      - [skos:prefLabel, $(naam), nl~lang]
      - [sam:takesPlaceIn, area:$(nis)~iri]
      - p: sam:hasPartner
        o: {{value: "ex:organisation/{n}-$(partners)", type: iri, samenspel: {{split: ","}}}}
      - [sam:carriedBy, ex:partnership/{n}-$(samenwerking)~iri]
  stap:
    sources: stappen
    s: ex:event/{n}-$(project)-$(nummer)
    po:
      - [a, sam:ProjectEvent]
      - [skos:prefLabel, $(naam), nl~lang]
      - [sam:eventOf, ex:project/{n}-$(project)~iri]
      - [sam:eventKind, c:event/$(fase)~iri]
      - [sam:eventDate, $(dag), xsd:date]
      - [sam:ledBy, ex:organisation/{n}-$(wie)~iri]
      - p: sam:handedOverTo
        o: ex:organisation/{n}-$(aan)~iri
        condition: {{function: notEqual, parameters: [[str1, $(aan)], [str2, ""]]}}
  samenwerking:
    sources: samenwerkingen
    s: ex:partnership/{n}-$(code)
    po:
      - [a, sam:$(vorm)~iri]
      - [skos:prefLabel, $(naam), nl~lang]
      - [sam:locatedIn, area:$(nis)~iri]
      - [sam:validFrom, $(sinds), xsd:date]
  lidmaatschap:
    sources: leden
    s: ex:membership/{n}-$(samenwerking)-$(lid)
    po:
      - [a, sam:Membership]
      - [org:organization, ex:partnership/{n}-$(samenwerking)~iri]
      - [org:member, ex:organisation/{n}-$(lid)~iri]
      - [org:role, c:role/$(rol)~iri]
      - [sam:memberFrom, $(sinds), xsd:date]
"""
PREFIXES = """\
prefixes:
  ex: "https://data.example.be/id/"
  area: "https://data.example.be/id/area/"
  c: "https://w3id.org/samenspel/id/concept/"
sources:
"""


def write_region(folder: Path, rows: int) -> None:
    """Write a publication of `rows` source rows; a row gives about fourteen quads."""
    for name in ("sources", "mappings", "lookups"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for name, entries in LOOKUPS.items():
        lines = [f"{word},c:{SCHEMES[name]}/{slug}" for word, slug in entries.items()]
        (folder / "lookups" / f"{name}.csv").write_text("\n".join(["from,to", *lines, ""]))
    (folder / "sources" / "gebieden.ttl").write_text("".join(_areas()), encoding="utf-8")
    parts = [CONFIG, AREAS_DATASET]
    for number in range(PARTS):
        parts.append(DATASET.format(n=number))
        sources = "".join(SOURCE.format(name=name, n=number) for name in SOURCES)
        mapping = PREFIXES + sources + MAPPING.format(n=number)
        (folder / "mappings" / f"gemeente-{number}.yml").write_text(mapping, encoding="utf-8")
        _write_part(folder / "sources", number, rows // PARTS)
    (folder / "samenspel.toml").write_text("".join(parts), encoding="utf-8")


def nis_code(municipality: int) -> str:
    """The code of a municipality by its number, from 0."""
    return str(90_001 + municipality)


def _areas() -> Iterator[str]:
    dice = random.Random(300)
    yield AREAS
    for province in range(PROVINCES):
        yield f"""area:P{province} a sam:Province ; skos:prefLabel "Provincie {province}"@nl ;
  sam:withinArea area:02000 .\n"""
        for part in range(4):
            yield f"""area:A{province}{part} a sam:Arrondissement ;
  skos:prefLabel "Arrondissement {province}{part}"@nl ; sam:withinArea area:P{province} .
area:Z{province}{part} a sam:FirstLineZone ; skos:prefLabel "Zone {province}{part}"@nl ;
  sam:withinArea area:P{province} .\n"""
    for number in range(MUNICIPALITIES):
        code, part = nis_code(number), number % (4 * PROVINCES)
        province, place = part % PROVINCES, part // PROVINCES
        name = f"{dice.choice(WORDS).title()}{dice.choice(WORDS)}-{number}"
        yield f"""area:{code} a sam:MunicipalArea ; skos:prefLabel "{name}"@nl ;
  sam:nisCode "{code}" ; sam:withinArea area:A{province}{place}, area:Z{province}{place} .
org:{number % PARTS}-O{number // PARTS} sam:governs area:{code} .\n"""


def _write_part(folder: Path, number: int, rows: int) -> None:
    """A tenth of the region: half of its rows services, a sixth organisations."""
    dice = random.Random(number)
    own = range(number, MUNICIPALITIES, PARTS)
    organisations, services = max(rows // 6, 60), rows // 2
    together = max(rows // 30, 12)
    tables = {
        "organisaties": (
            "code naam soort kenmerken nis website opgericht",
            (_organisation(dice, i, own) for i in range(organisations)),
        ),
        "diensten": (
            "code naam omschrijving aanbieder gebieden recht doelgroepen sinds",
            (_service(dice, i, organisations, own) for i in range(services)),
        ),
        "projecten": (
            "code naam nis partners samenwerking",
            (_project(dice, i, organisations, own, together) for i in range(together)),
        ),
        "stappen": (
            "project nummer naam fase dag wie aan",
            (row for i in range(together) for row in _steps(dice, i, organisations)),
        ),
        "samenwerkingen": (
            "code naam vorm nis sinds",
            (
                [f"S{i}", _name(dice), dice.choice(FORMS), _place(dice, own), _day(dice)]
                for i in range(together)
            ),
        ),
        "leden": (
            "samenwerking lid rol sinds",
            (row for i in range(together) for row in _members(dice, i, organisations)),
        ),
    }
    for name, (header, some) in tables.items():
        write_table(folder / f"{name}-{number}.csv", header.split(), rows=some)


def _name(dice: random.Random) -> str:
    first, second = dice.choice(WORDS), dice.choice(WORDS)
    quality = dice.choice(["samen", "voor élk", "coöp", "& co", "ruimte"])
    return f"{first.title()}{second} {quality} {dice.randint(1, 9999)}"


def _day(dice: random.Random) -> str:
    return f"{dice.randint(2000, 2025)}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}"


def _place(dice: random.Random, own: range) -> str:
    return nis_code(dice.choice(own))


def _organisation(dice: random.Random, index: int, own: range) -> list[str]:
    governs = index < len(own)
    return [
        f"O{index}",
        f"Gemeente {index}" if governs else _name(dice),
        "gemeente" if governs else dice.choice(KINDS),
        ",".join(dice.sample(TRAITS, dice.randint(1, 4))),
        nis_code(own[index]) if governs else _place(dice, own),
        f"https://www.example.org/{dice.choice(WORDS)}/{index}",
        _day(dice),
    ]


def _service(dice: random.Random, index: int, organisations: int, own: range) -> list[str]:
    provider = 40 if index % 5 == 0 else dice.randrange(organisations)
    places = {_place(dice, own)} | ({nis_code(0)} if dice.random() < 0.3 else set())
    return [
        f"S{index}",
        _name(dice),
        f"Dienst {_name(dice)}, elke {dice.choice(['maandag', 'dinsdag', 'vrijdag'])} open.",
        f"O{provider}",
        ",".join(sorted(places)),
        dice.choice(RIGHTS),
        ", ".join(dice.sample(GROUPS, dice.randint(1, 3))),
        _day(dice),
    ]


def _project(
    dice: random.Random, index: int, organisations: int, own: range, together: int
) -> list[str]:
    partners = {f"O{dice.randrange(organisations)}" for _ in range(dice.randint(1, 5))}
    return [
        f"P{index}",
        _name(dice),
        _place(dice, own),
        ",".join(sorted(partners)),
        f"S{dice.randrange(together)}",
    ]


def _steps(dice: random.Random, index: int, organisations: int) -> Iterator[list[str]]:
    for place, stage in enumerate(STAGES[: dice.randint(2, len(STAGES))]):
        leader = f"O{dice.randrange(organisations)}"
        receiver = f"O{dice.randrange(organisations)}" if stage == "handover" else ""
        yield [f"P{index}", str(place), _name(dice), stage, _day(dice), leader, receiver]


def _members(dice: random.Random, index: int, organisations: int) -> Iterator[list[str]]:
    for member in sorted(dice.sample(range(organisations), dice.randint(3, 9))):
        role = dice.choice(["member", "core-partner", "director"])
        yield [f"S{index}", f"O{member}", role, _day(dice)]
