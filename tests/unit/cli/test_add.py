"""`samenspel add`: a dataset more in a publication that is there, which stays as it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command import run

from kg.errors import UsageError
from kg.mapping.reading import read_mapping
from kg.release.configuration import open_publication

CONFIG = """\
# Ours, with care.
base = "https://data.stad.be/"  # decided in 2025
languages = ["nl"]

[title]
nl = "Stad"
[publisher]
iri = "https://data.stad.be/id/org/stad"
name.nl = "Stad"

[[dataset]]
id = "verenigingen"
title.nl = "Verenigingen"   # by hand
description.nl = "Een proef."
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
legal_basis = "geen"
contact = "dienst"
review = "2030-06-30"
modified = "2026-01-15"
mappings = ["mappings/verenigingen.yml"]
"""
MAPPING = """
prefixes:
  stad: "https://data.stad.be/id/"
  eigen: "https://data.stad.be/terms#"
sources:
  v: {access: sources/v.csv, referenceFormulation: csv}
mappings:
  vereniging:
    sources: v
    s: stad:vereniging/$(kbo)
    po:
      - [eigen:naam, $(naam)]
"""
KBO = ["0207437468", "0400378485", "0403170701", "0404616494"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A publication with one dataset of associations by their enterprise number."""
    made = tmp_path / "stad"
    for name, text in (
        ("samenspel.toml", CONFIG),
        ("mappings/verenigingen.yml", MAPPING),
        ("sources/v.csv", "kbo,naam\n" + "".join(f"{k},Naam {k}\n" for k in KBO)),
    ):
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).write_text(text, encoding="utf-8")
    return made


def grants(folder: Path, name: str = "subsidies.csv", *, form: str = "{}") -> Path:
    """A list of grants, three of four to an association that is known."""
    file = folder / name
    rows = [f"s{n};{form.format(k)};{n}00" for n, k in enumerate([*KBO[:3], "0412119445"], 1)]
    file.write_text("\n".join(["nr;ontvanger;bedrag", *rows]) + "\n", encoding="utf-8")
    return file


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_what_was_there_stays_byte_for_byte(folder: Path, tmp_path: Path, newline: str) -> None:
    config = folder / "samenspel.toml"
    config.write_bytes(CONFIG.rstrip("\n").replace("\n", newline).encode())
    before = config.read_bytes()
    run("add", grants(tmp_path), "--publication", folder)
    after = config.read_bytes()
    assert after.startswith(before)
    assert after.count(b"\n") == after.count(newline.encode())
    ids = [dataset.id for dataset in open_publication(folder).datasets]
    assert ids == ["verenigingen", "subsidies"]


def test_names_follow_the_publication_and_keys_become_links(folder: Path, tmp_path: Path) -> None:
    text = run("add", grants(tmp_path), "--publication", folder)
    assert "75% of the values are keys of 'vereniging' in the dataset verenigingen" in text
    document = read_mapping(folder / "mappings" / "subsidies.yml", folder)
    assert document.prefixes["ex"] == "https://data.stad.be/id/"
    assert document.prefixes["own"] == "https://data.stad.be/terms#"
    written = (folder / "mappings" / "subsidies.yml").read_text(encoding="utf-8")
    assert '"value": "https://data.stad.be/id/vereniging/$(ontvanger)", "type": "iri"' in written
    guess, rule = (line for line in written.splitlines() if "ontvanger" in line or "75%" in line)
    assert "# guess" in guess and "own:ontvanger" in rule


def test_numbers_written_otherwise_link_by_their_digits(folder: Path, tmp_path: Path) -> None:
    file = grants(tmp_path, form="BE {}")
    text = file.read_text(encoding="utf-8")
    for kbo in (*KBO, "0412119445"):
        text = text.replace(kbo, f"{kbo[:4]}.{kbo[4:7]}.{kbo[7:]}")
    file.write_text(text, encoding="utf-8")
    told = json.loads(run("add", file, "--publication", folder, "--json"))
    (link,) = told["links"]
    assert (link["column"], link["dataset"], link["share"]) == ("ontvanger", "verenigingen", 0.75)
    written = (folder / "mappings" / "subsidies.yml").read_text(encoding="utf-8")
    assert '"function": "kbo"' in written


def test_sources_elsewhere_are_read_and_added_to(folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    (folder / "sources").rename(elsewhere)
    text = run("add", grants(tmp_path), "--publication", folder, "--sources", elsewhere)
    assert "75% of the values are keys" in text and f"--sources {elsewhere}" in text
    assert (elsewhere / "subsidies.csv").is_file() and not (folder / "sources").exists()
    there = grants(elsewhere, "toelagen.csv")  # is where it is to be copied to
    run("add", there, "--publication", folder, "--sources", elsewhere, "--id", "toelagen")
    assert "0 errors" in run("check", folder, "--sources", elsewhere)


def test_things_of_rdf_that_is_taken_as_it_stands_are_linked_to(
    folder: Path, tmp_path: Path
) -> None:
    forms = "".join(f"<https://vormen.example/id/{n}> a <urn:Form> .\n" for n in ("017", "014"))
    (folder / "sources/vormen.ttl").write_text(
        f"{forms}<https://vormen.example/id/015> a <urn:Form> .\n", encoding="utf-8"
    )
    config = folder / "samenspel.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text(f'{text}rdf = [{{file = "sources/vormen.ttl"}}]\n', encoding="utf-8")
    (tmp_path / "leden.csv").write_text("lid;vorm\na;017\nb;014\nc;017\n", encoding="utf-8")
    told = json.loads(run("add", tmp_path / "leden.csv", "--publication", folder, "--json"))
    (link,) = told["links"]
    assert (link["column"], link["dataset"], link["share"]) == ("vorm", "verenigingen", 1.0)
    written = (folder / "mappings" / "leden.yml").read_text(encoding="utf-8")
    assert '"https://vormen.example/id/$(vorm)"' in written


def test_what_is_added_is_checked_as_it_is(folder: Path, tmp_path: Path) -> None:
    run("add", grants(tmp_path), "--publication", folder)
    assert "0 errors" in run("check", folder)  # and it ends with 0


def test_clashes_are_refused_before_anything_is_written(folder: Path, tmp_path: Path) -> None:
    other = grants(tmp_path, "verenigingen.csv")
    before = sorted(folder.rglob("*"))
    with pytest.raises(UsageError, match="'verenigingen' already") as clash:
        invoke(other, folder)
    assert "--id verenigingen-2" in str(clash.value.hint)
    (folder / "sources" / "subsidies.csv").write_text("x\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"sources/subsidies\.csv"):
        invoke(grants(tmp_path), folder)
    (folder / "sources" / "subsidies.csv").unlink()
    (folder / "mappings" / "subsidies.yml").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match=r"mappings/subsidies\.yml"):
        invoke(grants(tmp_path), folder)
    (folder / "mappings" / "subsidies.yml").unlink()
    assert sorted(folder.rglob("*")) == before
    run("add", other, "--publication", folder, "--id", "verenigingen-2")


def invoke(file: Path, folder: Path) -> None:
    """Run the verb so that its error comes out."""
    from kg.cli.add import add

    add.main([str(file), "--publication", str(folder)], standalone_mode=False)


def test_datasets_in_one_line_cannot_be_added_to(folder: Path, tmp_path: Path) -> None:
    config = folder / "samenspel.toml"
    head, block = CONFIG.split("[[dataset]]\n")
    pairs = ", ".join(line.split("   #")[0] for line in block.splitlines())
    config.write_text(f"dataset = [{{{pairs}}}]\n{head}", encoding="utf-8")
    assert len(open_publication(folder).datasets) == 1
    with pytest.raises(UsageError, match="not written as"):
        invoke(grants(tmp_path), folder)


def test_files_of_several_formats_link_to_each_other(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "projecten.json"
    items = [{"code": f"p{n}", "subsidie": f"s{n}", "wat": f"Iets {n}"} for n in range(1, 5)]
    file.write_text(json.dumps(items), encoding="utf-8")
    run("add", grants(tmp_path), file, "--publication", folder)
    written = (folder / "mappings" / "subsidies.yml").read_text(encoding="utf-8")
    assert "{mapping: subsidies, condition:" in written
    assert "100% of the values are keys of subsidies.csv" in written


def test_things_of_rdf_that_are_near_a_class_of_ours_are_proposed(
    folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "besturen.ttl"
    things = "".join(f"<http://x.be/{n}> a besluit:Bestuurseenheid . " for n in range(3))
    file.write_text(
        "@prefix besluit: <http://data.vlaanderen.be/ns/besluit#> .\n" + things, encoding="utf-8"
    )
    run("add", file, "--publication", folder)
    written = (folder / "mappings" / "besturen.yml").read_text(encoding="utf-8")
    (line,) = (line for line in written.splitlines() if "[a, " in line)
    assert "[a, sam:LocalGovernmentBody] # guess: 3 things are besluit:Bestuurseenheid" in line


BODIES = """\
@prefix besluit: <http://data.vlaanderen.be/ns/besluit#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix t: <http://x.be/terms#> .
<http://x.be/soort/g> a skos:Concept ; skos:prefLabel "Gemeente"@nl , "Commune"@fr .
<http://x.be/soort/o> a skos:Concept ; skos:prefLabel "OCMW" .
<http://x.be/soort/w> a skos:Concept ; skos:prefLabel "Watering" .
"""


def bodies(path: Path, identifiers: list[str]) -> Path:
    codes = "gow"
    path.write_text(
        BODIES
        + "".join(
            f"<http://x.be/{n}> a besluit:Bestuurseenheid ; besluit:classificatie"
            f" <http://x.be/soort/{codes[n % 3]}> ; dct:identifier {identifier!r} ;"
            f" t:nummer '{KBO[n % 4]}' .\n"
            for n, identifier in enumerate(identifiers)
        ),
        encoding="utf-8",
    )
    return path


def test_codes_in_rdf_with_the_name_of_a_kind_are_proposed_and_the_draft_runs(
    folder: Path, tmp_path: Path
) -> None:
    names = [f"OVO0{n}" for n in range(11700, 11708)]
    run("add", bodies(tmp_path / "besturen.ttl", names), "--publication", folder)
    written = (folder / "mappings" / "besturen.yml").read_text(encoding="utf-8")
    assert "2 of the 3 codes of besluit:classificatie have the name of a kind of ours" in written
    (path,) = (folder / "lookups").glob("besturen-*.csv")
    rows = {line.split(",")[0]: line.split(",")[1] for line in path.read_text().splitlines()[1:]}
    assert rows == {
        "http://x.be/soort/g": "c:kind/municipality",
        "http://x.be/soort/o": "c:kind/ocmw",
    }
    assert "{p: sam:kboNumber," in written
    assert "besluit:classificatie" in written
    document = read_mapping(folder / "mappings" / "besturen.yml", folder)
    assert len(document.triples_maps) == 1


@pytest.mark.parametrize(
    ("identifiers", "proposed"),
    [
        ([f"OVO0{n}" for n in range(11700, 11712)], False),
        ([str(n) for n in range(11001, 11013)], True),
    ],
)
def test_identifiers_are_codes_of_municipalities_only_if_they_look_like_it(
    folder: Path, tmp_path: Path, identifiers: list[str], proposed: bool
) -> None:
    run("add", bodies(tmp_path / "besturen.ttl", identifiers), "--publication", folder)
    written = (folder / "mappings" / "besturen.yml").read_text(encoding="utf-8")
    assert ("{p: sam:nisCode," in written) is proposed


def test_folder_of_a_publication_among_the_files_is_told_where_it_belongs(
    folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "x.csv"
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    said = run("add", folder, file, code=2)
    assert "is a publication" in said
    assert f"--publication {folder}" in said
