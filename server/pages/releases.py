"""/releases: which releases there are, and what changed with each."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, g, make_response, request
from werkzeug.wrappers import Response as AnyResponse

from kg.model.terms import IriNames
from kg.release.difference.sources import finding_titles
from kg.release.release import Release
from server.i18n import LANGUAGES
from server.negotiate import choose
from server.pages.formats import (
    AlternateLink,
    described,
    negotiated,
    parameter_links,
    rdf_response,
)
from server.pages.problems import Problem
from server.pages.site import page
from server.view.addresses import is_kept, lead_to, root, site_root
from server.view.release_change import change_of, named_change, sealed_difference
from server.view.service import current_archive, current_service
from server.view.suffixes import HTML
from server.view.terms import PROLOGUE, iri_token, string_token

blueprint = Blueprint("releases", __name__)
METHODS = ["GET", "HEAD", "POST"]
JSON = "application/json"


@blueprint.before_request
def _leave_kept_release() -> AnyResponse | None:
    """A kept release has no releases of its own: lead to those of the site."""
    return lead_to(request.path, 302, start=site_root()) if is_kept() else None


@blueprint.get("/releases")
def releases() -> Response:
    """All releases that may be seen, the latest first."""
    found = current_archive().releases().kept[::-1]
    return _answer("/releases", found, template="releases.html")


@blueprint.get("/releases/<name>")
def release(name: str) -> Response:
    """One release, and what changed with it."""
    found = _find(name)
    return _answer(f"/releases/{found.id}", (found,), template="release.html")


@blueprint.route("/releases/<name>/<written:path>", methods=METHODS)
def within(name: str, path: str) -> Response:
    """Why nothing is at an address within a release."""
    found = _find(name)
    raise Problem("SAM-H404", page={"asked": f"/releases/{found.id}/{path}"})


def _find(name: str) -> Release:
    """The release of an id that may be seen.

    Raises:
        Problem: 404, there never was one; 410, it is gone.
    """
    known = current_archive().releases()
    found = known.get(name)
    if found is not None:
        return found
    if name not in known.gone:
        raise Problem("SAM-H413", page={"asked": name, "releases": True})
    after = known.gone[name]
    extra = {"instead": f"{site_root()}/releases/{after}"} if after else {}
    raise Problem("SAM-H414", page={"asked": name, "releases": True, "after": after}, extra=extra)


def _answer(place: str, shown: tuple[Release, ...], *, template: str) -> Response:
    """Releases as a page, as JSON or as RDF."""
    links = parameter_links(place)
    links.insert(1, AlternateLink(f"{root()}{place}?format=json", JSON, "JSON"))
    if _wants_json():
        told: Any = [_record(one) for one in shown]
        text = json.dumps(told if template == "releases.html" else told[0], ensure_ascii=False)
        response = make_response(text + "\n")
        response.content_type = JSON
        response.headers["Cache-Control"] = "no-cache"
        return described(response, links, subject=None)
    wanted = negotiated()
    if wanted is not HTML:
        return described(rdf_response(_series(), wanted), links, subject=None)
    values: dict[str, Any] = {
        "links": links,
        "published": current_service().release.id,
        "feed": f"{root()}/changes.atom",
    }
    if template == "release.html":
        (one,) = shown
        before = current_archive().get((sealed_difference(one) or {}).get("old", ""))
        change = named_change(current_service(), one, before=before, reader=g.lang)
        values |= {
            "shown": one,
            "change": change,
            "bytes": size_of(one),
            "kept_before": before,
            "titles": {code: title[g.lang] for code, title in finding_titles(one).items()},
        }
    else:
        values["releases"] = [(one, change_of(one, reader=g.lang), size_of(one)) for one in shown]
    return described(page(template, section="data", fixed=False, **values), links, subject=None)


def _wants_json() -> bool:
    asked = request.args.get("format")
    if asked is not None:
        return asked == "json"
    offers = ["text/html", JSON, "text/turtle", "application/ld+json"]
    return choose(request.headers.get("Accept"), offers) == JSON


def _record(one: Release) -> dict[str, Any]:
    """What machines are told of a release."""
    place, manifest, change = (
        f"{site_root()}/releases/{one.id}",
        one.manifest,
        change_of(one, reader=g.lang),
    )
    return {
        "id": one.id,
        "created": manifest["created"],
        "reference_date": manifest.get("reference_date"),
        "published": one.id == current_service().release.id,
        "statements": manifest["statements"],
        "datasets": [dataset["id"] for dataset in manifest["datasets"]],
        "classes": manifest["counts"]["classes"],
        "findings": manifest["counts"]["findings"],
        "bytes": size_of(one),
        "page": place,
        "home": f"{place}/",
        "sparql": f"{place}/sparql",
        "dumps": [f"{place}/{graph['dump']}" for graph in one.graphs if graph.get("dump")],
        "change": change
        and {
            "old": change.old,
            "added": change.count("added"),
            "changed": change.count("changed"),
            "removed": change.count("removed"),
        },
        "difference": sealed_difference(one),
    }


def size_of(release: Release) -> int:
    """Bytes of the files of a release, which never change."""
    return _sizes(release.path, tuple(release.manifest["files"]))


@lru_cache(256)
def _sizes(path: Path, names: tuple[str, ...]) -> int:
    files = (path / name for name in names)
    return sum(file.stat().st_size for file in files if file.is_file())


def _series() -> str:
    """The CONSTRUCT of the releases as a series of datasets (DCAT 3, 6.7), each a revision."""
    service, kept = current_service(), current_archive().releases().kept
    base, titles = service.base, service.release.manifest.get("title", {})
    series = iri_token(f"{base}releases")
    lines = [f"{series} a dcat:DatasetSeries ; foaf:homepage {iri_token(base + 'releases')} ."]
    lines += [
        f"{series} dct:title {string_token(titles[lang])}@{lang} ."
        for lang in LANGUAGES
        if titles.get(lang)
    ]
    iris = [iri_token(f"{base}releases/{one.id}") for one in kept]
    for number, (one, iri) in enumerate(zip(kept, iris, strict=True)):
        names = IriNames(one.base)
        lines.append(
            f"{iri} a dcat:Dataset ; dcat:inSeries {series} ; dcat:version {string_token(one.id)} ;"
            f" dct:issued {string_token(one.manifest['created'])}^^xsd:dateTime ;"
            f" void:triples {int(one.manifest['statements'])} ;"
            f" void:sparqlEndpoint {iri_token(f'{base}releases/{one.id}/sparql')} ."
        )
        for graph in one.graphs:
            if graph.get("dump"):
                dump = iri_token(f"{base}releases/{one.id}/{graph['dump']}")
                lines.append(f"{iri} void:dataDump {dump} .")
            if graph["kind"] == "dataset":
                lines.append(f"{iri} dct:hasPart {iri_token(names.dataset(graph['id']))} .")
        if number:
            before = iris[number - 1]
            lines.append(f"{iri} dcat:prev {before} ; prov:wasRevisionOf {before} .")
    if iris:
        lines.append(f"{series} dcat:first {iris[0]} ; dcat:last {iris[-1]} .")
    return f"{PROLOGUE}CONSTRUCT {{\n{chr(10).join(lines)}\n}} WHERE {{}}"
