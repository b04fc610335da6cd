"""Every code that has a page: problems of the service, findings in sources and in the graph."""

from __future__ import annotations

from functools import cache

from rdflib import SH, Graph, Literal, URIRef

from kg.model.findings import CATALOGUE
from kg.model.terms import TOOL
from kg.resources import ontology_folder
from kg.store.problem_types import ProblemType
from kg.texts import ByLanguage, Message
from server.error_codes import ERROR_CODES

_MEND = ByLanguage(Message("Mend this in the source and build again."))


@cache
def shape_codes() -> dict[str, ProblemType]:
    """The codes of the shapes, each with the sentence that the shape says in three languages."""
    graph = Graph()
    for path in sorted((ontology_folder() / "shapes").glob("*.ttl")):
        graph.parse(path, format="turtle")
    codes = {}
    for shape, code in graph.subject_objects(URIRef(f"{TOOL}code")):
        said = [shape, *graph.objects(shape, SH.property)]
        texts = {
            message.language: str(message)
            for node in said
            for message in graph.objects(node, SH.message)
            if isinstance(message, Literal) and message.language
        }
        first = {lang: text.split(". ")[0].rstrip(".") for lang, text in texts.items()}
        rest = {
            lang: text[len(first[lang]) :].lstrip(". ") or _MEND.get(lang, "")
            for lang, text in texts.items()
        }
        if set(texts) >= {"nl", "en", "fr"}:
            codes[str(code)] = ProblemType(str(code), 0, first, dict.fromkeys(texts, ""), rest)
    return codes


def all_codes() -> dict[str, ProblemType]:
    """Problems of the service, findings in sources and findings in the graph, by code."""
    findings = {
        kind.code: ProblemType(
            kind.code,
            0,
            {lang: text[:1].upper() + text[1:] for lang, text in kind.title.items()},
            dict.fromkeys(kind.title, ""),
            {lang: text[:1].upper() + text[1:] + "." for lang, text in kind.fix.items()},
        )
        for kind in CATALOGUE.values()
    }
    return dict(sorted((ERROR_CODES | findings | shape_codes()).items()))
