"""Which things of which class changed in each dataset, and in which properties."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kg.model.terms import RDF_TYPE, RDFS, SAM
from kg.release.difference.names import NAMING, labels
from kg.release.difference.statements import (
    SaidStatement,
    SubjectDescription,
    SubjectStatements,
    changed_statements,
    described_subjects,
    statements_with,
)
from kg.release.difference.subjects import Kind
from kg.release.release import Release


@dataclass(frozen=True)
class PropertyChange:
    """The values of a property (as N-Quads writes them) that went, and those that came."""

    predicate: str
    old: tuple[str, ...]
    new: tuple[str, ...]

    @property
    def kind(self) -> Kind:
        """Whether values came, went, or came in the place of others."""
        return "added" if not self.old else "removed" if not self.new else "changed"


@dataclass(frozen=True)
class ResourceChange:
    """A thing of a dataset that came, went or changed; `label` is its name by language.

    `cls` is the IRI of its class, None when the dataset says none.
    """

    dataset: str
    subject: str
    kind: Kind
    cls: str | None
    label: dict[str, str]
    properties: tuple[PropertyChange, ...]


TOLD = frozenset((RDF_TYPE, *NAMING))
"""Properties that say what a thing is and how it is called."""


def changed_resources(
    old: Release,
    new: Release,
    *,
    changed: Mapping[str, dict[str, SubjectStatements]] | None = None,
    described: Mapping[str, Mapping[str, SubjectDescription]] | None = None,
) -> list[ResourceChange]:
    """The things that changed in the datasets, by dataset and subject.

    `changed` is what `changed_statements` gave of the same releases, `described` what
    `described_subjects` gave of the datasets of the newer one with the properties `TOLD`, where
    these were asked before.
    """
    changed = changed_statements(old, new) if changed is None else changed
    datasets = {str(g["id"]) for r in (old, new) for g in r.graphs if g["kind"] == "dataset"}
    above, found = _superclasses(new), []
    for dataset in sorted(datasets & changed.keys()):
        subjects = changed[dataset]
        now = (
            described_subjects(new, dataset, subjects=subjects, properties=TOLD)
            if described is None
            else described.get(dataset, {})
        )
        for subject, statements in sorted(subjects.items()):
            there = now.get(subject)
            # Of what has neither class nor name any more counts what was said.
            said = there.statements if there and there.statements else statements.removed
            classes = [value[1:-1] for _, name, value in said if name == RDF_TYPE]
            found.append(
                ResourceChange(
                    dataset,
                    subject,
                    _kind(statements, there),
                    _most_specific(classes, above),
                    labels(said).get(subject, {}),
                    tuple(_properties(statements)),
                )
            )
    return found


def _kind(statements: SubjectStatements, there: SubjectDescription | None) -> Kind:
    if there is None:
        return "removed"
    stayed = there.count - len(statements.added)
    return "changed" if stayed or statements.removed else "added"


def _superclasses(release: Release) -> dict[str, frozenset[str]]:
    """The classes above each class of the vocabulary."""
    direct: dict[str, set[str]] = {}
    for said in statements_with(release, "vocabulary", property_=RDFS + "subClassOf"):
        if said.value.startswith("<"):
            direct.setdefault(said.subject, set()).add(said.value[1:-1])
    found = {}
    for cls, parents in direct.items():
        reached, waiting = set[str](), list(parents)
        while waiting:
            if (parent := waiting.pop()) not in reached:
                reached.add(parent)
                waiting += direct.get(parent, ())
        found[cls] = frozenset(reached - {cls})
    return found


def _most_specific(classes: list[str], above: Mapping[str, frozenset[str]]) -> str | None:
    """The class that says most of a thing: one below the others where there is one."""
    general = {parent for cls in classes for parent in above.get(cls, ())}
    return min(set(classes) - general or classes, key=_foreign, default=None)


def _foreign(cls: str) -> tuple[bool, str]:
    """Our own classes come first: they say most."""
    return not cls.startswith(SAM), cls


def _properties(statements: SubjectStatements) -> Iterator[PropertyChange]:
    old, new = _by_property(statements.removed), _by_property(statements.added)
    for name in sorted(old.keys() | new.keys()):
        yield PropertyChange(name, tuple(old.get(name, ())), tuple(new.get(name, ())))


def _by_property(statements: list[SaidStatement]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for statement in statements:
        found.setdefault(statement.property, []).append(statement.value)
    return found
