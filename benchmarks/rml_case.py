"""Writes tables in the shape of municipal data and one mapping of them that every engine reads.

Values are in canonical lexical forms, so that engines that copy and engines that normalise agree;
`as_delivered` they are what registers export: numbers with as many digits each, columns that no
mapping reads, and cells with several values.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from benchmarks.municipal import RIGHTS, WORDS

BASE = "https://data.example.org/id/"
LEGACY = """\
@prefix rr: <http://www.w3.org/ns/r2rml#> .
@prefix rml: <http://semweb.mmlab.be/ns/rml#> .
@prefix ql: <http://semweb.mmlab.be/ns/ql#> .
"""
TODAY = "@prefix rr: <http://w3id.org/rml/> .\n@prefix rml: <http://w3id.org/rml/> .\n"
PREFIXES = """\
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix s: <https://data.example.org/ns#> .
@prefix m: <https://data.example.org/map/> .
"""
PLACES = (("44021", "Gent"), ("11002", "Antwerpen"), ("24062", "Leuven"), ("31005", "Brugge"))
KINDS = ("OCMW", "vzw", "CAW", "wijkgezondheidscentrum", "burgerinitiatief")
DAYS = ("maandag", "dinsdag", "vrijdag")

# Property, and how its object is made: (column,), (column, tag or datatype), or a keyword first.
Made = tuple[str, ...]
MAPS: dict[str, tuple[str, str, list[tuple[str, Made]]]] = {
    "plaatsen": (
        "location/{loc_id}",
        "Location",
        [
            ("street", ("street",)),
            ("houseNumber", ("number",)),
            ("postcode", ("postcode",)),
            ("municipality", ("municipality", "@nl")),
            ("nis", ("iri", "nis/{nis}")),
            ("lat", ("lat", "decimal")),
            ("lon", ("lon", "decimal")),
            ("wheelchair", ("wheelchair", "boolean")),
            ("label", ("text", "{street} {number}, {postcode} {municipality}")),
        ],
    ),
    "organisaties": (
        "org/{org_id}",
        "Organisation",
        [
            ("name", ("name", "@nl")),
            ("name", ("name_fr", "@fr")),
            ("orgType", ("iri", "orgtype/{org_type}")),
            ("kbo", ("kbo",)),
            ("website", ("address", "website")),
            ("email", ("email",)),
            ("founded", ("founded", "date")),
            ("location", ("iri", "location/{loc_id}")),
            ("fte", ("staff_fte", "decimal")),
        ],
    ),
    "diensten": (
        "service/{srv_id}",
        "Service",
        [
            ("providedBy", ("link", "organisaties", "org_id", "org_id")),
            ("location", ("link", "plaatsen", "loc_id", "loc_id")),
            ("title", ("title", "@nl")),
            ("title", ("title_en", "@en")),
            ("description", ("description", "@nl")),
            ("start", ("start", "date")),
            ("end", ("end", "date")),
            ("cost", ("cost", "decimal")),
            ("free", ("free", "boolean")),
            ("url", ("address", "url")),
            ("right", ("iri", "right/{right}")),
        ],
    ),
    "projecten": (
        "project/{prj_id}",
        "Project",
        [
            ("lead", ("link", "organisaties", "org_id", "org_id")),
            ("title", ("title", "@nl")),
            ("abstract", ("abstract", "@nl")),
            ("year", ("year", "gYear")),
            ("budget", ("budget", "decimal")),
            ("start", ("start", "date")),
            ("status", ("iri", "status/{status}")),
            ("theme", ("iri", "right/{theme}")),
        ],
    ),
}


def write_case(folder: Path, rows: int, *, as_delivered: bool = False) -> None:
    """Write four tables with `rows` rows together, and `today.ttl` and `legacy.ttl`."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(20260101)
    shown = partial(_delivered, chance) if as_delivered else _same
    organisations = places = rows // 10
    services = rows // 2
    projects = rows - organisations - places - services
    _table(folder / "plaatsen.csv", map(shown, _places(chance, places)))
    _table(folder / "organisaties.csv", map(shown, _organisations(chance, organisations, places)))
    _table(folder / "diensten.csv", map(shown, _services(chance, services, organisations, places)))
    _table(folder / "projecten.csv", map(shown, _projects(chance, projects, organisations)))
    (folder / "today.ttl").write_text(mapping(legacy=False), encoding="utf-8")
    (folder / "legacy.ttl").write_text(mapping(legacy=True), encoding="utf-8")


def _table(path: Path, rows: Iterable[dict[str, object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = iter(rows)
        first = next(rows)
        writer = csv.DictWriter(file, list(first))
        writer.writeheader()
        writer.writerow(first)
        writer.writerows(rows)


def _same(row: dict[str, object]) -> dict[str, object]:
    return row


def _delivered(chance: random.Random, row: dict[str, object]) -> dict[str, object]:
    """A row as a register exports it."""
    digits = {"lat": 6, "lon": 6, "staff_fte": 1, "cost": 2, "budget": 2}
    rounded = {
        name: f"{chance.random() * 100:.{digits[name]}f}" if name in digits else value
        for name, value in row.items()
    }
    groups = chance.sample(("jongeren", "ouderen", "nieuwkomers", "gezinnen"), chance.randint(1, 3))
    return {
        **rounded,
        "phone": f"+32 9 {chance.randint(1_000_000, 9_999_999)}",
        "target_groups": ";".join(groups),
        "partner_ids": ";".join(f"O{chance.randrange(999)}" for _ in range(chance.randint(1, 3))),
    }


def _name(chance: random.Random) -> str:
    first = chance.choice(("De", "Het", "'t", "Huis", "Open"))
    middle = chance.choice(WORDS).title() + chance.choice(WORDS)
    last = chance.choice(("“samen”", "voor élk", "& co", 'buurt"huis"', "ruimte", "werking"))
    return f"{first} {middle} {last} {chance.randint(1, 9999)}"


def _date(chance: random.Random) -> str:
    year, month, day = chance.randint(2010, 2025), chance.randint(1, 12), chance.randint(1, 28)
    return f"{year}-{month:02}-{day:02}"


def _decimal(chance: random.Random, whole: int) -> str:
    return f"{chance.randrange(whole)}.{chance.randrange(10)}{chance.randint(1, 9)}"


def _places(chance: random.Random, count: int) -> Iterator[dict[str, object]]:
    for number in range(count):
        nis, municipality = chance.choice(PLACES)
        yield {
            "loc_id": f"L{number}",
            "street": f"{chance.choice(WORDS).title()}{chance.choice(WORDS)}straat",
            "number": chance.randint(1, 300),
            "postcode": chance.randint(1000, 9999),
            "municipality": municipality,
            "nis": nis,
            "lat": f"50.{chance.randrange(10**5)}7",
            "lon": f"3.{chance.randrange(10**5)}3",
            "wheelchair": chance.choice(("true", "false")),
        }


def _organisations(chance: random.Random, count: int, places: int) -> Iterator[dict[str, object]]:
    for number in range(count):
        yield {
            "org_id": f"O{number}",
            "name": _name(chance),
            "name_fr": _name(chance) if chance.random() < 0.3 else "",
            "org_type": chance.choice(KINDS),
            "kbo": f"0{chance.randint(100000000, 999999999)}",
            "website": f"https://www.example.org/{chance.choice(WORDS)}/{number}",
            "email": f"info{number}@example.org",
            "founded": _date(chance),
            "loc_id": f"L{chance.randrange(places)}",
            "staff_fte": _decimal(chance, 50),
        }


def _services(
    chance: random.Random, count: int, organisations: int, places: int
) -> Iterator[dict[str, object]]:
    for number in range(count):
        yield {
            "srv_id": f"S{number}",
            "org_id": f"O{chance.randrange(organisations)}",
            "loc_id": f"L{chance.randrange(places)}",
            "title": _name(chance),
            "title_en": _name(chance) if chance.random() < 0.4 else "",
            "description": f"Dienst {_name(chance)} voor {chance.choice(RIGHTS)},"
            f" elke {chance.choice(DAYS)} open.",
            "start": _date(chance),
            "end": _date(chance) if chance.random() < 0.5 else "",
            "cost": _decimal(chance, 100),
            "free": chance.choice(("true", "false")),
            "url": f"https://www.example.org/dienst/{number}",
            "right": chance.choice(RIGHTS),
        }


def _projects(chance: random.Random, count: int, organisations: int) -> Iterator[dict[str, object]]:
    for number in range(count):
        yield {
            "prj_id": f"P{number}",
            "org_id": f"O{chance.randrange(organisations)}",
            "title": _name(chance),
            "abstract": f"Project {_name(chance)} rond {chance.choice(RIGHTS)}.",
            "year": chance.randint(2010, 2025),
            "budget": _decimal(chance, 100_000),
            "start": _date(chance),
            "status": chance.choice(("lopend", "afgerond", "gepland")),
            "theme": chance.choice(RIGHTS),
        }


def mapping(*, legacy: bool) -> str:
    """The mapping in Turtle, in the vocabulary of 2014 or of today."""
    parts = [LEGACY if legacy else TODAY, PREFIXES]
    for name, (subject, kind, properties) in MAPS.items():
        source = (
            f'rml:source "{name}.csv" ; rml:referenceFormulation ql:CSV'
            if legacy
            else "rml:source [ a rml:RelativePathSource ; rml:root rml:MappingDirectory ;"
            f' rml:path "{name}.csv" ; rml:null "" ] ; rml:referenceFormulation rml:CSV'
        )
        lines = [
            f"m:{name} a rr:TriplesMap ; rml:logicalSource [ {source} ]",
            f'  rr:subjectMap [ rr:template "{BASE}{subject}" ; rr:class s:{kind} ]',
            *(
                f"  rr:predicateObjectMap [ rr:predicate s:{p} ; rr:objectMap {_object(made)} ]"
                for p, made in properties
            ),
        ]
        parts.append(" ;\n".join(lines) + " .\n")
    return "\n".join(parts)


def _object(made: Made) -> str:
    if made[0] == "iri":
        return f'[ rr:template "{BASE}{made[1]}" ]'
    if made[0] == "text":
        return f'[ rr:template "{made[1]}" ; rr:termType rr:Literal ]'
    if made[0] == "address":
        return f'[ rml:reference "{made[1]}" ; rr:termType rr:IRI ]'
    if made[0] == "link":
        on = f'[ rr:child "{made[2]}" ; rr:parent "{made[3]}" ]'
        return f"[ rr:parentTriplesMap m:{made[1]} ; rr:joinCondition {on} ]"
    if len(made) == 1:
        return f'[ rml:reference "{made[0]}" ]'
    tail = f'rr:language "{made[1][1:]}"' if made[1][0] == "@" else f"rr:datatype xsd:{made[1]}"
    return f'[ rml:reference "{made[0]}" ; {tail} ]'
