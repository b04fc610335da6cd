"""The steward's difference: what changed between two releases, with all values and their places.

It holds what must not be shown to others: it is for the steward's own eyes and written nowhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kg.model.terms import RDF_TYPE
from kg.release.difference.conclusions import ChangedPremise, ConclusionChange, changed_conclusions
from kg.release.difference.farewells import Farewell, farewells, successors
from kg.release.difference.names import labels, term_labels
from kg.release.difference.resources import TOLD, ResourceChange, changed_resources
from kg.release.difference.sources import (
    FindingChange,
    SourceChange,
    changed_findings,
    changed_sources,
    finding_titles,
)
from kg.release.difference.statements import (
    SubjectDescription,
    SubjectStatements,
    changed_statements,
    described_subjects,
    statements_about,
)
from kg.release.difference.subjects import Kind
from kg.release.provenance import Provenance
from kg.release.release import Release
from kg.store.results import read_token

Counts = dict[Kind, int]


@dataclass
class Difference:
    """What changed from one release to another.

    `names` are those of classes, properties and the things that conclusions are about, by IRI and
    language; `titles` what the codes of findings mean; `farewells` why things are gone, by IRI.
    """

    old: Release
    new: Release
    resources: list[ResourceChange]
    conclusions: list[ConclusionChange]
    sources: list[SourceChange]
    findings: list[FindingChange]
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    titles: dict[str, dict[str, str]] = field(default_factory=dict)
    farewells: dict[str, Farewell] = field(default_factory=dict)

    @property
    def today(self) -> str:
        """The day that counts as today in the newer release (ISO 8601)."""
        return str(self.new.manifest.get("reference_date") or self.new.manifest["created"])[:10]

    @property
    def nothing(self) -> bool:
        """Whether the two say the same, and were found the same."""
        told = self.resources or self.conclusions or self.sources or self.findings
        return not (told or self.farewells)

    def by_class(self) -> dict[tuple[str, str | None], list[ResourceChange]]:
        """The things that changed, by dataset and class."""
        found: dict[tuple[str, str | None], list[ResourceChange]] = {}
        for change in self.resources:
            found.setdefault((change.dataset, change.cls), []).append(change)
        return dict(sorted(found.items(), key=lambda item: (item[0][0], item[0][1] or "")))


def count_kinds(changes: list[ResourceChange]) -> Counter[Kind]:
    """How many of some things came, went or changed."""
    return Counter(change.kind for change in changes)


def count_properties(changes: list[ResourceChange]) -> dict[str, Counter[Kind]]:
    """Of things that were and are there: how many got, lost or changed each property."""
    found: dict[str, Counter[Kind]] = {}
    for change in changes:
        if change.kind == "changed":
            for one in change.properties:
                found.setdefault(one.predicate, Counter())[one.kind] += 1
    return dict(sorted(found.items()))


def count_conclusions(changes: list[ConclusionChange]) -> dict[tuple[str, str], Counter[Kind]]:
    """How many conclusions came and went, by property and (of types) class."""
    found: dict[tuple[str, str], Counter[Kind]] = {}
    for change in changes:
        name, value = change.statement.property, change.statement.value
        key = name, value[1:-1] if name == RDF_TYPE else ""
        found.setdefault(key, Counter())[change.kind] += 1
    return dict(sorted(found.items()))


def difference(old: Release, new: Release) -> Difference:
    """What changed from one release to another, either of which may be older than its indexes.

    Dumps are read once to be compared, and those of the newer release once more for classes and
    names. What differs is in memory, and nothing else.
    """
    changed = changed_statements(old, new)
    said = [s for by in changed.values() for d in by.values() for s in (*d.removed, *d.added)]
    terms = {statement.property for statement in said}
    terms |= {statement.value[1:-1] for statement in said if statement.value.startswith("<")}
    terms |= {statement.subject for statement in said}
    terms |= successors(new)
    described = {
        dataset: described_subjects(new, dataset, subjects=terms, properties=TOLD)
        for dataset in _datasets(new)
    }
    found = Difference(
        old,
        new,
        changed_resources(old, new, changed=changed, described=described),
        list(changed_conclusions(old, new, changed=changed)),
        changed_sources(old, new),
        changed_findings(old, new),
        titles=finding_titles(old, new),
    )
    gone = {change.subject for change in found.resources if change.kind == "removed"}
    found.farewells = farewells(old, new, gone=gone)
    classes = {change.cls for change in found.resources if change.cls}
    names = term_labels(new, terms | classes)
    found.names = {**_names_of(old, changed), **_names_in(described), **names}
    for dataset in _datasets(new) if (unnamed := classes - found.names.keys() - terms) else ():
        about = statements_about(new, dataset, subjects=unnamed, properties=TOLD)
        found.names = {**labels(about), **found.names}
    return found


def _datasets(release: Release) -> list[str]:
    return [str(graph["id"]) for graph in release.graphs if graph["kind"] == "dataset"]


def _names_in(
    described: Mapping[str, Mapping[str, SubjectDescription]],
) -> dict[str, dict[str, str]]:
    """The names of things in what datasets say of them; the first that names one counts."""
    found: dict[str, dict[str, str]] = {}
    for subjects in described.values():
        for subject, texts in labels(s for d in subjects.values() for s in d.statements).items():
            found.setdefault(subject, texts)
    return found


def _names_of(
    old: Release, changed: Mapping[str, Mapping[str, SubjectStatements]]
) -> dict[str, dict[str, str]]:
    """The names that things had: what names one no more is among what went."""
    found: dict[str, dict[str, str]] = {}
    for dataset in _datasets(old):
        went = (s for said in changed.get(dataset, {}).values() for s in said.removed)
        for subject, texts in labels(went).items():
            found.setdefault(subject, texts)
    return found


class StatementPlaces:
    """From which rows statements come: of what came those of the new release, else of the old."""

    def __init__(self, old: Release, new: Release) -> None:
        self._known: dict[Kind, Provenance] = {
            "removed": Provenance(old.path, old.base),
            "added": Provenance(new.path, new.base),
        }
        self._kept: dict[tuple[Kind, str], Any] = {}

    def of(
        self, subject: str, predicate: str, *, value: str, dataset: str, kind: Kind
    ) -> list[dict[str, Any]]:
        """File, row and columns of a value that came ("added") or went ("removed")."""
        if (kind, subject) not in self._kept:
            self._kept.clear()  # statements come by subject
            self._kept[kind, subject] = self._known[kind].about(subject)
        about = self._kept[kind, subject]
        return [
            {
                "file": origin.place.file,
                "row": origin.place.row,
                "columns": [] if origin.use is None else list(origin.use.told.columns),
            }
            for origin in about.of(predicate, read_token(value), dataset=dataset)
        ]

    def of_premise(self, premise: ChangedPremise) -> list[dict[str, Any]]:
        """The same of a premise of a conclusion."""
        subject, predicate, value = premise.statement
        return self.of(subject, predicate, value=value, dataset=premise.dataset, kind=premise.kind)
