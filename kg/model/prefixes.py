"""Prefixes: one name for each namespace, and which of them are known where."""

from __future__ import annotations

from collections.abc import Mapping

from kg.model.terms import (
    CONCEPT,
    CSVW,
    DCAT,
    DCT,
    FOAF,
    ORG,
    OWL,
    PROV,
    RDF,
    RDF_FORMATS,
    RDFS,
    RML,
    RML_EXTENSION,
    SAM,
    SD,
    SH,
    SKOS,
    TOOL,
    VCARD,
    VOID,
    XSD,
)

PREFIXES: dict[str, str] = {
    "sam": SAM,
    "tool": TOOL,
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "skos": SKOS,
    "xsd": XSD,
    "dct": DCT,
    "dcterms": DCT,
    "dcat": DCAT,
    "prov": PROV,
    "void": VOID,
    "foaf": FOAF,
    "org": ORG,
    "regorg": "http://www.w3.org/ns/regorg#",
    "schema": "http://schema.org/",
    "locn": "http://www.w3.org/ns/locn#",
    "cpsv": "http://purl.org/vocab/cpsv#",
    "m8g": "http://data.europa.eu/m8g/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "adms": "http://www.w3.org/ns/adms#",
    "besluit": "http://data.vlaanderen.be/ns/besluit#",
    "eli": "http://data.europa.eu/eli/ontology#",
    "qb": "http://purl.org/linked-data/cube#",
    "vcard": VCARD,
}
"""Prefixes that a mapping may use without declaring them, and that an error offers to a query."""


RDFA: dict[str, str] = {
    "as": "https://www.w3.org/ns/activitystreams#",
    "cc": "http://creativecommons.org/ns#",
    "csvw": "http://www.w3.org/ns/csvw#",
    "ctag": "http://commontag.org/ns#",
    "dc": DCT,
    "dc11": "http://purl.org/dc/elements/1.1/",
    "dqv": "http://www.w3.org/ns/dqv#",
    "duv": "http://www.w3.org/ns/duv#",
    "gr": "http://purl.org/goodrelations/v1#",
    "grddl": "http://www.w3.org/2003/g/data-view#",
    "ical": "http://www.w3.org/2002/12/cal/icaltzd#",
    "jsonld": "http://www.w3.org/ns/json-ld#",
    "ldp": "http://www.w3.org/ns/ldp#",
    "ma": "http://www.w3.org/ns/ma-ont#",
    "oa": "http://www.w3.org/ns/oa#",
    "odrl": "http://www.w3.org/ns/odrl/2/",
    "og": "http://ogp.me/ns#",
    "rdfa": "http://www.w3.org/ns/rdfa#",
    "rev": "http://purl.org/stuff/rev#",
    "rif": "http://www.w3.org/2007/rif#",
    "rr": "http://www.w3.org/ns/r2rml#",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "sioc": "http://rdfs.org/sioc/ns#",
    "skosxl": "http://www.w3.org/2008/05/skos-xl#",
    "sosa": "http://www.w3.org/ns/sosa/",
    "ssn": "http://www.w3.org/ns/ssn/",
    "time": "http://www.w3.org/2006/time#",
    "v": "http://rdf.data-vocabulary.org/#",
    "wdr": "http://www.w3.org/2007/05/powder#",
    "wdrs": "http://www.w3.org/2007/05/powder-s#",
    "xhv": "http://www.w3.org/1999/xhtml/vocab#",
    "xml": "http://www.w3.org/XML/1998/namespace",
}
"""The other prefixes of the initial context of RDFa, which YARRRML takes over."""

QUERY_PREFIXES = {
    **PREFIXES,
    "geof": "http://www.opengis.net/def/function/geosparql/",
    "sh": SH,
    "sd": SD,
    "time": "http://www.w3.org/2006/time#",
}
"""Those that readers of the data use in queries, to offer the line that one lacks."""

PAGE_PREFIXES = {
    # One name for each namespace: `dcterms` is only another word for `dct`.
    **{name: iri for name, iri in PREFIXES.items() if name != "dcterms"},
    "c": CONCEPT,
    "vann": "http://purl.org/vocab/vann/",
    "sd": SD,
    "sdmx-measure": "http://purl.org/linked-data/sdmx/2009/measure#",
    "sdmx-dimension": "http://purl.org/linked-data/sdmx/2009/dimension#",
}
"""Those of the queries that pages ask, and of the Turtle that they give."""

AXIOM_PREFIXES = {
    **PREFIXES,
    "concept": CONCEPT,
    "schemas": "https://schema.org/",
    "organisatie": "https://data.vlaanderen.be/ns/organisatie#",
    "vereniging": "https://data.vlaanderen.be/ns/FeitelijkeVerenigingen#",
    "adres": "https://data.vlaanderen.be/ns/adres#",
    "bestuur": "http://data.vlaanderen.be/id/concept/BestuurseenheidClassificatieCode/",
    "ipdc": "https://productencatalogus.data.vlaanderen.be/ns/ipdc-lpdc#",
    "doelgroep": "https://productencatalogus.data.vlaanderen.be/id/concept/Doelgroep/",
    "hsds": "https://raw.githubusercontent.com/openreferral/specification/3.0/schema/",
}
"""Those of axioms in words; the vocabularies that ours is aligned with are among them."""

RML_PREFIXES = {
    "rml": RML,
    "sx": RML_EXTENSION,
    "csvw": CSVW,
    "formats": RDF_FORMATS,
}
"""Those of RML as it is written here, beside `PREFIXES`."""


WEBSITES = frozenset(
    PAGE_PREFIXES[prefix] + local
    for prefix, local in (
        ("foaf", "homepage"),
        ("foaf", "page"),
        ("schema", "url"),
        ("schema", "sameAs"),
        ("vcard", "hasURL"),
        ("vcard", "url"),
        ("dcat", "landingPage"),
        ("dcat", "accessURL"),
        ("dcat", "downloadURL"),
        ("m8g", "contactPage"),
    )
)
"""Properties that lead to a page on the web, not to a thing that is described."""


def shorten(iri: str, prefixes: Mapping[str, str] = PREFIXES) -> str:
    """An IRI with its prefix, for people; whole between angle brackets when none fits."""
    for prefix, namespace in prefixes.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return f"<{iri}>"
