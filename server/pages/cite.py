"""/cite: the reference to a page or a dataset, for programs that keep literature."""

from __future__ import annotations

from flask import Blueprint, Response, g, make_response, request

from kg.model.terms import DCAT, RDF_TYPE
from server.pages.problems import Problem
from server.pages.resource import missing
from server.tags import tag_of
from server.view.citation import Citation, cite
from server.view.known import meant
from server.view.labels import ref
from server.view.service import current_service
from server.view.terms import iri_token, is_iri

blueprint = Blueprint("cite", __name__)
FORMS = {
    "bib": ("application/x-bibtex", Citation.bibtex),
    "ris": ("application/x-research-info-systems", Citation.ris),
    "json": ("application/vnd.citationstyles.csl+json", Citation.csl),
}


@blueprint.get("/cite")
def reference() -> Response:
    """The reference to the page of `iri`, as `bib`, `ris` or `json`."""
    service, iri = current_service(), request.args.get("iri", "")
    form = request.args.get("format", "bib")
    if not is_iri(iri) or form not in FORMS:
        raise Problem("SAM-H400")
    if meant(service, [iri]) != iri:
        raise missing(service, [iri])
    dataset = service.pool.ask(
        f"ASK {{ {iri_token(iri)} {iri_token(RDF_TYPE)} {iri_token(f'{DCAT}Dataset')} }}"
    )
    named = ref(service, iri, reader=g.lang)
    citation = cite(service, iri, label=named.label, dataset=dataset)
    media_type, write = FORMS[form]
    text = write(citation)
    response = make_response(text)
    response.content_type = f"{media_type}; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{citation.key}.{form}"'
    response.headers["Cache-Control"] = "no-cache"
    response.vary.add("Accept-Language")
    response.set_etag(tag_of(media_type, text.encode()), weak=True)
    response.make_conditional(request)
    return response
