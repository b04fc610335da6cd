"""`samenspel diff` over a small town: what changed from one month to the next, and for whom."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from command import run
from difference_case import BODIES, OFFERS, write_town
from made_once import made_once

CLUB = "3,Kaartclub,014 10 00 03"
CHANGED = ["nr,naam,telefoon", "1,Harmonie De Eendracht,014 10 00 01", "3,Kaartclub,014 10 00 03"]


def _make(folder: Path) -> None:
    town = write_town(folder / "town")
    run("build", town)
    run("publish", town)
    write_town(town, CHANGED, ["code,dienst,door,prijs", "les,Schaakles,1,5", "kaart,Kaarten,3,2"])
    run("build", town)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, worker_id: str = "master") -> Path:
    return made_once(tmp_path_factory, "changed_town", worker_id, _make) / "town"


def test_the_candidate_is_compared_with_what_is_published(town: Path) -> None:
    text = run("diff", "--publication", town)
    assert "1 association added, 1 removed, 1 changed" in text
    assert "“Harmonie” (nl) → “Harmonie De Eendracht” (nl) (organisaties.csv, row 2, naam)" in text
    assert "“014 10 00 02” (organisaties.csv, row 3, telefoon)" in text
    assert "diensten.csv: rows: 1 → 2; new columns: prijs" in text
    assert "provides" in text
    dutch = run("diff", "--publication", town, lang="nl")
    assert "1 vereniging erbij, 1 weg, 1 gewijzigd" in dutch
    french = run("diff", "--publication", town, lang="fr")
    assert "ajout : 1 association, suppression : 1, modification : 1" in french


def test_a_conclusion_stands_with_the_row_that_made_it(town: Path) -> None:
    told = json.loads(run("diff", "--publication", town, "--json"))
    gained = [
        one
        for one in told["conclusions"]["list"]
        if one["kind"] == "added" and one["property"].endswith("#provides")
    ]
    everything = json.loads(run("diff", "--publication", town, "--json", "--all"))
    gained = [
        one
        for one in everything["conclusions"]["list"]
        if one["kind"] == "added"
        and one["property"].endswith("#provides")
        and one["value"].endswith("/les>")
    ]
    ((premise,),) = [one["premises"] for one in gained]
    assert premise["origins"] == [{"file": "diensten.csv", "row": 2, "columns": ["door"]}]
    assert everything["conclusions"]["left_out"] == 0 < told["conclusions"]["left_out"]


def test_the_page_holds_the_same_and_the_public_one_no_value(town: Path, tmp_path: Path) -> None:
    page = tmp_path / "difference.html"
    run("diff", "--publication", town, "--html", page)
    assert "Harmonie De Eendracht" in page.read_text(encoding="utf-8")
    for options in (["--public"], ["--public", "--json"]):
        text = run("diff", "--publication", town, *options)
        for spoken in ("Harmonie", "Schaak", "Kaart", "014 10", "organisation/2"):
            assert spoken not in text, (options, spoken)
    newest = sorted((town / ".samenspel" / "releases").iterdir())[-1]
    sealed = json.loads((newest / "difference.json").read_text(encoding="utf-8"))
    assert {**sealed, "new": newest.name} == json.loads(text)


def test_two_days_and_two_names_choose_the_releases(town: Path, tmp_path: Path) -> None:
    own = tmp_path / "town"
    shutil.copytree(town, own, symlinks=True)
    first, second = sorted(path.name for path in (own / ".samenspel" / "releases").iterdir())
    there = json.loads(run("diff", first, second, "--publication", own, "--json"))
    back = json.loads(run("diff", second, first, "--publication", own, "--json"))
    assert [(one["old"], one["new"]) for one in (there, back)] == [(first, second), (second, first)]
    assert "Nothing changed." in run("diff", first, first, "--publication", own)
    log = own / ".samenspel" / "published.jsonl"
    entries = [("2026-09-30T12:00:00+00:00", first), ("2026-10-20T23:59:59+00:00", second)]
    log.write_text("".join(json.dumps({"release": r, "when": w}) + "\n" for w, r in entries))
    found = run("diff", "--between", "2026-10-01", "2026-11-01", "--publication", own, "--json")
    assert json.loads(found)["new"] == second
    assert "Nothing changed." in run(
        "diff", "--between", "2026-10-01", "2026-10-19", "--publication", own
    )
    early = run("diff", "--between", "2026-01-01", "2026-11-01", "--publication", own, code=2)
    assert "2026-01-01" in early
    run("diff", "--between", "yesterday", "2026-11-01", "--publication", own, code=2)
    assert "SAM-L006" in run("diff", "2020-01-01-1-aaaaaaaaaa", "--publication", own, code=1)


def test_a_dataset_may_go_and_a_first_release_has_nothing_beside_it(tmp_path: Path) -> None:
    town = write_town(tmp_path / "town", BODIES, OFFERS)
    run("build", town)
    assert "SAM-L004" in run("diff", "--publication", town, code=1)
    run("publish", town)
    assert "nothing to compare it with" in run("diff", "--publication", town)
    write_town(town, BODIES, None)
    run("build", town)
    text = run("diff", "--publication", town)
    assert "1 service removed" in text
    assert "diensten.csv: file gone" in text


def test_a_patch_is_written_beside_counts(town: Path, tmp_path: Path) -> None:
    patch = tmp_path / "change.ru"
    text = run("diff", "--publication", town, "--public", "--patch", patch)
    assert str(patch) in text
    said = patch.read_text(encoding="utf-8")
    assert "INSERT DATA" in said and "Harmonie De Eendracht" in said
    assert '"Harmonie"' not in said and "014 10 00 02" not in said


def test_a_release_tells_what_changed_since_what_was_published_before_it(tmp_path: Path) -> None:
    town = write_town(tmp_path / "town")
    run("build", town)
    settings = town / "samenspel.toml"
    for day, rows in (("02", [*BODIES, CLUB]), ("03", [*BODIES, CLUB, "4,Fanfare,014 10 00 04"])):
        write_town(town, rows)
        dated = settings.read_text(encoding="utf-8").replace("2026-01-15", f"2026-02-{day}")
        settings.write_text(dated, encoding="utf-8")
        run("build", town)
    first, second, third = sorted(p.name for p in (town / ".samenspel/releases").iterdir())
    run("publish", town, "--release", first)
    run("publish", town, "--release", second)  # built beside nothing
    sealed = json.loads((town / ".samenspel/current/difference.json").read_text(encoding="utf-8"))
    assert sealed["old"] == first
    released = json.loads(run("releases", "list", "--publication", town, "--json"))
    assert third in json.dumps(released) and second not in json.dumps(released)
    run("publish", town, "--release", third)
    current = (town / ".samenspel/current").resolve()
    told = json.loads((current / "difference.json").read_text(encoding="utf-8"))
    assert told["old"].startswith(second.rpartition("-")[0]) and told["old"] != first
    classes = [one for dataset in told["datasets"] for one in dataset["classes"]]
    assert [(one["added"], one["removed"]) for one in classes] == [(1, 0)]
    assert run("releases", "verify", current.name, "--publication", town)
    found = json.loads(run("diff", "--publication", town, "--public", "--json"))
    assert found == {**told, "new": current.name}
