"""The metadata graph: provenance, mappings and findings, as N-Quads lines.

PROV-O with RFC 7111 fragments (`#row=N`) says from which rows
a subject comes, and findings say where something was wrong, never what stood there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import duckdb

from kg.mapping.execution.provenance import QuadSource, file_name
from kg.mapping.execution.result import MappingResult
from kg.mapping.sql.duckdb import insert
from kg.mapping.sql.terms import quoted
from kg.model.findings import OF_MAPPINGS, Finding
from kg.model.terms import (
    PROV,
    RDF_TYPE,
    RDFS,
    SAM,
    TOOL,
    IriNames,
)
from kg.release.publication import DatasetConfig, Publication
from kg.release.writer import Writer
from kg.texts import LANGUAGES, ByLanguage, Language, Message

APART = 200
"""Findings of one kind that the graph tells one by one."""
_MORE = ByLanguage(
    Message("{title}: {count} more of this kind, with their places in findings.json")
)
REFERENCE_DATE = SAM + "referenceDate"
Kind = tuple[str, str, str, str, str | None, str | None]
"""Dataset, code, severity, file, column and rule of a finding."""


def reference_date(publication: Publication) -> str:
    """The day that the rules take for today, said of the catalogue."""
    day = publication.reference_date.isoformat()
    write = Writer(publication.names)
    return write.typed(publication.names.catalog, REFERENCE_DATE, value=day, datatype="date")


def origins(
    publication: Publication, dataset: DatasetConfig, *, mapped: MappingResult
) -> Iterator[str]:
    """The source files of a dataset, those that are taken as they stand too, and its rules."""
    yield from sources(publication, dataset.id, mapped=mapped)
    for taken in dataset.rdf:
        yield from source_file(publication, dataset.id, access=taken.file)
    yield from triples_maps(publication, dataset.id, entries=mapped.entries)


def sources(publication: Publication, dataset: str, *, mapped: MappingResult) -> Iterator[str]:
    """The source files of a dataset and how each was read."""
    names = publication.names
    write = Writer(names)
    for source, staged in mapped.staged.items():
        for name in staged.origins:
            subject = names.source(dataset, file_name(name))
            yield from source_file(publication, dataset, access=name)
            if staged.dialect is not None and staged.rows_are_places:
                yield write.text(subject, TOOL + "encoding", value=staged.dialect.encoding)
                yield write.text(subject, TOOL + "delimiter", value=staged.dialect.delimiter)
        if len(staged.origins) == 1:
            rows = str(mapped.rows.get(source.access, 0))
            yield write.typed(subject, TOOL + "rowsRead", value=rows, datatype="integer")


def source_file(publication: Publication, dataset: str, *, access: str) -> Iterator[str]:
    """One source file as an entity that statements are derived from."""
    names = publication.names
    write = Writer(names)
    subject = names.source(dataset, file_name(access))
    yield write.link(subject, RDF_TYPE, value=TOOL + "SourceFile")
    yield write.text(subject, RDFS + "label", value=file_name(access))
    yield write.link(subject, TOOL + "inDataset", value=names.dataset(dataset))


def triples_maps(
    publication: Publication, dataset: str, *, entries: Iterable[QuadSource]
) -> Iterator[str]:
    """The rules of a dataset's mappings: which property comes from which columns of which file."""
    names = publication.names
    write = Writer(names)
    for entry in entries:
        rule = entry.rule
        if rule is None:
            continue
        subject = names.mapping(dataset, rule.name)
        yield write.link(subject, RDF_TYPE, value=TOOL + "TriplesMap")
        yield write.text(subject, RDFS + "label", value=rule.name)
        for file in entry.files:
            yield write.link(subject, TOOL + "mapsFile", value=names.source(dataset, file))
        yield write.text(subject, TOOL + "mappingDocument", value=rule.place.file)
        yield write.link(subject, TOOL + "inDataset", value=names.dataset(dataset))
        for number, use in enumerate(entry.uses, start=1):
            if use.predicate is None:
                continue
            node = f"{subject}/use/{number}"
            yield write.link(subject, TOOL + "hasColumnUse", value=node)
            yield write.link(node, RDF_TYPE, value=TOOL + "ColumnUse")
            yield write.link(node, TOOL + "usesProperty", value=use.predicate)
            for column in use.columns:
                yield write.text(node, TOOL + "usesColumn", value=column)
            if use.line is not None:
                yield write.typed(
                    node, TOOL + "mappingLine", value=str(use.line), datatype="integer"
                )


def provenance_select(names: IriNames) -> str:
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
    """Where something is wrong: file, row, line, column, rule and code; never the value.

    Of one kind in one column by one rule the first `APART` are told one by one; the others are one
    finding without a place, with their number. `findings.json` has them all.
    """
    write = Writer(publication.names)
    seen = Counter[Kind]()
    last: dict[Kind, tuple[int, Finding]] = {}
    for number, finding in enumerate(found, start=1):
        kind = _kind(finding)
        seen[kind] += 1
        if seen[kind] <= APART:
            told = {lang: finding.title(lang) for lang in LANGUAGES}
            subject = publication.names.finding(number)
            yield from _finding(write, subject, finding, told)
            if finding.row is not None:
                yield write.typed(
                    subject, TOOL + "findingRow", value=str(finding.row), datatype="integer"
                )
            if finding.line is not None:
                yield write.typed(
                    subject, TOOL + "findingLine", value=str(finding.line), datatype="integer"
                )
        else:
            last[kind] = number, finding
    for kind, (number, finding) in last.items():
        more = seen[kind] - APART
        told = {
            lang: _MORE[lang].format(title=finding.title(lang), count=more) for lang in LANGUAGES
        }
        subject = publication.names.finding(number)
        yield from _finding(write, subject, finding, told)
        yield write.typed(subject, TOOL + "findingCount", value=str(more), datatype="integer")


def _kind(finding: Finding) -> Kind:
    return (
        finding.dataset,
        finding.code,
        finding.severity,
        finding.file,
        finding.column,
        finding.rule,
    )


def _finding(
    write: Writer, subject: str, finding: Finding, told: Mapping[Language, str]
) -> Iterator[str]:
    names = write.names
    yield write.link(subject, RDF_TYPE, value=TOOL + "Finding")
    yield write.text(subject, TOOL + "findingCode", value=finding.code)
    yield write.text(subject, TOOL + "findingSeverity", value=finding.severity)
    for lang, text in told.items():
        yield write.text(subject, RDFS + "label", value=text, lang=lang)
    if finding.dataset:  # none has what the vocabulary or samenspel.toml says
        yield write.link(subject, TOOL + "inDataset", value=names.dataset(finding.dataset))
    if finding.dataset and finding.file and finding.code not in OF_MAPPINGS:
        file = names.source(finding.dataset, finding.file)
        yield write.link(subject, TOOL + "findingFile", value=file)
    if finding.column is not None:
        yield write.text(subject, TOOL + "findingColumn", value=finding.column)
    if finding.rule is not None:
        yield write.text(subject, TOOL + "findingRule", value=finding.rule)


Place = tuple[str, str, int | None]
"""A dataset, a file of it and a row, None where the file has no rows (RDF)."""


def properties_made(mapped: Mapping[str, MappingResult]) -> Iterator[tuple[str, str, str]]:
    """Which property the mappings make from which file of which dataset."""
    for dataset, result in mapped.items():
        for entry in result.entries:
            used = [use.predicate for use in entry.uses if use.predicate is not None]
            yield from ((dataset, file, name) for file in entry.files for name in used)


def places_of(
    connection: duckdb.DuckDBPyConnection,
    asked: Iterable[tuple[str, str | None]],
    *,
    uses: Iterable[tuple[str, str, str]] = (),
    dataset: str | None = None,
) -> dict[tuple[str, str | None], Place]:
    """Where to look for a property of a subject, both by bare IRI: the first row that gives it.

    `uses` says which property comes from which file of which dataset. A property that no file
    gives, or None, leads to the first file in which the subject occurs. Of two files that give
    it, one with rows wins, since a row is a place to look at. Only places in `dataset` count when
    it is named: another may say other things of the same subject.
    """
    rows = list(dict.fromkeys(asked))
    if not rows:
        return {}
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE asked (iri VARCHAR, path VARCHAR);"
        "CREATE OR REPLACE TEMP TABLE uses (dataset VARCHAR, file VARCHAR, path VARCHAR)"
    )
    insert(connection, "asked", rows=rows)
    insert(connection, "uses", rows=list(dict.fromkeys(uses)))
    found = connection.execute(
        "SELECT DISTINCT ON (iri, path) iri, a.path, p.dataset, p.file, p.row FROM asked a"
        " JOIN provenance p ON p.subject = '<' || iri || '>' LEFT JOIN uses u"
        " ON (u.dataset, u.file, u.path) = (p.dataset, p.file, a.path)"
        " WHERE $dataset IS NULL OR p.dataset = $dataset"
        " ORDER BY iri, a.path, u.path IS NULL, u.path IS NOT NULL AND p.row IS NULL,"
        " coalesce(p.row, 0), p.dataset, p.file",
        {"dataset": dataset},
    ).fetchall()
    return {(iri, path): (dataset, file, row) for iri, path, dataset, file, row in found}
