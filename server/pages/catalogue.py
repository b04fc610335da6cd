"""What can be harvested: /catalog (DCAT), /.well-known/void and /dumps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from flask import Blueprint, Response, request, send_file

from kg.model.terms import DCAT, LDES, RDF_TYPE, SAM, TREE, XSD, IriNames
from kg.release.release import Release
from server.i18n import LANGUAGES
from server.pages.browse import class_counts
from server.pages.formats import (
    described,
    link_header,
    negotiated,
    of_suffix,
    parameter_links,
    rdf_response,
    suffix_links,
)
from server.pages.problems import ResourceMissing
from server.pages.served import feed_moment, served_since
from server.pages.site import page
from server.service import Service
from server.view.addresses import href
from server.view.feeds import catalogue_lines, current_feeds
from server.view.service import current_service
from server.view.suffixes import FORMATS, HTML, DataFormat
from server.view.terms import PROLOGUE, iri_token, is_iri, string_token

_KINDS = (
    *(f"dcat:{name}" for name in ("Catalog", "Dataset", "Distribution", "DataService")),
    *(f"foaf:{name}" for name in ("Agent", "Document")),
    *(f"dct:{name}" for name in ("LicenseDocument", "LinguisticSystem", "MediaType")),
    *(f"dct:{name}" for name in ("MediaTypeOrExtent", "Standard")),
    *(f"<http://www.w3.org/2006/vcard/ns#{name}>" for name in ("Kind", "Organization")),
)
"""Classes of what the catalogue holds."""
_SPDX = "http://spdx.org/rdf/terms#"

blueprint = Blueprint("catalogue", __name__)


def _metadata_graph(service: Service) -> str:
    graphs = service.release.manifest.get("graphs", [])
    own = f"{service.base}id/graph/metadata"
    return next((graph["iri"] for graph in graphs if graph["kind"] == "metadata"), own)


def _catalogue_query(service: Service) -> str:
    """The catalogue, its datasets, their files and publishers, with all they say."""
    return (
        PROLOGUE
        + f"""CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {iri_token(_metadata_graph(service))} {{
  VALUES ?kind {{ {" ".join(_KINDS)} }} ?s a ?kind ; ?p ?o }} }}"""
    )


def _file_facts(service: Service) -> str:
    """The size and checksum of each file (DCAT-AP 3.0.1, Distribution), as N-Triples.

    They come from the manifest, which is written when the graphs are closed.
    """
    hashing = f"<{_SPDX}checksumAlgorithm_blake2b256>"
    lines = []
    for iri, size, digest in _files(service):
        file, checksum = iri_token(iri), iri_token(f"{iri}#checksum")
        said = (
            (file, f"{DCAT}byteSize", f'"{size}"^^<{XSD}nonNegativeInteger>'),
            (file, f"{_SPDX}checksum", checksum),
            (checksum, RDF_TYPE, f"<{_SPDX}Checksum>"),
            (checksum, f"{_SPDX}checksumValue", f'"{digest}"^^<{XSD}hexBinary>'),
            (checksum, f"{_SPDX}algorithm", hashing),
            (hashing, RDF_TYPE, f"<{_SPDX}ChecksumAlgorithm>"),
        )
        lines += [f"{subject} <{predicate}> {value} .\n" for subject, predicate, value in said]
    return "".join(dict.fromkeys(lines))


def _files(service: Service) -> Iterator[tuple[str, int, str]]:
    """The file of each dataset, with its size in bytes and its hash."""
    names, hashes = IriNames(service.base), service.release.manifest.get("files", {})
    for graph in service.release.manifest.get("graphs", []):
        name = str(graph.get("dump") or "")
        path = service.release.path / name
        if graph["kind"] == "dataset" and name in hashes and path.is_file():
            yield names.distribution(graph["id"]), path.stat().st_size, hashes[name]


@blueprint.get("/catalog")
def catalogue() -> Response:
    """The catalogue of this release, as a page and as DCAT."""
    return _catalogue(negotiated())


@blueprint.get("/catalog.<suffix>")
def catalogue_as(suffix: str) -> Response:
    """The catalogue in the format of a suffix."""
    return _catalogue(of_suffix("catalog", suffix))


def _catalogue(wanted: DataFormat) -> Response:
    service, links = current_service(), suffix_links("/catalog")
    if wanted is HTML:
        response = page(
            "catalog.html", section="data", datasets=_datasets(service), links=links,
            graphs=_other_graphs(service),
        )  # fmt: skip
    else:
        index = current_feeds()
        also = _file_facts(service) + catalogue_lines(index, service)
        response = rdf_response(_catalogue_query(service), wanted, also=also)
        _date(response, lambda release: release.id)
        if response.last_modified is not None and index.feeds:
            begun = max(feed_moment(one.begun) for one in index.feeds.values())
            response.last_modified = max(response.last_modified, begun)
        response.make_conditional(request)
    return described(response, links, subject=f"{service.base}id/catalog")


def _date(response: Response, content: Callable[[Release], str | None]) -> None:
    """Say since when what is served is as it is."""
    since = served_since(content)
    if since is not None:
        response.last_modified = since


def _datasets(service: Service) -> list[dict[str, Any]]:
    """The datasets as cards: what the manifest tells, with size, file and findings."""
    manifest = service.release.manifest
    graphs = {graph["iri"]: graph for graph in manifest.get("graphs", [])}
    findings = _findings(service)
    told, feeds = _facts(service), current_feeds().feeds
    return [
        {
            **dataset,
            "href": href(dataset["iri"]),
            "graph": graphs.get(dataset["iri"], {}),
            "feed": feeds.get(dataset["id"]),
            "findings": findings.get(dataset["iri"], {}),
            **told.get(dataset["iri"], {}),
        }
        for dataset in manifest.get("datasets", [])
    ]


def _findings(service: Service) -> dict[str, dict[str, int]]:
    rows = service.pool.select(
        PROLOGUE
        + """SELECT ?dataset ?severity (SUM(COALESCE(?count, 1)) AS ?n) WHERE {
  ?finding a tool:Finding ; tool:inDataset ?dataset ; tool:findingSeverity ?severity
  OPTIONAL { ?finding tool:findingCount ?count }
} GROUP BY ?dataset ?severity"""
    )
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        if "dataset" in row:
            counts = found.setdefault(row["dataset"].value, {})
            counts[row["severity"].value] = int(row["n"].value)
    return found


def _facts(service: Service) -> dict[str, dict[str, str]]:
    rows = service.pool.select(
        PROLOGUE
        + """SELECT ?dataset ?modified ?licence WHERE { ?dataset a dcat:Dataset
  OPTIONAL { ?dataset dct:modified ?modified } OPTIONAL { ?dataset dct:license ?licence } }"""
    )
    return {
        row["dataset"].value: {key: row[key].value for key in ("modified", "licence") if key in row}
        for row in rows
    }


def _other_graphs(service: Service) -> list[Mapping[str, Any]]:
    graphs = service.release.manifest.get("graphs", [])
    return [graph for graph in graphs if graph["kind"] != "dataset"]


def void_query(service: Service) -> str:
    """The VoID description of this release, from the counts made when it was released."""
    manifest, base = service.release.manifest, service.base
    whole = iri_token(f"{base}.well-known/void#release")
    titles = manifest.get("title", {})
    lines = [f"{whole} a void:Dataset ; void:triples {int(manifest['statements'])} ."]
    lines += [
        f"{whole} dct:title {string_token(titles[lang])}@{lang} ."
        for lang in LANGUAGES
        if titles.get(lang)
    ]
    lines += [
        f"{whole} void:sparqlEndpoint {iri_token(base + 'sparql')} ;"
        f" void:uriSpace {string_token(base + 'id/')} ; foaf:homepage {iri_token(base)} ;"
        f" void:vocabulary {iri_token(SAM)} ;"
        f" dct:hasVersion {string_token(service.release.id)} ."
    ]
    for graph in manifest.get("graphs", []):
        part = iri_token(graph["iri"])
        lines.append(
            f"{whole} void:subset {part} . {part} a void:Dataset ; void:triples {graph['quads']} ."
        )
        if graph.get("dump"):
            lines.append(f"{part} void:dataDump {iri_token(base + graph['dump'])} .")
    for feed in current_feeds().feeds.values():
        stream, subject = (
            iri_token(feed.iri(base)),
            iri_token(feed.dataset) if feed.dataset else whole,
        )
        lines.append(
            f"{subject} rdfs:seeAlso {stream} . {stream} a <{LDES}EventStream> ;"
            f" <{TREE}view> {iri_token(base + feed.path[1:])} ; dct:source {subject} ."
        )
    for number, (iri, count) in enumerate(sorted(class_counts(service).items())):
        if is_iri(iri):
            lines.append(
                f"{whole} void:classPartition _:c{number} . _:c{number} void:class"
                f" {iri_token(iri)} ; void:entities {count} ."
            )
    return f"{PROLOGUE}CONSTRUCT {{\n{chr(10).join(lines)}\n}} WHERE {{}}"


@blueprint.get("/.well-known/void")
def void() -> Response:
    """VoID in the RDF syntax the client wants; Turtle when it does not say."""
    turtle = next(item for item in FORMATS if item.suffix == "ttl")
    wanted = negotiated(turtle)
    if wanted is HTML:  # there is no page; a browser can show Turtle
        wanted = turtle
    response = rdf_response(void_query(current_service()), wanted)
    links = parameter_links("/.well-known/void")
    response.headers["Link"] = link_header([x for x in links if x.media_type != "text/html"], None)
    response.vary.add("Accept")
    return response


@blueprint.get("/dumps/")
def dumps() -> Response:
    """The whole files of this release, one per graph."""
    service = current_service()
    titles = {d["iri"]: d.get("title", {}) for d in service.release.manifest.get("datasets", [])}
    listed = []
    for graph in service.release.manifest.get("graphs", []):
        path = service.release.path / str(graph.get("dump", ""))
        if graph.get("dump") and path.is_file():
            title = titles.get(graph["iri"])
            listed.append({**graph, "bytes": path.stat().st_size, "title": title})
    return page("dumps.html", section="data", dumps=listed)


@blueprint.get("/dumps/<path:name>")
def dump(name: str) -> Response:
    """One whole file, N-Quads compressed with gzip."""
    service = current_service()
    for graph in service.release.manifest.get("graphs", []):
        if graph.get("dump") == f"dumps/{name}":
            path = service.release.path / f"dumps/{name}"
            if path.is_file():
                stem = name.removesuffix(".nq.gz").replace("/", "-")
                response = send_file(
                    path,
                    mimetype="application/gzip",
                    as_attachment=True,
                    download_name=f"{stem}-{service.release.id}.nq.gz",
                    conditional=False,
                    etag=service.release.manifest["files"][f"dumps/{name}"],
                )
                # When a file was written says nothing: going back to a release makes it older.
                del response.headers["Last-Modified"]
                _date(response, lambda release: release.manifest["files"].get(f"dumps/{name}"))
                size = path.stat().st_size
                response.make_conditional(request, accept_ranges=True, complete_length=size)
                return response
    raise ResourceMissing(page={"asked": f"/dumps/{name}"})
