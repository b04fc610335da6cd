"""Which property a column may be, and which concepts its values may name, by labels."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache

import pyoxigraph
from rapidfuzz import fuzz, process

from kg.model.prefixes import PREFIXES
from kg.model.terms import OWL, RDF_TYPE, TOOL
from kg.resources import ontology_folder

NEAR = 86.0
"""How alike two names must be, from 0 to 100."""
_LABELS = {
    "http://www.w3.org/2000/01/rdf-schema#label",
    "http://www.w3.org/2004/02/skos/core#prefLabel",
    "http://www.w3.org/2004/02/skos/core#altLabel",
    "http://www.w3.org/2004/02/skos/core#hiddenLabel",
}
_CONCEPT = "https://w3id.org/samenspel/id/concept/"
# What columns of municipal lists are called, beside the labels of the vocabulary.
_USUAL = {
    "skos:prefLabel": "naam name nom titel title titre benaming intitulé label",
    "dct:description": "omschrijving beschrijving description toelichting uitleg",
    "foaf:homepage": "website site web url webadres homepage",
    "sam:kboNumber": "kbo kbonummer ondernemingsnummer bce entreprisenumber",
    "sam:nisCode": "nis niscode ins codeins refnis",
}
# Names of columns that say in what language their texts are.
_SPOKEN = {
    "nl": ("naam", "benaming", "titel", "omschrijving", "beschrijving", "toelichting", "uitleg"),
    "fr": ("nom", "titre", "intitule"),
    "en": ("name", "title"),
}


@dataclass
class TermIndex:
    """Properties and concepts by what people call them, folded."""

    properties: dict[str, str] = field(default_factory=dict)
    classes: dict[str, str] = field(default_factory=dict)
    concepts: dict[str, list[str]] = field(default_factory=dict)


@cache
def vocabulary() -> TermIndex:
    """The bundled vocabulary's names in all its languages."""
    found = TermIndex()
    for name, words in _USUAL.items():
        found.properties.update(dict.fromkeys(words.split(), name))
    for path in sorted(ontology_folder().rglob("*.ttl")):
        if "shapes" not in path.parts:
            _read(found, list(pyoxigraph.parse(path=path)))
    return found


def _read(found: TermIndex, quads: list[pyoxigraph.Quad]) -> None:
    kinds: dict[str, set[str]] = {}
    for quad in quads:
        if quad.predicate.value == RDF_TYPE and isinstance(quad.object, pyoxigraph.NamedNode):
            kinds.setdefault(str(quad.subject), set()).add(quad.object.value)
    replaced = {quad.subject for quad in quads if quad.predicate.value == f"{OWL}deprecated"}
    for quad in quads:
        subject, label = quad.subject, quad.object
        if not isinstance(subject, pyoxigraph.NamedNode) or quad.predicate.value not in _LABELS:
            continue
        if subject in replaced or subject.value.startswith(TOOL):
            continue  # no term that a mapping of data would use
        kind, name = kinds.get(str(subject), set()), fold(str(label.value))  # type: ignore[union-attr]
        if kind & {f"{OWL}DatatypeProperty", f"{OWL}ObjectProperty"}:
            found.properties.setdefault(name, short(subject.value))
        elif f"{OWL}Class" in kind:
            found.classes.setdefault(name, short(subject.value))
        elif subject.value.startswith(_CONCEPT):
            found.concepts.setdefault(name, []).append(subject.value[len(_CONCEPT) :])


def fold(text: str) -> str:
    """A name without case, accents and what is no letter or digit."""
    return re.sub(r"[^a-z0-9]+", "", without_accents(text).casefold())


def without_accents(text: str) -> str:
    """The same with plain letters for those with accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def language_of(column: str) -> str | None:
    """The language of a column's texts, when the name that it has belongs to one language."""
    name = fold(column)
    return next((lang for lang, words in _SPOKEN.items() if any(w in name for w in words)), None)


def short(iri: str) -> str:
    """An IRI with a known prefix, else in full."""
    for prefix, start in PREFIXES.items():
        if iri.startswith(start) and re.fullmatch(r"[\w-]+", iri[len(start) :]):
            return f"{prefix}:{iri[len(start) :]}"
    return iri


def property_for(column: str) -> str | None:
    """The property that a column's name seems to mean."""
    return _nearest(fold(column), vocabulary().properties)


def class_for(name: str) -> str | None:
    """The class that a file's name seems to mean; a plural counts for the singular."""
    return _nearest(fold(name), vocabulary().classes)


def _nearest(name: str, names: dict[str, str]) -> str | None:
    if len(name) < 3:
        return names.get(name)
    best = process.extractOne(name, names.keys(), scorer=fuzz.ratio, score_cutoff=NEAR)
    return names[best[0]] if best else None


@dataclass(frozen=True)
class Scheme:
    """Concepts that values seem to name; `found` from value to concept, both as written."""

    name: str
    found: dict[str, str]
    share: float


def scheme_for(values: list[str], least: float = 0.5) -> Scheme | None:
    """The concept scheme that names most of the values, when it names at least that share."""
    concepts = vocabulary().concepts
    named: dict[str, dict[str, str]] = {}
    for value in values:
        for concept in concepts.get(fold(value), ()):
            named.setdefault(concept.partition("/")[0], {}).setdefault(value, concept)
    if not named:
        return None
    name, found = max(named.items(), key=lambda item: len(item[1]))
    share = len(found) / len(values)
    return Scheme(name, found, share) if share >= least and len(found) >= 2 else None
