"""Reads the logical sources and targets of an RML document (RML-IO, CSVW, DCAT, D2RQ)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

import pyoxigraph

from kg.errors import SourceError
from kg.mapping.document import Root, Source, Target
from kg.mapping.rml.graph import Graph, Term, local_name, relative
from kg.mapping.rml.vocabulary import CSVW, D2RQ, DCAT, SD, SX
from kg.mapping.unpivot import Unpivot, fault_of
from kg.model.suggestion import did_you_mean
from kg.sources.formats import formats, rml_formulations
from kg.texts import Message

_ROOTS: dict[str, Root] = {"MappingDirectory": "mapping", "CurrentWorkingDirectory": "current"}
_ONLY: dict[str, tuple[str, ...]] = {
    "commentPrefix": (),
    "skipColumns": ("0",),
    "doubleQuote": ("true", "1"),
    "trim": ("false", "0"),
    "skipInitialSpace": ("false", "0"),
    "skipBlankRows": ("true", "false", "1", "0"),
    "lineTerminators": ("\r\n", "\n"),
}
"""What each key of a CSVW dialect may say here: files are read so in any case."""
_DIALECT = (
    *_ONLY,
    *("delimiter", "quoteChar", "encoding", "header", "headerRowCount", "skipRows", "null"),
)
_COMPRESSIONS = ("gzip", "zip", "targz", "tarxz", "zstd", "bzip2", "xz", "none")


def read_source(graph: Graph, logical: Term, *, name: str, legacy: bool) -> Source:
    """The logical source of a triples map.

    Raises:
        MappingError: it names no source, or one that cannot be read.
    """
    kind = _kind(graph, logical)
    query = graph.text(logical, "query", "sqlQuery", f"{SX}query")
    table = graph.text(logical, "tableName")
    source = graph.one(logical, "source")
    if source is None:
        raise graph.error(
            logical, Message("the logical source of '{name}' names no source.", name=name)
        )
    access, root = _access(graph, logical, source)
    if kind == "csv" and PurePosixPath(access).suffix.lower() in formats()["excel"].suffixes:
        kind = "excel"  # as tools that have no formulation of their own for workbooks take it
    dialect = graph.one(source, f"{CSVW}dialect") or source
    _check_dialect(graph, dialect)
    nulls = graph.all(source, "null", f"{CSVW}null") + graph.all(dialect, f"{CSVW}null")
    formulation = graph.one(logical, "referenceFormulation")
    iterator = graph.text(logical, "iterator")
    if kind == "sql" and query is None and table is None and iterator is not None:
        word = graph.local(logical, "referenceFormulation")
        query, table = (None, iterator) if word == "SQL2008Table" else (iterator, None)
        iterator = None
    if kind == "sparql":
        query, iterator = (iterator, None) if query is None else (query, iterator)
        if query is None:
            raise graph.error(
                logical,
                Message("the logical source of '{name}' asks nothing.", name=name),
                at="source",
                hint=Message("Write the SELECT as rml:iterator."),
            )
    encoding = graph.one(source, "encoding") or graph.one(dialect, f"{CSVW}encoding")
    return Source(
        name,
        access,
        kind,
        graph.place(logical, "source"),
        root=root,
        iterator=iterator,
        query=query,
        table=table,
        also=texts(graph.all(source, f"{SX}also")),
        encoding=local_name(_value(encoding)) if encoding is not None else None,
        compression=_compression(graph, source),
        member=graph.text(source, f"{SX}member"),
        delimiter=graph.text(dialect, f"{CSVW}delimiter"),
        quote=_or(graph.text(dialect, f"{CSVW}quoteChar"), '"'),
        header=_header(graph, source, dialect),
        sheet=graph.text(source, f"{SX}sheet"),
        namespaces=_namespaces(graph, formulation) if formulation is not None else (),
        crs=graph.text(source, f"{SX}crs"),
        nulls=texts(nulls) if nulls or not legacy else ("",),
        decimal=_or(graph.text(source, f"{SX}decimal"), "."),
        dates=texts(graph.all(source, f"{SX}dates")),
        trim=graph.text(source, f"{SX}trim") == "true",
        withhold=texts(graph.all(source, f"{SX}withhold")),
        # RML-IO lets a reference name values only; RML of 2014 did not say.
        arrays=legacy
        or kind not in ("json", "jsonl")
        or graph.text(source, f"{SX}arrays") == "true",
        unpivot=_unpivot(graph, source),
    )


def _unpivot(graph: Graph, source: Term) -> Unpivot | None:
    node = graph.one(source, f"{SX}unpivot")
    if node is None:
        return None
    made = Unpivot(
        graph.text(node, f"{SX}name") or "",
        graph.text(node, f"{SX}value") or "",
        columns=texts(graph.all(node, f"{SX}columns")),
        without=texts(graph.all(node, f"{SX}except")),
        headers=graph.text(node, f"{SX}headers"),
        dates=texts(graph.all(node, f"{SX}dates")),
        start=graph.text(node, f"{SX}start"),
        end=graph.text(node, f"{SX}end"),
        empty=graph.text(node, f"{SX}empty") == "true",
    )
    fault = fault_of(made)
    if fault is not None:
        raise graph.error(source, fault.message, at=f"{SX}unpivot", hint=fault.hint)
    return made


def _kind(graph: Graph, logical: Term) -> str:
    formulation = graph.one(logical, "referenceFormulation")
    if formulation is None:
        if graph.all(logical, "tableName", "sqlQuery"):
            return "sql"
        raise graph.error(
            logical,
            Message("the logical source has no reference formulation."),
            hint=Message("Say rml:CSV."),
        )
    known = rml_formulations()
    words = {local_name(t) for t in graph.types(formulation)} & set(known)
    word = local_name(_value(formulation)) if not words else min(words)
    if word not in known:
        raise graph.error(
            logical,
            Message("'{word}' is no reference formulation.", word=word),
            at="referenceFormulation",
            hint=did_you_mean(word, known),
        )
    return known[word]


def _access(graph: Graph, logical: Term, source: Term) -> tuple[str, Root]:
    """The address of a source, and from where it is taken."""
    if isinstance(source, pyoxigraph.Literal):
        return source.value, "publication"
    if graph.all(source, "path"):
        return _path(graph, source)
    table = graph.one(source, f"{CSVW}url")
    if table is not None:
        return _value(table), "publication"
    distribution = graph.one(source, f"{DCAT}distribution") or source
    address = graph.one(distribution, f"{DCAT}downloadURL", f"{DCAT}accessURL")
    if address is not None:
        return _value(address), "publication"
    database = graph.text(source, f"{D2RQ}jdbcDSN")
    if database is not None:
        return _database(graph, source, database), "publication"
    if graph.all(source, f"{SD}endpoint") or f"{SD}Service" in graph.types(source):
        raise graph.error(
            logical,
            Message(
                "a SPARQL endpoint cannot be a source: a release must be made again without it."
            ),
            at="source",
            hint=Message("Save its answer as a file, and name that."),
        )
    if isinstance(source, pyoxigraph.NamedNode) and source not in graph.nodes:
        return _value(source), "publication"
    raise graph.error(
        logical, Message("the source has no path."), at="source", hint=Message("Say rml:path.")
    )


def _database(graph: Graph, source: Term, dsn: str) -> str:
    """The address of a database; its password is never taken from a mapping."""
    from kg.sources.database import from_jdbc  # slow to load, and few mappings have a database

    if graph.all(source, f"{D2RQ}password"):
        raise graph.error(
            source,
            Message("the database's password is in the mapping."),
            at=f"{D2RQ}password",
            hint=Message("Leave it out; the documentation of databases says where it goes."),
        )
    try:
        return from_jdbc(dsn, graph.text(source, f"{D2RQ}username"))
    except SourceError as error:
        at = f"{D2RQ}jdbcDSN"
        raise graph.error(source, error.message, at=at, hint=error.hint) from None


def _path(graph: Graph, node: Term) -> tuple[str, Root]:
    path = graph.text(node, "path") or ""
    root = graph.one(node, "root")
    if root is None:
        return path, "publication"
    if isinstance(root, pyoxigraph.NamedNode) and local_name(root.value) in _ROOTS:
        return path, _ROOTS[local_name(root.value)]
    folder = _value(root)
    if folder.startswith("file:"):
        folder = unquote(urlsplit(folder).path)
    elif isinstance(root, pyoxigraph.NamedNode) and not folder.startswith(("http:", "https:")):
        raise graph.error(
            node,
            Message("'{folder}' is no root of a path.", folder=folder),
            at="root",
            hint=did_you_mean(local_name(folder), _ROOTS),
        )
    return f"{folder.rstrip('/')}/{path.removeprefix('./')}", "publication"


def _compression(graph: Graph, node: Term) -> str | None:
    word = graph.local(node, "compression")
    if word is not None and word not in _COMPRESSIONS:
        raise graph.error(
            node,
            Message("'{word}' is no compression.", word=word),
            at="compression",
            hint=did_you_mean(word, _COMPRESSIONS),
        )
    return None if word == "none" else word


def _check_dialect(graph: Graph, dialect: Term) -> None:
    """Refuse what a dialect asks and readers do not do (CSVW, 5.9 Dialect Descriptions)."""
    for name in graph.names(dialect, CSVW):
        if name in ("url", "dialect", "tableSchema"):  # of a table that is its own dialect
            continue
        if name not in _DIALECT:
            raise graph.error(
                dialect,
                Message("'{word}' is no key of a CSVW dialect.", word=name),
                at=f"{CSVW}{name}",
                hint=did_you_mean(name, _DIALECT),
            )
        values = [v for term in graph.all(dialect, f"{CSVW}{name}") for v in _listed(graph, term)]
        if name in _ONLY and not set(values) <= set(_ONLY[name]):
            raise graph.error(
                dialect,
                Message("csvw:{name} is not something that can be done here.", name=name),
                at=f"{CSVW}{name}",
                hint=Message(
                    "Change the file so that it need not be said, and take this out of the mapping."
                ),
            )


def _listed(graph: Graph, term: Term) -> list[str]:
    """The texts of a list, or the one text."""
    found = graph.items(term) if not isinstance(term, pyoxigraph.Literal) else [term]
    return [_value(item) for item in found]


def _header(graph: Graph, source: Term, dialect: Term) -> int:
    """The line of the header, 0 for a table without one: what stands above it is skipped."""
    if (_rows(graph, dialect, "headerRowCount") or 1) > 1:
        raise graph.error(
            dialect,
            Message("a header of several rows cannot be read."),
            at=f"{CSVW}headerRowCount",
            hint=Message(
                "Name with csvw:skipRows how many rows stand above the one with the names."
            ),
        )
    above = _rows(graph, dialect, "skipRows") or 0
    if (
        graph.text(dialect, f"{CSVW}header") == "false"
        or _rows(graph, dialect, "headerRowCount") == 0
    ):
        if above:
            raise graph.error(
                dialect,
                Message("rows above a table without a header cannot be skipped."),
                at=f"{CSVW}skipRows",
                hint=Message("Take such lines out of the file, and this out of the mapping."),
            )
        return 0
    line = graph.text(source, f"{SX}headerLine")
    return int(line) if line is not None else 1 + above


def _rows(graph: Graph, dialect: Term, name: str) -> int | None:
    text = graph.text(dialect, f"{CSVW}{name}")
    if text is not None and not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise graph.error(
            dialect,
            Message("'{text}' is no number of rows.", text=text),
            at=f"{CSVW}{name}",
            hint=Message("Write a whole number, without quotes."),
        )
    return None if text is None else int(text)


def _namespaces(graph: Graph, formulation: Term) -> tuple[tuple[str, str], ...]:
    found = []
    for node in graph.all(formulation, "namespace"):
        prefix, address = graph.text(node, "namespacePrefix"), graph.one(node, "namespaceURL")
        if prefix is None or address is None:
            raise graph.error(node, Message("a namespace needs a prefix and a URL."))
        found.append((prefix, _value(address)))
    return tuple(found)


def read_target(graph: Graph, logical: Term) -> Target:
    """A logical target.

    Raises:
        MappingError: it has no path, or says what is not known.
    """
    node = graph.one(logical, "target")
    if node is None or not graph.all(node, "path"):
        raise graph.error(
            logical,
            Message("the target has no path."),
            hint=Message("Targets are files: rml:path."),
        )
    path, root = _path(graph, node)
    serialization = graph.one(logical, "serialization")
    encoding = graph.local(logical, "encoding") or graph.local(node, "encoding")
    return Target(
        path,
        root,
        serialization=_value(serialization) if serialization is not None else None,
        compression=_compression(graph, logical) or _compression(graph, node),
        encoding=encoding,
    )


def _value(term: Term) -> str:
    """The text of a literal, or an IRI; of what lies beside the document, its path."""
    if isinstance(term, pyoxigraph.BlankNode | pyoxigraph.Triple):
        return ""
    return relative(term.value) if isinstance(term, pyoxigraph.NamedNode) else term.value


def texts(terms: Iterable[Term]) -> tuple[str, ...]:
    """Texts in the order of the document; the parser keeps it."""
    return tuple(_value(term) for term in terms)


def _or(text: str | None, default: str) -> str:
    return default if text is None else text
