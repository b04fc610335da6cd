"""What is proposed of a file of which nothing is known."""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.mapping.document import Source


@dataclass(frozen=True)
class Proposal:
    """A source in a file: `part` is its sheet, table or path, where the file has several.

    `encoding` is that of the file; `geometries` counts those of GeoJSON by type, and `crs` is the
    coordinate system that the file names or the coordinates tell. `left_out` names the sheets of a
    workbook that are no source, each behind the reason: `hidden` or `no_table`.
    """

    source: Source
    references: list[str] = field(default_factory=list)
    part: str | None = None
    encoding: str | None = None
    geometries: dict[str, int] = field(default_factory=dict)
    crs: str | None = None
    left_out: tuple[tuple[str, str], ...] = ()
