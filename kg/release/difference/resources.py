"""Which things of which class changed in each dataset, and in which properties."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.model.terms import RDF_TYPE, SAM
from kg.release.difference.names import NAMING, labels
from kg.release.difference.statements import (
    SaidStatement,
    SubjectStatements,
    changed_statements,
    statements_about,
)
from kg.release.difference.subjects import Kind, changed_subjects
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


def changed_resources(
    old: Release,
    new: Release,
    *,
    changed: dict[str, dict[str, SubjectStatements]] | None = None,
) -> list[ResourceChange]:
    """The things that changed in the datasets, by dataset and subject.

    `changed` is what `changed_statements` gave of the same releases, if it was asked before.
    """
    changed = changed_statements(old, new) if changed is None else changed
    kinds = {(c.graph, c.subject): c.kind for c in changed_subjects(old, new)}
    datasets = {str(g["id"]) for r in (old, new) for g in r.graphs if g["kind"] == "dataset"}
    found = []
    for dataset in sorted(datasets & changed.keys()):
        subjects = changed[dataset]
        classes, names = _described(new, dataset, subjects)
        for subject, statements in sorted(subjects.items()):
            found.append(
                ResourceChange(
                    dataset,
                    subject,
                    kinds.get((dataset, subject), "changed"),
                    min(classes.get(subject, ()), key=_foreign, default=None),
                    names.get(subject, {}),
                    tuple(_properties(statements)),
                )
            )
    return found


def _described(
    new: Release, dataset: str, subjects: dict[str, SubjectStatements]
) -> tuple[dict[str, list[str]], dict[str, dict[str, str]]]:
    """Classes and names: what is said now, and of what is gone what was said."""
    there = list(
        statements_about(
            new,
            dataset,
            subjects={subject.encode() for subject in subjects},
            properties={name.encode() for name in (RDF_TYPE, *NAMING)},
        )
    )
    told = {statement.subject for statement in there}
    gone = [s for name, said in subjects.items() if name not in told for s in said.removed]
    classes: dict[str, list[str]] = {}
    for subject, name, value in [*there, *gone]:
        if name == RDF_TYPE:
            classes.setdefault(subject, []).append(value[1:-1])
    return classes, labels([*there, *gone])


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
