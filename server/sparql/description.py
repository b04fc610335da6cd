"""The service description (SPARQL 1.1 Service Description) as a query that constructs it.

Made by the engine from a constant template, so that it comes in every RDF format of the service.
"""

from __future__ import annotations

_FORMATS = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "N-Quads",
    "JSON-LD",
    "RDF_XML",
)


def describe_service(endpoint: str) -> str:
    """Return a CONSTRUCT query that gives the description of the service at `endpoint` (an IRI)."""
    formats = ", ".join(f"<http://www.w3.org/ns/formats/{name}>" for name in _FORMATS)
    return f"""PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
PREFIX void: <http://rdfs.org/ns/void#>
CONSTRUCT {{
  <{endpoint}> a sd:Service ;
    sd:endpoint <{endpoint}> ;
    sd:supportedLanguage sd:SPARQL11Query ;
    sd:feature sd:UnionDefaultGraph ;
    sd:resultFormat {formats} ;
    sd:defaultDataset ?dataset .
  ?dataset a sd:Dataset ; sd:defaultGraph ?default ; sd:namedGraph ?named .
  ?default a sd:Graph .
  ?named a sd:NamedGraph ; sd:name ?graph .
}} WHERE {{
  BIND(IRI("{endpoint}#dataset") AS ?dataset)
  BIND(IRI("{endpoint}#default-graph") AS ?default)
  OPTIONAL {{
    {{ SELECT DISTINCT ?graph {{ GRAPH ?graph {{ }} }} }}
    BIND(IRI(CONCAT("{endpoint}#graph-", MD5(STR(?graph)))) AS ?named)
  }}
}}"""
