"""Names of classes say what a thing is, and no two classes are called alike."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("kg", "server", "samenspel")
PARTICIPLE = re.compile(r"_?[A-Z][a-z]+(?:ed|ing|wn)")
IRREGULAR = re.compile(
    r"_?(?:Made|Found|Told|Said|Spoken|Written|Gone|Forbidden|Put|Sent|Kept|Known)"
)
NOUNS = {"Finding", "_Feed"}


def classes() -> dict[str, set[str]]:
    """The modules that define a class, by its name."""
    found: dict[str, set[str]] = defaultdict(set)
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            if "node_modules" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ClassDef):
                    found[node.name].add(str(path.relative_to(ROOT)))
    return found


def is_participle(name: str) -> bool:
    return name not in NOUNS and bool(PARTICIPLE.fullmatch(name) or IRREGULAR.fullmatch(name))


@pytest.mark.parametrize("name", ["Mapped", "_Opened", "Staging", "Shown", "Made"])
def test_a_participle_alone_is_known(name: str) -> None:
    assert is_participle(name)


def test_no_class_is_called_by_a_participle_alone() -> None:
    assert {name: places for name, places in classes().items() if is_participle(name)} == {}


def test_no_two_classes_are_called_alike() -> None:
    assert {name: places for name, places in classes().items() if len(places) > 1} == {}


def glossary() -> list[tuple[str, str]]:
    """The words of the glossary, each with the name in code."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = text.partition("## Glossary")[2].partition("\n## ")[0]
    rows = [line.split("|")[1:4] for line in section.splitlines() if line.startswith("| ")][2:]
    return [
        (word.strip(), code.strip(" `")) for named, _, code in rows for word in named.split(",")
    ]


def test_each_word_of_the_glossary_is_there_once_and_in_the_code() -> None:
    words = [word for word, _ in glossary()]
    assert len(words) > 20
    assert sorted(set(words)) == sorted(words)
    known = set(classes())
    missing = [
        name
        for _, name in glossary()
        if name not in known
        and not (ROOT / name.replace(".", "/")).is_dir()
        and not (ROOT / f"{name.replace('.', '/')}.py").is_file()
    ]
    assert missing == []
