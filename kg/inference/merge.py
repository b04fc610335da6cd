"""Makes one document of an ontology's files, as the reasoners of the OWL API want it.

The files of the vocabulary import each other by IRI; a reasoner would go and fetch them. So they
are merged here, blank nodes kept apart, and the imports left out.
"""

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from kg.inference.expressions import Resource, Tbox
from kg.model.terms import OWL, RDF, RDFS, XSD

MERGED = ox.NamedNode("https://w3id.org/samenspel/ns/merged")
# Data types that stop HermiT or that no axiom here speaks about: their values are left out.
_DATES = {XSD + name for name in ("date", "dateTime", "gYear", "gYearMonth", "time", "duration")}


def merged_rdf_xml(paths: Iterable[Path], *, without_dates: bool = False) -> bytes:
    """Return the files as one ontology in RDF/XML, without imports.

    `without_dates` leaves out statements whose value is a date or a time: HermiT stops at
    data types that OWL 2 does not have. Class axioms are never left out.

    Raises:
        OntologyError: a file cannot be read.
    """
    tbox = Tbox.read(paths)
    headers = set(tbox.instances(OWL + "Ontology"))
    triples = [
        ox.Triple(quad.subject, quad.predicate, quad.object)
        for quad in tbox.triples()
        if quad.subject not in headers and not (without_dates and _is_date(quad.object))
    ]
    triples.append(ox.Triple(MERGED, ox.NamedNode(RDF + "type"), ox.NamedNode(OWL + "Ontology")))
    text = ox.serialize(triples, format=ox.RdfFormat.RDF_XML, prefixes={"owl": OWL, "rdfs": RDFS})
    assert text is not None
    return text


def _is_date(term: Resource | ox.Literal | ox.Triple) -> bool:
    return isinstance(term, ox.Literal) and term.datatype.value in _DATES
