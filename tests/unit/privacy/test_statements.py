"""What the detectors find in a text, the search through whole files finds too."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.mapping.sql.duckdb import connect
from kg.privacy.statements import find_personal

GRAPH = "<https://dorp.example/id/dataset/a>"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("BSN 123456782", "citizen service number"),
        ("burgerservicenummer: 1234.56.782", "citizen service number"),
        ("dossier 85.07.30-999.32", "national number"),
        ("٨٥٠٧٣٠٩٩٩٣٢", "national number"),
        ("jan.voorbeeld [at] post.example", "e-mail of a person"),
        ("bel 0470 00 00 00", "mobile number"),
        ("vraag naar mevr. De Smet", "name in a text"),
        ("BE68 5390 0754 7034", "bank account"),
        ("eenmanszaak van de buur", "sole trader in a text"),
        ("geboren op 12/03/1987", "birth date in a text"),
        ("° 12/03/1987", "birth date in a text"),
        ("née le 12 mars 1987", "birth date in a text"),
        ("né à Namur le 1er août 1990", "birth date in a text"),
        ("born on March 3, 1980", "birth date in a text"),
        ("geb. 1987-03-12", "birth date in a text"),
        ("Dr. Els Vandamme", "name in a text"),
        ("eerste regel\\nProf. Dr. Zoltan Wachter", "name in a text"),
        ("ir. Jan De Smet", "name in a text"),
        ("chez Me Dupont", "name in a text"),
        ("maître Lefèvre", "name in a text"),
        ("vraag naar Zoltan Wachter", "name in a text"),
        ("vraag gerust naar Els", "name in a text"),
        ("regel\\nbij Els Peeters", "name in a text"),
        ("t.a.v. Zoltan Wachter", "name in a text"),
        ("p/a J. Claes", "name in a text"),
        ("attn: Zoltan Wachter", "name in a text"),
        ("à l'attention de Marie Dupont", "name in a text"),
        ("s’adresser à Jean Dupont", "name in a text"),
        ("groene.vinger@post.example", "e-mail that may be a person's"),
    ],
)
def test_a_file_of_lines_is_searched_as_a_text_is(tmp_path: Path, text: str, kind: str) -> None:
    lines = tmp_path / "a.nq"
    start = "<https://dorp.example/id/x> <http://www.w3.org/2000/01/rdf-schema#comment>"
    other = f'{start} "niets bijzonders"@nl {GRAPH} .\n'
    lines.write_text(f'{start} "{text}"@nl {GRAPH} .\n{other}', encoding="utf-8")
    with connect(tmp_path) as connection:
        found = find_personal(connection, {"a": lines}, declared=lambda dataset, name: None)
    assert [statement.kind for statement in found] == [kind]
