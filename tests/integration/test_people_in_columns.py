"""Columns that hold people by their names: no volunteer, carer or spokesperson is told."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from command import run
from publishing import configure

from kg.release.check import check

BASE = "https://dorp.example.org/"
SURNAME = "Sentinelmans"
COLUMNS = (
    "contactpersoon",
    "vrijwilliger",
    "mantelzorger",
    "initiatiefnemer",
    "bewonersvertegenwoordiger",
    "trekker",
    "bénévole",
    "personne de contact",
    "volunteer",
)


def write(folder: Path, **cells: str) -> Path:
    """A publication of one table, each column of which is mapped to a property of its own."""
    configure(folder, BASE, "club")
    header, values = ",".join(("nr", *cells)), ",".join(("7", *cells.values()))
    (folder / "club.csv").write_text(f"{header}\n{values}\n", encoding="utf-8")
    mapping = [
        "mappings:",
        "  club:",
        "    sources: [[club.csv~csv]]",
        f"    s: {BASE}id/organisation/$(nr)",
        "    po:",
        "      - [a, sam:Organisation]",
        *(f"      - [{BASE}def/p{n}, '$({name})']" for n, name in enumerate(cells)),
    ]
    (folder / "club.yml").write_text("\n".join(mapping) + "\n", encoding="utf-8")
    return folder


def contents(folder: Path) -> str:
    told = ""
    for path in (folder / ".samenspel").rglob("*"):
        if path.is_file() and not path.is_symlink():
            data = path.read_bytes()
            data += gzip.decompress(data) if path.suffix == ".gz" else b""
            told += data.decode("utf-8", "replace")
    return told


def test_whoever_is_named_by_a_given_name_is_nowhere(tmp_path: Path) -> None:
    folder = write(tmp_path, **dict.fromkeys(COLUMNS, f"Mieke {SURNAME}"), naam="Harmonie")
    said = run("build", folder)
    found = [f for f in check(folder).findings if f.code == "SAM-D004"]
    assert {f.column for f in found} == set(COLUMNS)
    assert SURNAME not in said + contents(folder)
    assert "Harmonie" in contents(folder)


@pytest.mark.parametrize("column", ["vrijwilliger", "bewonersvertegenwoordiger"])
def test_a_name_that_is_not_known_is_asked_before_it_is_published(
    tmp_path: Path, column: str
) -> None:
    folder = write(tmp_path, **{column: f"Xandrijn {SURNAME}"})
    run("build", folder)
    refused = json.loads(run("publish", folder, "--json", code=1))
    assert [one["code"] for one in refused["before_publishing"]] == ["SAM-D012"]
    assert SURNAME not in json.dumps(refused)


def test_functions_and_groups_stay(tmp_path: Path) -> None:
    folder = write(tmp_path, contactpersoon="dienst welzijn", trekker="bewonersgroep Noord")
    run("build", folder)
    assert "SAM-D" not in {f.code[:5] for f in check(folder).findings}
    assert "bewonersgroep Noord" in contents(folder)


def test_nobodys_portrait_or_home_goes_out(tmp_path: Path) -> None:
    portrait, home = f"{BASE}foto/x77171.jpg", "Stille Gang 77171"
    folder = write(tmp_path, pasfoto=portrait, thuisadres=home)
    mapping = folder / "club.yml"
    text = mapping.read_text(encoding="utf-8")
    text += "      - ['http://xmlns.com/foaf/0.1/img', $(pasfoto)~iri]\n"
    mapping.write_text(text, encoding="utf-8")
    said = run("build", folder)
    codes = {f.code for f in check(folder).findings if f.code.startswith("SAM-D")}
    assert codes == {"SAM-D005", "SAM-D006"}
    assert "77171" not in said + contents(folder)
