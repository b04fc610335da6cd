"""What a candidate has lost beside the published release, and what it says otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from typing import Any

import pytest

from kg.release.gate.changes import ReleaseSummary, change_reasons
from kg.release.gate.reason import Reason
from kg.release.gate.summaries import summarise
from kg.release.gate.thresholds import Thresholds

BASE = "https://stad.example.org/"
Graphs = Mapping[str, Sequence[tuple[str, str]]]
"""The statements of each dataset, as subject and predicate."""


def release(graphs: Graphs, **told: Any) -> ReleaseSummary:
    lines = {
        name: sorted(
            f'<{subject}> <{predicate}> "x" <{BASE}id/dataset/{name}> .\n'.encode()
            for subject, predicate in statements
        )
        for name, statements in graphs.items()
    }
    manifest: dict[str, Any] = {
        "base": BASE,
        "publisher": {"iri": f"{BASE}id/town"},
        "ontology": "0.2.0",
        "graphs": [
            {"iri": f"{BASE}id/dataset/{name}", "kind": "dataset", "hash": str(hash(tuple(each)))}
            for name, each in lines.items()
        ],
        "datasets": [
            {
                "id": name,
                "iri": f"{BASE}id/dataset/{name}",
                "licence": "https://licence.example.org/1",
                "legal_basis": "a decree",
                "modified": "2026-01-15",
                "review": "2030-01-01",
                "rows": {f"{name}.csv": 100},
                "sources": [{"file": f"{name}.csv", "hash": "aa"}],
            }
            for name in graphs
        ],
        **told,
    }
    return ReleaseSummary(manifest, lambda graph: summarise(lines[graph.rpartition("/")[2]]))


def things(numbers: range, place: str = "club", predicate: str = "https://p.example/name") -> Any:
    return [(f"{BASE}id/{place}/{number}", predicate) for number in numbers]


def compare(before: ReleaseSummary, after: ReleaseSummary, **options: Any) -> list[Reason]:
    return change_reasons(after, before, thresholds=Thresholds(), **options)


def codes(reasons: Sequence[Reason]) -> dict[str, int]:
    return {reason.code: reason.count for reason in reasons}


def test_equal_releases_give_no_reason() -> None:
    graphs = {"clubs": things(range(100)), "halls": things(range(7), "hall")}
    assert compare(release(graphs), release(graphs)) == []


@pytest.mark.parametrize(
    ("left", "wanted"),
    [
        (range(100), {}),
        (range(120), {}),
        (range(95), {"SAM-G001": 5}),
        (range(94), {"SAM-G001": 6, "SAM-G002": 6}),
        (range(0), {"SAM-G001": 100, "SAM-G002": 100, "SAM-G004": 100}),
    ],
)
def test_addresses_that_vanish(left: range, wanted: dict[str, int]) -> None:
    before, after = release({"clubs": things(range(100))}), release({"clubs": things(left)})
    assert codes(compare(before, after)) == wanted


def test_a_dataset_that_is_gone_takes_its_addresses_along() -> None:
    before = release({"clubs": things(range(20)), "halls": things(range(9), "hall")})
    after = release({"clubs": things(range(20))})
    assert codes(compare(before, after)) == {"SAM-G001": 9, "SAM-G002": 9}


def test_what_moves_to_another_dataset_keeps_its_address() -> None:
    before = release({"clubs": things(range(20)), "halls": things(range(3), "hall")})
    moved = [*things(range(3), "hall"), *things(range(19, 20))]
    after = release({"clubs": things(range(19)), "halls": moved})
    assert compare(before, after) == []


def test_what_an_unchanged_dataset_says_too_has_not_vanished() -> None:
    before = release({"clubs": things(range(30)), "lists": things(range(30), predicate="p:x")})
    after = release({"clubs": things(range(29)), "lists": things(range(30), predicate="p:x")})
    assert compare(before, after) == []


def test_addresses_of_others_and_blank_nodes_do_not_vanish() -> None:
    foreign = [("https://other.example/1", "p:x"), (f"{BASE}.well-known/genid/clubs/b0", "p:x")]
    before = release({"clubs": [*things(range(99)), *foreign]})
    assert compare(before, release({"clubs": things(range(99))})) == []


def test_what_was_withdrawn_or_replaced_may_vanish() -> None:
    before, after = release({"clubs": things(range(50))}), release({"clubs": things(range(10))})
    gone: Callable[[str], bool] = lambda iri: int(iri.rpartition("/")[2]) >= 10  # noqa: E731
    assert compare(before, after, left=gone) == []


def test_an_acceptance_of_what_vanished_does_not_hold_for_the_next_that_does() -> None:
    before = release({"clubs": things(range(100))})
    first, second = (
        next(r for r in compare(before, release({"clubs": things(left)})) if r.code == "SAM-G001")
        for left in (range(98), range(97))
    )
    assert first.place == second.place == "clubs"
    assert first.fingerprint != second.fingerprint


def test_a_property_that_has_no_value_any_more_is_told_by_its_name() -> None:
    named, phoned = things(range(20)), things(range(20), predicate="https://p.example/phone")
    (reason,) = compare(
        release({"clubs": [*named, *phoned]}), release({"clubs": [*named, *phoned[:0]]})
    )
    assert (reason.code, reason.column, reason.count) == (
        "SAM-G004",
        "https://p.example/phone",
        20,
    )


def changed(change: Callable[[dict[str, Any]], object], *, lines: int = 20) -> list[Reason]:
    before, after = release({"clubs": things(range(20))}), release({"clubs": things(range(lines))})
    manifest = deepcopy(dict(after.manifest))
    change(manifest)
    return compare(before, ReleaseSummary(manifest, after.summarise))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda m: m["datasets"][0]["rows"].update({"clubs.csv": 89}), "SAM-G003"),
        (lambda m: m["datasets"][0].update(rows={}), "SAM-G003"),
        (lambda m: m["datasets"][0]["sources"][0].update(hash="bb"), "SAM-G008"),
    ],
)
def test_a_source_is_asked_about_where_it_changed_a_dataset(
    change: Callable[[dict[str, Any]], object], code: str
) -> None:
    assert [reason.code for reason in changed(change, lines=21)] == [code]
    assert changed(change) == []


def test_a_dataset_is_asked_about_once_however_many_of_its_sources_changed() -> None:
    names = ("clubs.csv", "halls.csv")
    sources = [[{"file": name, "hash": digest} for name in names] for digest in ("aa", "bb")]
    before = release({"clubs": things(range(20))})
    before.manifest["datasets"][0]["sources"] = sources[0]
    after = release({"clubs": things(range(21))})
    after.manifest["datasets"][0]["sources"] = sources[1]
    (reason,) = compare(before, after)
    assert (reason.code, reason.place) == ("SAM-G008", "clubs, clubs.csv, halls.csv")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda m: m["datasets"][0].update(licence="https://licence.example.org/2"), "SAM-G009"),
        (lambda m: m["datasets"][0].update(legal_basis="consent"), "SAM-G010"),
        (lambda m: m.update(ontology="0.3.0"), "SAM-G011"),
        (lambda m: m.update(base="https://town.example.org/"), "SAM-G012"),
        (lambda m: m["publisher"].update(iri="https://else.example.org/"), "SAM-G012"),
    ],
)
def test_what_a_manifest_says_otherwise(
    change: Callable[[dict[str, Any]], object], code: str
) -> None:
    assert [reason.code for reason in changed(change)] == [code]


@pytest.mark.parametrize(
    "change",
    [
        lambda m: m["datasets"][0]["rows"].update({"clubs.csv": 90}),
        lambda m: m["datasets"][0]["rows"].update({"clubs.csv": 300, "more.csv": 3}),
        lambda m: m["datasets"][0].update(
            modified="2026-02-15", sources=[{"file": "clubs.csv", "hash": "bb"}]
        ),
        lambda m: m["datasets"][0].update(sources=[{"file": "other.csv", "hash": "bb"}]),
        lambda m: m["datasets"][0].update(review="2031-01-01", title={"nl": "Clubs"}),
    ],
)
def test_what_may_change(change: Callable[[dict[str, Any]], object]) -> None:
    assert changed(change) == []


def test_shares_are_settable() -> None:
    before, after = release({"clubs": things(range(100))}), release({"clubs": things(range(80))})
    lenient = Thresholds(vanished=0.2, lost_rows=1)
    reasons = change_reasons(after, before, thresholds=lenient)
    assert codes(reasons) == {"SAM-G001": 20}
