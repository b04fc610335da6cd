"""Every text that people see is in the catalogues, in Dutch and in French, and nothing else is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import click
import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import kg.errors
import server
from kg.cli import samenspel
from kg.cli.translations import lang_option

ROOTS = [Path(package.__file__).parent for package in (kg, server)]
LEFT_OUT = {"number_type"}
"""What click fills in with English words, and translations do without."""
KEYWORDS = {"Message": None, "keyed": ((1, "c"), 2), "keyed_plural": ((1, "c"), 2, 3)}
"""What marks a text of the code, as in the target `texts` of the Makefile."""
Key = str | tuple[str, ...]


@cache
def messages() -> dict[tuple[str | None, Key], str]:
    """Every text that the code marks, with its context, and a place where it stands."""
    found: dict[tuple[str | None, Key], str] = {}
    for root in ROOTS:
        for name, line, text, _, context in extract_from_dir(
            root, method_map=[("**.py", "python")], keywords=KEYWORDS
        ):
            found.setdefault((context, text), f"{root.name}/{name}:{line}")
    return found


@cache
def words_of_pages() -> dict[Key, str]:
    """Every word of the pages and their templates, with a place where it stands."""
    found: dict[Key, str] = {}
    for name, line, text, *_ in extract_from_dir(
        ROOTS[1],
        method_map=[("**.py", "python"), ("templates/**.html", "jinja2")],
        options_map={"templates/**.html": {"trimmed": "true"}},
        keywords={"_": None, "gettext": None, "ngettext": (1, 2)},
    ):
        found.setdefault(text, f"{name}:{line}")
    return found


@cache
def texts_of_click() -> frozenset[str]:
    """Every text that click itself translates."""
    found = extract_from_dir(
        Path(click.__file__).parent,
        method_map=[("**.py", "python")],
        keywords={"_": None, "ngettext": (1, 2)},
    )
    return frozenset(
        one for _, _, text, *_ in found for one in ((text,) if isinstance(text, str) else text)
    )


def commands() -> Iterator[click.Command]:
    """The command line and all its verbs, as they are written."""
    from kg.cli import _found

    yield samenspel
    for name in samenspel.list_commands(click.Context(samenspel)):
        command = _found(name)
        assert command is not None
        yield command


@cache
def help_texts() -> frozenset[str]:
    """Every paragraph of a command's help, every option's, and every placeholder."""
    found = set()
    for command in commands():
        found.update(" ".join(part.split()) for part in (command.help or "").split("\n\n"))
        found.add(command.options_metavar or "")
        if isinstance(command, click.Group):
            found.add(command.subcommand_metavar)
        for parameter in [*command.params, lang_option()]:
            if isinstance(parameter, click.Option):
                assert parameter.help, f"{parameter.opts} has no help"
                found.add(parameter.help)
            if isinstance(parameter, click.Argument):
                found.add((parameter.name or "").upper())
            elif parameter.metavar is not None:
                found.add(parameter.metavar)
            elif isinstance(parameter.type, click.Path):  # click translates its name once
                found |= {"FILE", "DIRECTORY", "PATH"}
            elif parameter.type.name not in ("boolean", "choice"):
                found.add(parameter.type.name.upper())
    return frozenset(found)


@cache
def catalogue(language: str, name: str, root: Path = ROOTS[0]) -> Catalog:
    path = root / "translations" / language / "LC_MESSAGES" / name
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def known(language: str, name: str) -> set[tuple[str | None, Key]]:
    return {(message.context, message.id) for message in catalogue(language, name) if message.id}


def untranslatable() -> Iterator[str]:
    """Every error of ours, and every hint, whose text is a plain one: it has no translation."""
    errors = {name for name in vars(kg.errors) if name.endswith("Error")}
    for root in ROOTS:
        for path in root.rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    name = getattr(node.func, "id", "")
                    texts = [k.value for k in node.keywords if k.arg in ("hint", "message")]
                    if name in errors:
                        texts += node.args[:1]
                    if any(map(is_plain, texts)):
                        yield f"{root.name}/{path.relative_to(root)}:{node.lineno}"


def is_plain(node: ast.expr) -> bool:
    """Whether an expression is a text of words, filled in or not; links are no words."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and " " in node.value and "://" not in node.value
    return isinstance(node, ast.JoinedStr)


def test_errors_are_made_of_messages() -> None:
    assert list(untranslatable()) == []


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_every_message_is_translated_and_no_translation_is_left_over(language: str) -> None:
    used = messages()
    missing = {
        text: place for text, place in used.items() if text not in known(language, "messages.po")
    }
    assert missing == {}
    assert known(language, "messages.po") - set(used) == set()


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_every_text_of_the_help_is_translated(language: str) -> None:
    translated = {text for _, text in known(language, "help.po")}
    assert help_texts() - translated == set()
    assert translated - help_texts() - texts_of_click() == set()


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_every_word_of_the_pages_is_translated_once(language: str) -> None:
    kinds, shared = (
        {message.id for message in catalogue(language, name, ROOTS[1]) if message.id}
        for name in ("kinds.po", "messages.po")
    )
    used = words_of_pages()
    assert len(used) > 700
    missing = {text: place for text, place in used.items() if text not in kinds | shared}
    assert missing == {}
    assert kinds & shared == (kinds | shared) - set(used) == set()


@pytest.mark.parametrize(
    ("root", "name"),
    [
        (ROOTS[0], "messages.po"),
        (ROOTS[0], "help.po"),
        (ROOTS[1], "messages.po"),
        (ROOTS[1], "kinds.po"),
    ],
)
@pytest.mark.parametrize("language", ["nl", "fr"])
def test_catalogues_are_whole(language: str, root: Path, name: str) -> None:
    """No entry is empty, unsure or out of use, and each fills the gaps of its English text."""
    found = catalogue(language, name, root)
    assert not found.obsolete
    for message in found:
        if message.id:
            assert not message.fuzzy, message.id
            originals = (message.id,) if isinstance(message.id, str) else message.id
            texts = (message.string,) if isinstance(message.string, str) else message.string
            assert all(texts), message.id
            if message.python_brace_format:
                wanted = gaps(originals[-1])
                assert all(gaps(text) == wanted for text in texts), message.id
            else:
                assert not list(message.check(found)), message.id


def gaps(text: str) -> list[tuple[str | None, str | None, str | None]]:
    """The gaps of a text, each with its form."""
    parsed = [gap[1:] for gap in Formatter().parse(text) if (gap[1] or "").isidentifier()]
    return sorted(gap for gap in parsed if gap[0] not in LEFT_OUT)
