"""`dct:modified` of a dataset moves when its lines change, and only then."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

from difference_case import BASE, BODIES, OFFERS, write_town

from kg.model.terms import ADMS, DCAT, DCT, PROV
from kg.release.build import build
from kg.release.pointer import switch
from kg.release.publish import publish
from kg.release.release import Release


def said(release: Release, dataset: str) -> dict[str, set[str]]:
    """What the catalogue says of the version of a dataset."""
    names = (DCT + "modified", DCAT + "version", ADMS + "versionNotes", PROV + "wasRevisionOf")
    found: dict[str, set[str]] = {}
    with gzip.open(release.dumps["metadata"], "rt", encoding="utf-8") as lines:
        for line in lines:
            subject, predicate, rest = line.split(" ", 2)
            if subject == f"<{BASE}id/dataset/{dataset}>" and predicate[1:-1] in names:
                name = predicate[1:-1].rpartition("/")[2].rpartition("#")[2]
                found.setdefault(name, set()).add(rest.rpartition(" <")[0])
    return found


def test_a_version_moves_with_the_lines_of_its_dataset(tmp_path: Path) -> None:
    town = write_town(tmp_path / "town")
    first = build(town).release
    before = said(first, "organisaties")
    assert "versionNotes" not in before and "wasRevisionOf" not in before
    assert before["version"] == {'"2026-01-15"'}
    publish(town)
    write_town(town, [*BODIES[:2], "3,Kaartclub,014 3", "4,Toneel,014 4"], OFFERS)
    second = build(town).release
    today = datetime.now(UTC).date().isoformat()
    changed = said(second, "organisaties")
    assert changed["version"] == {f'"{today}"'}
    assert changed["modified"] == {f'"{today}"^^<http://www.w3.org/2001/XMLSchema#date>'}
    assert changed["wasRevisionOf"] == {f"<{BASE}releases/{first.id}/id/dataset/organisaties>"}
    day = first.manifest["created"][:10]
    assert f'"Since {day}: 2 added, 1 removed, 0 changed."@en' in changed["versionNotes"]
    assert len(changed["versionNotes"]) == 3
    assert said(second, "diensten") == said(first, "diensten")
    switch(town / ".samenspel", second.id)  # what publishing asks first is not looked at here
    third = build(town, anew=True).release
    assert said(third, "organisaties") == changed
    hashes = [
        {g["id"]: g["hash"] for g in r.graphs if g["kind"] == "dataset"} for r in (second, third)
    ]
    assert hashes[0] == hashes[1]
