"""What is said of wrong use, in Dutch and in French."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

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
    (["query", "SELECT *", "built"], "Deze vraag kan niet gelezen", "ne peut être lue"),
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


def test_bad_query_text_is_no_traceback(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from kg.cli import main; main()", "query", "SELECT", "."],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
