"""The terms of RML that are read, their older names, and the terms that Samenspel adds."""

from __future__ import annotations

from kg.model import terms

RML = terms.RML
SX = terms.RML_EXTENSION
CSVW = terms.CSVW
DCAT = terms.DCAT
D2RQ = "http://www.wiwiss.fu-berlin.de/suhl/bizer/D2RQ/0.1#"
SD = terms.SD
FORMATS = terms.RDF_FORMATS
DEFAULT_GRAPH = RML + "defaultGraph"

LEGACY = (
    "http://www.w3.org/ns/r2rml#",
    "http://semweb.mmlab.be/ns/rml#",
    "http://semweb.mmlab.be/ns/fnml#",
    "http://semweb.mmlab.be/ns/ql#",
)
EXECUTES = tuple(f"{scheme}://w3id.org/function/ontology#executes" for scheme in ("https", "http"))

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
        "unpivot",
        "columns",
        "except",
        "name",
        "value",
        "headers",
        "start",
        "end",
        "empty",
    )
)
