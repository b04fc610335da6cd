"""The file of a release with what pages count and compare."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyoxigraph

from kg.figures.courses import read_courses
from kg.figures.coverage import read_coverage


def write_figures(store: pyoxigraph.Store, today: str, *, path: Path) -> None:
    """Write the figures of a graph; `today` is the reference day as an ISO date."""
    figures: dict[str, Any] = {
        "coverage": read_coverage(store, today),
        "courses": read_courses(store),
    }
    path.write_text(json.dumps(figures, ensure_ascii=False, sort_keys=True), encoding="utf-8")
