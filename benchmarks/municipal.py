"""Writes a publication of any size in the shape of municipal data, the same for the same size."""

from __future__ import annotations

import random
from pathlib import Path

from benchmarks.tables import write_table

WORDS = [
    "noord",
    "zuid",
    "kern",
    "brug",
    "haven",
    "park",
    "markt",
    "molen",
    "kerk",
    "linde",
    "zee",
    "duin",
    "dijk",
    "veld",
    "bos",
    "kapel",
    "beek",
    "straat",
    "plein",
    "sluis",
]
KINDS = ("OCMW", "vzw", "CAW", "firma", "gemeente", "bewonersgroep")
RIGHTS = ("wonen", "werk", "gezondheid", "onderwijs", "cultuur", "juridische bijstand")
GROUPS = ("gezinnen", "jongeren", "ouderen", "nieuwkomers", "daklozen")

CONFIG = """\
base = "https://data.example.be/"
example = true
[title]
nl = "Meetgegevens"
[publisher]
iri = "https://data.example.be/id/organisation/meting"
name.nl = "Meting"
"""
DATASET = """\
[[dataset]]
id = "gemeente-{n}"
title.nl = "Gemeente {n}"
description.nl = "Gemaakte gegevens om te meten."
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
legal_basis = "geen"
contact = "meting"
review = "2030-01-01"
modified = "2026-01-01"
mappings = ["mappings/gemeente-{n}.yml"]
"""
MAPPING = """\
prefixes:
  ex: "https://data.example.be/id/"
  c: "https://w3id.org/samenspel/id/concept/"
sources:
  organisaties:
    access: sources/organisaties-{n}.csv
    referenceFormulation: csv
    samenspel: {{encoding: utf-8, delimiter: ";", dates: "%d/%m/%Y", decimal: ","}}
  diensten:
    access: sources/diensten-{n}.csv
    referenceFormulation: csv
    samenspel: {{encoding: utf-8, delimiter: ";", dates: "%d/%m/%Y", decimal: ","}}
mappings:
  organisatie:
    sources: organisaties
    s: ex:organisation/{n}-$(code)
    po:
      - [a, sam:Organisation]
      - [skos:prefLabel, $(naam), nl~lang]
      - [skos:altLabel, $(naam_fr), fr~lang]
      - p: org:classification
        o: {{value: $(soort), type: iri, samenspel: {{lookup: lookups/soort.csv}}}}
      - p: sam:kboNumber
        o: {{value: $(kbo), samenspel: {{function: kbo}}}}
      - [foaf:homepage, $(website)~iri]
      - [schema:foundingDate, $(opgericht), xsd:date]
  dienst:
    sources: diensten
    s: ex:service/{n}-$(code)
    po:
      - [a, sam:SocialService]
      - [skos:prefLabel, $(naam), nl~lang]
      - [skos:altLabel, $(naam_en), en~lang]
      - [dct:description, $(omschrijving), nl~lang]
      - p: sam:providedBy
        o:
          mapping: organisatie
          condition: {{function: equal, parameters: [[str1, $(aanbieder)], [str2, $(code)]]}}
      - p: sam:givesAccessTo
        o: {{value: $(recht), type: iri, samenspel: {{lookup: lookups/recht.csv}}}}
      - p: sam:forTargetGroup
        o:
          value: $(doelgroepen)
          type: iri
          samenspel: {{split: ",", lookup: lookups/groep.csv}}
      - [schema:price, $(tarief), xsd:decimal]
      - [dct:issued, $(sinds), xsd:date]
"""
LOOKUPS = {
    "soort": dict(
        zip(
            KINDS,
            ("ocmw", "association", "caw", "enterprise", "municipality", "citizen-group"),
            strict=True,
        )
    ),
    "recht": dict(
        zip(
            RIGHTS,
            (
                "decent-housing",
                "work",
                "health-protection",
                "education",
                "cultural-fulfilment",
                "legal-assistance",
            ),
            strict=True,
        )
    ),
    "groep": dict(
        zip(
            GROUPS,
            ("families", "youth", "older-people", "newcomers", "homeless-people"),
            strict=True,
        )
    ),
}
SCHEMES = {"soort": "kind", "recht": "right", "groep": "target-group"}


def write_publication(folder: Path, rows: int, datasets: int) -> None:
    """Write a publication with `rows` source rows over `datasets` municipalities.

    One row in six is an organisation, the others are services; a row gives about ten quads.
    """
    for name in ("sources", "mappings", "lookups"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for name, entries in LOOKUPS.items():
        lines = [f"{word},c:{SCHEMES[name]}/{slug}" for word, slug in entries.items()]
        (folder / "lookups" / f"{name}.csv").write_text("\n".join(["from,to", *lines, ""]))
    parts = [CONFIG]
    for number in range(datasets):
        parts.append(DATASET.format(n=number))
        (folder / "mappings" / f"gemeente-{number}.yml").write_text(MAPPING.format(n=number))
        _write_sources(folder / "sources", number, rows // datasets)
    (folder / "samenspel.toml").write_text("".join(parts))


def _write_sources(folder: Path, number: int, rows: int) -> None:
    dice = random.Random(number)
    organisations = max(1, rows // 6)
    header = ["code", "naam", "naam_fr", "soort", "kbo", "website", "opgericht"]
    write_table(
        folder / f"organisaties-{number}.csv",
        header,
        rows=([f"O{i}", *_organisation(dice, i)] for i in range(organisations)),
    )
    header = ["code", "naam", "naam_en", "omschrijving", "aanbieder", "recht", "doelgroepen"]
    write_table(
        folder / f"diensten-{number}.csv",
        [*header, "tarief", "sinds"],
        rows=([f"S{i}", *_service(dice, organisations)] for i in range(rows - organisations)),
    )


def _name(dice: random.Random) -> str:
    first, second = dice.choice(WORDS), dice.choice(WORDS)
    quality = dice.choice(["“samen”", "voor élk", "coöp", "& co", "ruimte"])
    return f"{first.title()}{second} {quality} {dice.randint(1, 9999)}"


def _date(dice: random.Random) -> str:
    return f"{dice.randint(1, 28):02d}/{dice.randint(1, 12):02d}/{dice.randint(2000, 2025)}"


def _organisation(dice: random.Random, index: int) -> list[str]:
    stem = 9_000_000 + dice.randrange(900_000)
    kbo = f"0{stem}{97 - stem % 97:02d}"
    french = _name(dice) if dice.random() < 0.3 else ""
    website = f"https://www.example.org/{dice.choice(WORDS)}/{index}"
    return [_name(dice), french, dice.choice(KINDS), kbo, website, _date(dice)]


def _service(dice: random.Random, organisations: int) -> list[str]:
    groups = ", ".join(dice.sample(GROUPS, dice.randint(1, 3)))
    return [
        _name(dice),
        _name(dice) if dice.random() < 0.4 else "",
        f"Dienst {_name(dice)}, elke {dice.choice(['maandag', 'dinsdag', 'vrijdag'])} open.",
        f"O{dice.randrange(organisations)}",
        dice.choice(RIGHTS),
        groups,
        f"{dice.random() * 100:.2f}".replace(".", ","),
        _date(dice),
    ]
