"""The data of a resource in the words of another vocabulary: `?_profile=schema-org`.

Which of our terms is written as which of theirs, the alignments say (tool:writtenAs), which lie
in the graph of the vocabulary like the rest of it. The argument is that of Content Negotiation by
Profile (W3C, 2023), 7.1. What has no term of theirs is left out; a term of theirs that the data use
already stays.
"""

from __future__ import annotations

from kg.model.terms import VOCABULARY_GRAPH
from server.pages.formats import AlternateLink
from server.pages.problems import Problem
from server.service import Service
from server.view.addresses import VOCABULARY_BASE, path_of
from server.view.release_cache import per_release_cache
from server.view.suffixes import BY_SUFFIX
from server.view.terms import PROLOGUE, iri_token, string_token

ARGUMENT = "_profile"
NAMES = {
    "schema-org": "schema.org",
    "oslo": "OSLO",
    "cpsv-ap": "CPSV-AP",
    "ipdc": "IPDC",
    "open-referral": "Open Referral",
}
"""The vocabularies one can ask for, by the name of their alignment, with the name people know."""
LINKED = 1000
"""Things that a document points to of which it says the kind and what is text."""


def alignment_of(profile: str) -> str:
    """The IRI of the alignment that a profile is written by."""
    return f"{VOCABULARY_BASE}ns/align/{profile}"


def profile_links(links: list[AlternateLink]) -> list[AlternateLink]:
    """The documents of a resource in other words, beside those in its own."""
    own = next(link for link in links if link.media_type == BY_SUFFIX["jsonld"].media_type)
    join = "&" if "?" in own.href else "?"
    return [
        AlternateLink(
            f"{own.href}{join}{ARGUMENT}={name}", own.media_type, title, alignment_of(name)
        )
        for name, title in NAMES.items()
    ]


def profile_query(service: Service, iri: str, *, profile: str) -> str:
    """The CONSTRUCT of a resource's data in the words of a profile; of what has none of their
    terms, which document this is and of what.

    Raises:
        Problem: there is no such profile; says which there are.
    """
    starts = _namespaces(service).get(alignment_of(profile))
    if profile not in NAMES or not starts:
        raise Problem("SAM-H406", {"offered": ", ".join(f"{ARGUMENT}={name}" for name in NAMES)})
    token, vocabulary = iri_token(iri), f"GRAPH {iri_token(VOCABULARY_GRAPH)}"
    document = iri_token(f"{service.base}{path_of(iri, service.base)[1:]}")

    def theirs(variable: str) -> str:
        tests = (f"STRSTARTS(STR({variable}), {string_token(start)})" for start in starts)
        return f"({' || '.join(tests)})"

    # A field of Open Referral belongs to an object: its IRI is a place in that object's file.
    fits = f"""FILTER(!CONTAINS(STR(?theirs), "#/") || EXISTS {{ ?it a ?kind .
      {vocabulary} {{ ?kind tool:writtenAs ?object }}
      FILTER(STRSTARTS(STR(?theirs), CONCAT(STR(?object), "#"))) }})"""
    linked = f"""{{ SELECT DISTINCT ?it {{ {token} ?link ?it FILTER(isIRI(?it))
      OPTIONAL {{ {vocabulary} {{ ?link tool:writtenAs ?as }} FILTER{theirs("?as")} }}
      BIND(COALESCE(?as, ?link) AS ?via) FILTER{theirs("?via")}
      FILTER NOT EXISTS {{ {vocabulary} {{ ?it tool:writtenAs ?code }} FILTER{theirs("?code")} }}
      }} LIMIT {LINKED} }}"""
    return (
        PROLOGUE
        + f"""CONSTRUCT {{
  {document} foaf:primaryTopic {token} ; dct:conformsTo {iri_token(alignment_of(profile))} .
  ?it a ?class . ?it ?theirs ?value .
}} WHERE {{
  {{}} UNION {{
    {{ VALUES ?it {{ {token} }} }} UNION {linked}
    ?it a ?ours OPTIONAL {{ {vocabulary} {{ ?ours tool:writtenAs ?as }} FILTER{theirs("?as")} }}
    BIND(COALESCE(?as, ?ours) AS ?class) FILTER{theirs("?class")}
  }} UNION {{
    VALUES ?it {{ {token} }} ?it ?ours ?said
    OPTIONAL {{ {vocabulary} {{ ?ours tool:writtenAs ?as }} FILTER{theirs("?as")} }}
    BIND(COALESCE(?as, ?ours) AS ?theirs) FILTER{theirs("?theirs")}
    OPTIONAL {{ {vocabulary} {{ ?said tool:writtenAs ?other }} FILTER{theirs("?other")} }}
    BIND(COALESCE(?other, ?said) AS ?value)
    {fits}
  }} UNION {{
    {linked}
    ?it ?ours ?value FILTER(isLiteral(?value))
    OPTIONAL {{ {vocabulary} {{ ?ours tool:writtenAs ?as }} FILTER{theirs("?as")} }}
    BIND(COALESCE(?as, ?ours) AS ?theirs) FILTER{theirs("?theirs")}
    {fits}
  }}
}}"""
    )


def _namespaces(service: Service) -> dict[str, list[str]]:
    """How the terms of each aligned vocabulary begin, as the header of its alignment says."""

    def read() -> dict[str, list[str]]:
        rows = service.pool.select(
            f"{PROLOGUE} SELECT ?alignment ?start {{ GRAPH {iri_token(VOCABULARY_GRAPH)} "
            "{ ?alignment a owl:Ontology ; dct:relation ?start } }"
        )
        found: dict[str, list[str]] = {}
        for row in rows:
            found.setdefault(row["alignment"].value, []).append(row["start"].value)
        return {alignment: sorted(starts) for alignment, starts in found.items()}

    return per_release_cache(service, "profiles", make=read)
