"""The map of a module: its classes and links, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from server.draw.module import Arrow, Box, draw_module
from server.i18n import in_language
from server.view.labels import Ref
from server.view.vocabulary_terms import Module, VocabularyTerm


def module_map(module: Module, named: Mapping[str, Ref], *, title: str) -> Markup:
    """Draw a module; what is deprecated is left out, classes of others are drawn apart."""
    terms = [term for term in module.terms if not term.deprecated]
    classes = {term.iri: term for term in terms if term.kind == "class"}
    arrows = [
        Arrow(_name(term), start, end)
        for term in terms
        if term.kind == "link"
        for start in term.domain
        for end in term.range
    ]
    outside = {iri for arrow in arrows for iri in (arrow.start, arrow.end)} - set(classes)
    boxes = [Box(term.iri, _name(term), term.above) for term in classes.values()]
    boxes += [Box(iri, named[iri].label, outside=True) for iri in sorted(outside)]
    return draw_module(boxes, arrows, title=title)


def _name(term: VocabularyTerm) -> str:
    return in_language(term.labels) or term.name
