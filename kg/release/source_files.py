"""What a manifest says of each source file of a dataset, so that two releases can be compared."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from kg.mapping.execution.provenance import file_name
from kg.mapping.execution.result import MappingResult
from kg.release.release import file_hash
from kg.sources.files import shown


def describe_sources(
    mapped: MappingResult, taken_as_they_stand: Iterable[tuple[str, Path]] = ()
) -> list[dict[str, Any]]:
    """Rows, columns and hash of each file that was read, by its name below the sources.

    A workbook has the rows and columns of its sheets together. `taken_as_they_stand` are files of
    RDF, of which rows and columns are not known; what lies at an address has no hash when it is
    not in a file.
    """
    found: dict[str, dict[str, Any]] = {}
    counted = set[tuple[str, str | None]]()
    for source, staged in mapped.staged.items():
        parts = staged.parts or (staged,)
        names = staged.origins if len(staged.origins) == len(parts) else (source.access,)
        for access, part in zip(names, parts, strict=False):
            name = file_name(shown(access))
            told = found.setdefault(name, _entry(name, part.files or (part.path,)))
            columns = part.names or list(part.columns)
            told["columns"] = list(dict.fromkeys([*told["columns"], *columns]))
            if (name, part.sheet) not in counted:
                counted.add((name, part.sheet))
                told["rows"] = (told["rows"] or 0) + part.rows
    for access, path in taken_as_they_stand:
        name = file_name(access)
        found.setdefault(name, _entry(name, (path,)))
    return [found[name] for name in sorted(found)]


def _entry(name: str, paths: Iterable[Path]) -> dict[str, Any]:
    files = [path for path in paths if path.is_file()]
    digest = file_hash(files[0]) if len(files) == 1 else None
    return {"file": name, "rows": None, "columns": [], "hash": digest}
