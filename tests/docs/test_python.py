"""The front door for Python: its page is run as written, and its names are those of the page."""

from __future__ import annotations

import ast
import doctest
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import samenspel
from kg.cli import samenspel as command

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reference" / "python.md"
NAMES = {
    "BuildResult",
    "CheckResult",
    "Finding",
    "Publication",
    "Release",
    "Rows",
    "RunResult",
    "SamenspelError",
    "__version__",
    "build",
    "check",
    "map_document",
    "open_publication",
    "open_release",
    "publish",
}
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[str]:
    """The blocks of the page in a language, in order."""
    return [text for kind, text in _FENCE.findall(PAGE.read_text("utf-8")) if kind == language]


@pytest.mark.slow
def test_the_page_works_as_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert {kind for kind, _ in _FENCE.findall(PAGE.read_text("utf-8"))} == {"console", "pycon"}
    (line,) = "".join(blocks("console")).splitlines()
    CliRunner().invoke(command, line.removeprefix("$ samenspel ").split(), catch_exceptions=False)
    session = doctest.DocTestParser().get_doctest("\n".join(blocks("pycon")), {}, "page", "", 0)
    told: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(session, out=told.append)
    assert not told, "".join(told)
    assert len(session.examples) > 30


def test_names_are_those_that_are_promised() -> None:
    assert set(samenspel.__all__) == NAMES == set(dir(samenspel))
    assert all(hasattr(samenspel, name) for name in NAMES)
    with pytest.raises(AttributeError) as raised:
        samenspel.read_publication  # noqa: B018
    asked = raised.value.name, raised.value.obj  # of which Python makes "Did you mean"
    assert asked == ("read_publication", samenspel)


def test_type_checkers_see_what_is_given() -> None:
    tree = ast.parse(Path(samenspel.__file__).read_text("utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    seen = {
        alias.name: node.module
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert seen == samenspel._HOMES


def test_names_are_documented() -> None:
    table = PAGE.read_text("utf-8").split("\n## Names\n")[1]
    rows = dict(re.findall(r"^\| `(\w+)(\([^`]*\))?` \|", table, re.MULTILINE))
    assert set(rows) == NAMES
    for name, signature in rows.items():
        found = getattr(samenspel, name)
        assert name == "__version__" or inspect.getdoc(found), name
        if signature:
            given = [part.split("=")[0] for part in signature.strip("()").split(", ")]
            given.remove("*")
            assert given == list(inspect.signature(found).parameters), name


def test_importing_loads_nothing_until_it_is_used(tmp_path: Path) -> None:
    code = (
        "import sys, samenspel; early = {'kg', 'rdflib', 'duckdb', 'pyoxigraph'} & set(sys.modules)"
        "; samenspel.open_release, samenspel.open_publication"
        "; print(early or {'rdflib', 'duckdb', 'pyoxigraph'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"
