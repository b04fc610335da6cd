"""Rights, providers, ends and names are told as such, and why things are gone."""

from __future__ import annotations

import json
from pathlib import Path

from sealed_lines import BASE, seal_lines

from kg.release.difference.facts import facts
from kg.release.difference.record import as_record
from kg.release.difference.steward import difference

SAM, SCHEMA = "https://w3id.org/samenspel/ns#", "http://schema.org/"
LABEL = "http://www.w3.org/2004/02/skos/core#prefLabel"
HELP, SHOP, BAND = (f"{BASE}id/{name}" for name in ("help", "shop", "band"))
RIGHT = f"<{BASE}right/housing>"


def said(subject: str, name: str, *more: str) -> list[str]:
    return [f"<{subject}> {one}" for one in (f'<{LABEL}> "{name}"', *more)]


def test_what_matters_of_a_change_has_a_kind(tmp_path: Path) -> None:
    before = [f"<{SAM}givesAccessTo> {RIGHT}", f"<{SAM}providedBy> <{SHOP}>"]
    after = [f"<{SAM}providedBy> <{BAND}>", f'<{SCHEMA}endDate> "2026-09-30"']
    old = seal_lines(tmp_path / "a", {"noord": said(HELP, "Hulp", *before)})
    new = seal_lines(tmp_path / "b", {"noord": said(HELP, "Steun", *after)})
    (change,) = difference(old, new).resources
    told = facts(change, "2026-10-01")
    found = {(fact.kind, fact.value) for each in told.values() for fact in each}
    assert found == {
        ("lost", RIGHT),
        ("offered", f"<{BAND}>"),
        ("ended", '"2026-09-30"'),
        ("renamed", '"Steun"'),
    }
    assert SCHEMA + "endDate" not in facts(change, "2026-09-29")
    (back,) = difference(new, old).resources
    assert facts(back, "2026-10-01")[f"{SAM}givesAccessTo"][0].kind == "gained"


def test_what_left_says_why(tmp_path: Path) -> None:
    things = [*said(HELP, "Hulp"), *said(SHOP, "Winkel"), *said(BAND, "Fanfare")]
    old = seal_lines(tmp_path / "a", {"noord": things}, replaces="before")
    new = seal_lines(tmp_path / "b", {"noord": said(HELP, "Hulp")})
    day = {"date": "2026-10-02"}
    left = {
        "withdrawn": [
            {"iri": BAND, "reason": "ended", **day},
            {"iri": f"{BASE}id/club", "reason": "moved away", **day},
            {"iri": f"{BASE}id/old", "reason": "long ago", "date": "2025-01-01"},
        ],
        "erased": {},
        "replaced": [{"old": SHOP, "new": HELP, "reason": "merged", **day}],
    }
    (new.path / "departures.json").write_text(json.dumps(left), encoding="utf-8")
    record = as_record(difference(old, new))
    assert {thing["iri"]: thing["gone"] for thing in record["classes"][0]["things"]} == {
        BAND: {"reason": "ended", "replaced_by": None},
        SHOP: {"reason": "merged", "replaced_by": HELP},
    }
    assert record["withdrawn"] == [{"iri": f"{BASE}id/club", "reason": "moved away"}]
