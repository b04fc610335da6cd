"""/ns and /ns/<module>: the ontology for people and as RDF.

The whole vocabulary is small and the same for one release, so it is read once and kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, g, make_response, request, send_file
from werkzeug.wrappers import Response as AnyResponse

from kg.model.terms import SAM
from kg.release.frozen import frozen_document, frozen_names
from kg.release.release import VOCABULARY
from server.i18n import in_language
from server.pages.browse import browse_path
from server.pages.formats import (
    AlternateLink,
    described,
    negotiated,
    of_suffix,
    rdf_response,
    suffix_links,
)
from server.pages.kinds.reference_sentences import say_class, say_property, say_vocabulary
from server.pages.problems import ResourceMissing
from server.pages.site import page
from server.pages.views.rights_sentences import Conclusion
from server.pages.vocabulary_figure import module_map
from server.service import Service
from server.view.addresses import VOCABULARY_BASE, lead_to, path_of
from server.view.labels import Ref, refs
from server.view.release_cache import per_release_cache
from server.view.service import current_service
from server.view.suffixes import HTML, DataFormat, split_suffix
from server.view.terms import iri_token
from server.view.vocabulary_terms import Module, VocabularyTerm, read_modules

if TYPE_CHECKING:
    from kg.store.workers.pool import Term as RdfTerm

blueprint = Blueprint("vocabulary", __name__)
ROOT = VOCABULARY_BASE + "ns"
EXAMPLES = 2


def modules(service: Service) -> list[Module]:
    """The modules of the ontology with their terms."""
    return per_release_cache(service, "modules", make=lambda: read_modules(service))


@blueprint.get("/ns")
def whole() -> Response:
    """The whole ontology."""
    return _whole(negotiated())


@blueprint.get("/ns.<suffix>")
def whole_as(suffix: str) -> Response:
    """The whole ontology in the format of a suffix."""
    return _whole(of_suffix("ns", suffix))


def _whole(wanted: DataFormat) -> Response:
    service, links = current_service(), suffix_links("/ns")
    response = _whole_page(service, links) if wanted is HTML else _document(service, ROOT, wanted)
    return described(response, links, subject=ROOT)


def _document(service: Service, iri: str, wanted: DataFormat) -> Response:
    """The vocabulary or a module of it as the release has it, with its blank nodes."""
    stem = f"{VOCABULARY}/{iri.removeprefix(VOCABULARY_BASE)}"
    files = service.release.manifest["files"]
    name = f"{stem}.{wanted.suffix}"
    digest = files.get(name)
    if digest is None:
        # What RDF/XML cannot write is in the whole graph; RDF served as it stands has no documents.
        graph = ROOT if f"{stem}.ttl" in files else iri
        triples = f"{{ GRAPH {iri_token(graph)} {{ ?s ?p ?o }} }}"
        return rdf_response(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {triples}", wanted)
    return send_file(
        service.release.path / name,
        mimetype=wanted.media_type,  # a charset comes with what is text
        etag=digest,
        conditional=True,
    )


def _whole_page(service: Service, links: list[AlternateLink]) -> Response:
    listed = modules(service)
    return page(
        "vocabulary.html",
        answer=_answer(service, [term for module in listed for term in module.terms]),
        section="vocabulary",
        modules=listed,
        counts=service.release.manifest.get("counts", {}).get("classes", {}),
        links=links,
        named=_named(service, listed),
        version=service.release.manifest.get("ontology", ""),
        citation=f"Samenspel, {ROOT}, CC BY 4.0",
    )


def _named(service: Service, listed: list[Module]) -> dict[str, Ref]:
    return refs(service, {iri for module in listed for iri in module.mentioned()}, reader=g.lang)


@blueprint.get("/ns/<path:name>")
def module(name: str) -> AnyResponse:
    """One module, or a version of it as it was; `/ns/Term` leads to the term."""
    service = current_service()
    stem, wanted = split_suffix(name)
    listed = {module.iri: module for module in modules(service)}
    found = listed.get(f"{ROOT}/{stem}")
    if found is None:
        return _version(service, stem, wanted) or _elsewhere(service, stem)
    links = suffix_links(f"/ns/{stem}")
    wanted = wanted or negotiated()
    response = (
        _module_page(service, found, links)
        if wanted is HTML
        else _document(service, found.iri, wanted)
    )
    return described(response, links, subject=found.iri)


def _version(service: Service, name: str, wanted: DataFormat | None) -> AnyResponse | None:
    """The document of a version, of today's (which is that of its module) or of one before."""
    iri = f"{ROOT}/{name}"
    today = {found.version_iri: found.iri for found in modules(service)}
    today[f"{ROOT}/{service.release.manifest.get('ontology')}"] = ROOT
    if iri not in today and iri not in frozen_names():
        return None
    wanted, links = wanted or negotiated(), suffix_links(f"/ns/{name}")
    if iri in today:
        if wanted is HTML:
            return lead_to(path_of(today[iri], service.base))
        response = _document(service, today[iri], wanted)
    else:
        response = _frozen_page(service, iri, links) if wanted is HTML else _frozen(iri, wanted)
    return described(response, links, subject=iri)


def _frozen(iri: str, wanted: DataFormat) -> Response:
    response = make_response(frozen_document(iri, wanted.suffix))
    response.mimetype = wanted.media_type
    response.add_etag(weak=True)
    response.make_conditional(request)
    return response


def _frozen_page(service: Service, iri: str, links: list[AlternateLink]) -> Response:
    whole, _, version = iri.rpartition("/")
    return page(
        "version.html",
        section="vocabulary",
        version=version,
        iri=iri,
        now=refs(service, [whole], reader=g.lang)[whole],
        links=links,
        citation=f"Samenspel, {iri}, CC BY 4.0",
    )


def _elsewhere(service: Service, name: str) -> AnyResponse:
    for found in modules(service):
        if any(term.iri == SAM + name for term in found.terms):
            return lead_to(path_of(SAM + name, service.base))
    raise ResourceMissing(page={"asked": f"{ROOT}/{name}"})


def _module_page(service: Service, found: Module, links: list[AlternateLink]) -> Response:
    counts = service.release.manifest.get("counts", {}).get("classes", {})
    named = _named(service, [found])
    uses, examples = _uses(service), _examples(service, found)
    said = {
        term.iri: say_class(
            counts.get(term.iri, 0), examples=[s.label for s, _value in examples.get(term.iri, [])]
        )
        if term.kind == "class"
        else say_property(uses.get(term.iri, 0), cut=False)
        for term in found.terms
    }
    return page(
        "module.html",
        answer=_answer(service, found.terms),
        said=said,
        section="vocabulary",
        module=found,
        named=named,
        figure=module_map(found, named, title=in_language(found.titles)),
        counts=counts,
        uses=uses,
        examples=examples,
        browse_path=browse_path,
        modules=modules(service),
        links=links,
        citation=f"Samenspel, {found.iri}, CC BY 4.0",
    )


def _answer(service: Service, terms: list[VocabularyTerm]) -> Conclusion:
    """How many of some terms this release uses."""
    counts = service.release.manifest.get("counts", {}).get("classes", {})
    uses = _uses(service)
    used = sum(bool(counts.get(term.iri) or uses.get(term.iri)) for term in terms)
    return say_vocabulary(len(terms), used=used)


def _uses(service: Service) -> dict[str, int]:
    """How many statements use each property of ours; counted once per release."""

    def count() -> dict[str, int]:
        # Each by its own index: over all statements, the engine takes ten times as long.
        terms = (term for module in modules(service) for term in module.terms)
        asked = " ".join(iri_token(term.iri) for term in terms if term.kind != "class")
        rows = service.pool.select(
            f"SELECT ?p (COUNT(*) AS ?n) WHERE {{ VALUES ?p {{ {asked} }} ?s ?p ?o }} GROUP BY ?p"
        )
        return {row["p"].value: int(row["n"].value) for row in rows if "p" in row}

    told = service.release.manifest.get("counts", {}).get("properties")
    return told if told is not None else per_release_cache(service, "property uses", make=count)


def _example_query(term: VocabularyTerm) -> str:
    token = iri_token(term.iri)
    if term.kind == "class":
        pattern = f"?s a {token} . BIND({token} AS ?term)"
    else:
        pattern = f"?s {token} ?o . BIND({token} AS ?term)"
    return f"{{ SELECT ?term ?s ?o WHERE {{ {pattern} FILTER(isIRI(?s)) }} LIMIT {EXAMPLES} }}"


def _examples(service: Service, found: Module) -> dict[str, list[tuple[Ref, Ref | str | None]]]:
    """Up to two examples of use per term of a module; counted and named once per release."""
    terms = [term for term in found.terms if term.kind != "annotation"]
    rows = per_release_cache(
        service, f"examples {found.iri}", make=lambda: _example_rows(service, terms)
    )
    iris = {term.value for row in rows for term in row.values() if term.kind == "uri"}
    named = refs(service, iris, reader=g.lang)
    listed: dict[str, list[tuple[Ref, Ref | str | None]]] = {}
    for row in rows:
        value: Ref | str | None = None
        if "o" in row:
            value = named.get(row["o"].value) or row["o"].value
        listed.setdefault(row["term"].value, []).append((named[row["s"].value], value))
    return listed


def _example_rows(service: Service, terms: list[VocabularyTerm]) -> list[dict[str, RdfTerm]]:
    rows: list[dict[str, RdfTerm]] = []
    for start in range(0, len(terms), 40):
        parts = " UNION ".join(_example_query(term) for term in terms[start : start + 40])
        rows += service.pool.select(f"SELECT ?term ?s ?o WHERE {{ {parts} }}")
    return rows
