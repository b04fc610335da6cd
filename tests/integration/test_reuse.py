"""Datasets that did not change are not mapped again, and what is made is the same to the byte.

SAMENSPEL_CHANGES says how many random changes are made (12 without it).
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from command import run
from publishing import configure
from reuse_case import PublicationModel

from kg.inference.expressions import Tbox
from kg.model.terms import VOCABULARY_GRAPH
from kg.release.assemble import Assembler, no_progress
from kg.release.configuration import open_publication
from kg.release.trace import write_trace
from kg.resources import vocabulary_files

BASE = "https://hergebruik.example.be/"
MAPPING = """\
prefixes: {{ex: "https://hergebruik.example.be/id/"}}
mappings:
  {name}:
    sources: [["sources/{name}.csv~csv"]]
    s: ex:{name}/$(nr)
    po:
      - [a, foaf:Group]
      - [skos:prefLabel, $(naam), nl~lang]
      - [dct:issued, $(sinds), xsd:date]
"""
CHANGES = int(os.environ.get("SAMENSPEL_CHANGES", "12"))
EACH = 20
"""Changes of one history: they end up in a test each, so that these run side by side."""


@dataclass(frozen=True)
class Mapped:
    """What the stages of a build up to loading gave."""

    files: dict[str, bytes]
    said: list[object]
    reused: list[str]


@dataclass(frozen=True)
class Vocabulary:
    """What every build reads of the vocabulary."""

    tbox: Tbox
    lines: Path


@pytest.fixture(scope="module")
def vocabulary(tmp_path_factory: pytest.TempPathFactory) -> Vocabulary:
    tbox, work = Tbox.read(vocabulary_files()), tmp_path_factory.mktemp("vocabulary")
    model, folder = PublicationModel(0), work / "publication"
    folder.mkdir()
    model.write(folder)
    assembler = Assembler(open_publication(folder), work, no_progress, work)
    assembler.vocabulary()
    assembler.connection.close()
    return Vocabulary(tbox, assembler.loadable[VOCABULARY_GRAPH])


@pytest.mark.parametrize("seed", range(-(-CHANGES // EACH)))
def test_what_is_reused_is_as_in_a_full_build(
    seed: int, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    model, kept = PublicationModel(seed), tmp_path / "kept"
    folder, reused = tmp_path / "publication", set[str]()
    for number in range(min(EACH, CHANGES)):
        what = model.change() if number else "first"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        model.write(folder)
        again = mapped(folder, tmp_path / "again", kept=kept, vocabulary=vocabulary)
        whole = mapped(folder, tmp_path / "whole", kept=None, vocabulary=vocabulary)
        assert again.files == whole.files, what
        assert again.said == whole.said, what
        assert not whole.reused
        reused |= {each.kind for each in model.datasets if each.name in again.reused}
    assert len(reused) > 2  # else there was nothing to compare


def mapped(folder: Path, work: Path, *, kept: Path | None, vocabulary: Vocabulary) -> Mapped:
    """Map a publication up to where its lines are loaded."""
    work.mkdir()
    assembler = Assembler(open_publication(folder), work, no_progress, work)
    assembler.__dict__["tbox"] = vocabulary.tbox
    assembler.loadable[VOCABULARY_GRAPH] = vocabulary.lines
    assembler.mapper.keep_in(kept)
    try:
        assembler.map_datasets()
        assembler.protect(None)
        assembler.compare_keys()
        assembler.compare_lists()
        write_trace(assembler.connection, assembler.mapped, folder=work / "provenance")
    finally:
        assembler.connection.close()
    result = assembler.result
    lines = {name: path.read_bytes() for name, path in result.lines.items()}
    origins = {path.name: path.read_bytes() for path in (work / "provenance").iterdir()}
    said = [result.findings, result.rows, result.sources, result.notes, result.quads]
    shutil.rmtree(work)
    return Mapped({**lines, **origins}, [repr(each) for each in said], result.reused)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A publication of two datasets that were built once."""
    folder = tmp_path_factory.mktemp("reuse") / "dorp"
    (folder / "sources").mkdir(parents=True)
    configure(folder, BASE, "club", "school")
    for name in ("club", "school"):
        (folder / f"{name}.yml").write_text(MAPPING.format(name=name), encoding="utf-8")
        change(folder, name, "Harmonie")
    told = json.loads(run("build", folder, "--json"))
    assert told["reused"] == []
    return folder


@pytest.fixture
def town(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "dorp", symlinks=True))


def change(folder: Path, name: str, label: str) -> None:
    rows = f"nr,naam,sinds\n1,{label},2001-02-03\n2,Fanfare,geen dag\n"
    (folder / "sources" / f"{name}.csv").write_text(rows, encoding="utf-8")


def kept(folder: Path) -> dict[Path, bytes]:
    state = folder / ".samenspel"
    return {path: path.read_bytes() for path in state.glob("mapped/**/*") if path.is_file()}


def graphs(release: Path) -> dict[str, str]:
    manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    return {graph["id"]: graph["hash"] for graph in manifest["graphs"]}


def test_a_build_says_what_it_did_not_map_again_and_makes_the_same_release(
    town: Path, tmp_path: Path
) -> None:
    change(town, "school", "De Brug")
    told = run("build", town)
    assert "Not mapped again, since nothing changed of it: club\n" in told
    again = json.loads(run("build", town, "--anew", "--json"))
    assert again["reused"] == ["club", "school"] and again["seconds"]["map"] > 0
    whole = json.loads(run("build", town, "--json", "--state", tmp_path / "fresh"))
    assert whole["reused"] == []
    one = town / ".samenspel/releases" / again["release"]
    other = tmp_path / "fresh/.samenspel/releases" / whole["release"]
    assert graphs(one) == graphs(other)
    for name in ("findings.json", "provenance/rows.parquet", "provenance/quads.parquet"):
        assert (one / name).read_bytes() == (other / name).read_bytes()
    reports = [path.parents[1] / f"reports/{path.name}.json" for path in (one, other)]
    assert reports[0].read_bytes() == reports[1].read_bytes()


def test_what_is_kept_is_for_its_owner_and_of_this_month_only(town: Path) -> None:
    before = kept(town)
    for path in before:
        assert path.stat().st_mode & 0o077 == 0 and path.parent.stat().st_mode & 0o077 == 0
    change(town, "school", "De Brug")
    run("build", town)
    after = kept(town)
    assert len(after) == len(before) and len(set(after) & set(before)) == len(before) // 2


def test_what_is_not_whole_any_more_is_mapped_again(town: Path) -> None:
    wanted = kept(town)
    for name in ("lines.nq", "record.json", "made.parquet"):
        path = next(path for path in wanted if path.name == name)
        path.write_bytes(wanted[path][: len(wanted[path]) // 2])
        told = json.loads(run("build", town, "--anew", "--json"))
        assert len(told["reused"]) == 1, path
        assert path.read_bytes() == wanted[path]


def test_a_build_that_was_killed_leaves_no_half_of_it(town: Path) -> None:
    (folder,) = (p.parent for p in kept(town) if p.name == "lines.nq" and b"club" in p.read_bytes())
    half = folder.with_name(f".{folder.name}")
    folder.rename(half)
    assert json.loads(run("build", town, "--anew", "--json"))["reused"] == ["school"]
    assert folder.is_dir() and not half.exists()


def test_of_a_dataset_with_personal_data_nothing_is_kept(town: Path) -> None:
    change(town, "school", "85.07.30-033.28")
    run("build", town)
    assert len({path.parent for path in kept(town)}) == 1
    assert not any(b"85.07.30" in data for data in kept(town).values())
    assert json.loads(run("build", town, "--anew", "--json"))["reused"] == ["club"]


@pytest.mark.parametrize("way", [(), ("--erase",)])
def test_what_leaves_is_kept_no_longer(town: Path, way: tuple[str, ...]) -> None:
    run("publish", town)
    run("withdraw", f"{BASE}id/club/1", "--publication", town, "--reason", "Opgeheven.", *way)
    assert not kept(town)
    change(town, "school", "De Brug")
    run("build", town)
    assert not any(b"id/club/1" in data for data in kept(town).values())
