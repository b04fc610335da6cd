"""The page of a dataset: what it is, how fresh, what was found wrong, where columns went."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

from server.pages.kinds.findings import FINDINGS, read_findings
from server.pages.kinds.reference_sentences import say_dataset
from server.pages.kinds.words import counted_things
from server.view.addresses import is_kept, root
from server.view.page_query import PageQuery, Resource, text

if TYPE_CHECKING:
    from server.service import Service
    from server.view.description import Description
    from server.view.page_query import Row

_CARD = """
SELECT ?licence ?publisher ?modified ?contact ?triples ?review ?basis ?file WHERE {
  OPTIONAL { $this dct:license ?licence }
  OPTIONAL { $this dct:publisher ?publisher }
  OPTIONAL { $this dct:modified ?modified }
  OPTIONAL { $this void:triples ?triples }
  OPTIONAL { $this dcat:distribution ?distribution . ?distribution dcat:downloadURL ?file }
} LIMIT 20"""

_SOURCES = """
SELECT ?file ?format ?encoding ?delimiter ?map ?document ?use ?property ?column WHERE {
  ?file a tool:SourceFile ; tool:inDataset $this .
  OPTIONAL { ?file dct:format ?format }
  OPTIONAL { ?file tool:encoding ?encoding }
  OPTIONAL { ?file tool:delimiter ?delimiter }
  OPTIONAL { ?map tool:mapsFile ?file .
             OPTIONAL { ?map tool:mappingDocument ?document }
             OPTIONAL { ?map tool:hasColumnUse ?use . ?use tool:usesProperty ?property
                        OPTIONAL { ?use tool:usesColumn ?column } } }
} LIMIT 4000"""

_CLASSES = """
SELECT ?class (COUNT(DISTINCT ?thing) AS ?n) WHERE {
  GRAPH $this { ?thing a ?class }
} GROUP BY ?class ORDER BY DESC(?n) LIMIT 12"""

_BELOW = """
SELECT DISTINCT ?below ?above WHERE {
  VALUES ?below { $classes } VALUES ?above { $classes }
  ?below rdfs:subClassOf+ ?above FILTER(?below != ?above && STRSTARTS(STR(?above), STR(sam:)))
} LIMIT 100"""

LICENCES = {
    "creativecommons.org/publicdomain/zero/": "CC0 1.0",
    "creativecommons.org/licenses/by/4.0": "CC BY 4.0",
    "creativecommons.org/licenses/by-sa/4.0": "CC BY-SA 4.0",
    "licentie/modellicentie-gratis-hergebruik": "Modellicentie Gratis Hergebruik",
    "licentie/creative-commons-zero": "CC0 1.0",
}
"""Names of licences that open data of governments carry, by a part of their address."""


class SourceColumn(NamedTuple):
    """A column of a source and the properties it feeds."""

    name: str
    properties: list[Resource]


class SourceFile(NamedTuple):
    """A source file with what was said or detected about it, and its columns."""

    file: Resource
    format: str
    encoding: str
    delimiter: str
    mappings: list[tuple[Resource, str]]
    columns: list[SourceColumn]


def context(service: Service, description: Description, lang: str) -> dict[str, Any]:
    """Everything that `kinds/dataset.html` shows."""
    page_query, iri = PageQuery(service, lang), description.iri
    card = next(iter(page_query.some_rows(_CARD, this=iri)), {})
    manifest = service.release.manifest
    own: Mapping[str, Any] = next(
        (d for d in manifest.get("datasets", []) if d.get("iri") == iri), {}
    )
    codes = read_findings(service, page_query, iri=iri)
    licence = page_query.of(card, "licence")
    classes = [
        (page_query.resource(row["class"].value), int(row["n"].value))
        for row in page_query.some_rows(_CLASSES, this=iri)
        if "class" in row
    ]
    query = urlencode({"dataset": own["id"]}) if own.get("id") else ""
    cut = sum(code.read for code in codes) >= FINDINGS
    found = sum(code.total for code in codes)
    told = _apart(page_query, {one.iri: count for one, count in classes})
    things = counted_things(told, lang=lang)
    return {
        "page_query": page_query,
        "answer": say_dataset(things, findings=FINDINGS if cut else found, cut=cut),
        "facts": [],
        "licence": licence,
        "licence_name": licence_name(licence),
        "publisher": page_query.of(card, "publisher"),
        "publisher_text": text(card, "publisher"),
        "modified": text(card, "modified"),
        "triples": text(card, "triples"),
        "download": text(card, "file"),
        "about": own,
        "feed": f"{root()}/changes.atom?{query}" if query and not is_kept() else "",
        "changes_path": f"{root()}/changes?{query}" if query and not is_kept() else "",
        "codes": codes,
        "finding_count": found,
        "findings_cut": cut,
        "findings_limit": FINDINGS,
        "sources": _sources(page_query, iri),
        "classes": classes,
    }


def _apart(page_query: PageQuery, counts: dict[str, int]) -> list[tuple[str, int]]:
    """Classes with their counts, without those whose things are counted as a class above too.

    A class above that counts fewer is stated of others only.
    """
    rows = page_query.some_rows(_BELOW, classes=list(counts)) if counts else []
    twice = {
        row["below"].value
        for row in rows
        if counts[row["above"].value] >= counts[row["below"].value]
    }
    return [(iri, count) for iri, count in counts.items() if iri not in twice]


def licence_name(licence: Resource | None) -> str:
    """A licence as people know it: its own name, that of a well-known one, or its address."""
    if licence is None:
        return ""
    if licence.named:
        return licence.label
    known = next((name for part, name in LICENCES.items() if part in licence.iri), None)
    return known or licence.iri


def _sources(page_query: PageQuery, iri: str) -> list[SourceFile]:
    by_file: dict[str, list[Row]] = {}
    for row in page_query.rows(_SOURCES, this=iri):
        by_file.setdefault(row["file"].value, []).append(row)
    found = [_source(page_query, file, rows) for file, rows in by_file.items()]
    return sorted(found, key=lambda s: s.file.order)


def _source(page_query: PageQuery, file: str, rows: list[Row]) -> SourceFile:
    columns: dict[str, dict[Resource, None]] = {}
    mappings: dict[Resource, str] = {}
    for row in rows:
        map_, property_ = page_query.of(row, "map"), page_query.of(row, "property")
        if map_ is not None:
            mappings[map_] = text(row, "document")
        if property_ is not None and "column" in row:
            columns.setdefault(row["column"].value, {})[property_] = None
    return SourceFile(
        page_query.resource(file),
        text(rows[0], "format"),
        text(rows[0], "encoding"),
        text(rows[0], "delimiter"),
        sorted(mappings.items(), key=lambda m: m[0].order),
        [SourceColumn(name, list(uses)) for name, uses in sorted(columns.items())],
    )
