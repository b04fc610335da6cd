"""A published municipal publication and servers on the loopback, for what is measured over HTTP."""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.build import SAMENSPEL
from benchmarks.municipal import write_publication
from kg.release.disposal import remove


@contextmanager
def published(rows: int) -> Iterator[Path]:
    """The folder of a publication of four tables of `rows` rows, which goes at the end."""
    with tempfile.TemporaryDirectory(prefix="samenspel-bench-") as folder:
        place = Path(folder) / "publication"
        write_publication(place, rows, 4)
        for verb in ("build", "publish"):
            subprocess.run([SAMENSPEL, verb, str(place)], check=True, capture_output=True)
        yield place
        remove(place / ".samenspel")


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(command: list[str], port: int, log: Path) -> Iterator[int]:
    """Run a server until the end of the block; it listens on a port when the block begins.

    Gives the id of its process.
    """
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out)
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        time.sleep(1)
        yield process.pid
    finally:
        process.terminate()
        process.wait(timeout=20)


def cpu_seconds(root: int) -> float:
    """What a process and all that it began, as far as they live, have used of processors."""
    used, parents = dict[int, float](), dict[int, int]()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        number = int(stat.parent.name)
        parents[number] = int(fields[1])
        used[number] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    own = {root}
    while more := {child for child, parent in parents.items() if parent in own} - own:
        own |= more
    return sum(used.get(number, 0.0) for number in own)
