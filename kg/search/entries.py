"""What can be found in a release: its things with their names, numbers, and what they are about."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph

from kg.model.naming import NAMING, language_rank
from kg.model.terms import DCT, OWL, SAM, SKOS
from kg.resources import ontology_folder
from kg.search.folding import abbreviations, fold, number_of
from kg.search.standing import former_things, pairs, things_outside
from kg.search.texts import Role, Text


@dataclass
class IndexedThing:
    """A thing that can be found; `facets` are pairs of a name in `FACETS` and an IRI."""

    iri: str
    texts: set[Text] = field(default_factory=set)
    classes: set[str] = field(default_factory=set)
    facets: set[tuple[str, str]] = field(default_factory=set)
    standing: str = ""

    def name(self, reader: str) -> tuple[str, str]:
        """The name that a reader should see, with its language; empty where there is none."""
        names = [text for text in self.texts if text.role is Role.NAME]
        if len(names) == 1:  # most often, and it is asked for six times
            return names[0].text, names[0].lang
        best = min(
            names, key=lambda n: (language_rank(n.lang, reader), n.way, n.text), default=_NAMELESS
        )
        return best.text, best.lang


_TERMS = frozenset(OWL + kind for kind in ("ObjectProperty", "DatatypeProperty", "Ontology"))
"""What nobody shortens."""
_NAMELESS = Text(Role.NAME, "")
_NUMBERS = (
    *(SAM + name for name in ("kboNumber", "establishmentNumber", "nisCode", "ovoCode")),
    *(SAM + name for name in ("associationNumber", "recognitionNumber")),
    SKOS + "notation",
    DCT + "identifier",
)
_DESCRIPTIONS = (SKOS + "definition", DCT + "description")
FACETS = {
    "municipality": (
        "?thing a sam:MunicipalArea BIND(?thing AS ?value)",
        "?thing sam:withinArea ?value . ?value a sam:MunicipalArea",
        *(
            f"?thing {way} ?value . ?value a sam:MunicipalArea"
            for way in (
                "(sam:locatedIn|sam:servesArea|sam:takesPlaceIn|sam:policyOf|sam:governs)",
                "(sam:locatedIn|sam:servesArea|sam:takesPlaceIn)/sam:withinArea",
            )
        ),
    ),
    "right": (
        "?thing sam:givesAccessTo|sam:concernsRight ?value",
        "?service sam:providedBy ?thing ; sam:givesAccessTo ?value",
    ),
    "sector": (
        "?thing sam:inServiceSector ?value",
        "?service sam:providedBy ?thing ; sam:inServiceSector ?value",
    ),
    "group": (
        "?thing sam:forTargetGroup ?value",
        "?service sam:providedBy ?thing ; sam:forTargetGroup ?value",
    ),
}
"""What things are about, by name: the ways in which that is said."""


def read_things(store: pyoxigraph.Store, *, records: Set[str], today: str) -> list[IndexedThing]:
    """The things of a store that have a name or a class, sorted by IRI.

    `records` are graphs about files and rules, from which only titles count; `today` is the
    reference day as an ISO date.
    """
    things = _named(store, records)
    for iri, cls in pairs(store, "?thing a ?value"):
        things.setdefault(iri, IndexedThing(iri)).classes.add(cls)
    for facet, patterns in FACETS.items():
        for pattern in patterns:
            for thing, value in pairs(store, pattern):
                if thing in things:
                    things[thing].facets.add((facet, value))
    for thing in former_things(store, today):
        if thing in things:
            things[thing].standing = "former"
    for thing in things_outside(store):
        if thing in things and not things[thing].standing:
            things[thing].standing = "outside"
    _abbreviate(things.values())
    return [things[iri] for iri in sorted(things)]


def _named(store: pyoxigraph.Store, records: Set[str]) -> dict[str, IndexedThing]:
    """The things that have a name, with every text by which they can be found."""
    things: dict[str, IndexedThing] = defaultdict(lambda: IndexedThing(""))
    roles = {
        **dict.fromkeys(NAMING, Role.NAME),
        SKOS + "altLabel": Role.OTHER_NAME,
        **dict.fromkeys(_NUMBERS, Role.NUMBER),
        **dict.fromkeys(_DESCRIPTIONS, Role.DESCRIPTION),
    }
    for way, role in roles.items():
        predicate = pyoxigraph.NamedNode(way)
        for quad in store.quads_for_pattern(None, predicate, None, None):
            subject, value, graph = quad.subject, quad.object, quad.graph_name
            if (
                isinstance(graph, pyoxigraph.DefaultGraph)
                or not isinstance(subject, pyoxigraph.NamedNode)
                or not isinstance(value, pyoxigraph.Literal)
                or (graph.value in records and way != DCT + "title")
            ):
                continue
            place = NAMING.index(way) if role is Role.NAME else 0
            things[subject.value].texts.add(Text(role, value.value, value.language or "", place))
    for iri, thing in things.items():
        thing.iri = iri
    return dict(things)


def _abbreviate(things: Iterable[IndexedThing]) -> None:
    """Give each thing the short forms of its names, made of letters or known in the field."""
    known = [(f" {words} ", one) for words, one in _known_abbreviations()]
    for thing in things:
        if thing.classes & _TERMS:
            continue
        names = {t.text for t in thing.texts if t.role in (Role.NAME, Role.OTHER_NAME)}
        folded = "\n".join(f" {fold(name)} " for name in names)
        usual = {one for words, one in known if words in folded}
        made = {one for name in names for one in abbreviations(name)} - usual
        thing.texts |= {Text(Role.ABBREVIATION, one) for one in usual}
        thing.texts |= {Text(Role.INITIALS, one) for one in made}
        thing.texts |= {
            Text(Role.NUMBER, digits)
            for text in [t for t in thing.texts if t.role is Role.NUMBER]
            if (digits := number_of(text.text)) and digits != text.text
        }


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
