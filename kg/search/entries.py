"""What can be found in a release: its things with their names, numbers, and what they are about."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path

from kg.model.naming import NAMING, language_rank
from kg.model.terms import DCT, FOAF, ORG, OWL, SAM, SKOS
from kg.resources import ontology_folder
from kg.search.folding import FoldedTexts, abbreviations_of, fold, number_of
from kg.search.statements import STANDING, LineStatements, former_things, things_outside
from kg.search.texts import Role, Text
from kg.texts import LANGUAGES, Language


@dataclass
class IndexedThing:
    """A thing that can be found; `facets` are pairs of the name of a facet and an IRI."""

    iri: str
    texts: set[Text] = field(default_factory=set)
    classes: set[str] = field(default_factory=set)
    facets: set[tuple[str, str]] = field(default_factory=set)
    standing: str = ""

    def name(self, reader: str) -> tuple[str, str]:
        """The name that a reader should see, with its language; empty where there is none."""
        names = [text for text in self.texts if text.role is Role.NAME]
        best = min(
            names, key=lambda n: (language_rank(n.lang, reader), n.way, n.text), default=_NAMELESS
        )
        return best.text, best.lang

    def names(self) -> dict[Language, tuple[str, str]]:
        """The name that readers of each language should see, with the language it is in."""
        own = {text.lang for text in self.texts if text.role is Role.NAME}
        if len(own) < 2:  # most often
            return dict.fromkeys(LANGUAGES, self.name(LANGUAGES[0]))
        return {lang: self.name(lang) for lang in LANGUAGES}


_SHORTENED = frozenset(
    [
        SAM + name
        for name in ("Agent", "Actor", "Organisation", "Partnership", "SocialHouse", "Site")
    ]
    + [SKOS + "Concept", OWL + "Class", FOAF + "Agent", ORG + "Organization"]
)
"""Classes of what people call by the first letters of its name."""
_NAMELESS = Text(Role.NAME, "")
_NUMBERS = (
    *(SAM + name for name in ("kboNumber", "establishmentNumber", "nisCode", "ovoCode")),
    *(SAM + name for name in ("associationNumber", "recognitionNumber")),
    SKOS + "notation",
    DCT + "identifier",
)
_DESCRIPTIONS = (SKOS + "definition", DCT + "description")
_PLACES = tuple(SAM + name for name in ("locatedIn", "servesArea", "takesPlaceIn"))
_RULES = tuple(SAM + name for name in ("policyOf", "governs"))
_SUBJECTS = {
    "right": tuple(SAM + name for name in ("givesAccessTo", "concernsRight")),
    "sector": (SAM + "inServiceSector",),
    "group": (SAM + "forTargetGroup",),
}
"""What things are about, by the name of the facet; a provider is about what its services are."""
_PROVIDED_BY = SAM + "providedBy"
PROPERTIES = (
    *NAMING, SKOS + "altLabel", *_NUMBERS, *_DESCRIPTIONS, *STANDING, *_PLACES, *_RULES,
    *(way for ways in _SUBJECTS.values() for way in ways), _PROVIDED_BY,
)  # fmt: skip
"""The properties of the statements that an index is made of."""


def read_things(
    statements: LineStatements, folded: FoldedTexts, *, records: Set[str], today: str
) -> list[IndexedThing]:
    """The things that have a name or a class, sorted by IRI.

    `records` are graphs about files and rules, from which only titles count; `today` is the
    reference day as an ISO date.
    """
    things = _named(statements, records)
    for iri, classes in statements.classes.items():
        things.setdefault(iri, IndexedThing(iri)).classes.update(classes)
    _place(things, statements)
    services = list(statements.linked(_PROVIDED_BY).items())
    for facet, ways in _SUBJECTS.items():
        own: dict[str, set[str]] = {}
        for way in ways:
            for iri, value in statements.links.get(way, ()):
                own.setdefault(iri, set()).add(value)
        for service, actors in services:
            if about := own.get(service):
                for actor in actors & things.keys():
                    things[actor].facets.update([(facet, value) for value in about])
        for iri, values in own.items():
            if iri in things:
                things[iri].facets.update([(facet, value) for value in values])
    for standing, iris in (
        ("outside", things_outside(statements)),
        ("former", former_things(statements, today)),
    ):
        for iri in iris & things.keys():
            things[iri].standing = standing
    _abbreviate(things.values(), folded)
    return [things[iri] for iri in sorted(things)]


def _place(things: dict[str, IndexedThing], statements: LineStatements) -> None:
    """Give each thing the municipalities that it is, is in, works in or rules."""
    municipal = statements.members(SAM + "MunicipalArea")
    within = statements.linked(SAM + "withinArea")
    found = statements.linked(SAM + "withinArea", *_PLACES, *_RULES)
    for iri, areas in statements.linked(*_PLACES).items():
        found[iri] |= {above for area in areas for above in within.get(area, ())}
    for iri in municipal:
        found[iri].add(iri)
    for iri, areas in found.items():
        if iri in things:
            things[iri].facets |= {("municipality", area) for area in areas & municipal}


def _named(statements: LineStatements, records: Set[str]) -> dict[str, IndexedThing]:
    """The things that have a name, with every text by which they can be found."""
    things: dict[str, IndexedThing] = {}
    roles = {
        **dict.fromkeys(NAMING, Role.NAME),
        SKOS + "altLabel": Role.OTHER_NAME,
        **dict.fromkeys(_NUMBERS, Role.NUMBER),
        **dict.fromkeys(_DESCRIPTIONS, Role.DESCRIPTION),
    }
    for way, role in roles.items():
        place = NAMING.index(way) if role is Role.NAME else 0
        for iri, text, lang, graph in statements.texts.get(way, ()):
            if graph not in records or way == DCT + "title":
                thing = things.get(iri)
                if thing is None:
                    thing = things[iri] = IndexedThing(iri)
                thing.texts.add(Text(role, text, lang, place))
    return things


def _abbreviate(things: Iterable[IndexedThing], folded: FoldedTexts) -> None:
    """Give each thing the short forms of its names, made of letters or known in the field."""
    known: dict[str, set[str]] = {}
    for words, one in _known_abbreviations():
        known.setdefault(f" {words} ", set()).add(one)
    any_known = re.compile("|".join(map(re.escape, known)))
    for thing in things:
        shortened = not thing.classes.isdisjoint(_SHORTENED)
        usual, made, more = set[str](), set[str](), list[Text]()
        for text in thing.texts:
            if text.role is Role.NUMBER:
                digits = number_of(text.text)
                if digits and digits != text.text:
                    more.append(Text(Role.NUMBER, digits))
            elif text.role is not Role.DESCRIPTION:
                words = folded[text.text]
                apart = f" {words} "
                if any_known.search(apart):
                    usual.update(*(some for one, some in known.items() if one in apart))
                if shortened:
                    made |= abbreviations_of(words.split())
        more += [Text(Role.ABBREVIATION, one) for one in usual]
        more += [Text(Role.INITIALS, one) for one in made - usual]
        thing.texts.update(more)


def _known_abbreviations(folder: Path | None = None) -> list[tuple[str, str]]:
    """Short forms that the letters of the words do not give: folded words with each."""
    path = (folder or ontology_folder()) / "search" / "abbreviations.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [
            (fold(row["words"]), row["abbreviation"].casefold()) for row in csv.DictReader(file)
        ]


def telling_class(classes: Iterable[str], members: Mapping[str, int]) -> str:
    """The class that says most of a thing: our own, and with the fewest members."""
    return min(
        classes, key=lambda cls: (not cls.startswith(SAM), members.get(cls, 0), cls), default=""
    )
