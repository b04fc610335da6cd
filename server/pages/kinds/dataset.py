"""The page of a dataset: what it is, how fresh, what was found wrong, where columns went."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from server.pages.kinds.book import Book, Thing, text

if TYPE_CHECKING:
    from server.pages.describe import Description
    from server.pages.kinds.book import Row
    from server.pages.service import Service

SHOWN = 20
"""Findings listed per code; the rest is counted."""
FINDINGS = 5000

_CARD = """
SELECT ?licence ?publisher ?modified ?contact ?triples ?review ?basis ?file WHERE {
  OPTIONAL { $this dct:license ?licence }
  OPTIONAL { $this dct:publisher ?publisher }
  OPTIONAL { $this dct:modified ?modified }
  OPTIONAL { $this void:triples ?triples }
  OPTIONAL { $this dcat:distribution ?distribution . ?distribution dcat:downloadURL ?file }
} LIMIT 20"""

_FINDINGS = """
SELECT ?finding ?code ?severity ?file ?row ?line ?column ?rule WHERE {
  ?finding sam:inDataset $this ; sam:findingCode ?code .
  OPTIONAL { ?finding sam:findingSeverity ?severity }
  OPTIONAL { ?finding sam:findingFile ?file }
  OPTIONAL { ?finding sam:findingRow ?row }
  OPTIONAL { ?finding sam:findingLine ?line }
  OPTIONAL { ?finding sam:findingColumn ?column }
  OPTIONAL { ?finding sam:findingRule ?rule }
} LIMIT $limit"""

_SOURCES = """
SELECT ?file ?format ?encoding ?delimiter ?map ?document ?use ?property ?column WHERE {
  ?file a sam:SourceFile ; sam:inDataset $this .
  OPTIONAL { ?file dct:format ?format }
  OPTIONAL { ?file sam:encoding ?encoding }
  OPTIONAL { ?file sam:delimiter ?delimiter }
  OPTIONAL { ?map sam:mapsFile ?file .
             OPTIONAL { ?map sam:mappingDocument ?document }
             OPTIONAL { ?map sam:hasColumnUse ?use . ?use sam:usesProperty ?property
                        OPTIONAL { ?use sam:usesColumn ?column } } }
} LIMIT 4000"""

_CLASSES = """
SELECT ?class (COUNT(DISTINCT ?thing) AS ?n) WHERE {
  GRAPH $this { ?thing a ?class }
} GROUP BY ?class ORDER BY DESC(?n) LIMIT 12"""

_MEANINGS = """
SELECT ?concept ?code WHERE {
  ?concept skos:inScheme $scheme ; skos:notation ?code } LIMIT 200"""

SEVERITIES = ("error", "warning", "tip")


class Finding(NamedTuple):
    """One finding: where it lies, never the value itself."""

    finding: Thing
    file: Thing | None
    row: str
    line: str
    column: str
    rule: str


class Code(NamedTuple):
    """The findings of one code, with the concept that says what it means."""

    code: str
    meaning: Thing | None
    severity: str
    count: int
    shown: list[Finding]


class Column(NamedTuple):
    """A column of a source and the properties it feeds."""

    name: str
    properties: list[Thing]


class Source(NamedTuple):
    """A source file with what was said or detected about it, and its columns."""

    file: Thing
    format: str
    encoding: str
    delimiter: str
    mappings: list[tuple[Thing, str]]
    columns: list[Column]


def context(service: Service, description: Description, lang: str) -> dict[str, Any]:
    """Everything that `kinds/dataset.html` shows."""
    book, iri = Book(service, lang), description.iri
    card = next(iter(book.rows(_CARD, this=iri)), {})
    manifest = service.release.manifest
    own = next((d for d in manifest.get("datasets", []) if d.get("iri") == iri), {})
    codes = _codes(book, iri)
    return {
        "facts": [],
        "licence": book.of(card, "licence"),
        "publisher": book.of(card, "publisher"),
        "publisher_text": text(card, "publisher"),
        "modified": text(card, "modified"),
        "triples": text(card, "triples"),
        "download": text(card, "file"),
        "about": own,
        "codes": codes,
        "finding_count": sum(code.count for code in codes),
        "findings_limit": FINDINGS,
        "sources": _sources(book, iri),
        "classes": [
            (book.thing(r["class"].value), int(r["n"].value)) for r in book.rows(_CLASSES, this=iri)
            if "class" in r
        ],
    }  # fmt: skip


def _codes(book: Book, iri: str) -> list[Code]:
    """Findings by code: the severe and the frequent first."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in book.rows(_FINDINGS, this=iri, limit=FINDINGS):
        groups.setdefault((row["code"].value, text(row, "severity")), []).append(row)
    meanings = _meanings(book) if groups else {}
    codes = []
    for (code, severity), rows in groups.items():
        rows.sort(key=lambda r: (text(r, "file"), int(text(r, "row") or 0), text(r, "column")))
        codes.append(
            Code(
                code,
                meanings.get(code),
                severity,
                len(rows),
                [_finding(book, r) for r in rows[:SHOWN]],
            )
        )
    return sorted(codes, key=lambda c: (_weight(c.severity), -c.count, c.code))


def _meanings(book: Book) -> dict[str, Thing]:
    scheme = book.concept("finding-code").iri
    return {
        row["code"].value: book.thing(row["concept"].value)
        for row in book.rows(_MEANINGS, scheme=scheme)
    }


def _weight(severity: str) -> int:
    return SEVERITIES.index(severity) if severity in SEVERITIES else len(SEVERITIES)


def _finding(book: Book, row: Row) -> Finding:
    return Finding(
        book.thing(row["finding"].value),
        book.of(row, "file"),
        text(row, "row"),
        text(row, "line"),
        text(row, "column"),
        text(row, "rule"),
    )


def _sources(book: Book, iri: str) -> list[Source]:
    by_file: dict[str, list[Row]] = {}
    for row in book.rows(_SOURCES, this=iri):
        by_file.setdefault(row["file"].value, []).append(row)
    found = [_source(book, file, rows) for file, rows in by_file.items()]
    return sorted(found, key=lambda s: s.file.order)


def _source(book: Book, file: str, rows: list[Row]) -> Source:
    columns: dict[str, dict[Thing, None]] = {}
    mappings: dict[Thing, str] = {}
    for row in rows:
        map_, property_ = book.of(row, "map"), book.of(row, "property")
        if map_ is not None:
            mappings[map_] = text(row, "document")
        if property_ is not None and "column" in row:
            columns.setdefault(row["column"].value, {})[property_] = None
    return Source(
        book.thing(file),
        text(rows[0], "format"),
        text(rows[0], "encoding"),
        text(rows[0], "delimiter"),
        sorted(mappings.items(), key=lambda m: m[0].order),
        [Column(name, list(uses)) for name, uses in sorted(columns.items())],
    )
