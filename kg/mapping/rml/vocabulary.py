"""The terms of RML that are read, their older names, and the terms that Samenspel adds."""

from __future__ import annotations

from kg.mapping.document import SourceKind

RML = "http://w3id.org/rml/"
SX = "https://w3id.org/samenspel/rml#"
"""What RML has no term for: sheets, coordinate systems, locales, unique and required."""
CSVW = "http://www.w3.org/ns/csvw#"
DCAT = "http://www.w3.org/ns/dcat#"
D2RQ = "http://www.wiwiss.fu-berlin.de/suhl/bizer/D2RQ/0.1#"
SD = "http://www.w3.org/ns/sparql-service-description#"
FORMATS = "http://www.w3.org/ns/formats/"
DEFAULT_GRAPH = RML + "defaultGraph"

LEGACY = (
    "http://www.w3.org/ns/r2rml#",
    "http://semweb.mmlab.be/ns/rml#",
    "http://semweb.mmlab.be/ns/fnml#",
    "http://semweb.mmlab.be/ns/ql#",
)
EXECUTES = tuple(f"{scheme}://w3id.org/function/ontology#executes" for scheme in ("https", "http"))

FORMULATIONS: dict[str, SourceKind] = {
    "CSV": "csv",
    "JSONPath": "json",
    "XPath": "xml",
    "XPathReferenceFormulation": "xml",
    "SQL2008Table": "sql",
    "SQL2008Query": "sql",
    "SQL2008": "sql",
    "RDB": "sql",
    "Excel": "excel",
    "JSONLines": "jsonl",
    "GeoJSON": "geojson",
    "Parquet": "parquet",
    "SPARQL": "sparql",
    "SPARQL_Results_CSV": "sparql",
    "SPARQL_Results_TSV": "sparql",
    "RDF": "rdf",
}
"""Kinds of sources by the local name of a formulation; `SPARQL`, `RDF` and those of
files that RML-IO does not name are of Samenspel."""

PROPERTIES = frozenset(
    (
        "logicalSource",
        "logicalTable",
        "source",
        "referenceFormulation",
        "iterator",
        "query",
        "sqlQuery",
        "tableName",
        "sqlVersion",
        "path",
        "root",
        "encoding",
        "compression",
        "null",
        "namespace",
        "namespacePrefix",
        "namespaceURL",
        "subject",
        "subjectMap",
        "predicate",
        "predicateMap",
        "object",
        "objectMap",
        "graph",
        "graphMap",
        "class",
        "predicateObjectMap",
        "baseIRI",
        "constant",
        "reference",
        "column",
        "template",
        "termType",
        "language",
        "languageMap",
        "datatype",
        "datatypeMap",
        "inverseExpression",
        "parentTriplesMap",
        "joinCondition",
        "child",
        "childMap",
        "parent",
        "parentMap",
        "parentTermMap",
        "condition",
        "functionExecution",
        "function",
        "functionMap",
        "input",
        "inputValue",
        "inputValueMap",
        "parameter",
        "parameterMap",
        "return",
        "returnMap",
        "functionValue",
        "gather",
        "gatherAs",
        "strategy",
        "allowEmptyListAndContainer",
        "logicalTarget",
        "target",
        "serialization",
        "mode",
        "ldes",
    )
)
"""Local names of the properties that are known in the namespace of RML and the older ones."""

SX_PROPERTIES = frozenset(
    (
        "sheet",
        "member",
        "crs",
        "decimal",
        "dates",
        "trim",
        "withhold",
        "arrays",
        "headerLine",
        "query",
        "also",
        "unique",
        "required",
        "parts",
    )
)
