"""Turns what does not fit a shape into a finding at its place in a source."""

from __future__ import annotations

from kg.model.findings import Finding, Severity
from kg.model.terms import shorten
from kg.validation.shapes import ShapeResult


def shape_finding(result: ShapeResult, place: tuple[str, str, int | None]) -> Finding:
    """The finding about a result at a place: a dataset, a file of it, and a row if it has any."""
    dataset, source, row = place
    severity: Severity = "error"
    if result.severity in ("warning", "tip"):
        severity = result.severity  # type: ignore[assignment]
    return Finding(
        result.code,
        dataset,
        source,
        row=row,
        # Without a row the steward must still see which thing is meant; this is never published.
        raw=result.focus if row is None else None,
        rule=None if result.path is None else shorten(result.path),
        severity_override=severity,
        messages=dict(result.messages),
    )
