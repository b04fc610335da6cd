"""A small town whose releases of three months are kept, beside one that was never public."""

from __future__ import annotations

from pathlib import Path

from command import run
from difference_case import write_town

from kg.release.publish import releases, switch
from kg.release.publish_log import append, log_entry

MONTHS = (
    ["1,Harmonie,014 10 00 01", "2,Schaakclub,014 10 00 02"],
    ["1,Fanfare,014 10 00 01", "2,Schaakclub,014 10 00 02", "3,Toneelkring,014 10 00 03"],
    ["1,Brassband,014 10 00 01", "3,Toneelkring,014 10 00 03"],
)
CANDIDATE = ["1,Geheim,014 10 00 09"]


def make_months(folder: Path) -> tuple[Path, list[str], str]:
    """The publication, its releases, oldest first, and the candidate."""
    state, made = folder / ".samenspel", list[str]()
    for rows in (*MONTHS, CANDIDATE):
        write_town(folder, ["nr,naam,telefoon", *rows], offers=None)
        run("build", folder)
        made.append(releases(state)[-1])
        if len(made) <= len(MONTHS):  # what vanishes is not what is tried here
            switch(state, made[-1])
            append(state, log_entry(made[-1]))
    return folder, made[:-1], made[-1]
