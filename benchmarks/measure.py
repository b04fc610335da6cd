"""Runs commands in turns and reports medians of time, CPU and memory as ratios."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Usage:
    """What one run of a command took: seconds of wall and CPU, peak resident MiB."""

    wall: float
    cpu: float
    rss: float


def run(command: Sequence[str], *, log: Path, folder: Path | None = None) -> Usage:
    """Run a command to its end, its children included, and measure it.

    Raises:
        RuntimeError: it failed; says where its output stands.
    """
    with log.open("wb") as out:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=out, cwd=folder)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
    if status != 0:
        raise RuntimeError(f"{' '.join(command)} failed; see {log}")
    return Usage(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def medians(runs: Sequence[Usage]) -> Usage:
    """The median of each measure."""
    return Usage(
        median(r.wall for r in runs), median(r.cpu for r in runs), median(r.rss for r in runs)
    )


def show(title: str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table that can be pasted into docs/performance.md."""
    table = Table(*header, title=title, title_justify="left")
    for row in rows:
        table.add_row(*(f"{cell:.2f}" if isinstance(cell, float) else str(cell) for cell in row))
    Console(width=110).print(table)
