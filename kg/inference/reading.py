"""Compiles the alignments that say how a term of another vocabulary is read (tool:readAs).

A class is read wherever a source uses it. A property is read only between things of the kinds that
ours joins: `schema:provider` of a social service is `sam:providedBy`, that of a concert stays what
it is. A value of a property without a domain, such as a name, is read of things of the classes
that are read as one of its own vocabulary (an e-mail address, of a contact point) or from theirs.
A concept is read as the value of the properties made for it.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from kg.inference.expressions import Tbox
from kg.inference.rule import TYPE, Pattern, Rule, compiled_rule, slug
from kg.inference.wording import Verbaliser, curie
from kg.model.prefixes import PREFIXES
from kg.model.terms import OWL, RDFS, SAM, SKOS, TOOL
from kg.texts import LANGUAGES

READ_AS = f"{TOOL}readAs"
CONCEPT = f"{SKOS}Concept"
CLASSIFICATION = f"{PREFIXES['org']}classification"
"""The property of ORG that we use as our own; its range here are the kinds of organisations."""
_WORDS = {
    "nl": "Wat een bron {theirs} noemt, is hier {ours}",
    "en": "What a source calls {theirs} is {ours} here",
    "fr": "Ce qu'une source appelle {theirs} est ici {ours}",
}


def readings(tbox: Tbox) -> Iterator[Rule]:
    """The rules by which statements in terms of others become statements in our own."""
    return _ReadingReader(tbox).rules()


class _ReadingReader:
    def __init__(self, tbox: Tbox) -> None:
        self._tbox = tbox
        self._verbaliser = Verbaliser(tbox)
        pairs = [(str(a)[1:-1], str(b)[1:-1]) for a, b in tbox.pairs(READ_AS)]
        self._classes = [pair for pair in pairs if self._is(pair[1], f"{OWL}Class")]
        self._concepts = [pair for pair in pairs if self._is(pair[1], CONCEPT)]
        others = {*self._classes, *self._concepts}
        self._properties = [pair for pair in pairs if pair not in others]

    def rules(self) -> Iterator[Rule]:
        for theirs, ours in self._classes:
            yield self._rule(theirs, ours, _type("?x", ours), [_type("?x", theirs)])
        for theirs, ours in self._properties:
            yield from self._property(theirs, ours)
        for theirs, ours in self._concepts:
            for property in self._made_for(ours):
                yield self._rule(theirs, ours, *_value(property, ours, property, theirs))

    def _property(self, theirs: str, ours: str) -> Iterator[Rule]:
        range_ = self._first(ours, f"{RDFS}range")
        if range_ is not None and self._is_concept_class(range_):
            for value, concept in self._concepts:
                if self._is(concept, range_):
                    head, body = _value(ours, concept, theirs, value)
                    for guard in self._guards(theirs, ours):
                        yield self._rule(theirs, ours, head, [*body, *guard])
            return
        joined = [_type("?y", range_)] if range_ is not None and self._joins(ours) else []
        for guard in self._guards(theirs, ours):
            body = [Pattern("?x", f"<{theirs}>", "?y"), *guard, *joined]
            yield self._rule(theirs, ours, Pattern("?x", f"<{ours}>", "?y"), body)

    def _guards(self, theirs: str, ours: str) -> list[list[Pattern]]:
        """What the subject must be, in each of the ways that will do."""
        domain = self._first(ours, f"{RDFS}domain")
        if domain is not None:
            return [[_type("?x", domain)]]
        if self._joins(ours):
            return [[]]
        own = {class_ for _, class_ in self._classes if class_.startswith(_space(ours))}
        akin = {
            class_
            for class_, _ in self._classes
            if class_.startswith(_space(theirs)) or theirs.startswith(f"{class_}#")
        }
        return [[_type("?x", class_)] for class_ in sorted(own or akin)] or [[]]

    def _made_for(self, concept: str) -> Iterator[str]:
        """The properties whose values are concepts of this kind."""
        for property, range_ in self._tbox.pairs(f"{RDFS}range"):
            kind = range_.value if isinstance(range_, ox.NamedNode) else ""
            if kind and self._is_concept_class(kind) and self._is(concept, kind):
                yield str(property)[1:-1]
        if self._is(concept, f"{SAM}OrganisationKind"):
            yield CLASSIFICATION

    def _joins(self, property: str) -> bool:
        return self._is(property, f"{OWL}ObjectProperty")

    def _is_concept_class(self, class_: str) -> bool:
        above = self._tbox.triples(ox.NamedNode(class_), f"{RDFS}subClassOf")
        return any(quad.object == ox.NamedNode(CONCEPT) for quad in above)

    def _is(self, term: str, class_: str) -> bool:
        return self._tbox.is_a(ox.NamedNode(term), class_)

    def _first(self, property: str, predicate: str) -> str | None:
        found = self._tbox.triples(ox.NamedNode(property), predicate)
        named = sorted(q.object.value for q in found if isinstance(q.object, ox.NamedNode))
        return named[0] if named else None

    def _rule(self, theirs: str, ours: str, head: Pattern, body: list[Pattern]) -> Rule:
        names = {
            language: {
                "theirs": curie(theirs).strip("<>"),
                "ours": self._verbaliser.label(ours, language),
            }
            for language in LANGUAGES
        }
        return compiled_rule(
            id=f"read-{slug(curie(theirs))}-as-{slug(curie(ours))}",
            title={language: _WORDS[language].format(**parts) for language, parts in names.items()},
            axiom=f"{curie(theirs)} tool:readAs {curie(ours)}",
            head=head,
            body=body,
        )


def _space(iri: str) -> str:
    """The namespace of a term."""
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]


def _type(term: str, class_: str) -> Pattern:
    return Pattern(term, TYPE, f"<{class_}>")


def _value(ours: str, concept: str, theirs: str, value: str) -> tuple[Pattern, list[Pattern]]:
    """A fixed value of our property, where theirs has its own."""
    head = Pattern("?x", f"<{ours}>", f"<{concept}>")
    return head, [Pattern("?x", f"<{theirs}>", f"<{value}>")]
