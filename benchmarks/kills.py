"""Kills verbs at random moments, and looks each time whether anything is half.

`python -m benchmarks.kills [TIMES] [SEED] [MINUTES]` walks through verbs that write, by chance, in
a small publication that a server serves and a reader asks all the time. The whole process group of
a verb is killed (SIGKILL): half of the times after a random time, half of them before a random one
of its changes to the file system, since what matters takes microseconds. Then the same verb, or
another, runs to its end. What must hold is in `Walk.look`, `look_at_rest` and `look_at_server`.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from benchmarks import measure
from benchmarks.kills_reader import BASE, ORG, ask, read, served
from kg.cli import main as samenspel
from kg.release.release import Release

SIZE = 30
_CHANGES = {
    f"os.{name}" for name in ("rename", "remove", "rmdir", "mkdir", "symlink", "link", "chmod")
} | {"open"}
_WRITES = os.O_WRONLY | os.O_RDWR
STEPS = 12
"""Kills before the publication is made anew."""
VERBS = ("build", "publish", "accept", "rollback", "withdraw", "erase", "replace", "prune")
CONFIG = """base = "{base}"
languages = ["nl"]
title.nl = "Proef"
publisher.iri = "{base}id/organisation/uitgever"
publisher.name.nl = "Uitgever"
[retention]
last = 2
months = 0
[[dataset]]
id = "club"
title.nl = "club"
description.nl = "Een proef."
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
legal_basis = "geen"
contact = "dienst"
review = "2090-06-30"
modified = "{day}"
mappings = ["club.yml"]
"""
MAPPING = """prefixes: {ex: "https://dorp.example.org/id/organisation/"}
mappings:
  club:
    sources: [[club.csv~csv]]
    s: ex:$(nr)
    po:
      - [a, sam:Organisation]
      - [skos:prefLabel, $(naam), nl~lang]
      - p: skos:related
        o: {value: "ex:$(bij)", type: iri}
"""


def iri(number: int) -> str:
    """The address of an organisation."""
    return f"{ORG}n{number}z"


def label(number: int) -> str:
    """What only this organisation is called."""
    return f"Vereniging-{number * 7919}"


@dataclass
class Counts:
    """What happened to a verb."""

    runs: int = 0
    killed: int = 0
    finished: int = 0
    """How often the first verb after a kill finished an agenda or found leftovers."""
    faults: list[str] = field(default_factory=list)


def count_changes(at: int) -> list[str]:
    """Count changes of files outside the staging folder from now on, and die before the `at`th."""
    changes = list[str]()

    def note(event: str, arguments: tuple[object, ...]) -> None:
        if event in _CHANGES:
            writes = event != "open" or bool(int(str(arguments[2] or 0)) & _WRITES)
            if writes and not any("/staging/" in str(one) for one in arguments):
                changes.append(event)
                if len(changes) == at:
                    os.killpg(0, signal.SIGKILL)

    sys.addaudithook(note)
    return changes


class Walk:
    """A publication with a server, through which verbs are run and killed."""

    def __init__(
        self, folder: Path, chance: random.Random, longest: dict[str, tuple[float, int]]
    ) -> None:
        self.folder, self.chance, self.longest = folder, chance, longest
        self.state = folder / ".samenspel"
        self.round, self.port, self.dropped = 0, 0, set[int]()
        self.left = dict[str, bool]()  # what must be nowhere, and whether it was erased
        self.numbers = list(range(1, SIZE))
        chance.shuffle(self.numbers)

    def prepare(self) -> None:
        """Publish twice, so that there is something to go back to."""
        (self.folder / "club.yml").write_text(MAPPING, encoding="utf-8")
        for _ in range(2):
            self.write()
            self.run("build", self.folder)
            self.run("publish", self.folder)

    def write(self) -> None:
        """The source of the next month."""
        self.round += 1
        text = CONFIG.format(base=BASE, day=date(2026, 1, 1) + timedelta(self.round))
        (self.folder / "samenspel.toml").write_text(text, encoding="utf-8")
        with (self.folder / "club.csv").open("w", newline="", encoding="utf-8") as file:
            out = csv.writer(file)
            out.writerow(("nr", "naam", "bij"))
            for number in sorted(set(range(SIZE)) - self.dropped):
                next_one = (number + 1) % SIZE
                out.writerow((f"n{number}z", f"{label(number)} {self.round}", f"n{next_one}z"))

    def command(self, verb: str) -> list[object]:
        """The command of a verb, after what it needs."""
        self.dropped.clear()
        if verb in ("rollback", "publish", "build"):
            if verb != "rollback":
                self.write()
            if verb == "publish":
                self.run("build", self.folder)
            return [verb, self.folder]
        if verb == "prune":
            return ["releases", "prune", "--publication", self.folder]
        number = self.numbers.pop()
        if verb == "accept":
            self.dropped.add(number)
            self.write()
            self.run("build", self.folder)
            told = json.loads(self.run("publish", self.folder, "--json", codes=(0, 1)))
            found = [one["fingerprint"] for one in told.get("before_publishing", [])]
            options = [option for one in found for option in ("--accept", one)]
            why = ("--why", "Ze bestaat niet meer.") if options else ()
            return ["publish", self.folder, *options, *why]
        own: list[object] = [verb if verb == "replace" else "withdraw", iri(number)]
        more = {"withdraw": ["--reason", "dubbel"], "erase": ["--erase"], "replace": [iri(0)]}
        return [*own, *more[verb], "--publication", self.folder]

    def run(self, *command: object, codes: Sequence[int] = (0,)) -> str:
        """Run a verb to its end, with one of these exit codes; what it says."""
        pid, out = self.start(command)
        _, status = os.waitpid(pid, 0)
        said = out.read_text(encoding="utf-8")
        if os.waitstatus_to_exitcode(status) not in codes:
            raise AssertionError(f"{command[0]} ended with {status}: {said[-1500:]}")
        return said

    def start(self, command: Sequence[object], *, at: int = 0) -> tuple[int, Path]:
        """Start a verb in a process group of its own, to end before its `at`th change of files."""
        out = self.folder.with_name(f"{self.folder.name}.said")
        pid = os.fork()
        if pid:
            return pid, out
        os.setsid()
        log = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        for stream in (1, 2):
            os.dup2(log, stream)
        sys.argv = ["samenspel", *map(str, command)]
        changes = count_changes(at)
        status = 3
        try:
            samenspel()
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 1
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            out.with_suffix(".changes").write_text(str(len(changes)), encoding="ascii")
            os._exit(status)

    def kill(self, verb: str, command: Sequence[object]) -> bool:
        """Run a verb and kill its group at some moment; false when it was done before."""
        seconds, changes = self.longest.get(verb, (0.0, 0))
        by_time = not changes or self.chance.random() < 0.5
        moment = self.chance.uniform(0.0, seconds) if seconds and by_time else 600.0
        at = 0 if by_time else self.chance.randint(1, changes)
        started = time.monotonic()
        pid, out = self.start(command, at=at)
        while time.monotonic() < started + moment:
            done, status = os.waitpid(pid, os.WNOHANG)
            if done and os.WIFSIGNALED(status):
                return True
            if done:
                if os.waitstatus_to_exitcode(status) not in (0, 1):
                    raise AssertionError(out.read_text(encoding="utf-8")[-1500:])
                counted = int(out.with_suffix(".changes").read_text(encoding="ascii"))
                self.longest[verb] = time.monotonic() - started, counted
                return False
            time.sleep(0.002)
        os.killpg(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        # It may last longer than was thought.
        self.longest[verb] = max(seconds, moment * 1.1), changes
        return True

    def decided(self) -> dict[str, bool]:
        """What is written down as leaving by now; true where it was erased."""
        found = dict[str, bool]()
        agenda = self.state / "leaving.json"
        if agenda.exists():
            told = json.loads(agenda.read_text(encoding="utf-8"))
            found |= {one["iri"]: False for one in told["withdrawals"]}
            found |= dict.fromkeys(told["erasures"], True)
        return found

    def look(self) -> Iterator[str]:
        """What must hold at any moment: the published release opens and is as it was sealed."""
        try:
            damaged = Release.open(self.state / "current").damaged_files()
            if damaged:
                yield f"damaged: {damaged[:3]}"
        except Exception as error:
            yield f"published release does not open: {error}"

    def look_at_rest(self) -> Iterator[str]:
        """What must hold once a verb has ended: nothing is left over, and nothing came back."""
        yield from self.look()
        names = {path.name for path in self.state.iterdir()}
        known = {"current", "published.jsonl", "lock", "erasure.key", "reports", "releases"}
        yield from (f"left over: {n}" for n in names - known - {"cache", "mapped", "trash"})
        trash = self.state / "trash"
        if trash.exists() and any(trash.iterdir()):
            yield "left over: trash is not empty"
        yield from (
            f"left over: {path.name}"
            for path in self.folder.iterdir()
            if path.name.endswith(".new") or (path.name.startswith(".") and path != self.state)
        )
        releases = {path.name: path for path in (self.state / "releases").iterdir()}
        numbers = [name.split("-")[3] for name in releases]
        yield from (f"two of one number: {n}" for n in set(numbers) if numbers.count(n) > 1)
        for name, path in releases.items():
            try:
                damaged = Release.open(path).damaged_files()
                yield from (f"{name} is damaged: {one}" for one in damaged[:1])
            except Exception as error:
                yield f"{name} does not open: {error}"
        for report in (self.state / "reports").glob("*"):
            if report.stem not in releases:
                yield f"left over: report {report.name}"
        yield from self._came_back()

    def look_at_server(self) -> list[str]:
        """What left is not told any more, as soon as the server has seen the new release."""
        end = time.monotonic() + 10
        while back := {one for one, _ in ask(self.port)} & set(self.left):
            if time.monotonic() > end:
                return [f"still served: {sorted(back)}"]
            time.sleep(0.2)
        return []

    def _came_back(self) -> Iterator[str]:
        """Names of what left may be nowhere in the state; addresses of what was erased neither."""
        words = [label(int(one[len(ORG) + 1 : -1])) + " " for one in self.left]
        words += [one for one, erased in self.left.items() if erased]
        for path in self.state.rglob("*"):
            if words and path.is_file():
                data = path.read_bytes()
                data = gzip.decompress(data) if path.suffix == ".gz" else data
                yield from (
                    f"came back: {word} in {path.relative_to(self.state)}"
                    for word in words
                    if word.encode() in data
                )


def step(walk: Walk, verb: str, told: Counts) -> None:
    """One kill, the next verb, and what must hold after both."""
    command = walk.command(verb)
    told.runs += 1
    killed = walk.kill(verb, command)
    told.killed += killed
    told.faults += [f"after the kill: {fault}" for fault in walk.look()]
    decided = walk.decided()
    told.finished += bool(decided) or (walk.state / "staging").exists()
    again = killed and walk.chance.random() < 0.6
    if verb in ("withdraw", "erase") and (again or not killed):
        decided[str(command[1])] = verb == "erase"
    # What was done when it was killed may be refused now: to replace twice, to go back further.
    walk.run(*(command if again else walk.command("prune")), codes=(0, 1, 2) if again else (0,))
    walk.left |= decided
    told.faults += walk.look_at_rest()


def kill_verbs(times: int, chance: random.Random, work: Path, *, until: float) -> dict[str, Counts]:
    """Kill verbs so many times, or `until` a moment (monotonic seconds); what happened, by verb."""
    counts, longest = {verb: Counts() for verb in VERBS}, dict[str, tuple[float, int]]()
    seed = Walk(work / "seed", chance, longest)
    seed.folder.mkdir()
    seed.prepare()
    done = answers = 0
    while done < times and time.monotonic() < until:
        walk = Walk(work / f"walk{done}", chance, longest)
        shutil.copytree(seed.folder, walk.folder, symlinks=True)
        walk.round = seed.round
        verbs = [chance.choice(VERBS) for _ in range(min(STEPS, times - done))]
        with followed(walk) as notes:
            for verb in verbs:
                if time.monotonic() > until:
                    break
                known = len(counts[verb].faults)
                step(walk, verb, counts[verb])
                said = notes.read_text(encoding="utf-8").splitlines()
                notes.write_text("", encoding="utf-8")
                answers += said.count("fine")
                counts[verb].faults += [line for line in said if line and line != "fine"]
                counts[verb].faults += walk.look_at_server()
                done += 1
                if new := counts[verb].faults[known:]:
                    print(f"{done} {verb}", *new, sep="\n  ", flush=True)
                    break
        print(f"{done} of {times}", file=sys.stderr, flush=True)
        shutil.rmtree(walk.folder, ignore_errors=True)
    print(f"answers read meanwhile: {answers}")
    return counts


@contextmanager
def followed(walk: Walk) -> Iterator[Path]:
    """Serve a publication to a reader; the file of its notes."""
    notes = walk.folder.with_name(f"{walk.folder.name}.notes")
    notes.touch()
    process, walk.port = served(walk.folder)
    reader = read(walk.port, notes, least=SIZE // 3)
    try:
        yield notes
    finally:
        os.kill(reader, signal.SIGKILL)
        os.waitpid(reader, 0)
        process.terminate()
        process.wait()


def main() -> None:
    """Kill, and print a line for each verb."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    chance = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    until = time.monotonic() + 60 * (float(sys.argv[3]) if len(sys.argv) > 3 else 600)
    with tempfile.TemporaryDirectory() as work:
        counts = kill_verbs(times, chance, Path(work), until=until)
    rows = [(verb, c.runs, c.killed, c.finished, len(c.faults)) for verb, c in counts.items()]
    header = ("verb", "runs", "killed", "left something to finish", "faults")
    measure.show("Killed at a random moment", header, rows)
    sys.exit(any(c.faults for c in counts.values()))


if __name__ == "__main__":
    main()
