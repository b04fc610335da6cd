"""The formats of sources: all that the program knows of each stands here, and only here.

Readers of mappings take their words and IRIs from this table, staging its reader, inspection its
suffixes and its inspector, and messages what its first bytes are. An installed distribution adds a
format by an entry point of the group `samenspel.sources`, whose object is a `Format`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import entry_points
from pkgutil import resolve_name
from typing import Any, Literal

from kg.errors import SamenspelError
from kg.model.terms import RML, RML_EXTENSION
from kg.texts import Message

GROUP = "samenspel.sources"
"""The group of entry points by which distributions add formats."""
_FORMATS = "http://www.w3.org/ns/formats/"
_RR = "http://www.w3.org/ns/r2rml#"
_QL = "http://semweb.mmlab.be/ns/ql#"


@dataclass(frozen=True)
class Format:
    """A format of sources. What is named as `MODULE:FUNCTION` is imported when it is needed.

    `name` is what a mapping, once read, calls it (`Source.kind`). `words` are its reference
    formulations in YARRRML, `iris` those in RML, of which the local name counts; the first of each
    is written. `suffixes` are those of its files, by which inspection knows them. `magic` has the
    first bytes of a file, with what messages call such a file.

    `reader` names what stages one file (`kg.sources.stage.Reader`); a format without one is asked
    with a query. `inspector` names what proposes the sources in a file of which nothing is known
    (`kg.inspection.structure.Inspector`). `references` says how values are named: as columns, as
    columns and fields below them (`a.b`), in JSONPath or in XPath. `headed` formats are tables that
    people fill in, below a header. A file of a format that is `never_a_page` is none when it is
    HTML: a server sent another page instead.
    """

    name: str
    words: tuple[str, ...] = ()
    iris: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    magic: tuple[tuple[bytes, str], ...] = ()
    reader: str | None = None
    inspector: str | None = None
    references: Literal["columns", "fields", "jsonpath", "xpath"] = "columns"
    headed: bool = False
    never_a_page: bool = True

    @property
    def local_names(self) -> tuple[str, ...]:
        """The local names of its formulations in RML, which older namespaces share."""
        return tuple(iri.replace("#", "/").rpartition("/")[2] for iri in self.iris)


FORMATS = (
    Format(
        "csv",
        words=("csv",),
        iris=(RML + "CSV",),
        suffixes=(".csv", ".tsv", ".tab", ".txt"),
        reader="kg.sources.delimited_source:stage_csv",
        inspector="kg.inspection.inspectors:inspect_delimited",
        headed=True,
        never_a_page=False,  # its reader looks, and says more
    ),
    Format(
        "json",
        words=("jsonpath", "json"),
        iris=(RML + "JSONPath",),
        suffixes=(".json",),
        reader="kg.sources.document:stage_json",
        inspector="kg.inspection.inspectors:inspect_json",
        references="jsonpath",
    ),
    Format(
        "jsonl",
        words=("jsonl",),
        iris=(RML_EXTENSION + "JSONLines",),
        suffixes=(".jsonl", ".ndjson"),
        reader="kg.sources.document:stage_json",
        inspector="kg.inspection.inspectors:inspect_json",
        references="jsonpath",
    ),
    Format(
        "xml",
        words=("xpath", "xml"),
        iris=(RML + "XPath", RML + "XPathReferenceFormulation"),
        suffixes=(".xml", ".gml"),
        reader="kg.sources.xml:stage_xml",
        inspector="kg.inspection.inspectors:inspect_xml",
        references="xpath",
        never_a_page=False,
    ),
    Format(
        "excel",
        words=("excel", "xlsx"),
        iris=(RML_EXTENSION + "Excel",),
        suffixes=(".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"),
        magic=(
            (b"PK\x03\x04", Message("a workbook or a zip archive")),
            (b"\xd0\xcf\x11\xe0", Message("an old workbook")),
        ),
        reader="kg.sources.workbook:stage_workbook",
        inspector="kg.inspection.inspectors:inspect_workbook",
        headed=True,
    ),
    Format(
        "geojson",
        words=("geojson",),
        iris=(RML_EXTENSION + "GeoJSON",),
        suffixes=(".geojson",),
        reader="kg.sources.geojson:stage_geojson",
        inspector="kg.inspection.inspectors:inspect_json",
        references="jsonpath",
    ),
    Format(
        "parquet",
        words=("parquet",),
        iris=(RML_EXTENSION + "Parquet",),
        suffixes=(".parquet",),
        magic=((b"PAR1", "Parquet"),),
        reader="kg.sources.parquet:stage_parquet",
        inspector="kg.inspection.inspectors:inspect_parquet",
        references="fields",
    ),
    Format(
        "sql",
        words=("sql",),
        iris=(RML + "SQL2008Table", RML + "SQL2008Query", _RR + "SQL2008", _QL + "RDB"),
        suffixes=(".db", ".sqlite", ".sqlite3"),
        magic=((b"SQLite format 3", Message("a database")),),
        inspector="kg.inspection.inspectors:inspect_database",
        never_a_page=False,
    ),
    Format(
        "sparql",
        words=("sparql",),
        iris=(
            RML_EXTENSION + "SPARQL",
            _FORMATS + "SPARQL_Results_CSV",
            _FORMATS + "SPARQL_Results_TSV",
        ),
        never_a_page=False,
    ),
    Format(
        "rdf",  # no mapping reads it: it is taken as it stands, or asked as "sparql"
        # `.xml` is XML, unless it turns out to hold RDF.
        suffixes=(".ttl", ".nt", ".nq", ".trig", ".rdf", ".owl", ".jsonld", ".n3"),
        inspector="kg.inspection.inspectors:inspect_rdf",
        never_a_page=False,
    ),
)
"""The formats that come with the program."""


@lru_cache(maxsize=1)
def formats() -> Mapping[str, Format]:
    """Every format by its name: ours, and those of installed distributions.

    Raises:
        SamenspelError: a distribution's entry point gives no format, or one that takes what
            another has; says which.
    """
    found = {one.name: one for one in FORMATS}
    for point in entry_points(group=GROUP):
        try:
            added = point.load()
        except Exception as error:  # whatever the code of others raises
            raise _unusable(point.name, f"{type(error).__name__}: {error}") from error
        if not isinstance(added, Format):
            raise _unusable(point.name, f"{point.value} is no kg.sources.formats.Format")
        if added.reader is None:
            raise _unusable(point.name, f"{point.value} has no reader")
        taken = {each for other in found.values() for each in _own(other)} & set(_own(added))
        if taken:
            raise _unusable(point.name, f"another format has {', '.join(sorted(taken))}")
        found[added.name] = added
    return found


def _own(one: Format) -> tuple[str, ...]:
    """What no two formats may share."""
    return (f"the name {one.name}", *one.words, *one.local_names, *one.suffixes)


def _unusable(name: str, why: str) -> SamenspelError:
    return SamenspelError(
        Message(
            "Loading the source format '{name}' of an installed package: {why}.", name=name, why=why
        ),
        code="SAM-E006",
        hint=Message("Update or remove the package that adds it."),
    )


def formulations() -> dict[str, str]:
    """The names of formats by their reference formulations in YARRRML."""
    return {word: one.name for one in formats().values() for word in one.words}


def rml_formulations() -> dict[str, str]:
    """The names of formats by the local names of their reference formulations in RML."""
    return {name: one.name for one in formats().values() for name in one.local_names}


def inspected_suffixes() -> dict[str, str]:
    """The names of formats that can be inspected, by the suffixes of their files."""
    return {
        suffix: one.name
        for one in formats().values()
        if one.inspector is not None
        for suffix in one.suffixes
    }


def known_magic() -> dict[bytes, str]:
    """What messages call a file, by its first bytes."""
    return {first: what for one in formats().values() for first, what in one.magic}


def resolve(function: str) -> Any:
    """The function that a format names as `MODULE:FUNCTION`."""
    return resolve_name(function)
