"""Which conclusions came or went, and which statement of a source made them do so.

A rule concludes its heads from its body (`inference.json`). The bodies that gave a conclusion are
looked up in the store of the release that has it, and those of their statements that changed are
told; when one is a conclusion itself, it is followed to what it came from. Rules that need an
absence conclude from what went, too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from kg.model.terms import RDF_TYPE, SAM
from kg.release.difference.statements import SaidStatement, SubjectStatements
from kg.release.difference.subjects import Kind
from kg.release.release import Release
from kg.store.lookup import StoreLookup

CONCLUDED = ("inferred", "closed-world")
"""The ids of the graphs with conclusions."""
STEPS = 8
"""Conclusions that are followed from one to the next."""
PREMISES = 5
"""Premises that are told of one conclusion."""
BODIES = 1_000
"""Bodies of a rule that are looked through for what changed in them."""
_REFERENCE_DATE = f"<{SAM}referenceDate>"
Triple = tuple[str, str, str]


@dataclass(frozen=True)
class ChangedPremise:
    """A statement of a source that came or went; `dataset` is the id of its graph."""

    statement: SaidStatement
    dataset: str
    kind: Kind


@dataclass(frozen=True)
class ConclusionChange:
    """A conclusion that came or went, the rule that gives it and the premises that changed.

    `rule` is None when no rule of the release gives it, `by_date` says that it holds by the day
    that counts as today, which is another one.
    """

    statement: SaidStatement
    graph: str
    kind: Kind
    rule: str | None
    premises: tuple[ChangedPremise, ...]
    by_date: bool = False


def changed_conclusions(
    old: Release, new: Release, *, changed: dict[str, dict[str, SubjectStatements]]
) -> Iterator[ConclusionChange]:
    """The conclusions that came or went, by what `changed_statements` gave of the same releases."""
    told = (release.json("inference.json") or {} for release in (old, new))
    asked = {part[1] for rules in told for rule in rules.values() for part in rule["body"]}
    facts = _Facts(changed if any(map(changed.get, CONCLUDED)) else {}, asked)
    moved = old.manifest.get("reference_date") != new.manifest.get("reference_date")
    kinds: tuple[tuple[Kind, Release], ...] = (("removed", old), ("added", new))
    for kind, release in kinds:
        rules = _Rules(release, facts)
        for graph in CONCLUDED:
            for _, said in sorted(changed.get(graph, {}).items()):
                for statement in said.removed if kind == "removed" else said.added:
                    rule, premises, dated = rules.explain(_triple(statement), kind)
                    yield ConclusionChange(
                        statement, graph, kind, rule, premises, moved and dated and not premises
                    )


def _triple(statement: SaidStatement) -> Triple:
    return f"<{statement.subject}>", f"<{statement.property}>", statement.value


class _Facts:
    """The statements that changed with a property that is asked for, by what is known of them.

    `asked` are properties, or a variable where any may be asked for.
    """

    def __init__(
        self, changed: dict[str, dict[str, SubjectStatements]], asked: Collection[str]
    ) -> None:
        self._by_end: dict[tuple[str, str, str], list[tuple[Triple, str, Kind]]] = {}
        self._asked = None if any(name.startswith("?") for name in asked) else set(asked)
        for graph, subjects in changed.items():
            for said in subjects.values():
                for statement in said.removed:
                    self._note(_triple(statement), graph, "removed")
                for statement in said.added:
                    self._note(_triple(statement), graph, "added")

    def _note(self, triple: Triple, graph: str, kind: Kind) -> None:
        subject, name, value = triple
        if self._asked is not None and name not in self._asked:
            return
        for place, end in (("s", subject), ("o", value)):
            self._by_end.setdefault((place, end, name), []).append((triple, graph, kind))

    def fitting(self, pattern: Triple) -> Iterator[tuple[Triple, str, Kind]]:
        """Those that fit a pattern of which the property and an end are known."""
        subject, name, value = pattern
        if not subject.startswith("?"):
            found = self._by_end.get(("s", subject, name), [])
        elif not value.startswith("?"):
            found = self._by_end.get(("o", value, name), [])
        else:
            found = []
        for fact in found:
            if value.startswith("?") or fact[0][2] == value:
                yield fact


class _Rules:
    """The rules of a release, by the property that they conclude."""

    def __init__(self, release: Release, facts: _Facts) -> None:
        told: dict[str, dict[str, Any]] = release.json("inference.json") or {}
        self._facts, self._release = facts, release
        self._by_property: dict[str, list[tuple[str, dict[str, Any], Triple]]] = {}
        for name, rule in told.items():
            for head in rule.get("heads") or [rule["head"]]:
                self._by_property.setdefault(head[1], []).append((name, rule, tuple(head)))

    def explain(
        self, triple: Triple, kind: Kind
    ) -> tuple[str | None, tuple[ChangedPremise, ...], bool]:
        """A rule that gives a conclusion, what changed below it, and whether a day decides it."""
        rules = list(self._rules(triple))
        for name, rule, binding in rules:
            seen = {triple}
            below = self._premises(rule, binding, kind, steps=STEPS, seen=seen)
            found = tuple(islice(below, PREMISES))
            if found:
                return name, tuple(dict.fromkeys(found)), False
        dated = [name for name, rule, _ in rules if _by_day(rule)]
        names = dated or [name for name, _, _ in rules]
        return names[0] if names else None, (), bool(dated)

    def _rules(self, triple: Triple) -> Iterator[tuple[str, dict[str, Any], dict[str, str]]]:
        for name, rule, head in self._by_property.get(triple[1], []):
            binding = _bind(head, triple)
            if binding is not None:
                yield name, rule, binding

    def _premises(
        self,
        rule: dict[str, Any],
        binding: dict[str, str],
        kind: Kind,
        *,
        steps: int,
        seen: set[Triple],
    ) -> Iterator[ChangedPremise]:
        other: Kind = "removed" if kind == "added" else "added"
        # What is absent only counts where a rule asks for it.
        strict = rule.get("kind") == "axiom"
        wanted = (kind,) if strict else (kind, other)
        bodies = self._bodies(tuple(map(tuple, rule["body"])), binding, strict=strict)
        for body in islice(bodies, BODIES):
            for triple, graph, changed in self._changed(body):
                if changed not in wanted or triple in seen:
                    continue
                seen.add(triple)
                if graph not in CONCLUDED:
                    statement = SaidStatement(triple[0][1:-1], triple[1][1:-1], triple[2])
                    yield ChangedPremise(statement, graph, changed)
                elif steps:
                    for _, below, bound in self._rules(triple):
                        yield from self._premises(below, bound, changed, steps=steps - 1, seen=seen)

    def _changed(self, body: Iterable[Triple]) -> Iterator[tuple[Triple, str, Kind]]:
        for pattern in body:
            yield from self._facts.fitting(pattern)

    def _bodies(
        self, parts: tuple[Triple, ...], binding: Mapping[str, str], *, strict: bool
    ) -> Iterator[list[Triple]]:
        """The bodies that hold in the release, each part with what is known of its ends.

        Without `strict`, a part that leads on to no other may be one that the rule wants to be
        absent, and need not hold.
        """
        if not parts:
            yield []
            return
        bound = [_fill(part, binding) for part in parts]
        at = min(range(len(parts)), key=lambda n: _breadth(bound[n]))
        part, rest = bound[at], (*parts[:at], *parts[at + 1 :])
        lone = _open(part) == 2
        none = True
        for triple in () if lone else self._fits(part):
            none = False
            more = {**binding, **(_bind(part, triple) or {})}
            yield from ([triple, *body] for body in self._bodies(rest, more, strict=strict))
        leads_on = {end for other in rest for end in other} & {part[0], part[2]}
        if none and (lone or not strict) and not any(end.startswith("?") for end in leads_on):
            yield from ([part, *body] for body in self._bodies(rest, binding, strict=strict))

    def _fits(self, part: Triple) -> Iterator[Triple]:
        if self._held is not None:
            return self._held.matches(part)
        return (triple for triple, _, _ in self._facts.fitting(part))

    @cached_property
    def _held(self) -> StoreLookup | None:
        """The store; None when it is damaged: what changed is all that is known then."""
        try:
            return StoreLookup(self._release.store_path)
        except OSError:
            return None


def _fill(part: Triple, binding: Mapping[str, str]) -> Triple:
    subject, name, value = part
    return binding.get(subject, subject), name, binding.get(value, value)


def _breadth(part: Triple) -> tuple[int, bool, bool]:
    """How many statements may fit a part, to compare: from a subject there are fewest ways on."""
    return _open(part), part[0].startswith("?"), part[1] == f"<{RDF_TYPE}>"


def _open(part: Triple) -> int:
    """How many ends of a part are not known."""
    return part[0].startswith("?") + part[2].startswith("?")


def _by_day(rule: dict[str, Any]) -> bool:
    return any(part[1] == _REFERENCE_DATE for part in rule["body"])


def _bind(head: Triple, triple: Triple) -> dict[str, str] | None:
    """What the variables of a head are for a statement; None when it does not fit."""
    binding: dict[str, str] = {}
    for part, term in zip(head, triple, strict=True):
        if part.startswith("?"):
            if binding.setdefault(part, term) != term:
                return None
        elif part != term:
            return None
    return binding
