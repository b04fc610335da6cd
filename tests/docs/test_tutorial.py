"""The tutorial is walked: each command is run in order and says what the page says it says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TUTORIAL = ROOT / "docs" / "tutorial.md"
_CONSOLE = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
_SPARQL = re.compile(r"^```sparql\n(.*?)^```", re.MULTILINE | re.DOTALL)
# Dates, release ids and counts differ from day to day and from vocabulary to vocabulary.
_CHANGING = re.compile(r"\d[\d.,-]*")


def steps() -> list[tuple[str, list[str]]]:
    """The commands of the tutorial with the lines that they should print."""
    found: list[tuple[str, list[str]]] = []
    for block in _CONSOLE.findall(TUTORIAL.read_text(encoding="utf-8")):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            else:
                found[-1][1].append(line)
    return found


def plain(line: str) -> str:
    """A line without what changes, up to where the page leaves something out."""
    return _CHANGING.sub("#", line.split("…")[0].split("in # seconds")[0]).strip()


def same(printed: str, shown: str) -> bool:
    if re.match(r"in [\d.]+ seconds", shown):
        return bool(re.match(r"in [\d.]+ seconds", printed))
    return plain(printed).startswith(plain(shown))


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    bins = Path(sys.executable).parent
    environment = {**os.environ, "SAMENSPEL_LANG": "en", "PATH": f"{bins}:{os.environ['PATH']}"}
    environment.pop("SAMENSPEL_STATE", None)
    return subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.slow
def test_tutorial_works_as_written(tmp_path: Path) -> None:
    assert shutil.which("samenspel", path=str(Path(sys.executable).parent)), "not installed"
    question = _SPARQL.search(TUTORIAL.read_text(encoding="utf-8"))
    assert question is not None
    (tmp_path / "rights.rq").write_text(question[1], encoding="utf-8")
    assert len(steps()) >= 10
    for command, shown in steps():
        done = run(command, tmp_path)
        expected = 1 if any(line.startswith("error ") for line in shown) else 0
        assert done.returncode == expected, f"$ {command}\n{done.stdout}{done.stderr}"
        printed = iter(done.stdout.splitlines())
        for line in shown:
            assert any(same(other, line) for other in printed), (
                f"$ {command}\ndoes not print: {line}\nbut:\n{done.stdout}{done.stderr}"
            )
