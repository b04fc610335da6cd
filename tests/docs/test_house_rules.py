"""What a reader may count on in every file of the project."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.model.prefixes import PREFIXES

ROOT = Path(__file__).resolve().parents[2]
WIDEST = 120
LONGEST = 400
"""Lines of a module; tables of texts may have more."""
LONGEST_FUNCTION = 80
# What is called by its place: readers of formats, contexts of kinds, forms of a report, parts that
# are unpacked, and what overrides a method of a library.
CALLED_BY_PLACE = re.compile(
    r"(stage|inspect)(_\w+)?|context|as_(html|csv|json|text)|mark|mistyped_finding|as_finding"
    r"|translated_plural|connect_tcp|start_tls"
)
TABLES = {"kg/model/findings.py", "kg/cli/texts.py"}
REGISTRY = re.compile(r"py[p]i\.org|python[h]osted\.org|npm[j]s\.(org|com)|deb\.deb[i]an\.org")
MACHINE = re.compile(r"(^|[^A-Za-z0-9_.])/(wor[k]|hom[e]/\w+)/")
UNFINISHED = re.compile(r"NotImplementedErro[r]|TOD[O]\b|FIXM[E]\b|XX[X]\b")


def tracked() -> list[Path]:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout, so there is no list of tracked files")
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout.split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def texts() -> list[tuple[str, str]]:
    found = []
    for path in tracked():
        try:
            found.append((str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue
    return found


def test_no_file_names_a_package_registry_or_a_machines_path() -> None:
    wrong = [name for name, text in texts() if REGISTRY.search(text) or MACHINE.search(text)]
    assert wrong == []


def test_nothing_is_left_unfinished() -> None:
    wrong = [name for name, text in texts() if name.endswith(".py") and UNFINISHED.search(text)]
    assert wrong == []


def test_modules_stay_readable() -> None:
    long = {
        name: text.count("\n")
        for name, text in texts()
        if name.endswith(".py") and text.count("\n") > LONGEST and name not in TABLES
    }
    assert long == {}


def test_lines_of_templates_can_be_read() -> None:
    long = {
        name: [line for line in text.splitlines() if len(line) > WIDEST]
        for name, text in texts()
        if "/templates/" in name
    }
    assert {name: lines for name, lines in long.items() if lines} == {}


def test_functions_stay_readable() -> None:
    long = {
        f"{name}:{node.lineno}": node.name
        for name, text in texts()
        if name.endswith(".py")
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    }
    assert long == {}


def public_functions(node: ast.AST) -> Iterator[tuple[ast.FunctionDef, int]]:
    """The functions that others call, with how many arguments they take by place."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef):
            yield from public_functions(child)
        elif (
            isinstance(child, ast.FunctionDef)
            and not child.name.startswith("_")
            and child.args.vararg is None
        ):
            names = [a.arg for a in (*child.args.posonlyargs, *child.args.args)]
            yield child, len(names) - (names[:1] in (["self"], ["cls"]))


def test_arguments_beyond_the_second_are_named_where_a_function_is_called() -> None:
    many = [
        f"{name}: {function.name}"
        for name, text in texts()
        if name.startswith(("kg/", "server/", "samenspel/")) and name.endswith(".py")
        for function, positional in public_functions(ast.parse(text))
        if positional > 2
        and not CALLED_BY_PLACE.fullmatch(function.name)
        and not any("click" in ast.unparse(mark) for mark in function.decorator_list)
    ]
    assert many == []


def test_no_large_file_is_tracked() -> None:
    assert [p.name for p in tracked() if p.stat().st_size > 1_500_000] == []


def test_namespaces_are_written_in_one_place() -> None:
    namespaces = set(PREFIXES.values())
    again = {
        name: node.value
        for name, text in texts()
        if name.endswith(".py") and name.startswith(("kg/", "server/")) and "kg/model/" not in name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant) and node.value in namespaces
    }
    assert again == {}
