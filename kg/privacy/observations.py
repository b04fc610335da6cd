"""Reads counts of people, and what they are counts of, out of lines of N-Quads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from kg.model.prefixes import PREFIXES
from kg.model.terms import RDF_TYPE, RDFS, SKOS, XSD

QB = PREFIXES["qb"]
SDMX = "http://purl.org/linked-data/sdmx/2009/"
OBSERVATION = f"<{QB}Observation>".encode()
DATA_SET = f"<{QB}dataSet>"
_OF_CUBES = {f"<{RDF_TYPE}>", DATA_SET}
_NO_DIMENSION = re.compile(
    r"(^|[#/:_-])(label|prefLabel|altLabel|title|description|comment|note|definition|identifier"
    r"|notation|source|isDefinedBy|status|obsStatus|confStatus|privacyStatus|wasDerivedFrom"
    r"|hadPrimarySource|unitMeasure|unit|seeAlso)$"
)
_NAMED = re.compile(
    r"(?i)person|inwoner|bewoner|cli[eë]nt|deelnem|vrijwillig|\bleden|ledental|gezin|huishoud|jonger"
    r"|kinderen|leefloon|begunstig|hulpvrag|bezoeker|gebruiker|pati[eë]nt|mantelzorg|werkzoek"
    r"|werkloz|dakloz|thuisloz|vluchteling|leerling|rechthebbend|senior|ouder(en|s)\b|people"
    r"|inhabitant|resident|participant|volunteer|member|household|famil(y|ies|le)|youth|child(ren)?\b"
    r"|beneficiar|habitant|b[ée]n[ée]vole|membre|m[ée]nage|jeune|enfant"
)
_COUNTED = re.compile(r"(?i)aantal|count|nombre|number|effecti[ef]|headcount")
_NO_COUNT = re.compile(
    r"(?i)plaats|capacit|places|bedrag|euro|amount|montant|kost|subsid|prijs|price|jaar|year|ann[ée]e"
    r"|period|quarter|kwartaal|maand|month|datum|date|code|nis|postc|nummer$|telefo|phone|leeftijd"
    r"|\bage\b|order|volgorde|rang|score|index|oppervl|[a-z]id$|threshold|drempel"
)
_RATE = re.compile(
    r"(?i)percent|procent|pct|aandeel|share|rate|ratio|quote|graad|taux|part\b|gemiddeld"
)
_NUMBER = re.compile(r'"\s*([+-]?\d+(?:\.\d+)?)\s*"(?:\^\^<([^>]*)>)?')
_NUMERIC = frozenset(
    f"{XSD}{name}"
    for name in (
        "integer",
        "int",
        "long",
        "short",
        "byte",
        "nonNegativeInteger",
        "positiveInteger",
        "unsignedInt",
        "unsignedShort",
        "unsignedLong",
        "decimal",
        "double",
        "float",
    )
)
_TOTAL = re.compile(
    r"(?i)(^|[\W_])(_?t|tot|totaal|totale|total|totals|totaux|alle?|alles|ensemble|iedereen|geheel"
    r"|som|sum|samen|everyone|both|beide)([\W_]|$)"
)
_NEIGHBOURHOOD = re.compile(
    r"(?i)wijk|buurt|deelgemeente|statistische sector|\bdistrict|straat|street"
    r"|neighbou?rhood|\bward\b|quartier|secteur statistique|\brue\b"
)
_WORDS = re.compile(r"([a-z])([A-Z])")


@dataclass(frozen=True)
class ObservationStatement:
    """A property and a value, as N-Quads text, and the line that says so."""

    predicate: str
    value: str
    line: bytes

    @property
    def number(self) -> float | None:
        """The number that the value is, if it is one."""
        found = _NUMBER.fullmatch(self.value)
        if found is None or (found[2] or f"{XSD}integer") not in _NUMERIC:
            return None
        return float(found[1])


@dataclass(frozen=True)
class Observation:
    """What one dataset says of a thing that counts are given for."""

    dataset: str
    subject: str
    statements: tuple[ObservationStatement, ...]
    in_cube: bool

    @property
    def cube(self) -> str:
        """The data set that it is of, else its dataset."""
        named = [each.value for each in self.statements if each.predicate == DATA_SET]
        return named[0] if named else self.dataset

    @property
    def dimensions(self) -> dict[str, str]:
        """What it is a count of: values by property."""
        if not self.in_cube:
            return {}
        return {
            each.predicate: each.value
            for each in self.statements
            if each.predicate not in _OF_CUBES
            and not _NO_DIMENSION.search(each.predicate[1:-1])
            and not each.predicate.startswith(f"<{SDMX}attribute#")
            and (each.number is None or is_no_count(each.predicate))
        }

    @property
    def numbers(self) -> list[ObservationStatement]:
        """Statements of numbers that are counts, rates or amounts."""
        return [
            each
            for each in self.statements
            if each.number is not None and not is_no_count(each.predicate)
        ]

    def is_rate(self, statement: ObservationStatement) -> bool:
        """Whether a number is a share or an average, by its property, unit or digits."""
        unit = any(
            "unitMeasure" in each.predicate and re.search("(?i)percent|procent", each.value)
            for each in self.statements
        )
        number = statement.number or 0.0
        return unit or bool(_RATE.search(name_of(statement.predicate))) or number % 1 != 0


def name_of(predicate: str) -> str:
    """The last part of an IRI in words: `aantalLeden` as `aantal Leden`."""
    local = re.split("[#/:]", predicate.strip("<>"))[-1]
    return _WORDS.sub(r"\1 \2", local).replace("_", " ").replace("-", " ")


def is_no_count(predicate: str) -> bool:
    """Whether a property says by its name that its numbers count nobody: years, codes, amounts."""
    return bool(_NO_COUNT.search(name_of(predicate)))


def counts_people(*names: str, counted: bool = False) -> bool:
    """Whether a name says that people are counted; with `counted` that anything is will do."""
    said = [name for name in names if name]
    if any(_NO_COUNT.search(name) for name in said):
        return False
    return any(_NAMED.search(name) or (counted and _COUNTED.search(name)) for name in said)


def is_total(value: str) -> bool:
    """Whether a value of a dimension, as N-Quads text, says by its name that it is a total."""
    return bool(_TOTAL.search(_local(value)))


def neighbourhoods(observed: Iterable[Observation]) -> frozenset[str]:
    """Values of dimensions that say by their names that they are smaller than a municipality."""
    return frozenset(
        value
        for each in observed
        for axis, value in each.dimensions.items()
        if _NEIGHBOURHOOD.search(name_of(axis)) and not is_total(value)
    )


def observations(
    lines: Iterable[bytes], dataset: str, *, people: frozenset[str] = frozenset()
) -> Iterator[Observation]:
    """The observations in sorted lines, and things with a property that counts `people`."""
    for subject, several in groupby(lines, key=lambda line: line[: line.index(b" ")]):
        group = list(several)
        in_cube = any(OBSERVATION in line or b"#dataSet> " in line for line in group)
        if not in_cube and not people:
            continue
        statements = tuple(map(_statement, group))
        if in_cube or any(each.predicate in people for each in statements):
            yield Observation(dataset, subject.decode(), statements, in_cube)


def _statement(line: bytes) -> ObservationStatement:
    _, predicate, rest = line.decode().split(" ", 2)
    return ObservationStatement(predicate, rest.removesuffix(" .").rpartition(" ")[0], line)


PARENTS = frozenset(
    f"<{iri}>"
    for iri in (
        f"{SKOS}broader",
        f"{SKOS}broaderTransitive",
        "https://w3id.org/samenspel/ns#withinArea",
        "http://purl.org/dc/terms/isPartOf",
        "http://www.opengis.net/ont/geosparql#sfWithin",
        "https://schema.org/containedInPlace",
        "http://schema.org/containedInPlace",
        f"{RDFS}subClassOf",
    )
)
"""Properties that lead from a part to its whole."""


def _local(value: str) -> str:
    if value.startswith('"'):
        return value[1 : value.rindex('"')]
    local = re.split("[#/]", value.strip("<>").rstrip("/"))[-1]
    return re.sub("([a-z])([A-Z])", r"\1 \2", local)
