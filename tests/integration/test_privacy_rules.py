"""What a steward declares about privacy, and what no publication can do without."""

from __future__ import annotations

import gzip
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from command import run
from publishing import configure

from kg.errors import ConfigError
from kg.model.findings import Finding
from kg.release.check import check
from kg.release.configuration import open_publication

BASE = "https://dorp.example.net/"
PREFIXES = f"""\
@prefix ex: <{BASE}id/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix locn: <http://www.w3.org/ns/locn#> . @prefix schema: <http://schema.org/> .
@prefix geo: <http://www.opengis.net/ont/geosparql#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix regorg: <http://www.w3.org/ns/regorg#> .
"""
HOUSE = """\
ex:wiegje skos:prefLabel "Het Wiegje"@nl ; locn:address ex:a1 ; locn:location ex:l1 .
ex:a1 locn:thoroughfare "Verborgenpad" ; locn:locatorDesignator "77171" ; locn:poBox "bus 88282" ;
  locn:postName "Wetteren" ; locn:fullAddress "Verborgenpad 77171" .
ex:l1 geo:asWKT "POINT(3.88393 51.00494)" .
"""
HIDDEN = ("Verborgenpad", "77171", "88282", "3.88393", "51.00494")


def publication(folder: Path, said: str = "", **files: str) -> Path:
    """Datasets of RDF as it stands, by name; `said` goes into the last of them."""
    (folder / "sources").mkdir(parents=True)
    configure(folder, BASE, *files)
    config = folder / "samenspel.toml"
    text = config.read_text(encoding="utf-8")
    for name, turtle in files.items():
        text = text.replace(f'mappings = ["{name}.yml"]', f'rdf = ["sources/{name}.ttl"]')
        (folder / "sources" / f"{name}.ttl").write_text(PREFIXES + turtle, encoding="utf-8")
    config.write_text(text + said, encoding="utf-8")
    return folder


def built(folder: Path) -> str:
    """All that the files of the state folder hold after a build, unpacked, and what was said."""
    text = run("build", folder)
    for path in (folder / ".samenspel").rglob("*"):
        if path.is_file() and not path.is_symlink():
            data = path.read_bytes()
            data += gzip.decompress(data) if path.suffix == ".gz" else b""
            text += data.decode("utf-8", "replace")
    return text


def privacy(folder: Path) -> list[Finding]:
    return [f for f in check(folder).findings if f.code.startswith("SAM-D")]


@pytest.mark.parametrize("elsewhere", [False, True])
def test_of_a_dataset_of_homes_only_the_municipality_goes_out(
    tmp_path: Path, elsewhere: bool
) -> None:
    said = 'home_addresses = "municipality only"\n'
    thing, addresses = HOUSE.split("\nex:a1 ", 1)
    files = {"adr": f"ex:a1 {addresses}", "opvang": thing} if elsewhere else {"opvang": HOUSE}
    folder = publication(tmp_path / "p", said, **files)
    found = built(folder)
    assert [each for each in HIDDEN if each in found] == []
    assert "Wetteren" in found
    assert "Het Wiegje" in found
    items = privacy(folder)
    assert {(f.code, f.severity, f.raw) for f in items} == {("SAM-D006", "tip", None)}
    assert {f.rule for f in items} >= {"locn:thoroughfare", "locn:poBox", "geo:asWKT"}


def test_without_it_addresses_go_out(tmp_path: Path) -> None:
    folder = publication(tmp_path / "p", opvang=HOUSE)
    found = built(folder)
    assert [each for each in HIDDEN if each not in found] == []
    assert privacy(folder) == []


def test_another_answer_is_no_answer(tmp_path: Path) -> None:
    folder = publication(tmp_path / "p", "home_addresses = true\n", opvang=HOUSE)
    with pytest.raises(ConfigError, match="home_addresses of"):
        open_publication(folder)


@pytest.mark.parametrize("form", ["Eenmanszaak", "natuurlijke persoon", "Personne physique"])
def test_a_sole_trader_is_known_by_the_legal_form(tmp_path: Path, form: str) -> None:
    turtle = f"""\
ex:zaak skos:prefLabel "Schildwacht Loodgieterij"@nl ; regorg:legalFormText "{form}" .
ex:ander skos:prefLabel "De Kring"@nl ; regorg:legalFormText "vzw" ; dct:relation ex:zaak .
"""
    folder = publication(tmp_path / "p", zaken=turtle)
    found = built(folder)
    assert "Schildwacht" not in found
    assert f"<{BASE}id/zaak>" not in found
    assert "De Kring" in found
    assert "SAM-D007" in {f.code for f in privacy(folder)}


@pytest.mark.parametrize("key", ["licence", "legal_basis", "contact", "review"])
def test_no_dataset_lacks_what_makes_it_answerable(tmp_path: Path, key: str) -> None:
    folder = publication(tmp_path / "p", huizen='ex:a skos:prefLabel "A"@nl .')
    config = folder / "samenspel.toml"
    lines = config.read_text(encoding="utf-8").splitlines(keepends=True)
    config.write_text("".join(line for line in lines if not line.startswith(f"{key} ")))
    with pytest.raises(ConfigError, match=f"'{key}'"):
        open_publication(folder)
    run("build", folder, code=1)
    assert not (folder / ".samenspel" / "releases").exists()


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("legal_basis", "vraag naar dhr. Schildwacht", "SAM-D012"),
        ("contact", "els.schildwacht@post.example", "SAM-D014"),
    ],
)
def test_the_texts_of_a_catalogue_name_nobody(
    tmp_path: Path, key: str, value: str, code: str
) -> None:
    folder = publication(tmp_path / "p", huizen='ex:a skos:prefLabel "A"@nl .')
    config = folder / "samenspel.toml"
    lines = config.read_text(encoding="utf-8").splitlines()
    lines = [f'{key} = "{value}"' if line.startswith(f"{key} ") else line for line in lines]
    config.write_text("\n".join(lines) + "\n", encoding="utf-8")
    run("build", folder)
    said = run("publish", folder, code=1)
    assert code in said
    assert "schildwacht" not in said.lower()


def test_old_reports_go_with_the_next_build(tmp_path: Path) -> None:
    said = "[retention]\nreports_days = 3\n"
    folder = publication(tmp_path / "p", said, huizen='ex:a skos:prefLabel "A"@nl .')
    reports = folder / ".samenspel" / "reports"
    made: list[Path] = []
    for _ in range(2):
        run("build", folder, "--anew")
        made += [path for path in reports.glob("*.json") if path not in made]
    for path, days in zip(made, (4, 2), strict=True):
        when = (datetime.now(UTC) - timedelta(days=days)).timestamp()
        os.utime(path, (when, when))
    run("build", folder, "--anew")
    left = set(reports.glob("*.json"))
    assert made[0] not in left
    assert made[1] in left and len(left) == 2


NUMBER = "85073099932"


def test_no_file_is_called_after_a_person(tmp_path: Path) -> None:
    folder = publication(tmp_path / "p", huizen='ex:a skos:prefLabel "A"@nl .')
    config = folder / "samenspel.toml"
    (folder / "sources" / "huizen.ttl").rename(folder / "sources" / f"lijst-{NUMBER}.ttl")
    text = config.read_text(encoding="utf-8").replace("huizen.ttl", f"lijst-{NUMBER}.ttl")
    config.write_text(text, encoding="utf-8")
    for verb in ("check", "build"):
        said = run(verb, folder, code=1)
        assert "Rename the file" in said
        assert NUMBER not in said
    assert not list((folder / ".samenspel" / "releases").glob("*/manifest.json"))


def test_an_error_that_ends_a_command_spells_nobodys_number(tmp_path: Path) -> None:
    folder = publication(tmp_path / "p", huizen="ex:a skos:prefLabel")
    config = folder / "samenspel.toml"
    text = config.read_text(encoding="utf-8")
    for name in (f"{NUMBER}.ttl", "85.07.30-999.32.ttl", "els.wachter@post.example.ttl"):
        config.write_text(text.replace("huizen.ttl", name), encoding="utf-8")
        said = run("check", folder, code=1)
        assert name.removesuffix(".ttl") not in said
