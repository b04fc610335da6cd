"""Runs the command on the Flemish publication, and reads what it reports."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

PUBLICATION = Path(__file__).resolve().parents[2] / "mappings" / "vlaanderen"
SAMENSPEL = Path(sys.executable).with_name("samenspel")


def run(verb: str, *arguments: object, code: int = 0) -> str:
    """Run a verb on the publication in English; what it printed."""
    command = [str(SAMENSPEL), verb, str(PUBLICATION), *map(str, arguments)]
    environment = {**os.environ, "SAMENSPEL_LANG": "en"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, env=environment)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def check(sources: Path) -> dict[str, Any]:
    """What `check` says, for machines; it finds errors in these files and exits with 1."""
    answer: dict[str, Any] = json.loads(run("check", "--sources", sources, "--json", code=1))
    return answer


def found(report: dict[str, Any], code: str, file: str = "") -> list[dict[str, Any]]:
    """The findings of a code, in files whose name holds `file`."""
    return [f for f in report["list"] if f["code"] == code and file in f["file"]]
