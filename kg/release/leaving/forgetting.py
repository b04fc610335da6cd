"""Takes names of what is erased out of texts that people wrote beside the data.

A reason, a place, a note in the log: they may spell the address of a thing. The text stays, without
that address. Not here: lines of data and files of releases, which `resealing` makes anew.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable
from io import StringIO
from pathlib import Path
from typing import Any

from kg.release.gate.acceptances import FILE as ACCEPTANCES
from kg.release.gate.acceptances import delimiter
from kg.release.leaving.departures import Departures, Withdrawal
from kg.release.leaving.records import write_whole
from kg.release.leaving.traces import traces_of
from kg.release.publish_log import LOG

NOTHING = "…"
"""What stands where a name was."""


def forgetter(iris: Iterable[str]) -> Callable[[str], str]:
    """A function that gives a text without these IRIs and their parts."""
    names = sorted(iris, key=len, reverse=True)
    speaks = traces_of(Departures({iri: Withdrawal(iri, "", "") for iri in names}))
    spelled = re.compile("|".join(rf"{re.escape(iri)}(?:#\w*)?(?![\w/-])" for iri in names))

    def forget(text: str) -> str:
        kept = spelled.sub(NOTHING, text)
        # Spelled in some other way, such as escaped: then nothing of it stays.
        return NOTHING if speaks(kept.encode()) else kept

    return forget


def forget_in_acceptances(folder: Path, forget: Callable[[str], str]) -> None:
    """Take names out of `accepted.csv` of a publication; what was accepted stays accepted."""
    path = folder / ACCEPTANCES
    if not path.is_file():
        return
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    by = delimiter(text)
    rows = [*csv.reader(StringIO(text, newline=""), delimiter=by)]
    kept = [[forget(cell) for cell in row] for row in rows]
    if kept != rows:
        out = StringIO(newline="")
        csv.writer(out, delimiter=by, lineterminator="\n").writerows(kept)
        write_whole(path, out.getvalue())


def forget_in_log(state: Path, forget: Callable[[str], str]) -> None:
    """Take names out of the log of publications."""
    path = state / LOG
    if not path.is_file():
        return
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    kept = [_line(line, forget) for line in lines]
    if kept != lines:
        write_whole(path, "".join(f"{line}\n" for line in kept))


def _line(line: str, forget: Callable[[str], str]) -> str:
    try:
        told = json.loads(line)
    except ValueError:
        return forget(line)
    kept = _within(told, forget)
    return line if kept == told else json.dumps(kept, ensure_ascii=False)


def _within(told: Any, forget: Callable[[str], str]) -> Any:
    if isinstance(told, dict):
        return {key: _within(value, forget) for key, value in told.items()}
    if isinstance(told, list):
        return [_within(value, forget) for value in told]
    return forget(told) if isinstance(told, str) else told
