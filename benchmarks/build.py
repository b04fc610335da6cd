"""A whole build beside plain bulk load of the same quads, and where its CPU samples fall.

python -m benchmarks.build [ROWS] [ROUNDS]
"""

from __future__ import annotations

import compileall
import gzip
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

import kg
from benchmarks.measure import Usage, medians, run, show
from benchmarks.municipal import write_publication
from kg.release.disposal import remove
from kg.release.release import Release

DATASETS = 10
PYTHON = [sys.executable, "-P"]
SAMENSPEL = str(Path(sys.executable).with_name("samenspel"))
PY_SPY = str(Path(sys.executable).with_name("py-spy"))


def main(rows: int = 100_000, rounds: int = 3) -> None:
    """Measure in turns and print ratios; the default graph is in the build and not in the load."""
    compileall.compile_dir(Path(kg.__file__ or "").parent, quiet=1)  # as an installation has it
    with tempfile.TemporaryDirectory(prefix="samenspel-bench-") as folder:
        place = Path(folder)
        write_publication(place / "publication", rows, DATASETS)
        release = _build(place, place / "first")[1]
        quads = place / "all.nq"
        _unpack(release, quads)
        sides: dict[str, list[Usage]] = {"build": [], "bulk load": [], "bulk load + optimise": []}
        stages: list[dict[str, float]] = []
        for _ in range(rounds):
            usage, built = _build(place, place / "again")
            sides["build"].append(usage)
            stages.append(built.manifest["seconds"])
            sides["bulk load"].append(_load(place, quads))
            sides["bulk load + optimise"].append(_load(place, quads, "--optimise"))
        _report(rows, release.manifest["quads"], sides, stages)
        _report_no_change(place, medians(sides["build"]), rounds)
        _report_one_change(place, medians(sides["build"]), rounds)
        _profile(place)
        remove(place / "first")


def _build(place: Path, state: Path) -> tuple[Usage, Release]:
    remove(state)
    command = [SAMENSPEL, "build", str(place / "publication"), "--state", str(state)]
    usage = run(command, log=place / "build.log")
    (folder,) = (state / ".samenspel" / "releases").iterdir()
    release = Release.open(folder)
    if state.name == "again":
        remove(state)
    return usage, release


def _load(place: Path, quads: Path, *options: str) -> Usage:
    store = place / "floor"
    shutil.rmtree(store, ignore_errors=True)
    command = [*PYTHON, "-m", "benchmarks.floor_load", str(quads), str(store), *options]
    return run(command, log=place / "floor.log")


def _unpack(release: Release, target: Path) -> None:
    with target.open("wb") as out:
        for graph in release.graphs:
            with gzip.open(release.path / graph["dump"], "rb") as file:
                shutil.copyfileobj(file, out)


def _report(
    rows: int, quads: int, sides: dict[str, list[Usage]], stages: list[dict[str, float]]
) -> None:
    floor = medians(sides["bulk load"])
    table = []
    for name, runs in sides.items():
        usage = medians(runs)
        ratios = (usage.wall / floor.wall, usage.cpu / floor.cpu, usage.rss / floor.rss)
        table.append((name, usage.wall, usage.cpu, usage.rss, *ratios))
    show(
        f"{rows:,} source rows, {quads:,} quads, medians of {len(stages)}",
        ("", "wall s", "CPU s", "peak MiB", "wall ratio", "CPU ratio", "peak ratio"),
        table,
    )
    names = list(stages[0])
    middle = {name: sorted(s[name] for s in stages)[len(stages) // 2] for name in names}
    total = sum(middle.values())
    show(
        "Stages of the build",
        ("stage", "wall s", "share %", "ratio to bulk load"),
        [(n, middle[n], 100 * middle[n] / total, middle[n] / floor.wall) for n in names],
    )


def _report_no_change(place: Path, built: Usage, rounds: int) -> None:
    """Build once more beside the release that is there: nothing changed, and none is made."""
    command = [SAMENSPEL, "build", str(place / "publication"), "--state", str(place / "first")]
    again = medians([run(command, log=place / "build.log") for _ in range(rounds)])
    assert len(list((place / "first" / ".samenspel" / "releases").iterdir())) == 1
    show(
        "Nothing changed, beside a whole build",
        ("", "wall s", "CPU s", "CPU ratio"),
        [("nothing changed", again.wall, again.cpu, again.cpu / built.cpu)],
    )


def _report_one_change(place: Path, built: Usage, rounds: int) -> None:
    """Change a row of one dataset and build beside the release that is there."""
    state = place / "first"
    command = [SAMENSPEL, "build", str(place / "publication"), "--state", str(state)]
    source = place / "publication" / "sources" / "organisaties-0.csv"
    runs, whole = [], source.read_text(encoding="utf-8").splitlines(keepends=True)
    for number in range(rounds):
        source.write_text("".join(whole[: -1 - number]), encoding="utf-8")
        runs.append(run(command, log=place / "build.log"))
    again = medians(runs)
    told = (place / "build.log").read_text(encoding="utf-8")
    assert all(f"gemeente-{number}" in told for number in range(1, DATASETS)), told
    show(
        f"One of {DATASETS} datasets changed, beside a whole build",
        ("", "wall s", "CPU s", "CPU ratio"),
        [("one dataset changed", again.wall, again.cpu, again.cpu / built.cpu)],
    )


def _profile(place: Path) -> None:
    """Sample the build with native frames: how often is Python code of `kg` itself running?"""
    raw = place / "profile.raw"
    state = place / "profiled"
    build = [SAMENSPEL, "build", str(place / "publication"), "--state", str(state)]
    command = [PY_SPY, "record", "--native", "--rate", "50", "--format", "raw"]
    run([*command, "--output", str(raw), "--", sys.executable, *build], log=place / "py-spy.log")
    remove(state)
    samples, own, where = 0, 0, Counter[str]()
    for line in raw.read_text(encoding="utf-8").splitlines():
        stack, _, count = line.rpartition(" ")
        frames = stack.split(";")
        samples += int(count)
        ours = [frame for frame in frames if "(kg/" in frame or "/kg/" in frame]
        if ours:
            where[ours[-1].split(" (")[0]] += int(count)
        if ours and frames[-1] == ours[-1]:
            own += int(count)
    show(
        "CPU samples by the function of kg they are under",
        ("function", "share %"),
        [(name, 100 * count / samples) for name, count in where.most_common(8)],
    )
    print(f"In kg's own Python code: {100 * own / samples:.1f} % of {samples} samples")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:3]))
