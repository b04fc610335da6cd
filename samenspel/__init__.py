"""Samenspel for Python: from a publication to its release, and questions to it.

    import samenspel

    samenspel.build("mytown")
    with samenspel.publish("mytown") as release:
        for row in release.select("SELECT * { ?s a ?class } LIMIT 10"):
            print(row["s"], row["class"])

All of it is in `kg`, where it is found when it is first asked for. docs/reference/python.md says
what each name is for.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg import __version__
    from kg.errors import SamenspelError
    from kg.mapping.execution.run import RunResult, map_document
    from kg.model.findings import Finding
    from kg.release.build import build
    from kg.release.check import check
    from kg.release.configuration import open_publication
    from kg.release.publication import Publication
    from kg.release.publish import publish
    from kg.release.release import Release, open_release
    from kg.release.results import BuildResult, CheckResult
    from kg.store.rdflib_terms import Rows

__all__ = [
    "BuildResult",
    "CheckResult",
    "Finding",
    "Publication",
    "Release",
    "Rows",
    "RunResult",
    "SamenspelError",
    "__version__",
    "build",
    "check",
    "map_document",
    "open_publication",
    "open_release",
    "publish",
]

_HOMES = {
    "BuildResult": "kg.release.results",
    "CheckResult": "kg.release.results",
    "Finding": "kg.model.findings",
    "Publication": "kg.release.publication",
    "Release": "kg.release.release",
    "Rows": "kg.store.rdflib_terms",
    "RunResult": "kg.mapping.execution.run",
    "SamenspelError": "kg.errors",
    "__version__": "kg",
    "build": "kg.release.build",
    "check": "kg.release.check",
    "map_document": "kg.mapping.execution.run",
    "open_publication": "kg.release.configuration",
    "open_release": "kg.release.release",
    "publish": "kg.release.publish",
}


if not TYPE_CHECKING:  # a type checker would take any name for one that is there

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            gone = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(gone, name=name, obj=sys.modules[__name__])
        found = globals()[name] = getattr(import_module(_HOMES[name]), name)
        return found


def __dir__() -> list[str]:
    return __all__
