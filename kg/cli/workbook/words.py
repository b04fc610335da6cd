"""What the vocabulary calls things and what they mean, for headings, help and drop-downs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pyoxigraph

from kg.cli.workbook.columns import SheetColumn
from kg.cli.workbook.sheets import CONFIDENCE, FORMS, HEADINGS, ONLY, SCHEMES
from kg.cli.workbook.texts import text
from kg.model.prefixes import PREFIXES
from kg.model.terms import SKOS
from kg.resources import ontology_folder
from kg.sources.rdf import statements
from kg.texts import Language

CONCEPT = "https://w3id.org/samenspel/id/concept/"
_LABELS = (f"{SKOS}prefLabel", "http://www.w3.org/2000/01/rdf-schema#label")


@dataclass(frozen=True)
class ListChoice:
    """One choice of a drop-down: the words for it and the thing that they stand for."""

    words: str
    stands_for: str


@dataclass(frozen=True)
class LabelTable:
    """Labels and definitions by IRI and language; the concepts of each scheme in their order."""

    labels: dict[tuple[str, str], str]
    definitions: dict[tuple[str, str], str]
    schemes: dict[str, list[str]]

    def label(self, name: str, lang: Language) -> str:
        """The label of a term or concept, such as `sam:hasTrait` or `c:right/work`."""
        return self.labels[iri(name), lang]

    def definition(self, name: str, lang: Language) -> str:
        """Its definition."""
        return self.definitions[iri(name), lang]


def iri(name: str) -> str:
    """A name with a prefix, written out."""
    prefix, _, local = name.partition(":")
    return CONCEPT + local if prefix == "c" else PREFIXES[prefix] + local


@cache
def vocabulary() -> LabelTable:
    """The vocabulary that comes with Samenspel; modules and concept schemes are read once."""
    found = LabelTable({}, {}, {})
    for path in sorted(
        [*ontology_folder().glob("modules/*.ttl"), *ontology_folder().glob("concepts/*.ttl")]
    ):
        for quad in statements(path):
            subject, value = quad.subject, quad.object
            if not isinstance(subject, pyoxigraph.NamedNode):
                continue
            if isinstance(value, pyoxigraph.Literal) and value.language:
                at = (subject.value, value.language)
                if quad.predicate.value in _LABELS:
                    found.labels[at] = value.value
                elif quad.predicate.value == f"{SKOS}definition":
                    found.definitions[at] = value.value
            elif quad.predicate.value == f"{SKOS}inScheme" and isinstance(
                value, pyoxigraph.NamedNode
            ):
                found.schemes.setdefault(value.value, []).append(subject.value)
    return found


def heading(column: SheetColumn, lang: Language) -> str:
    """What a column is called."""
    name = _called(column)
    words = text(f"heading.{column.text}", lang) if column.text else vocabulary().label(name, lang)
    return f"{words} {column.number}" if column.number else words


def meaning(column: SheetColumn, lang: Language) -> str:
    """What a column means."""
    if column.text:
        return text(f"help.{column.text}", lang)
    return vocabulary().definition(_called(column), lang)


def _called(column: SheetColumn) -> str:
    """What gives a column its name: the concept that is ticked, else the property."""
    return column.of if column.kind == "yes" else column.predicate


def choices(name: str, lang: Language) -> list[ListChoice]:
    """What a drop-down offers, in the order of the vocabulary."""
    if name == "confidence":
        return [ListChoice(text(word, lang), word) for word in CONFIDENCE]
    if name == "form":
        return [ListChoice(vocabulary().label(f"sam:{c}", lang), iri(f"sam:{c}")) for c in FORMS]
    return [
        ListChoice(vocabulary().labels[concept, lang], concept)
        for scheme in SCHEMES.get(name, (name,))
        for concept in vocabulary().schemes[CONCEPT + scheme]
        if _offered(name, scheme, concept)
    ]


def _offered(name: str, scheme: str, concept: str) -> bool:
    local = concept.removeprefix(f"{CONCEPT}{scheme}/")
    if name in ONLY:
        return local in ONLY[name]
    return not (scheme == "condition" and local in HEADINGS)
