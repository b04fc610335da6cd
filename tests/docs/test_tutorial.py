"""Pages are walked: each command is run in order and says what the page says it says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HOW_TO = ROOT / "docs" / "how-to"
# Each page with the name under which it has its question saved, and the files it starts from.
WALKS = [
    (ROOT / "docs" / "tutorial.md", "rights.rq", []),
    (
        HOW_TO / "from-a-spreadsheet-to-a-published-dataset.md",
        "where.rq",
        sorted((HOW_TO / "data").glob("*.csv")),
    ),
    (
        HOW_TO / "from-a-list-of-organisations-to-their-zone.md",
        "zones.rq",
        sorted((HOW_TO / "data" / "zone").iterdir()),
    ),
]
# Pages without a question, each with the publication that it begins with, copied to `ourtown`.
OF_A_PUBLICATION = [
    (HOW_TO / "operate.md", HOW_TO / "data" / "month"),
    (HOW_TO / "every-month.md", HOW_TO / "data" / "month"),
]
_CONSOLE = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
_SPARQL = re.compile(r"^```sparql\n(.*?)^```", re.MULTILINE | re.DOTALL)
# Dates, release ids and counts differ from day to day and from vocabulary to vocabulary.
_CHANGING = re.compile(r"\d{4}-\d\d-\d\d-\d+-[0-9a-f]+|\d[\d.,-]*")


def steps(page: Path) -> list[tuple[str, list[str]]]:
    """The commands of a page with the lines that they should print."""
    found: list[tuple[str, list[str]]] = []
    for block in _CONSOLE.findall(page.read_text(encoding="utf-8")):
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
@pytest.mark.parametrize(("page", "query", "files"), WALKS, ids=[page.stem for page, *_ in WALKS])
def test_page_works_as_written(page: Path, query: str, files: list[Path], tmp_path: Path) -> None:
    assert shutil.which("samenspel", path=str(Path(sys.executable).parent)), "not installed"
    question = _SPARQL.search(page.read_text(encoding="utf-8"))
    assert question is not None
    (tmp_path / query).write_text(question[1], encoding="utf-8")
    for file in files:
        shutil.copy(file, tmp_path)
    assert len(steps(page)) >= 10
    walk(page, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("page", "publication"), OF_A_PUBLICATION, ids=[page.stem for page, _ in OF_A_PUBLICATION]
)
def test_page_about_a_publication_works_as_written(
    page: Path, publication: Path, tmp_path: Path
) -> None:
    shutil.copytree(publication, tmp_path / "ourtown")
    for file in (HOW_TO / "data").glob("*.csv"):
        shutil.copy(file, tmp_path)
    assert len(steps(page)) >= 5
    walk(page, tmp_path)


def walk(page: Path, folder: Path) -> None:
    """Run the commands of a page in a folder; each must print what the page shows."""
    for command, shown in steps(page):
        done = run(command, folder)
        failing = ("error ", "Not published")
        expected = 1 if any(line.startswith(failing) for line in shown) else 0
        assert done.returncode == expected, f"$ {command}\n{done.stdout}{done.stderr}"
        printed = iter(done.stdout.splitlines())
        for line in shown:
            assert any(same(other, line) for other in printed), (
                f"$ {command}\ndoes not print: {line}\nbut:\n{done.stdout}{done.stderr}"
            )
