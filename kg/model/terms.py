"""Namespaces, well-known prefixes and the names of a publication's graphs."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

SAM = "https://w3id.org/samenspel/ns#"
TOOL = "https://w3id.org/samenspel/ns/tool#"
"""What the program says of its own work: files, mappings, findings."""
VOCABULARY_GRAPH = "https://w3id.org/samenspel/ns"
SHARED_BASE = "https://w3id.org/samenspel/"
GENID = ".well-known/genid/"
"""Below a base, where IRIs stand for the blank nodes of a source (RDF 1.1 Concepts, 3.5)."""
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"
DCT = "http://purl.org/dc/terms/"
DCAT = "http://www.w3.org/ns/dcat#"
PROV = "http://www.w3.org/ns/prov#"
VOID = "http://rdfs.org/ns/void#"
ADMS = "http://www.w3.org/ns/adms#"
FOAF = "http://xmlns.com/foaf/0.1/"
RML = "http://w3id.org/rml/"
RML_EXTENSION = "https://w3id.org/samenspel/rml#"
"""What RML has no term for: formats, sheets, coordinate systems, locales, unique and required."""
FN = "https://w3id.org/samenspel/fn#"
"""Namespace of the functions that come with Samenspel, and of their parameters and outputs."""
ORG = "http://www.w3.org/ns/org#"
SH = "http://www.w3.org/ns/shacl#"
SD = "http://www.w3.org/ns/sparql-service-description#"
VCARD = "http://www.w3.org/2006/vcard/ns#"
TREE = "https://w3id.org/tree#"
LDES = "https://w3id.org/ldes#"
ACTIVITY = "https://www.w3.org/ns/activitystreams#"
CSVW = "http://www.w3.org/ns/csvw#"
RDF_FORMATS = "http://www.w3.org/ns/formats/"
"""What the W3C calls the ways to write RDF."""
CONCEPT = "https://w3id.org/samenspel/id/concept/"
RDF_TYPE = RDF + "type"
XSD_STRING = XSD + "string"


@dataclass(frozen=True)
class IriNames:
    """The IRIs that a publication mints for its own graphs and records, below its base IRI."""

    base: str

    def dataset(self, dataset: str) -> str:
        return f"{self.base}id/dataset/{quote(dataset)}"

    def source(self, dataset: str, file: str) -> str:
        return f"{self.base}id/source/{quote(dataset)}/{quote(file)}"

    def mapping(self, dataset: str, triples_map: str) -> str:
        return f"{self.base}id/mapping/{quote(dataset)}/{quote(triples_map)}"

    def finding(self, number: int) -> str:
        return f"{self.base}id/finding/{number}"

    def distribution(self, dataset: str) -> str:
        return f"{self.base}id/distribution/{quote(dataset)}"

    @property
    def service(self) -> str:
        return f"{self.base}id/data-service/sparql"

    @property
    def reconciliation(self) -> str:
        return f"{self.base}id/data-service/reconcile"

    @property
    def catalog(self) -> str:
        return f"{self.base}id/catalog"

    @property
    def inferred(self) -> str:
        return f"{self.base}id/graph/inferred"

    @property
    def closed_world(self) -> str:
        return f"{self.base}id/graph/closed-world"

    @property
    def matches(self) -> str:
        return f"{self.base}id/graph/matches"

    @property
    def metadata(self) -> str:
        return f"{self.base}id/graph/metadata"


_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\x01": "\\u0001"})
_READABLE_ESCAPES = (
    {code: f"\\u{code:04X}" for code in range(0x20)} | _ESCAPES | str.maketrans({"\t": "\\t"})
)


def iri(value: str) -> str:
    """An IRI as N-Quads writes it."""
    return f"<{value}>"


def escaped(text: str) -> str:
    """A value as it stands between the quotes of a literal (N-Triples 1.1, section 2.4)."""
    return text.translate(_ESCAPES)


def readably_escaped(text: str) -> str:
    """The same for Turtle that people read: no character is there that cannot be seen."""
    return text.translate(_READABLE_ESCAPES)


def literal(value: str, *, language: str | None = None, datatype: str | None = None) -> str:
    """A literal as N-Quads writes it (N-Triples 1.1, section 2.4)."""
    text = f'"{escaped(value)}"'
    if language is not None:
        return f"{text}@{language}"
    return text if datatype is None else f"{text}^^<{datatype}>"


def quad(subject: str, predicate: str, *, value: str, graph: str) -> str:
    """One N-Quads line; `value` is already written by `iri` or `literal`."""
    return f"<{subject}> <{predicate}> {value} <{graph}> .\n"
