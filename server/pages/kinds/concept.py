"""The page of a concept: its place in the tree, names in three languages, use, terms elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kg.model.terms import OWL, SAM, SKOS
from server.i18n import LANGUAGES
from server.pages.kinds.facts import short
from server.pages.kinds.illustrations import (
    MOST_USES,
    illustrations,
    senses,
    source_words,
    source_works,
    using,
)
from server.pages.kinds.reference_sentences import say_concept
from server.pages.kinds.sentences import NAMED
from server.view.hierarchy import arrange
from server.view.page_query import PageQuery, Resource, text

if TYPE_CHECKING:
    from server.service import Service
    from server.view.description import Description, StatementValue

WHOLE_TREE = 60
"""Up to so many concepts the whole tree of a scheme is shown; beyond, only the way to this one."""

_TREE = """
SELECT ?concept ?broader ?code WHERE {
  ?concept skos:inScheme $scheme .
  OPTIONAL { ?concept skos:broader ?broader }
  OPTIONAL { ?concept skos:notation ?code }
} LIMIT 5000"""

_ELSEWHERE = """
SELECT ?how ?term ?scheme WHERE {
  VALUES ?how { skos:exactMatch skos:closeMatch skos:broadMatch skos:narrowMatch
                skos:relatedMatch rdfs:seeAlso }
  $this ?how ?term . OPTIONAL { ?term skos:inScheme ?scheme }
} LIMIT 100"""

_SCHEME = """
SELECT ?scheme WHERE { $this skos:inScheme ?scheme } LIMIT 1"""

STRUCTURE = {
    f"{SKOS}{name}"
    for name in ("broader", "narrower", "related", "hasTopConcept", "topConceptOf", "inScheme")
}
"""The properties that the tree shows; they are no use of a concept."""
MATCHES = {f"{SKOS}{name}Match" for name in ("exact", "close", "broad", "narrow", "related")}
"""The properties that the table of terms elsewhere shows."""
_NAME = f"{SKOS}prefLabel"
OTHER_NAME = f"{SKOS}altLabel"
_AXIOM = OWL + "hasValue"
"""How axioms of the vocabulary use a concept; their classes have no name to show."""
NO_USES = {*STRUCTURE, *MATCHES, _AXIOM}
"""The properties by which something points to a concept without using it."""
_DEFINITION = f"{SKOS}definition"


class ConceptNames(NamedTuple):
    """What a concept is called and means, in a fixed order of languages; None where missing."""

    names: list[tuple[str, StatementValue | None]]
    others: list[StatementValue]
    definitions: list[tuple[str, StatementValue]]


class Elsewhere(NamedTuple):
    """A term of another list that matches the concept."""

    how: Resource
    term: Resource
    source: str
    scheme: Resource | None


def context(service: Service, description: Description, lang: str) -> dict[str, Any]:
    """Everything that `kinds/concept.html` shows."""
    page_query, iri = PageQuery(service, lang), description.iri
    scheme = next((row["scheme"].value for row in page_query.some_rows(_SCHEME, this=iri)), None)
    used, nearby = using(page_query, [iri]).get(iri, []), illustrations(page_query, iri)
    return {
        "page_query": page_query,
        "answer": say_concept(
            [thing.label for thing in used[:NAMED]],
            len(used),
            cut=len(used) >= MOST_USES,
            near=[thing.label for one in nearby for thing in one.things],
            source=source_words(description),
        ),
        "used": used,
        "illustrations": nearby,
        "senses": senses(page_query, iri),
        "works": [page_query.resource(work) for work in source_works(description)],
        "slides": [v.label for v in description.values(f"{SAM}slide")],
        "facts": short(description, *STRUCTURE, *MATCHES, OTHER_NAME),
        "scheme": page_query.resource(scheme) if scheme else None,
        **(place_in_tree(page_query, iri, scheme=scheme) if scheme else {}),
        "names": names(description),
        "related": description.refs(f"{SKOS}related"),
        "uses": [i for i in description.incoming if i.predicate.iri not in NO_USES],
        "elsewhere": elsewhere(page_query, iri),
    }


def names(description: Description) -> ConceptNames:
    """The names and definitions of a concept in every language of the site."""
    labels = _by_language(description.values(_NAME))
    meanings = _by_language(description.values(_DEFINITION))
    return ConceptNames(
        [(code, labels.get(code)) for code in LANGUAGES],
        description.values(OTHER_NAME),
        [(code, meanings[code]) for code in LANGUAGES if code in meanings],
    )


def _by_language(values: list[StatementValue]) -> dict[str, StatementValue]:
    found: dict[str, StatementValue] = {}
    for value in values:
        found.setdefault((value.term.lang or "").split("-")[0], value)
    return found


def place_in_tree(page_query: PageQuery, iri: str, *, scheme: str) -> dict[str, Any]:
    """The concepts of a scheme as a tree, open on the way to `iri`."""
    parents: dict[str, set[str]] = {}
    codes: dict[str, str] = {}
    for row in page_query.rows(_TREE, scheme=scheme):
        concept = row["concept"].value
        parents.setdefault(concept, set()).update(
            {row["broader"].value} if "broader" in row else ()
        )
        codes[concept] = text(row, "code")
    way = _upwards(iri, parents)
    shown = set(parents) if len(parents) <= WHOLE_TREE else _neighbourhood(iri, way, parents)
    things = {concept: page_query.resource(concept) for concept in shown}
    places = arrange(
        {concept: parents[concept] & shown for concept in shown},
        lambda concept: (_code_key(codes[concept]), things[concept].order),
    )
    return {"tree": places, "things": things, "way": way}


def _upwards(iri: str, parents: dict[str, set[str]]) -> set[str]:
    """The concept and everything above it; a loop in the data ends it."""
    way, edge = {iri}, {iri}
    while edge:
        edge = {p for c in edge for p in parents.get(c, ())} - way
        way |= edge
    return way


def _neighbourhood(iri: str, way: set[str], parents: dict[str, set[str]]) -> set[str]:
    """The way up, the concepts beside it and those below."""
    own = parents.get(iri, set())
    near = {c for c, above in parents.items() if iri in above or (own and above & own)}
    return {c for c in way | near if c in parents}


def _code_key(code: str) -> tuple[tuple[int, str], ...]:
    """Codes in the order people expect: 2 before 10, A2 before A2.1; a word is no code."""
    if not any(sign.isdecimal() for sign in code):
        return ()
    parts = code.replace("-", ".").split(".")
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in parts)


def elsewhere(page_query: PageQuery, iri: str) -> list[Elsewhere]:
    """The terms of other lists that the concept corresponds to, and how strongly."""
    found = [
        Elsewhere(
            page_query.resource(row["how"].value),
            page_query.resource(row["term"].value),
            _source(row["term"].value),
            page_query.of(row, "scheme"),
        )
        for row in page_query.rows(_ELSEWHERE, this=iri)
        if row["term"].kind == "uri"
    ]
    return sorted(set(found), key=lambda e: (e.how.slug, e.term.order))


def _source(iri: str) -> str:
    """The host of a term, for a list of which we have no name."""
    return iri.split("/")[2] if iri.count("/") > 2 else ""
