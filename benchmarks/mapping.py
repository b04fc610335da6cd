"""Mapping beside its peers and beside plain bulk load, as ratios in the same run.

python -m benchmarks.mapping [PEERS [command]]

PEERS is a folder with the environments `morph` and `rdfizer`; with `command` only what users run is
measured, for which `morph` is enough.
The peers need other versions of our own dependencies, so each lives in an environment of its own
(`python -m venv PEERS/morph` and so on, with morph-kgc and rdfizer). Without them only our own
figures are made.
"""

from __future__ import annotations

import compileall
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import benchmarks
import kg
from benchmarks.measure import Usage, medians, run, show
from benchmarks.rml_case import write_case

PYTHON = [sys.executable, "-P"]
ROUNDS = 3
MORPH = """\
[CONFIGURATION]
output_file: {output}
output_format: N-TRIPLES
number_of_processes: 2
[case]
mappings: {case}/legacy.ttl
"""
RDFIZER = """\
[default]
main_directory: {case}
[datasets]
number_of_datasets: 1
output_folder: {folder}
all_in_one_file: yes
remove_duplicate: yes
enrichment: yes
name: out
ordered: yes
large_file: false
[dataset1]
name: case
mapping: {case}/legacy.ttl
"""


def main(peers: Path | None = None, only: str = "") -> None:
    """Measure in turns and print ratios; with `only` "command" that of the command alone."""
    # Peers are installed with their byte code; a checkout may have none.
    for package in (kg, benchmarks):
        compileall.compile_dir(Path(package.__file__ or "").parent, quiet=1)
    with tempfile.TemporaryDirectory(prefix="samenspel-bench-") as folder:
        place = Path(folder)
        if peers is not None:
            _commands(place, 300_000, peers)
        if only == "command":
            return
        for rows in (100_000, 300_000, 1_000_000):
            write_case(place / str(rows), rows)
        if peers is not None:
            _peer(place, 300_000, "morph-kgc", lambda case: _morph(place, case, peers))
            _peer(place, 100_000, "SDM-RDFizer", lambda case: _rdfizer(place, case, peers))
        _growth(place)
        _beside_loading(place)
        _ten_sources(place)


def _map(place: Path, case: Path, *options: str) -> Usage:
    shutil.rmtree(place / "work", ignore_errors=True)
    command = [*PYTHON, "-m", "benchmarks.map_once", str(case), str(place / "work"), *options]
    return run(command, log=place / "map.log")


def _morph(place: Path, case: Path, peers: Path) -> tuple[Usage, Path]:
    output, config = place / "morph.nt", place / "morph.ini"
    config.write_text(MORPH.format(output=output, case=case), encoding="utf-8")
    command = [str(peers / "morph" / "bin" / "python"), "-m", "morph_kgc", str(config)]
    return run(command, log=place / "morph.log", folder=case), output


def _rdfizer(place: Path, case: Path, peers: Path) -> tuple[Usage, Path]:
    folder, config = place / "rdfizer", place / "rdfizer.ini"
    config.write_text(RDFIZER.format(folder=folder, case=case), encoding="utf-8")
    command = [str(peers / "rdfizer" / "bin" / "python"), "-m", "rdfizer", "-c", str(config)]
    return run(command, log=place / "rdfizer.log", folder=case), folder / "out.nt"


def _peer(place: Path, rows: int, name: str, peer: Callable[[Path], tuple[Usage, Path]]) -> None:
    case = place / str(rows)
    ours: list[Usage] = []
    theirs: list[Usage] = []
    output = place
    for _ in range(ROUNDS):
        ours.append(_map(place, case, "--plain"))
        usage, output = peer(case)
        theirs.append(usage)
    _map(place, case, "--plain", "--output")
    same = _digest(place / "work" / "out.nq") == _digest(output)
    us, them = medians(ours), medians(theirs)
    show(
        f"{rows:,} rows beside {name}, medians of {ROUNDS}; sorted output equal: {same}",
        ("", "wall s", "CPU s", "peak MiB", "CPU ratio"),
        [
            ("Samenspel", us.wall, us.cpu, us.rss, us.cpu / them.cpu),
            (name, them.wall, them.cpu, them.rss, 1.0),
        ],
    )


def _commands(place: Path, rows: int, peers: Path) -> None:
    """`samenspel map` as users run it: findings and sorted, unique lines included."""
    table: list[tuple[object, ...]] = []
    for values, as_delivered in (("canonical", False), ("as delivered", True)):
        case, output = place / values, place / "map.nq"
        write_case(case, rows, as_delivered=as_delivered)
        verb = [*PYTHON, "-c", "from kg.cli import main; main()", "map", str(case / "today.ttl")]
        ours: list[Usage] = []
        theirs: list[Usage] = []
        for _ in range(ROUNDS):
            ours.append(run([*verb, "--output", str(output)], log=place / "map.log"))
            usage, peer = _morph(place, case, peers)
            theirs.append(usage)
        us, them = medians(ours), medians(theirs)
        # Decimals that are not canonical are copied by the peer.
        same = "equal" if _digest(output) == _digest(peer) else "differs"
        table.append((values, "samenspel map", us.wall, us.cpu, us.rss, us.cpu / them.cpu, same))
        table.append((values, "morph-kgc", them.wall, them.cpu, them.rss, 1.0, ""))
    show(
        f"{rows:,} rows, `samenspel map` as a whole, medians of {ROUNDS}",
        ("values", "", "wall s", "CPU s", "peak MiB", "CPU ratio", "output"),
        table,
    )


def _digest(path: Path) -> str:
    """A hash of the sorted lines, made outside: what this process holds counts for its children."""
    script = 'LC_ALL=C sort -u "$1" | sed "s/ *[.]$/ ./" | sha256sum'
    command = ["bash", "-c", script, "-", str(path)]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


def _growth(place: Path) -> None:
    table = []
    first: Usage | None = None
    for rows in (100_000, 300_000, 1_000_000):
        usage = medians([_map(place, place / str(rows), "--plain") for _ in range(ROUNDS)])
        first = first or usage
        per_row = usage.cpu / rows / (first.cpu / 100_000)
        table.append(
            (f"{rows:,}", usage.wall, usage.cpu, usage.rss, per_row, usage.rss / first.rss)
        )
    header = ("rows", "wall s", "CPU s", "peak MiB", "CPU a row, ratio", "memory ratio")
    show("Mapping alone as data grows", header, table)


def _beside_loading(place: Path) -> None:
    case, quads = place / "1000000", place / "all.nq"
    _map(place, case, "--plain", "--output")
    shutil.move(place / "work" / "out.nq", quads)
    sides: dict[str, list[Usage]] = {"bulk load": [], "map + load": [], "with findings": []}
    for _ in range(ROUNDS):
        sides["bulk load"].append(_load(place, quads))
        sides["map + load"].append(_map(place, case, "--plain", "--load"))
        sides["with findings"].append(_map(place, case, "--load"))
    quads.unlink()
    floor = medians(sides["bulk load"])
    table = []
    for name, runs in sides.items():
        usage = medians(runs)
        ratios = (usage.wall / floor.wall, usage.cpu / floor.cpu)
        table.append((name, usage.wall, usage.cpu, usage.rss, *ratios))
    header = ("", "wall s", "CPU s", "peak MiB", "wall ratio", "CPU ratio")
    show(f"1,000,000 rows into a store on disk, medians of {ROUNDS}", header, table)


def _ten_sources(place: Path) -> None:
    case, quads = place / "100000", place / "ten.nq"
    _map(place, case, "--plain", "--output", "--times", "10")
    shutil.move(place / "work" / "out.nq", quads)
    floor: list[Usage] = []
    ours: list[Usage] = []
    for _ in range(ROUNDS):
        floor.append(_load(place, quads))
        ours.append(_map(place, case, "--plain", "--load", "--times", "10"))
    them, us = medians(floor), medians(ours)
    show(
        f"Ten sources of a million quads, medians of {ROUNDS}",
        ("", "wall s", "CPU s", "peak MiB", "wall ratio"),
        [
            ("bulk load of one file", them.wall, them.cpu, them.rss, 1.0),
            ("map + load", us.wall, us.cpu, us.rss, us.wall / them.wall),
        ],
    )


def _load(place: Path, quads: Path) -> Usage:
    store = place / "floor"
    shutil.rmtree(store, ignore_errors=True)
    command = [*PYTHON, "-m", "benchmarks.floor_load", str(quads), str(store)]
    return run(command, log=place / "floor.log")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else None, *sys.argv[2:3])
