"""The findings of a dataset by code: where each lies, what it means and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kg.release.release import CODES
from server.i18n import in_language
from server.view.page_query import PageQuery, Resource, text
from server.view.release_cache import per_release_cache

if TYPE_CHECKING:
    from server.service import Service
    from server.view.page_query import Row

SHOWN = 20
"""Findings listed per code; the rest is counted."""
FINDINGS = 5000
SEVERITIES = ("error", "warning", "tip")
Words = dict[str, tuple[dict[str, str], dict[str, str]]]
"""Per code its title and its fix, by language."""

_FINDINGS = """
SELECT ?finding ?code ?severity ?file ?row ?line ?column ?rule ?count WHERE {
  ?finding tool:inDataset $this ; tool:findingCode ?code .
  OPTIONAL { ?finding tool:findingSeverity ?severity }
  OPTIONAL { ?finding tool:findingFile ?file }
  OPTIONAL { ?finding tool:findingRow ?row }
  OPTIONAL { ?finding tool:findingLine ?line }
  OPTIONAL { ?finding tool:findingColumn ?column }
  OPTIONAL { ?finding tool:findingRule ?rule }
  OPTIONAL { ?finding tool:findingCount ?count }
} LIMIT $limit"""


class ListedFinding(NamedTuple):
    """One finding: where it lies, never the value itself."""

    finding: Resource
    file: Resource | None
    row: str
    line: str
    column: str
    rule: str


class Code(NamedTuple):
    """The findings of one code, with what it means and what to do.

    `total` counts also those that the graph tells together; `read` is what was read of it.
    """

    code: str
    title: str
    fix: str
    severity: str
    total: int
    read: int
    shown: list[ListedFinding]


def read_findings(service: Service, page_query: PageQuery, *, iri: str) -> list[Code]:
    """Findings by code: the severe and the frequent first."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in page_query.rows(_FINDINGS, this=iri, limit=FINDINGS):
        groups.setdefault((row["code"].value, text(row, "severity")), []).append(row)
    words = _words(service)
    codes = []
    for (code, severity), rows in groups.items():
        rows.sort(key=lambda r: (text(r, "file"), int(text(r, "row") or 0), text(r, "column")))
        title, fix = (in_language(told, page_query.lang) for told in words.get(code, ({}, {})))
        apart = [row for row in rows if "count" not in row]
        shown = [_finding(page_query, row) for row in apart[:SHOWN]]
        total = sum(int(text(row, "count") or 1) for row in rows)
        codes.append(Code(code, title, fix, severity, total, len(rows), shown))
    return sorted(codes, key=lambda c: (_weight(c.severity), -c.total, c.code))


def _words(service: Service) -> Words:
    """What each code of this release means and what to do, as the build wrote it."""

    def read() -> Words:
        told = service.release.json(CODES) or {}
        return {code: (words["title"], words["fix"]) for code, words in told.items()}

    return per_release_cache(service, "finding-words", make=read)


def _weight(severity: str) -> int:
    return SEVERITIES.index(severity) if severity in SEVERITIES else len(SEVERITIES)


def _finding(page_query: PageQuery, row: Row) -> ListedFinding:
    return ListedFinding(
        page_query.resource(row["finding"].value),
        page_query.of(row, "file"),
        text(row, "row"),
        text(row, "line"),
        text(row, "column"),
        text(row, "rule"),
    )
