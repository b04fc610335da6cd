"""The steward's difference opens what changed down to values, conclusions and sources."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from sealed_lines import BASE, seal_lines

from kg.release.difference.public import public_difference
from kg.release.difference.record import as_record
from kg.release.difference.sources import FindingChange, SourceChange
from kg.release.difference.steward import (
    count_conclusions,
    count_kinds,
    count_properties,
    difference,
)
from kg.release.release import Release

SAM, SKOS = "https://w3id.org/samenspel/ns#", "http://www.w3.org/2004/02/skos/core#"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
CLUB, SHOP, BAND = (f"<{BASE}id/organisation/{name}>" for name in ("club", "shop", "band"))
RIGHT = "<https://w3id.org/samenspel/id/concept/right/housing>"
GIVES, PHONE = f"<{SAM}givesAccessTo>", "<https://schema.org/telephone>"
HYBRID = f"{CLUB} {TYPE} <{SAM}HybridOrganisation>"
VOCABULARY = [
    f'<{SAM}Initiative> <http://www.w3.org/2000/01/rdf-schema#label> "initiatief"@nl',
    f'{GIVES} <http://www.w3.org/2000/01/rdf-schema#label> "geeft toegang tot"@nl',
]
RULES = {
    "right-makes-hybrid": {
        "kind": "axiom",
        "head": ["?x", TYPE, f"<{SAM}HybridOrganisation>"],
        "body": [["?x", f"<{SAM}serves>", "?right"]],
    },
    "access-serves": {
        "kind": "axiom",
        "head": ["?x", f"<{SAM}serves>", "?y"],
        "body": [["?x", GIVES, "?y"]],
    },
    "no-phone-is-shy": {
        "kind": "after",
        "head": ["?x", TYPE, f"<{SAM}Shy>"],
        "body": [["?x", PHONE, "?number"]],
    },
    "sphere-of-members": {
        "kind": "axiom",
        "head": ["?x", f"<{SAM}hasMemberSphere>", "?z"],
        "body": [["?x", f"<{SAM}hasMember>", "?y"], ["?y", f"<{SAM}inSphere>", "?z"]],
    },
    "lasts-today": {
        "kind": "before",
        "head": ["?x", TYPE, f"<{SAM}Lasting>"],
        "body": [["?c", f"<{SAM}referenceDate>", "?today"], ["?x", f"<{SAM}until>", "?end"]],
    },
}


def thing(subject: str, name: str, *more: str) -> list[str]:
    said = [f"{subject} {TYPE} <{SAM}Initiative>", f'{subject} <{SKOS}prefLabel> "{name}"@nl']
    return said + [f"{subject} {one}" for one in more]


def release(folder: Path, said: dict[str, list[str]], **more: Any) -> Release:
    made = seal_lines(folder, {"vocabulary": VOCABULARY, **said}, **more)
    (folder / "inference.json").write_text(json.dumps(RULES), encoding="utf-8")
    shutil.rmtree(made.store_path)
    store = pyoxigraph.Store(str(made.store_path))
    for lines in said.values():
        store.load(
            "".join(f"{line} .\n" for line in lines).encode(), pyoxigraph.RdfFormat.N_TRIPLES
        )
    store.flush()
    return made


def test_things_are_told_by_class_and_property(tmp_path: Path) -> None:
    old = release(
        tmp_path / "a",
        {
            "noord": [
                *thing(CLUB, "Club", f'{PHONE} "1"', f"{GIVES} {RIGHT}"),
                *thing(SHOP, "Winkel"),
            ]
        },
    )
    new = release(
        tmp_path / "b",
        {"noord": [*thing(CLUB, "Club", f'{PHONE} "2"'), *thing(BAND, "Fanfare")], "zuid": []},
    )
    found = difference(old, new)
    ((key, changes),) = found.by_class().items()
    assert key == ("noord", f"{SAM}Initiative")
    assert count_kinds(changes) == {"added": 1, "removed": 1, "changed": 1}
    assert count_properties(changes) == {
        GIVES[1:-1]: {"removed": 1},
        PHONE[1:-1]: {"changed": 1},
    }
    assert [(c.subject, c.kind, c.label) for c in changes] == [
        (BAND[1:-1], "added", {"nl": "Fanfare"}),
        (CLUB[1:-1], "changed", {"nl": "Club"}),
        (SHOP[1:-1], "removed", {"nl": "Winkel"}),
    ]
    phone = next(p for p in changes[1].properties if p.predicate == PHONE[1:-1])
    assert (phone.old, phone.new) == (('"1"',), ('"2"',))
    assert found.names[GIVES[1:-1]] == {"nl": "geeft toegang tot"}
    record = as_record(found, 1)
    assert record["classes"][0]["left_out"] == 2
    json.dumps(record)


def test_a_thing_that_two_datasets_tell_of_is_counted_once(tmp_path: Path) -> None:
    both = {"noord": [*thing(CLUB, "Club"), *thing(SHOP, "Winkel")], "zuid": thing(CLUB, "Club")}
    old = release(tmp_path / "a", {**both, "oost": thing(SHOP, "Winkel")})
    new = release(tmp_path / "b", {"noord": [], "zuid": [], "oost": thing(SHOP, "Winkel")})
    (told,) = public_difference(old, new)["things"]
    # The shop is gone from one dataset, and another tells of it still.
    assert (told["removed"], told["changed"], told["added"]) == (1, 1, 0)
    (back,) = public_difference(new, old)["things"]
    assert (back["removed"], back["changed"], back["added"]) == (0, 1, 1)


def test_a_conclusion_is_led_back_to_the_statement_that_changed(tmp_path: Path) -> None:
    serves = f"{CLUB} <{SAM}serves> {RIGHT}"
    old = release(
        tmp_path / "a",
        {"noord": thing(CLUB, "Club", f"{GIVES} {RIGHT}"), "inferred": [HYBRID, serves]},
    )
    new = release(tmp_path / "b", {"noord": thing(CLUB, "Club"), "inferred": []})
    lost, _ = difference(old, new).conclusions
    assert (lost.kind, lost.rule) == ("removed", "right-makes-hybrid")
    ((premise,),) = [lost.premises]
    assert (premise.kind, premise.dataset) == ("removed", "noord")
    assert premise.statement == (CLUB[1:-1], GIVES[1:-1], RIGHT)
    gained = difference(new, old).conclusions[0]
    assert (gained.kind, gained.premises[0].kind) == ("added", "added")
    assert count_conclusions(difference(old, new).conclusions)[
        TYPE[1:-1], f"{SAM}HybridOrganisation"
    ]


def test_what_changed_elsewhere_is_no_premise(tmp_path: Path) -> None:
    member, sphere, state = f"<{SAM}hasMember>", f"<{SAM}inSphere>", f"<{SAM}state>"
    spheres = [f"{one} {sphere} {state}" for one in (SHOP, BAND)]
    had = [f"{one} <{SAM}hasMemberSphere> {state}" for one in (CLUB, BAND)]
    members = [f"{CLUB} {member} {SHOP}", f"{BAND} {member} {BAND}"]
    old = release(tmp_path / "a", {"noord": [*members, *spheres], "inferred": had})
    new = release(tmp_path / "b", {"noord": members, "inferred": []})
    told = {c.statement.subject: c.premises for c in difference(old, new).conclusions}
    assert [p.statement.subject for p in told[CLUB[1:-1]]] == [SHOP[1:-1]]
    assert [p.statement.subject for p in told[BAND[1:-1]]] == [BAND[1:-1]]


def test_a_damaged_store_leaves_what_changed(tmp_path: Path) -> None:
    serves = f"{CLUB} <{SAM}serves> {RIGHT}"
    said = {"noord": thing(CLUB, "Club", f"{GIVES} {RIGHT}"), "inferred": [HYBRID, serves]}
    old = release(tmp_path / "a", said)
    new = release(tmp_path / "b", {"noord": thing(CLUB, "Club"), "inferred": []})
    (old.store_path / "CURRENT").write_text("torn")
    lost, _ = difference(old, new).conclusions
    assert lost.premises[0].statement == (CLUB[1:-1], GIVES[1:-1], RIGHT)


def test_a_rule_that_needs_an_absence_concludes_from_what_went(tmp_path: Path) -> None:
    shy = f"{CLUB} {TYPE} <{SAM}Shy>"
    old = release(tmp_path / "a", {"noord": thing(CLUB, "Club", f'{PHONE} "1"')})
    new = release(tmp_path / "b", {"noord": thing(CLUB, "Club"), "closed-world": [shy]})
    (gained,) = difference(old, new).conclusions
    assert (gained.kind, gained.rule) == ("added", "no-phone-is-shy")
    assert [premise.kind for premise in gained.premises] == ["removed"]


@pytest.mark.parametrize("day", ["2026-10-01", "2026-11-01"])
def test_a_conclusion_may_come_with_the_day(tmp_path: Path, day: str) -> None:
    lasting = f"{CLUB} {TYPE} <{SAM}Lasting>"
    said = {"noord": thing(CLUB, "Club", f'<{SAM}until> "2026-10-15"')}
    old = release(tmp_path / "a", {**said, "inferred": [lasting]}, reference_date="2026-10-01")
    new = release(tmp_path / "b", said, reference_date=day)
    (lost,) = difference(old, new).conclusions
    assert lost.by_date is (day != "2026-10-01")
    assert lost.premises == ()


def source(file: str, rows: int | None, columns: list[str], digest: str) -> dict[str, Any]:
    return {"file": file, "rows": rows, "columns": columns, "hash": digest}


def test_rows_columns_and_files_of_sources_are_told(tmp_path: Path) -> None:
    def datasets(*sources: dict[str, Any]) -> list[dict[str, Any]]:
        return [{"id": "noord", "iri": "urn:n", "title": {}, "sources": list(sources)}]

    same = source("same.csv", 4, ["x"], "s")
    old = seal_lines(
        tmp_path / "a",
        {},
        datasets=datasets(
            same, source("a.csv", 9, ["nr", "tel"], "1"), source("gone.csv", 1, [], "2")
        ),
    )
    new = seal_lines(
        tmp_path / "b",
        {},
        datasets=datasets(
            same, source("a.csv", 7, ["nr", "gsm"], "3"), source("new.ttl", None, [], "4")
        ),
    )
    assert difference(old, new).sources == [
        SourceChange("noord", "a.csv", "changed", 9, 7, ("tel",), ("gsm",)),
        SourceChange("noord", "gone.csv", "removed", 1, None),
        SourceChange("noord", "new.ttl", "added", None, None),
    ]
    older = seal_lines(
        tmp_path / "c",
        {},
        datasets=[{"id": "noord", "iri": "urn:n", "title": {}, "rows": {"sources/a.csv": 9}}],
    )
    assert SourceChange("noord", "a.csv", "changed", 9, 7) in difference(older, new).sources


def test_findings_are_compared_by_place_and_not_by_row(tmp_path: Path) -> None:
    def write(made: Release, *rows: tuple[str, int]) -> None:
        lines = [
            json.dumps({"code": code, "dataset": "d", "file": "f.csv", "row": row, "column": "c"})
            for code, row in rows
        ]
        (made.path / "findings.json").write_text("[\n" + ",\n".join(lines) + "\n]\n")

    old, new = seal_lines(tmp_path / "a", {}), seal_lines(tmp_path / "b", {})
    write(old, ("SAM-M002", 3), ("SAM-M007", 4), ("SAM-M001", 5))
    write(new, ("SAM-M002", 8), ("SAM-M007", 4), ("SAM-M007", 5))
    assert difference(old, new).findings == [
        FindingChange("SAM-M001", "d", "f.csv", None, "c", None, 1, 0),
        FindingChange("SAM-M007", "d", "f.csv", None, "c", None, 1, 2),
    ]


def test_two_that_say_the_same_differ_in_nothing(tmp_path: Path) -> None:
    said = {"noord": thing(CLUB, "Club"), "metadata": [f'{CLUB} <urn:made> "in October"']}
    old = release(tmp_path / "a", said, index=False)
    said["metadata"] = [f'{CLUB} <urn:made> "in November"']
    assert difference(old, release(tmp_path / "b", said)).nothing


def test_the_public_difference_spells_no_value_and_nothing_that_went(tmp_path: Path) -> None:
    secret, fresh = "0470 12 34 56", "0470 65 43 21"
    old = release(
        tmp_path / "a",
        {"noord": [*thing(CLUB, "Jan Jansens", f'{PHONE} "{secret}"'), *thing(SHOP, "Piet")]},
    )
    new = release(
        tmp_path / "b",
        {"noord": [*thing(CLUB, "De club", f'{PHONE} "{fresh}"'), *thing(BAND, "Fanfare")]},
    )
    told = public_difference(old, new)
    text = json.dumps(told)
    for value in (secret, fresh, "Jan", "Piet", "De club", SHOP[1:-1]):
        assert value not in text
    ((dataset,),) = [told["datasets"]]
    (things,) = dataset["classes"]
    assert (things["added"], things["removed"], things["changed"]) == (1, 1, 1)
    assert things["iris"] == {"added": [BAND[1:-1]], "changed": [CLUB[1:-1]]}
    assert things["properties"][PHONE[1:-1]] == {"added": 0, "removed": 0, "changed": 1}
    assert dataset["quads"] == [5, 5]
