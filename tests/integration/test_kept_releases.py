"""Going back, listing, verifying and pruning, as who operates a publication does it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from club_case import BASE, MAPPING
from command import run
from publishing import configure, publish

from kg.errors import ReleaseError
from kg.release.release import Release
from kg.release.verification import faults_of
from kg.store.scan import scan


@pytest.fixture(scope="module")
def dorp(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    folder = tmp_path_factory.mktemp("dorp")
    (folder / "club.yml").write_text(MAPPING, encoding="utf-8")
    made = []
    for day, name in enumerate(("Harmonie", "Fanfare", "Schaakclub"), start=16):
        configure(folder, BASE, "club", modified=f"2026-01-{day}")
        (folder / "club.csv").write_text(f"nr,naam\n7,{name}\n", encoding="utf-8")
        made.append(publish(folder).name)
    return folder, made


@pytest.fixture
def copy(dorp: tuple[Path, list[str]], tmp_path: Path) -> tuple[Path, list[str]]:
    folder = tmp_path / "dorp"
    shutil.copytree(dorp[0], folder, symlinks=True)
    return folder, dorp[1]


def current(folder: Path) -> str:
    return (folder / ".samenspel" / "current").resolve().name


def test_going_back_goes_on_back_and_ends_at_the_first(copy: tuple[Path, list[str]]) -> None:
    folder, (one, two, three) = copy
    assert current(folder) == three
    assert two in run("rollback", folder, "--reason", "de namen klopten niet")
    told = json.loads(run("rollback", folder, "--json"))
    assert told["release"] == one == current(folder)
    assert "SAM-L023" in run("rollback", folder, code=1)
    run("rollback", folder, "--release", three)
    assert current(folder) == three
    shown = run("releases", "show", two, "--publication", folder)
    assert "de namen klopten niet" in shown
    log = json.loads(run("releases", "show", two, "--publication", folder, "--json"))["log"]
    assert [entry["verb"] for entry in log] == ["publish", "rollback"]
    assert "SAM-L006" in run("rollback", folder, "--release", "2020-01-01-1-aaaa", code=1)


def test_list_says_which_is_published_and_which_was_before(copy: tuple[Path, list[str]]) -> None:
    folder, (one, two, three) = copy
    told = json.loads(run("releases", "list", "--publication", folder, "--json"))
    assert [(r["id"], r["published"], r["before"]) for r in told] == [
        (one, False, False),
        (two, False, True),
        (three, True, False),
    ]
    (folder / ".samenspel/releases" / one / "manifest.json").unlink()
    told = json.loads(run("releases", "--publication", folder, "--json"))
    assert "no sealed release" in told[0]["problem"]
    assert one in run("releases", "--publication", folder)


@pytest.mark.parametrize("kind", ["sst", "gz", "manifest.json", "gone", "extra"])
def test_verify_names_the_file_that_is_damaged(copy: tuple[Path, list[str]], kind: str) -> None:
    folder, (one, _, three) = copy
    release = folder / ".samenspel/releases" / one
    if kind == "extra":
        victim = release / "store" / "more"
        victim.write_bytes(b"")
    else:
        found = [path for path in release.rglob("*") if path.is_file()]
        ends = "json" if kind == "gone" else kind
        victim = next(
            path for path in found if path.name.endswith(ends) and "findings" not in path.name
        )
        victim.chmod(0o644)
        data = bytearray(victim.read_bytes())
        data[len(data) // 2] ^= 1
        victim.write_bytes(data)
        if kind == "gone":
            victim.unlink()
    told = run("releases", "verify", one, three, "--publication", folder, code=1)
    assert victim.name in told or (kind == "manifest.json" and "SAM-L00" in told)
    if kind != "manifest.json":
        assert f"{three} is whole" in told


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_a_byte_that_changes_is_seen_in_each_file_of_the_store(
    copy: tuple[Path, list[str]], share: float
) -> None:
    """Also in those of an index that no walk through all quads reads."""
    folder, (one, _, _) = copy
    release = folder / ".samenspel/releases" / one
    files = sorted(path for path in release.rglob("*") if path.is_file())
    victims = [path for path in files if path.name != "manifest.json"]
    assert len([path for path in victims if path.suffix == ".sst"]) > 5
    for path in victims:
        path.chmod(0o644)
        data = bytearray(path.read_bytes())
        if data:
            data[int((len(data) - 1) * share)] ^= 1
        path.write_bytes(data or b"0")
    told = json.loads(
        run("releases", "verify", one, "--publication", folder, "--json", code=1, lang="en")
    )
    wanted = {f"{path.relative_to(release)} is not as it was sealed" for path in victims}
    assert wanted <= set(told[one])


@pytest.mark.parametrize("bit", [1, 128])
def test_a_byte_that_changes_in_a_manifest_is_told_and_nothing_else_fails(
    copy: tuple[Path, list[str]], bit: int
) -> None:
    folder, (one, _, _) = copy
    release = folder / ".samenspel/releases" / one
    manifest = release / "manifest.json"
    manifest.chmod(0o644)
    sealed = manifest.read_bytes()
    keys = [found.start(1) for found in re.finditer(rb'^ "(\w+)":', sealed, re.MULTILINE)]
    for place in (0, *keys, len(sealed) - 1):
        data = bytearray(sealed)
        data[place] ^= bit
        manifest.write_bytes(data)
        try:
            faults = faults_of(Release.open(release))
        except ReleaseError as error:
            assert error.code in ("SAM-L002", "SAM-L020"), place
        else:
            assert faults == ["manifest.json is not as it was sealed"], place


def test_all_quads_of_a_store_are_counted(dorp: tuple[Path, list[str]], tmp_path: Path) -> None:
    folder, made = dorp
    release = folder / ".samenspel/releases" / made[0]
    manifest = json.loads((release / "manifest.json").read_text())
    count, why = scan(release / "store")
    assert (count, why) == (manifest["quads"] + manifest["statements"], None)
    assert scan(tmp_path)[1] is not None
    assert scan(release / "store", longest=0.001)[1] is not None


def test_pruning_says_what_it_would_do_and_does_it(copy: tuple[Path, list[str]]) -> None:
    folder, (one, two, _) = copy
    with (folder / "samenspel.toml").open("a") as file:
        file.write("[retention]\nlast = 1\nmonths = 0\n")
    would = json.loads(run("releases", "prune", "--publication", folder, "--dry-run", "--json"))
    assert would["gone"] == [one]
    assert (folder / ".samenspel/releases" / one).is_dir()
    assert one in run("releases", "prune", "--publication", folder)
    assert not (folder / ".samenspel/releases" / one).exists()
    assert json.loads(run("rollback", folder, "--json"))["release"] == two
    assert current(folder) == two


@pytest.mark.parametrize(
    "words", [["list", "x"], ["prune", "x"], ["show", "x", "y"], ["verify", "--dry-run"]]
)
def test_what_an_action_does_not_take_is_refused(
    dorp: tuple[Path, list[str]], words: list[str]
) -> None:
    run("releases", *words, "--publication", dorp[0], code=2)
