"""Prefixes that readers of this data use, to offer the line a query lacks."""

from __future__ import annotations

from kg.model.terms import PREFIXES as KNOWN

PREFIXES = {
    **KNOWN,
    "geof": "http://www.opengis.net/def/function/geosparql/",
    "sh": "http://www.w3.org/ns/shacl#",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "time": "http://www.w3.org/2006/time#",
}
"""Prefix to namespace IRI; the spelling each vocabulary's own documents use."""
