"""The file of a release with what pages count and compare."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kg.figures import actors, courses, coverage, partnerships, places, projects
from kg.search.statements import LineStatements

PROPERTIES = (
    *(*coverage.PROPERTIES, *courses.PROPERTIES, *actors.PROPERTIES),
    *(*partnerships.PROPERTIES, *places.PROPERTIES, *projects.PROPERTIES),
)
"""The properties of the statements that figures are computed from."""


def write_figures(statements: LineStatements, today: str, *, path: Path) -> None:
    """Write the figures of a graph; `today` is the reference day as an ISO date."""
    where = places.read_places(statements)
    figures: dict[str, Any] = {
        "coverage": coverage.read_coverage(statements, today),
        "courses": courses.read_courses(statements),
        "areas": places.read_areas(statements, where, today=today),
        "actors": actors.read_actors(statements, where),
        "spheres": actors.read_spheres(statements),
        "receptions": partnerships.read_receptions(statements, where, today=today),
        "coalitions": partnerships.read_coalitions(statements, where, today=today),
        "labs": projects.read_labs(statements, where),
        "assessed": projects.read_assessed(statements, where),
        "contributions": projects.read_contributions(statements, where),
    }
    path.write_text(json.dumps(figures, ensure_ascii=False, sort_keys=True), encoding="utf-8")
