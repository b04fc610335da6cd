"""The public difference: how much changed, and where, in words that anyone may see.

It spells no value: what a release does not say any more may be personal, and a release says what it
says itself. Of things there are the IRIs of those that came or changed, which the release holds;
those that went are only counted, since an IRI can be personal too.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from typing import Any

from kg.release.difference.conclusions import CONCLUDED
from kg.release.difference.names import term_labels
from kg.release.difference.pair import is_comparable
from kg.release.difference.resources import ResourceChange, changed_resources
from kg.release.difference.sources import changed_findings, changed_sources
from kg.release.difference.statements import changed_statements
from kg.release.difference.steward import count_kinds, count_properties
from kg.release.difference.subjects import Kind, SubjectIndex
from kg.release.release import Release

PUBLIC = "difference.json"
"""The side file of a release that holds its public difference with the one published before it."""
NAMED = 200
"""Things of a class whose IRIs are told of each kind; the others are only counted."""
KINDS: tuple[Kind, ...] = ("added", "removed", "changed")


def public_difference(old: Release, new: Release) -> dict[str, Any]:
    """What changed from one release to another, as JSON holds it: counts, places and IRIs."""
    changed = changed_statements(old, new)
    resources = changed_resources(old, new, changed=changed)
    terms = {c.cls for c in resources if c.cls}
    terms |= {one.predicate for c in resources for one in c.properties}
    return {
        "old": old.id,
        "new": new.id,
        "datasets": _datasets(old, new, resources),
        "things": _things(old, new, resources),
        "conclusions": {
            graph: {
                "added": sum(len(said.added) for said in changed.get(graph, {}).values()),
                "removed": sum(len(said.removed) for said in changed.get(graph, {}).values()),
            }
            for graph in CONCLUDED
        },
        "sources": [asdict(change) for change in changed_sources(old, new)],
        "findings": [asdict(change) for change in changed_findings(old, new)],
        "labels": term_labels(new, terms),
    }


def _datasets(old: Release, new: Release, resources: list[ResourceChange]) -> list[dict[str, Any]]:
    graphs = [{str(g["id"]): g for g in r.graphs if g["kind"] == "dataset"} for r in (old, new)]
    told = []
    for name in sorted(graphs[0].keys() | graphs[1].keys()):
        was, now = (known.get(name) for known in graphs)
        if was is not None and now is not None and was["hash"] == now["hash"]:
            continue
        kind = "added" if was is None else "removed" if now is None else "changed"
        own = [change for change in resources if change.dataset == name]
        classes = sorted({change.cls or "" for change in own})
        told.append(
            {
                "id": name,
                "iri": (now or was or {})["iri"],
                "kind": kind,
                "quads": [0 if g is None else g["quads"] for g in (was, now)],
                "classes": [
                    _class(cls, [c for c in own if (c.cls or "") == cls]) for cls in classes
                ],
            }
        )
    return told


def _things(old: Release, new: Release, resources: list[ResourceChange]) -> list[dict[str, Any]]:
    """How many things of each class came, went and changed, each once, whatever tells of it."""
    once = {change.subject: change for change in reversed(resources)}
    stayed = _told_before_and_now(old, new, resources)
    counts: dict[str | None, Counter[Kind]] = {}
    for change in once.values():
        kind = "changed" if change.subject in stayed else change.kind
        counts.setdefault(change.cls, Counter())[kind] += 1
    known = sorted(counts.items(), key=lambda item: item[0] or "")
    return [{"class": cls, **_counts(counter)} for cls, counter in known]


def _told_before_and_now(old: Release, new: Release, resources: list[ResourceChange]) -> set[str]:
    """What came to a dataset or went from one, of which datasets told before and still do."""
    datasets = {str(g["id"]) for r in (old, new) for g in r.graphs if g["kind"] == "dataset"}
    gone = {change.subject for change in resources if change.kind == "removed"}
    come = {change.subject for change in resources if change.kind == "added"}
    still = SubjectIndex(new).within(gone, datasets) if gone else set()
    before = SubjectIndex(old).within(come, datasets) if come else set()
    return still | before


def _class(cls: str, changes: list[ResourceChange]) -> dict[str, Any]:
    return {
        "class": cls or None,
        **_counts(count_kinds(changes)),
        "properties": {
            name: _counts(counter) for name, counter in count_properties(changes).items()
        },
        "iris": {
            kind: [change.subject for change in changes if change.kind == kind][:NAMED]
            for kind in ("added", "changed")
        },
    }


def _counts(counter: Counter[Kind]) -> dict[str, int]:
    return {kind: counter[kind] for kind in KINDS}


def write_public_difference(old: Release, new: Release) -> None:
    """Write the public difference with an older release into the folder of one, before its seal."""
    (new.path / PUBLIC).write_text(_as_sealed(old, new), encoding="utf-8")


def difference_to_seal(published: Release | None, release: Release) -> str | None:
    """The public difference with what is published, where a release was sealed with another.

    None where it has that, or where what is published cannot be compared.
    """
    if published is None or published.id == release.id:
        return None
    sealed = release.json(PUBLIC)
    if sealed is not None and sealed["old"] == published.id:
        return None
    return _as_sealed(published, release) if is_comparable(published) else None


def _as_sealed(old: Release, new: Release) -> str:
    told = public_difference(old, new)
    del told["new"]  # a release is called after all its files
    return json.dumps(told, ensure_ascii=False, indent=1)


def read_public_difference(old: Release, new: Release) -> dict[str, Any]:
    """The public difference of two releases: that which the newer was sealed with, if it fits."""
    sealed = new.json(PUBLIC)
    if sealed is not None and sealed["old"] == old.id:
        return {**sealed, "new": new.id}
    return public_difference(old, new)
