"""/reconcile: which thing does a row of another's table mean, and what is said of it?

The Reconciliation Service API 0.2 of the W3C Entity Reconciliation Community Group, which
OpenRefine and others speak: https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
Nothing is written; a POST only carries what would be too long for an address.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from flask import Blueprint, Response, g, jsonify, request
from flask_babel import gettext as _

from kg.model.terms import DCT, SAM, SKOS, TOOL
from kg.search.database import KIND
from kg.search.folding import fold
from kg.search.index import LONGEST_TEXT
from server.i18n import LANGUAGES, in_language
from server.pages.browse import KINDS, class_counts
from server.pages.problems import Problem
from server.pages.resource import missing
from server.pages.site import page
from server.service import Service
from server.view.addresses import VOCABULARY_BASE, absolute
from server.view.description import describe
from server.view.extension import TooManyValues, extension_rows, proposed_properties
from server.view.index import search_index
from server.view.labels import Ref, by_label, refs
from server.view.reconciliation import (
    KBO,
    NARROWING,
    NIS,
    PLACE,
    TYPES,
    EntityNames,
    ReconciliationQuery,
    candidates,
    full_iri,
    read_query,
    schema_id,
)
from server.view.service import current_service
from server.view.terms import is_iri

blueprint = Blueprint("reconcile", __name__)
VERSIONS = ["0.2"]
QUERIES = 50
"""Queries of a batch."""
IDS, PROPERTIES = 100, 20
"""Things and properties of a request for what is said of them."""
BODY = 256 << 10
"""Bytes of a body: 50 queries of a page of text each."""
SUGGESTED = 10
LAST_CURSOR = 1_000
PREVIEW_WIDTH, PREVIEW_HEIGHT = 420, 260
"""Pixels of the page that shows a candidate in a frame."""
_PREVIEWED = (
    SKOS + "definition", DCT + "description", KBO, NIS, SAM + "ovoCode", PLACE,
    *(SAM + name for name in ("withinArea", "providedBy", "servesArea", "givesAccessTo")),
)  # fmt: skip
"""What a preview says of a thing, in this order."""


@blueprint.route("/reconcile", methods=["GET", "POST"])
def answer() -> Response:
    """Candidates for `queries`, values for `extend`, or else what this service is."""
    if len(request.get_data(cache=True)) > BODY:
        raise _unreadable("queries", status=413)
    if "queries" in request.values:
        return _json(_reconcile(_parsed("queries")))
    if "extend" in request.values:
        return _json(_extend(_parsed("extend")))
    if request.method == "POST":
        raise _unreadable("queries")
    return _json(_manifest())


@blueprint.get("/reconcile/suggest/entity")
def suggest_entity() -> Response:
    """The things that fit what was typed so far; `cursor` passes over the first."""
    service, text = current_service(), _prefix()
    index = search_index(service)
    if index is None or not text:
        return _json({"result": []})
    found = index.search(
        text, g.lang, facets=[(KIND, _types_asked() or TYPES)], start=_cursor(), most=SUGGESTED
    )
    hits = [hit for hit in found.hits if not hit.cls.startswith(TOOL)]
    told = EntityNames(service, index, hits, reader=g.lang)
    return _json({"result": [{**told.entity(hit), "notable": told.types(hit)} for hit in hits]})


@blueprint.get("/reconcile/suggest/type")
def suggest_type() -> Response:
    """The classes whose name has what was typed so far."""
    return _suggest(_classes(current_service()))


@blueprint.get("/reconcile/suggest/property")
def suggest_property() -> Response:
    """The properties whose name has what was typed so far; first those that narrow a query."""
    service = current_service()
    first = refs(service, NARROWING, reader=g.lang)
    others = proposed_properties(service, TYPES, reader=g.lang)
    return _suggest([*first.values(), *(one for one in others if one.iri not in first)])


@blueprint.get("/reconcile/properties")
def properties() -> Response:
    """The properties that things of a class have, to choose columns from."""
    service, asked = current_service(), request.args.get("type", "")
    most = request.args.get("limit", 0, type=int)
    found = proposed_properties(service, [full_iri(asked)] if asked else TYPES, reader=g.lang)
    told: dict[str, Any] = {"properties": _named(found[:most] if most > 0 else found)}
    return _json(told | ({"type": asked} if asked else {}) | ({"limit": most} if most > 0 else {}))


@blueprint.get("/reconcile/preview")
def preview() -> Response:
    """A candidate in a frame of the program that asks: what it is, in a few lines."""
    service, iri = current_service(), request.args.get("id", "")
    if not is_iri(iri):
        raise Problem("SAM-H400")
    description = describe(service, iri, lang=g.lang, incoming=False)
    if not description.exists:
        raise missing(service, [iri])
    told = [said for way in _PREVIEWED if (said := description.statement(way)) is not None]
    index = search_index(service)
    classes = [cls for _iri, cls, _names in index.database.names([iri]) if cls] if index else []
    kinds = [one.label for one in refs(service, classes, reader=g.lang).values()]
    g.framed = True
    return page(
        "reconcile_preview.html", section="", description=description, told=told, kinds=kinds
    )


def _manifest() -> dict[str, Any]:
    service = current_service()
    manifest, own = service.release.manifest, absolute("/reconcile")
    title = in_language(manifest.get("title", {})) or service.base
    chosen = request.args.get("lang")
    language = f"&lang={chosen}" if chosen in LANGUAGES else ""
    named = refs(service, TYPES, reader=g.lang)
    counts = class_counts(service)
    suggested = {
        kind: {"service_url": own, "service_path": f"/suggest/{kind}"}
        for kind in ("entity", "type", "property")
    }
    return {
        "versions": VERSIONS,
        "name": str(_("%(title)s: match names", title=title)),
        "identifierSpace": f"{service.base}id/",
        "schemaSpace": f"{VOCABULARY_BASE}ns",
        "documentation": absolute("/about"),
        "serviceVersion": service.release.id,
        "defaultTypes": _named(named[iri] for iri in TYPES if counts.get(iri)),
        "view": {"url": f"{absolute('/resource?iri=')}{{{{id}}}}{language}"},
        "preview": {
            "url": f"{own}/preview?id={{{{id}}}}{language}",
            "width": PREVIEW_WIDTH,
            "height": PREVIEW_HEIGHT,
        },
        "suggest": suggested,
        "extend": {
            "propose_properties": {"service_url": own, "service_path": "/properties"},
            "property_settings": [],
        },
    }


def _reconcile(batch: Any) -> dict[str, Any]:
    if not isinstance(batch, dict) or len(batch) > QUERIES:
        raise _unreadable("queries")
    try:
        asked = {key: read_query(query) for key, query in batch.items()}
    except (ValueError, OverflowError):
        raise _unreadable("queries") from None
    if any(len(query.text) > LONGEST_TEXT for query in asked.values()):
        raise _unreadable("queries")
    service = current_service()
    index = search_index(service)
    if index is None:
        return {key: {"result": []} for key in asked}
    known: dict[ReconciliationQuery, list[dict[str, Any]]] = {}
    for query in dict.fromkeys(asked.values()):  # columns repeat themselves
        known[query] = candidates(service, index, query=query, reader=g.lang)
    return {key: {"result": known[query]} for key, query in asked.items()}


def _extend(asked: Any) -> dict[str, Any]:
    match asked:
        case {"ids": list(ids), "properties": list(wanted)}:
            pass
        case _:
            raise _unreadable("extend")
    names = {one["id"]: "" for one in wanted if isinstance(one, dict) and _is_text(one.get("id"))}
    if len(names) < len(wanted) or len(ids) > IDS or len(names) > PROPERTIES:
        raise _unreadable("extend")
    if not all(map(_is_text, ids)):
        raise _unreadable("extend")
    names = {name: full_iri(name) for name in names}
    service = current_service()
    try:
        rows = extension_rows(service, ids, properties=names, reader=g.lang)
    except TooManyValues:
        raise _unreadable("extend", status=413) from None
    named = refs(service, names.values(), reader=g.lang)
    meta = [{"id": name, "name": named[iri].label} for name, iri in names.items()]
    return {"meta": meta, "rows": rows}


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _suggest(found: Iterable[Ref]) -> Response:
    """Of things that are named those whose name, or a word of it, begins as was typed."""
    typed = fold(_prefix())
    fits: Callable[[Ref], bool] = lambda one: f" {typed}" in f" {fold(one.label)}"  # noqa: E731
    start = _cursor()
    return _json({"result": _named(filter(fits, found))[start : start + SUGGESTED]})


def _classes(service: Service) -> list[Ref]:
    counts = class_counts(service)
    iris = [iri for iri in {*TYPES, *KINDS} if counts.get(iri)]
    return list(by_label(refs(service, iris, reader=g.lang).values()))


def _named(things: Iterable[Ref]) -> list[dict[str, str]]:
    return [{"id": schema_id(one.iri), "name": one.label} for one in things]


def _types_asked() -> list[str]:
    return [full_iri(one) for one in request.args.getlist("type") if one][:PROPERTIES]


def _prefix() -> str:
    text = request.args.get("prefix", "").strip()
    if len(text) > LONGEST_TEXT:
        raise Problem("SAM-H400")
    return text


def _cursor() -> int:
    cursor = request.args.get("cursor", 0, type=int)
    if not 0 <= cursor <= LAST_CURSOR:
        raise Problem("SAM-H400")
    return cursor


def _parsed(parameter: str) -> Any:
    try:
        return json.loads(request.values[parameter])
    except (ValueError, RecursionError):
        raise _unreadable(parameter) from None


def _unreadable(parameter: str, *, status: int | None = None) -> Problem:
    bounds = {"queries": QUERIES, "ids": IDS, "properties": PROPERTIES, "size": BODY >> 10}
    return Problem("SAM-H417", {"parameter": parameter, **bounds}, status=status)


def _json(told: Any) -> Response:
    response = jsonify(told)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Content-Language"] = g.lang
    response.vary.add("Accept-Language")
    return response
