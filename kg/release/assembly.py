"""What a publication's graph is while it lies in a work folder, before it is a release."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.figures import FIGURES
from kg.model.findings import Finding
from kg.release.leaving.departures import Departures
from kg.release.publication import Publication
from kg.release.release import Release
from kg.release.vocabulary_content import VocabularyContent
from kg.search.database import INDEX
from kg.store.layout import STORE
from kg.store.parts import PARTS


@dataclass
class Assembly:
    """A graph in a work folder, with all that was counted and found on the way.

    `lines` holds the sorted N-Quads file of each graph, by graph IRI; `quads` their numbers;
    `shares` the graphs with which each has statements in common. `vocabulary` is its content.
    """

    publication: Publication
    work: Path
    lines: dict[str, Path] = field(default_factory=dict)
    quads: dict[str, int] = field(default_factory=dict)
    shares: dict[str, list[str]] = field(default_factory=dict)
    vocabulary: VocabularyContent | None = None
    rows: dict[str, dict[str, int]] = field(default_factory=dict)
    sources: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """What the manifest says of the source files of each dataset."""
    findings: list[Finding] = field(default_factory=list)
    inference: dict[str, Any] = field(default_factory=dict)
    classes: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    statements: int = 0
    """Different statements of all graphs together."""
    public_not_hybrid: int = 0
    notes: list[str] = field(default_factory=list)
    reused: list[str] = field(default_factory=list)
    """Datasets that were not mapped again, since what they are made of did not change."""
    departures: Departures = field(default_factory=Departures)
    published: Release | None = None
    """The release that is published, which versions of datasets come after."""
    versions: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What the manifest says of the version of each dataset."""

    @property
    def store(self) -> Path:
        return self.work / STORE

    @property
    def provenance(self) -> Path:
        return self.work / "provenance"

    @property
    def parts(self) -> Path:
        return self.work / PARTS

    @property
    def index(self) -> Path:
        return self.work / INDEX

    @property
    def figures(self) -> Path:
        return self.work / FIGURES

    @property
    def total(self) -> int:
        return sum(self.quads.values())
