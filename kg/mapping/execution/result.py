"""What mapping a dataset gives beside its quads."""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.mapping.compiler.plan import Plan
from kg.mapping.document import Source
from kg.mapping.execution.provenance import QuadSource
from kg.model.findings import Finding
from kg.sources.stage import StagedTable


@dataclass
class MappingResult:
    """What one dataset's mappings gave: rows read by source file, findings, and their plans."""

    rows: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    staged: dict[Source, StagedTable] = field(default_factory=dict)
    plans: list[Plan] = field(default_factory=list)
    entries: list[QuadSource] = field(default_factory=list)
    """What made quads, in the order of their numbers in the tables of `provenance`."""
    interpreted: list[str] = field(default_factory=list)
    """Triples maps that were interpreted, and why."""
