"""What checking and building a publication give to those who asked for it."""

from __future__ import annotations

from collections import Counter

from kg.model.findings import Finding
from kg.release.assembly import Assembly
from kg.release.gate.judge import Judgement
from kg.release.release import Release


class CheckResult:
    """What a publication would be as a release, and what is wrong in it.

    `findings` are in the order in which they were found, `errors` those that leave something out.
    `rows` counts what was read, by dataset and source file; `quads` what came of it, `graphs` the
    same by the IRI of each graph, `inferred` those that were concluded; `classes` the things of
    each class, by IRI. `seconds` are those of each stage. `notes` say what may be amiss with the
    publication as a whole. `judgement` has the reasons not to publish. `public_not_hybrid` counts
    those under public law, with local governments among their founders or members, that were not
    concluded to be hybrids.
    """

    def __init__(self, assembly: Assembly, judgement: Judgement) -> None:
        names = assembly.publication.names
        self.publication = assembly.publication
        self.findings: list[Finding] = assembly.findings
        self.rows: dict[str, dict[str, int]] = assembly.rows
        self.graphs: dict[str, int] = assembly.quads
        self.quads = assembly.total
        self.inferred = sum(self.graphs.get(g, 0) for g in (names.inferred, names.closed_world))
        self.classes: dict[str, int] = assembly.classes
        self.public_not_hybrid = assembly.public_not_hybrid
        self.seconds: dict[str, float] = assembly.seconds
        self.notes: list[str] = assembly.notes
        self.reused: list[str] = assembly.reused
        self.judgement = judgement

    @property
    def errors(self) -> list[Finding]:
        """The findings that are errors."""
        return [finding for finding in self.findings if finding.severity == "error"]

    @property
    def row_count(self) -> int:
        """The rows of all source files together."""
        return sum(count for files in self.rows.values() for count in files.values())

    def _told(self) -> str:
        levels = Counter(finding.severity for finding in self.findings)
        found = ", ".join(
            f"{number} {level}{'s'[: number - 1]}" for level, number in sorted(levels.items())
        )
        return f"{self.row_count} rows, {self.quads} quads, {found or 'no findings'}"

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self._told()}>"


class BuildResult(CheckResult):
    """A sealed release that nobody sees yet, and what was found while it was made.

    `changed` is False where everything is as it was for the newest release, which this is then;
    it may be published already.
    """

    def __init__(
        self, release: Release, assembly: Assembly, judgement: Judgement, *, changed: bool = True
    ) -> None:
        super().__init__(assembly, judgement)
        self.release, self.changed = release, changed

    def __repr__(self) -> str:
        return f"<BuildResult {self.release.id}: {self._told()}>"
