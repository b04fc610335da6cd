"""The data of one resource, as a query that constructs it."""

from __future__ import annotations

from urllib.parse import quote

from kg.model.terms import DCT, RDFS, SKOS
from server.service import Service
from server.view.addresses import path_of
from server.view.known import parts
from server.view.terms import PROLOGUE, any_of, iri_token, string_token

INCOMING_IN_DATA = 1000  # incoming links, and uses as a property, that a data document carries
NAMED_BY = (
    SKOS + "prefLabel",
    RDFS + "label",
    DCT + "title",
)
PARTS_IN_DATA = 200  # parts of a document (IRIs with a fragment) that its data tell of


def data_query(service: Service, iri: str) -> str:
    """The CONSTRUCT of a resource's data: its statements and those of its parts, the names of what
    they point to, and the links that point to it, with a note where those are not all."""
    token = iri_token(iri)
    listed, count = parts(service, iri, most=PARTS_IN_DATA)
    document_token = iri_token(f"{service.base}{path_of(iri, service.base)[1:]}")
    note = "".join(
        f"{document_token} rdfs:comment {string_token(text)}@en . "
        for text in _notes(service, iri, count)
    )
    about = " ".join(iri_token(one) for one in [iri, *listed])
    return (
        PROLOGUE
        + f"""CONSTRUCT {{
  {document_token} foaf:primaryTopic {token} . {note}
  ?it ?p ?o . ?o ?way ?name . ?s ?q {token} . ?from {token} ?to .
}} WHERE {{
  {{ VALUES ?it {{ {about} }} ?it ?p ?o }}
  UNION {{ {token} ?any ?o . {any_of("?o", NAMED_BY, value="?name", way="?way")} }}
  UNION {{ SELECT ?s ?q WHERE {{ ?s ?q {token} }} LIMIT {INCOMING_IN_DATA} }}
  UNION {{ SELECT ?from ?to WHERE {{ ?from {token} ?to }} LIMIT {INCOMING_IN_DATA} }}
}}"""
    )


def _notes(service: Service, iri: str, parts_there: int) -> list[str]:
    """What the data leave out, for who reads them."""
    token, notes = iri_token(iri), []
    if _more_than_told(service, f"?a ?b {token}"):
        notes.append(
            f"This document holds {INCOMING_IN_DATA} of the links that point here; all of them:"
            f" {service.base}incoming?iri={quote(iri, safe='')}"
        )
    if _more_than_told(service, f"?a {token} ?b"):
        every = quote(f"SELECT * WHERE {{ ?s {token} ?o }}", safe="")
        notes.append(
            f"This document holds {INCOMING_IN_DATA} of the statements with this property; all of"
            f" them: {service.base}sparql?query={every}"
        )
    if parts_there > PARTS_IN_DATA:
        notes.append(f"This document tells of {PARTS_IN_DATA} of its {parts_there} parts.")
    return notes


def _more_than_told(service: Service, pattern: str) -> bool:
    """Whether a pattern of ?a and ?b fits more often than a data document tells."""
    rows = service.pool.select(
        "SELECT (COUNT(*) AS ?n) WHERE "
        f"{{ SELECT ?a ?b WHERE {{ {pattern} }} LIMIT {INCOMING_IN_DATA + 1} }}"
    )
    return int(rows[0]["n"].value) > INCOMING_IN_DATA
