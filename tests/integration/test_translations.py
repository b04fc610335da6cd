"""Help and errors are there in Dutch and French, and are what people see."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from kg.cli import samenspel
from kg.cli.error_texts import ERROR_TEXTS
from kg.cli.help_texts import HELP_TEXTS
from kg.cli.texts import TEXTS
from kg.cli.translations import translate, translate_filled

GAP = re.compile(r"\{(\w+)[^}]*\}")
ROOT = Path(__file__).resolve().parents[2]
# Wrong use, with a part of what is said of it in Dutch and French.
WRONG = [
    (["buid"], "bestaat niet. Bedoelde u 'build'", "n'existe pas. Vouliez-vous dire 'build'"),
    (["init"], "Er ontbreekt iets: 'MAP'", "Il manque 'DOSSIER'"),
    (["init", "--bas", "x"], "De optie '--bas' bestaat niet", "L'option '--bas' n'existe pas"),
    (["publish", "--release"], "hoort een waarde", "demande une valeur"),
    (["build", "--json=3"], "hoort geen waarde", "ne prend pas de valeur"),
    (["serve", "--port", "0"], "ligt niet in 1<=x<=65535", "n'est pas dans 1<=x<=65535"),
    (["serve", "--deadline", "x"], "geen geldig getal", "pas un nombre valide"),
    (["query", "x", "--format", "y"], "'y' is geen van 'table'", "'y' n'est aucun de 'table'"),
    (["check", "a", "b"], "iets te veel: b", "de trop : b"),
    (["check", "--sources", "nope"], "Map 'nope' bestaat niet", "Dossier 'nope' n'existe pas"),
    (["map", "nope"], "Bestand 'nope' bestaat niet", "Fichier 'nope' n'existe pas"),
    (["map", "."], "Bestand '.' is een map", "Fichier '.' est un dossier"),
    (["check", "nope"], "De publicatie nope openen", "Ouverture de la publication nope"),
    (["inspect", "nope.csv"], "nope.csv bekijken: het is er niet", "Examen de nope.csv"),
    (["inspect", "x.docx"], "'.docx' eindigen", "finissent par '.docx'"),
    (["init", "--from", "nope.csv", "f"], "nope.csv bekijken", "Examen de nope.csv"),
    (["check", "made", "--report", "x.doc"], "Een verslag schrijven", "Écriture d'un rapport"),
    (
        ["init", "new", "--base", "x.be"],
        "'x.be' is geen webadres",
        "'x.be' n'est pas une adresse web",
    ),
    (["export", "x.ttl", "made"], "er wordt N-Quads geschreven", "est du N-Quads"),
    (["init", "made"], "Een publicatie maken in made", "Création d'une publication"),
    (["publish", "made"], "er is nog geen uitgave", "il n'y a pas encore de version"),
    (["query", "x", "made"], "er is nog niets gepubliceerd", "rien n'est encore publié"),
    (["query", "nope.rq", "made"], "De vraag nope.rq lezen", "Lecture de la requête nope.rq"),
    (["serve", "empty"], "empty tonen", "Service de empty"),
    (["check", "made", "--sources", "empty"], "is er niet", "n'existe pas"),
    (
        ["check", "made", "--report", "/dev/null/x.html"],
        "/dev/null gebruiken",
        "Utilisation de /dev/null",
    ),
    (["query", "SELECT *", "built"], "De vraag kan niet gelezen", "ne peut pas être lue"),
    (["export", "no/x.nq", "built"], "of de map waarin het ligt", "ou son dossier n'existe pas"),
    (["doctor"], "schijfruimte vrij", "disque libre"),
    (["--help"], "Gebruik: samenspel [OPTIES] COMMANDO", "Utilisation : samenspel [OPTIONS]"),
    (["init", "--help"], "[standaard:", "[par défaut :"),
]
RUN = """
import contextlib, io, json, sys
from kg.cli import main
for arguments in json.load(sys.stdin):
    sys.argv = ["samenspel", *arguments]
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            main()
        except SystemExit as end:
            print("code", end.code)
    print(json.dumps(said.getvalue()), file=sys.__stdout__)
"""


def commands() -> Iterator[tuple[str, click.Command]]:
    yield "samenspel", samenspel
    context = click.Context(samenspel)
    for name in samenspel.list_commands(context):
        command = samenspel.get_command(context, name)
        assert command is not None
        yield name, command


def shown(command: click.Command) -> Iterator[str]:
    """Every text of a command's help, and every placeholder."""
    yield from (command.help or "").split("\n\n")
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{parameter.opts} has no help"
            yield parameter.help
        word = parameter.name if isinstance(parameter, click.Argument) else parameter.type.name
        if word not in ("boolean", "choice"):
            yield str(word).upper()


@pytest.mark.parametrize(("name", "command"), list(commands()))
def test_help_is_there_in_dutch_and_french(name: str, command: click.Command) -> None:
    missing = [text for text in shown(command) if " ".join(text.split()) not in HELP_TEXTS]
    assert missing == []


def test_translations_have_the_gaps_of_the_english_text() -> None:
    for english, texts in (HELP_TEXTS | ERROR_TEXTS).items():
        wanted = sorted(GAP.findall(english))
        if "number_type" not in wanted:
            assert [sorted(GAP.findall(text)) for text in texts] == [wanted, wanted], english


def written_in_code() -> list[re.Pattern[str]]:
    """Every text of the code as a pattern, since most have gaps."""
    found = set()
    for folder in ("kg", "server"):
        for path in (ROOT / folder).rglob("*.py"):
            if path.name not in ("error_texts.py", "help_texts.py"):
                tree = ast.parse(path.read_text(encoding="utf-8"))
                found |= {t for t in map(as_pattern, ast.walk(tree)) if len(t) > 3}
    return [re.compile(text, re.DOTALL) for text in found]


def as_pattern(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.escape(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(as_pattern(v) if isinstance(v, ast.Constant) else ".*" for v in node.values)
    return ""


def test_every_translated_error_is_still_made_somewhere() -> None:
    patterns = [p for p in written_in_code() if not p.pattern.startswith(".*: .*")]
    gone = [text for text in ERROR_TEXTS if not any(p.fullmatch(text) for p in patterns)]
    assert gone == []


def test_what_fills_a_gap_and_what_follows_a_place_is_translated_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SAMENSPEL_LANG", "nl")
    text = "Reading p/samenspel.toml: [[dataset]] x lacks 'licence'."
    assert translate_filled(text) == "p/samenspel.toml lezen: in [[dataset]] x ontbreekt 'licence'."
    text = "mappings/m.yml:5:5: the source 'a' (a.csv) has no column 'x'."
    dutch = "mappings/m.yml:5:5: de bron 'a' (a.csv) heeft geen kolom 'x'."
    assert translate_filled(text) == dutch
    text = "Reading a.csv: this is a workbook or a zip archive, not delimited text."
    assert "dit is een werkmap of een zip-archief" in translate_filled(text)


@pytest.mark.parametrize("name", ["a link", "a source", "None", "none", "ready", "a value"])
@pytest.mark.parametrize("lang", ["nl", "fr"])
def test_names_of_the_user_stay_as_they_are(
    monkeypatch: pytest.MonkeyPatch, name: str, lang: str
) -> None:
    monkeypatch.setenv("SAMENSPEL_LANG", lang)
    for text in (
        f"m.yml:5:5: the source '{name}' (a.csv) has no column '{name}'.",
        f"the link from '{name}' to '{name}' would give 3 pairs of rows; the limit is 2.",
        f"Did you mean '{name}'?",
        f"Known here: {name}.",
        f"Reading {name}: the file is empty.",
        f"'{name}' is not a key of a link.",
    ):
        said = translate_filled(text)
        assert name in said and said != text
    assert "a link" not in translate_filled("'x' is not a key of a link.")


def test_texts_of_the_terminal_have_the_same_gaps_in_each_language() -> None:
    for key, texts in TEXTS.items():
        assert len({tuple(sorted(GAP.findall(text))) for text in texts}) == 1, key


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What each wrong use says, by language."""
    folder = tmp_path_factory.mktemp("wrong")
    (folder / "empty").mkdir()
    (folder / "x.docx").write_text("x")
    for arguments in (
        ["init", "made"],
        ["init", "built"],
        ["build", "built"],
        ["publish", "built"],
    ):
        make = [sys.executable, "-c", "from kg.cli import main; main()", *arguments]
        subprocess.run(make, cwd=folder, check=True, capture_output=True)
    found = {}
    for lang in ("nl", "en", "fr"):
        done = subprocess.run(
            [sys.executable, "-c", RUN],
            input=json.dumps([arguments for arguments, *_ in WRONG]),
            env={**os.environ, "SAMENSPEL_LANG": lang, "COLUMNS": "200"},
            cwd=folder,
            check=True,
            capture_output=True,
            text=True,
        )
        found[lang] = [json.loads(line) for line in done.stdout.splitlines()]
    return found


@pytest.mark.parametrize("number", range(len(WRONG)), ids=lambda n: " ".join(WRONG[n][0]))
def test_wrong_use_is_explained_in_the_readers_language(
    number: int, said: dict[str, list[str]]
) -> None:
    _, dutch, french = WRONG[number]
    assert dutch in said["nl"][number]
    assert french in said["fr"][number].replace("\N{NO-BREAK SPACE}", " ")
    english = said["en"][number]
    for lang in ("nl", "fr"):
        other = set(said[lang][number].splitlines())
        same = [line for line in english.splitlines() if line.strip() and line in other]
        # Versions are the same in each language.
        assert not [line for line in same if not re.match(r"code|Options:|\w+ {3}", line)], same


def test_text_with_filled_gaps_is_found_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMENSPEL_LANG", "nl")
    assert translate_filled("Publishing 2026-1: there is no such release.") == (
        "2026-1 publiceren: die uitgave is er niet."
    )
    assert translate_filled("Nothing like {this} is known.") == "Nothing like {this} is known."
    monkeypatch.setenv("SAMENSPEL_LANG", "en")
    assert translate("Report as JSON.") == "Report as JSON."


def test_bad_query_text_is_no_traceback(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from kg.cli import main; main()", "query", "SELECT", "."],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
