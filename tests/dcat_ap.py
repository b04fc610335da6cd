"""What DCAT-AP asks of a catalogue: mandatory parts, and SEMIC's shapes where they are at hand."""

from __future__ import annotations

from pathlib import Path

import pyshacl
import rdflib
from absent import SUITES
from rdflib.namespace import DCAT, DCTERMS, RDF, XSD

SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
SHAPES = [
    SUITES / "dcat-ap" / "releases" / "3.0.1" / name
    for name in ("shacl/dcat-ap-SHACL.ttl", "html/shacl/shapes.ttl")
]


def violations(catalogue: rdflib.Graph) -> list[str]:
    """What the shapes of DCAT-AP 3.0.1 say; nothing when they are not on this machine."""
    found = []
    for path in filter(Path.is_file, SHAPES):
        shapes = rdflib.Graph().parse(path)
        for shape, part in list(shapes.subject_objects(SH.property)):
            if (part, None, None) not in shapes:  # the published file names some that it lacks
                shapes.remove((shape, SH.property, part))
        fits, _, text = pyshacl.validate(catalogue, shacl_graph=shapes)
        found += [] if fits else [f"{path.name}: {text}"]
    return found


def lacking(catalogue: rdflib.Graph) -> list[str]:
    """What a harvester misses in the catalogue itself, its files and its services."""
    typed = {
        DCTERMS.license: DCTERMS.LicenseDocument,
        DCTERMS.format: DCTERMS.MediaTypeOrExtent,
        DCAT.mediaType: DCTERMS.MediaType,
        DCAT.compressFormat: DCTERMS.MediaType,
        SPDX.checksum: SPDX.Checksum,
        DCAT.accessService: DCAT.DataService,
    }
    wrong = [
        f"{file} {prop} {value}"
        for file in catalogue.subjects(RDF.type, DCAT.Distribution)
        for prop, kind in typed.items()
        for value in [catalogue.value(file, prop)]
        if not isinstance(value, rdflib.URIRef) or (value, RDF.type, kind) not in catalogue
    ]
    for file in catalogue.subjects(RDF.type, DCAT.Distribution):
        size = catalogue.value(file, DCAT.byteSize)
        if getattr(size, "datatype", None) != XSD.nonNegativeInteger:
            wrong.append(f"{file}: size {size}")
    for catalog in catalogue.subjects(RDF.type, DCAT.Catalog):
        languages = {text.language for text in catalogue.objects(catalog, DCTERMS.description)}
        if not languages >= {"nl", "en", "fr"}:
            wrong.append(f"{catalog}: described in {languages}")
        services = set(catalogue.objects(catalog, DCAT.service))
        served = {d for s in services for d in catalogue.objects(s, DCAT.servesDataset)}
        if served != set(catalogue.objects(catalog, DCAT.dataset)):
            wrong.append(f"{catalog}: the services serve {served}")
    return wrong
