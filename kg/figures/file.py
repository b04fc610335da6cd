"""The file of a release with what pages count and compare."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kg.figures import courses, coverage, field
from kg.search.statements import LineStatements

PROPERTIES = (*coverage.PROPERTIES, *courses.PROPERTIES, *field.PROPERTIES)
"""The properties of the statements that figures are computed from."""


def write_figures(statements: LineStatements, today: str, *, path: Path) -> None:
    """Write the figures of a graph; `today` is the reference day as an ISO date."""
    figures: dict[str, Any] = {
        "coverage": coverage.read_coverage(statements, today),
        "courses": courses.read_courses(statements),
        "field": field.read_field(statements),
    }
    path.write_text(json.dumps(figures, ensure_ascii=False, sort_keys=True), encoding="utf-8")
