"""Reasons seen by comparing a release with the one that is published."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any

from kg.model.terms import GENID
from kg.release.gate.own_reasons import digest
from kg.release.gate.reason import EXAMPLES, Reason
from kg.release.gate.thresholds import Thresholds
from kg.texts import Message

LEAST_ROWS = 5
"""Rows or resources below which no share says anything."""


@dataclass(frozen=True)
class GraphSummary:
    """The subjects of a graph, and how many of its statements have each predicate; both as IRIs."""

    subjects: Set[str]
    predicates: Mapping[str, int]


@dataclass(frozen=True)
class ReleaseSummary:
    """A release or candidate as it is compared: its manifest, and its graphs when they are asked.

    `summarise` gives a graph by its IRI; it is asked for graphs that differ only.
    """

    manifest: Mapping[str, Any]
    summarise: Callable[[str], GraphSummary]

    @property
    def datasets(self) -> dict[str, Mapping[str, Any]]:
        """What the manifest says of each dataset, by id."""
        return {dataset["id"]: dataset for dataset in self.manifest["datasets"]}

    def hashes(self) -> dict[str, str]:
        """The hash of each dataset's graph, by IRI."""
        graphs = self.manifest["graphs"]
        return {g["iri"]: g["hash"] for g in graphs if g["kind"] == "dataset"}


def change_reasons(
    candidate: ReleaseSummary,
    published: ReleaseSummary,
    *,
    thresholds: Thresholds,
    left: Callable[[str], bool] = lambda iri: False,
) -> list[Reason]:
    """What makes a candidate more than the next month of what is published.

    `left` says of an IRI that it was withdrawn or replaced, so that it may vanish.
    """
    reasons = [*_declared(candidate, published)]
    for name, before in published.datasets.items():
        after = candidate.datasets.get(name)
        if after is not None:
            reasons += _described(name, before, after)
            # A source that only helps to read another may change without any consequence.
            if candidate.hashes().get(after["iri"]) != published.hashes().get(before["iri"]):
                reasons += _changed_sources(name, before, after)
                reasons += _lost_rows(name, before, after, limit=thresholds.lost_rows)
    reasons += _vanished(candidate, published, thresholds=thresholds, left=left)
    return reasons


def _declared(candidate: ReleaseSummary, published: ReleaseSummary) -> Iterator[Reason]:
    before, after = published.manifest, candidate.manifest
    if before["ontology"] != after["ontology"]:
        yield _changed("SAM-G011", "", before["ontology"], after["ontology"])
    if before["base"] != after["base"]:
        yield _changed("SAM-G012", "", before["base"], after["base"])
    if before["publisher"]["iri"] != after["publisher"]["iri"]:
        yield _changed("SAM-G012", "", before["publisher"]["iri"], after["publisher"]["iri"])


def _described(name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Reason]:
    if before["licence"] != after["licence"]:
        yield _changed("SAM-G009", name, before["licence"], after["licence"])
    # A release of before the legal basis stood in manifests says nothing about it.
    if "legal_basis" in before and before["legal_basis"] != after["legal_basis"]:
        yield _changed("SAM-G010", name, before["legal_basis"], after["legal_basis"])


def _changed(code: str, dataset: str, before: str, after: str) -> Reason:
    detail = Message("{before} → {after}", before=before, after=after)
    return Reason(code, dataset, about=digest([before, after]), detail=detail)


def _changed_sources(
    name: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[Reason]:
    """One reason for a dataset of which `modified` stayed, whichever of its sources changed."""
    # What a peer changed twice in a day was judged when it was taken in.
    if before["modified"] != after["modified"] or after.get("peer"):
        return
    old = {source["file"]: source["hash"] for source in before.get("sources", ())}
    changed = {
        source["file"]: source["hash"]
        for source in after.get("sources", ())
        if source["file"] in old and source["hash"] != old[source["file"]]
    }
    if changed:
        yield Reason(
            "SAM-G008",
            name,
            ", ".join(changed),
            about=digest(sorted(changed.values())),
            detail=Message("modified: {day}", day=after["modified"]),
        )


def _lost_rows(
    name: str, before: Mapping[str, Any], after: Mapping[str, Any], *, limit: float
) -> Iterator[Reason]:
    for file, rows in before["rows"].items():
        left = after["rows"].get(file, 0)
        if rows >= LEAST_ROWS and rows - left > limit * rows:
            yield Reason(
                "SAM-G003",
                name,
                file.removeprefix("sources/"),
                about=f"{rows} {left}",
                count=rows - left,
                detail=Message("rows: {rows} → {left}", rows=rows, left=left),
            )


def _vanished(
    candidate: ReleaseSummary,
    published: ReleaseSummary,
    *,
    thresholds: Thresholds,
    left: Callable[[str], bool],
) -> Iterator[Reason]:
    """Resources and properties that are gone from the datasets whose graphs differ."""
    old, new = published.hashes(), candidate.hashes()
    names = {dataset["iri"]: dataset["id"] for dataset in published.manifest["datasets"]}
    differing = [graph for graph in old if old[graph] != new.get(graph)]
    if not differing:
        return
    after = {g: candidate.summarise(g) for g in new if g in differing or g not in old}
    gone: dict[str, list[str]] = {}
    for graph in differing:
        before = published.summarise(graph)
        now = after.get(graph, GraphSummary(frozenset(), {}))
        lost = [iri for iri in before.subjects - now.subjects if not left(iri)]
        if graph in new:
            yield from _empty_properties(names[graph], before, now)
        if len(before.subjects) >= LEAST_ROWS:
            yield from _large_part(
                names[graph], lost, total=len(before.subjects), limit=thresholds.vanished
            )
        gone[graph] = lost
    yield from _addresses(gone, after, candidate, names=names)


def _empty_properties(name: str, before: GraphSummary, now: GraphSummary) -> Iterator[Reason]:
    for predicate, count in sorted(before.predicates.items()):
        if count >= LEAST_ROWS and predicate not in now.predicates:
            yield Reason(
                "SAM-G004",
                name,
                column=predicate,
                about=predicate,
                count=count,
                detail=Message("values: {before} → {after}", before=count, after=0),
            )


def _large_part(name: str, lost: Collection[str], *, total: int, limit: float) -> Iterator[Reason]:
    if len(lost) > limit * total:
        yield Reason(
            "SAM-G002",
            name,
            about=digest(sorted(lost)),
            count=len(lost),
            detail=Message("resources: {lost} of {total}", lost=len(lost), total=total),
            examples=tuple(sorted(lost)[:EXAMPLES]),
        )


def _addresses(
    gone: Mapping[str, Iterable[str]],
    after: Mapping[str, GraphSummary],
    candidate: ReleaseSummary,
    *,
    names: Mapping[str, str],
) -> Iterator[Reason]:
    """Addresses below the base that answered, and of which no dataset says anything any more."""
    base = candidate.manifest["base"]
    # A thing that moved to a dataset that did not change was in both before.
    unchanged = [g for g in candidate.hashes() if g not in after]
    kept: set[str] | None = None
    for graph, lost in gone.items():
        own = [i for i in lost if i.startswith(base) and not i.startswith(f"{base}{GENID}")]
        own = [iri for iri in own if not any(iri in s.subjects for s in after.values())]
        if own and kept is None:
            kept = set().union(*(candidate.summarise(g).subjects for g in unchanged))
        own = sorted(set(own) - (kept or set()))
        if own:
            yield Reason(
                "SAM-G001",
                names[graph],
                about=digest(own),
                count=len(own),
                detail=Message("addresses: {count}", count=len(own)),
                examples=tuple(own[:EXAMPLES]),
            )
