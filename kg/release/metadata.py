"""The metadata graph: catalogue, provenance, mappings and findings, as N-Quads lines.

DCAT and VoID describe the datasets, PROV-O with RFC 7111 fragments (`#row=N`) says from which rows
a subject comes, and findings say where something was wrong, never what stood there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import quote

import duckdb

from kg.mapping.apply import Mapped
from kg.mapping.origins import Entry, file_name
from kg.mapping.sql import quoted
from kg.model.findings import OF_MAPPINGS, Finding
from kg.model.terms import (
    DCAT,
    DCT,
    FOAF,
    PROV,
    RDF_TYPE,
    RDFS,
    SAM,
    SKOS,
    VOID,
    XSD,
    Names,
    iri,
    literal,
    quad,
)
from kg.release.publication import DatasetConfig, Publication


class Writer:
    """Writes quads of one publication's metadata graph."""

    def __init__(self, names: Names) -> None:
        self.names = names

    def link(self, subject: str, predicate: str, value: str) -> str:
        return quad(subject, predicate, iri(value), self.names.metadata)

    def text(self, subject: str, predicate: str, value: str, lang: str | None = None) -> str:
        return quad(subject, predicate, literal(value, lang=lang), self.names.metadata)

    def typed(self, subject: str, predicate: str, value: str, datatype: str) -> str:
        written = literal(value, datatype=XSD + datatype)
        return quad(subject, predicate, written, self.names.metadata)

    def texts(self, subject: str, predicate: str, texts: dict[str, str]) -> Iterator[str]:
        for lang, value in texts.items():
            yield self.text(subject, predicate, value, lang)


def catalogue(publication: Publication, quads: dict[str, int]) -> Iterator[str]:
    """The DCAT catalogue; `quads` counts the quads of each dataset by its id."""
    names = publication.names
    write = Writer(names)
    catalog = names.catalog
    yield write.link(catalog, RDF_TYPE, DCAT + "Catalog")
    yield from write.texts(catalog, DCT + "title", publication.title)
    yield write.link(catalog, DCT + "publisher", publication.publisher)
    yield write.link(publication.publisher, RDF_TYPE, FOAF + "Agent")
    yield from write.texts(publication.publisher, FOAF + "name", publication.publisher_name)
    for dataset in publication.datasets:
        yield write.link(catalog, DCAT + "dataset", names.dataset(dataset.id))
        yield from _dataset(write, publication, dataset, quads.get(dataset.id, 0))


def _dataset(
    write: Writer, publication: Publication, dataset: DatasetConfig, count: int
) -> Iterator[str]:
    names = publication.names
    subject, distribution = names.dataset(dataset.id), names.distribution(dataset.id)
    contact = f"{subject}/contact"
    yield write.link(subject, RDF_TYPE, DCAT + "Dataset")
    yield write.link(subject, RDF_TYPE, VOID + "Dataset")
    yield from write.texts(subject, DCT + "title", dataset.title)
    yield from write.texts(subject, SKOS + "prefLabel", dataset.title)
    yield from write.texts(subject, DCT + "description", dataset.description)
    yield write.text(subject, DCT + "identifier", dataset.id)
    yield write.link(subject, DCT + "license", dataset.licence)
    yield write.link(subject, DCT + "publisher", publication.publisher)
    yield write.typed(subject, DCT + "modified", dataset.modified, "date")
    yield write.typed(subject, SAM + "reviewDate", dataset.review, "date")
    yield write.text(subject, SAM + "legalBasis", dataset.legal_basis)
    yield write.link(subject, DCAT + "contactPoint", contact)
    yield write.link(contact, RDF_TYPE, "http://www.w3.org/2006/vcard/ns#Kind")
    yield write.text(contact, "http://www.w3.org/2006/vcard/ns#fn", dataset.contact)
    yield write.typed(subject, VOID + "triples", str(count), "integer")
    yield write.link(subject, DCAT + "distribution", distribution)
    yield write.link(distribution, RDF_TYPE, DCAT + "Distribution")
    yield write.link(distribution, DCT + "license", dataset.licence)
    yield write.text(distribution, DCT + "format", "application/n-quads")
    dump = f"{publication.base}dumps/{quote(dataset.id)}.nq.gz"
    yield write.link(distribution, DCAT + "downloadURL", dump)
    yield write.link(distribution, DCAT + "accessURL", dump)
    yield write.link(subject, VOID + "dataDump", dump)


def sources(publication: Publication, dataset: str, mapped: Mapped) -> Iterator[str]:
    """The source files of a dataset and how each was read."""
    names = publication.names
    write = Writer(names)
    for access, staged in mapped.staged.items():
        for name in staged.origins:
            subject = names.source(dataset, file_name(name))
            yield from source_file(publication, dataset, name)
            if staged.dialect is not None and staged.rows_are_places:
                yield write.text(subject, SAM + "encoding", staged.dialect.encoding)
                yield write.text(subject, SAM + "delimiter", staged.dialect.delimiter)
        if len(staged.origins) == 1:
            rows = str(mapped.rows.get(access, 0))
            yield write.typed(subject, SAM + "rowsRead", rows, "integer")


def source_file(publication: Publication, dataset: str, access: str) -> Iterator[str]:
    """One source file as an entity that statements are derived from."""
    names = publication.names
    write = Writer(names)
    subject = names.source(dataset, file_name(access))
    yield write.link(subject, RDF_TYPE, SAM + "SourceFile")
    yield write.text(subject, RDFS + "label", file_name(access))
    yield write.link(subject, SAM + "inDataset", names.dataset(dataset))


def triples_maps(publication: Publication, dataset: str, entries: Iterable[Entry]) -> Iterator[str]:
    """The rules of a dataset's mappings: which property comes from which columns of which file."""
    names = publication.names
    write = Writer(names)
    for entry in entries:
        rule = entry.rule
        if rule is None:
            continue
        subject = names.mapping(dataset, rule.name)
        yield write.link(subject, RDF_TYPE, SAM + "TriplesMap")
        yield write.text(subject, RDFS + "label", rule.name)
        for file in entry.files:
            yield write.link(subject, SAM + "mapsFile", names.source(dataset, file))
        yield write.text(subject, SAM + "mappingDocument", rule.place.file)
        yield write.link(subject, SAM + "inDataset", names.dataset(dataset))
        for number, use in enumerate(entry.uses, start=1):
            if use.predicate is None:
                continue
            node = f"{subject}/use/{number}"
            yield write.link(subject, SAM + "hasColumnUse", node)
            yield write.link(node, RDF_TYPE, SAM + "ColumnUse")
            yield write.link(node, SAM + "usesProperty", use.predicate)
            for column in use.columns:
                yield write.text(node, SAM + "usesColumn", column)
            if use.line is not None:
                yield write.typed(node, SAM + "mappingLine", str(use.line), "integer")


def provenance_select(names: Names) -> str:
    """SQL that writes where each subject comes from, from the table `provenance`."""
    before = quoted(f" <{PROV}wasDerivedFrom> <{names.base}id/source/")
    after = quoted(f"> <{names.metadata}> .")
    file = "array_to_string(list_transform(string_split(file, '/'), lambda x: url_encode(x)), '/')"
    row = "CASE WHEN row IS NULL THEN '' ELSE '#row=' || row END"
    return (
        f"SELECT DISTINCT subject || {before} || url_encode(dataset) || '/' || {file} || {row}"
        f" || {after} AS line FROM provenance ORDER BY line"
    )


def findings(publication: Publication, found: Iterable[Finding]) -> Iterator[str]:
    """Where something is wrong: file, row, line, column, rule and code; never the value."""
    names = publication.names
    write = Writer(names)
    for number, finding in enumerate(found, start=1):
        subject = names.finding(number)
        yield write.link(subject, RDF_TYPE, SAM + "Finding")
        yield write.text(subject, SAM + "findingCode", finding.code)
        yield write.text(subject, SAM + "findingSeverity", finding.severity)
        for lang in ("nl", "en", "fr"):
            yield write.text(subject, RDFS + "label", finding.title(lang), lang)
        yield write.link(subject, SAM + "inDataset", names.dataset(finding.dataset))
        if finding.file and finding.code not in OF_MAPPINGS:
            file = names.source(finding.dataset, finding.file)
            yield write.link(subject, SAM + "findingFile", file)
        if finding.row is not None:
            yield write.typed(subject, SAM + "findingRow", str(finding.row), "integer")
        if finding.line is not None:
            yield write.typed(subject, SAM + "findingLine", str(finding.line), "integer")
        if finding.column is not None:
            yield write.text(subject, SAM + "findingColumn", finding.column)
        if finding.rule is not None:
            yield write.text(subject, SAM + "findingRule", finding.rule)


Place = tuple[str, str, int | None]
"""A dataset, a file of it and a row, None where the file has no rows (RDF)."""


def places_of(
    connection: duckdb.DuckDBPyConnection,
    asked: Iterable[tuple[str, str | None]],
    uses: Iterable[tuple[str, str, str]] = (),
) -> dict[tuple[str, str | None], Place]:
    """Where to look for a property of a subject, both by bare IRI: the first row that gives it.

    `uses` says which property comes from which file of which dataset. A property that no file
    gives, or None, leads to the first file in which the subject occurs. Of two files that give
    it, one with rows wins, since a row is a place to look at.
    """
    rows = list(dict.fromkeys(asked))
    if not rows:
        return {}
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE asked (iri VARCHAR, path VARCHAR);"
        "CREATE OR REPLACE TEMP TABLE uses (dataset VARCHAR, file VARCHAR, path VARCHAR)"
    )
    connection.executemany("INSERT INTO asked VALUES (?, ?)", rows)
    if used := list(dict.fromkeys(uses)):
        connection.executemany("INSERT INTO uses VALUES (?, ?, ?)", used)
    found = connection.execute(
        "SELECT DISTINCT ON (iri, path) iri, a.path, p.dataset, p.file, p.row FROM asked a"
        " JOIN provenance p ON p.subject = '<' || iri || '>' LEFT JOIN uses u"
        " ON (u.dataset, u.file, u.path) = (p.dataset, p.file, a.path)"
        " ORDER BY iri, a.path, u.path IS NULL, u.path IS NOT NULL AND p.row IS NULL,"
        " coalesce(p.row, 0), p.dataset, p.file"
    ).fetchall()
    return {(iri, path): (dataset, file, row) for iri, path, dataset, file, row in found}
