"""What illustrates a concept: things of the data that use it, or a concept below or beside it.

Also the other senses of its word, and the slides and articles that it was taken from.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from kg.model.terms import DCT, SAM
from server.pages.kinds.sentences import listed
from server.view.addresses import VOCABULARY_BASE
from server.view.page_query import PageQuery, Resource, by_name, text

if TYPE_CHECKING:
    from server.view.description import Description

EXAMPLES = 3
"""Things that illustrate one concept."""
MOST_USES = 2000
"""Uses of concepts that a page reads."""
CONCEPTS = 12
"""Concepts below or beside one whose use is shown."""
_KIN = """
SELECT ?how ?concept WHERE {
  { ?concept skos:broader $this BIND("below" AS ?how) }
  UNION { ?between skos:broader $this . ?concept skos:broader ?between BIND("below" AS ?how) }
  UNION { { $this skos:related ?concept } UNION { ?concept skos:related $this }
          BIND("beside" AS ?how) }
} LIMIT 100"""
_USES = """
SELECT DISTINCT ?concept ?thing WHERE {
  VALUES ?concept { $concepts } ?thing ?way ?concept
  FILTER(isIRI(?thing) && !STRSTARTS(STR(?thing), "https://w3id.org/samenspel/"))
  FILTER(!STRSTARTS(STR(?way), "http://www.w3.org/2004/02/skos/core#"))
  FILTER(!STRSTARTS(STR(?thing), "http://www.w3.org/"))
} LIMIT 2000"""
_SENSES = """
SELECT DISTINCT ?other WHERE {
  { $this skos:altLabel ?word } UNION { $this skos:prefLabel ?word }
  { ?other skos:altLabel ?word } UNION { ?other skos:prefLabel ?word }
  FILTER(?other != $this)
} LIMIT 20"""
_SOURCES = (f"{SAM}sourceCitation", f"{DCT}source", f"{SAM}legalGround")
_LECTURE = "work/lecture-"


class Illustration(NamedTuple):
    """A concept below or beside another, with things of the data that use it."""

    concept: Resource
    below: bool
    things: list[Resource]
    total: int


def illustrations(page_query: PageQuery, iri: str) -> list[Illustration]:
    """The concepts near one that the data use, those below it first, most used first."""
    below: dict[str, bool] = {}
    for row in page_query.some_rows(_KIN, this=iri):
        concept = row["concept"].value
        if concept != iri and row["concept"].kind == "uri":
            below[concept] = below.get(concept, False) or text(row, "how") == "below"
    used = using(page_query, list(below)[:100]) if below else {}
    found = [
        Illustration(page_query.resource(concept), below[concept], things[:EXAMPLES], len(things))
        for concept, things in used.items()
    ]
    return sorted(found, key=lambda one: (not one.below, -one.total, one.concept.iri))[:CONCEPTS]


def using(page_query: PageQuery, concepts: list[str]) -> dict[str, list[Resource]]:
    """The things of the data that use some concepts; what the vocabulary says of them is no use."""
    found: dict[str, list[Resource]] = {}
    for row in page_query.some_rows(_USES, concepts=concepts):
        found.setdefault(row["concept"].value, []).append(page_query.resource(row["thing"].value))
    return {concept: by_name(things) for concept, things in found.items()}


def senses(page_query: PageQuery, iri: str) -> list[Resource]:
    """The other concepts that are called by the same word."""
    return page_query.column(page_query.some_rows(_SENSES, this=iri), "other")


def source_words(description: Description) -> str:
    """The slides and works that a concept was taken from, as a sentence names them."""
    slides = sorted(
        (value.term.value for value in description.values(f"{SAM}slide")),
        key=lambda slide: (len(slide), slide),
    )
    works = [ref for predicate in _SOURCES for ref in description.refs(predicate)]
    names = [
        re.sub(r"\.$", "", ref.label)
        for ref in dict.fromkeys(works)
        if not (slides and ref.iri.startswith(f"{VOCABULARY_BASE}id/{_LECTURE}"))
    ]
    if slides:
        told = ngettext(
            "slide %(slides)s of the lecture",
            "slides %(slides)s of the lecture",
            len(slides),
            slides=listed(slides, len(slides)) if len(slides) <= EXAMPLES else ", ".join(slides),
        )
        names = [str(told), *names]
    article = description.first(f"{SAM}legalArticle")
    if article is not None and names:
        names[-1] = _("%(work)s, %(article)s", work=names[-1], article=article.label)
    return listed(names) if names else ""


def source_works(description: Description) -> list[str]:
    """The IRIs of the works that a concept was taken from."""
    works = [ref.iri for predicate in _SOURCES for ref in description.refs(predicate)]
    return list(dict.fromkeys(works))
