"""A drafted mapping can be read back and says what inspection found."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from kg.cli.init import init
from kg.cli.preview import preview
from kg.cli.release import check
from kg.errors import UsageError
from kg.mapping.document import TermMap, joins
from kg.mapping.reading import read_mapping
from kg.release.configuration import open_publication


def drafted(tmp_path: Path, **texts: str) -> Path:
    arguments = []
    for name, text in texts.items():
        path = tmp_path / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        arguments += ["--from", str(path)]
    folder = tmp_path / "made"
    done = CliRunner().invoke(init, [*arguments, str(folder)], catch_exceptions=False)
    assert done.exit_code == 0
    return folder


def test_configuration_and_mapping_are_read_back(tmp_path: Path) -> None:
    folder = drafted(
        tmp_path,
        aid='code;naam;bedrag;stad\n1;"a, b";2,5;S1\n2;c;3,75;S2\n3;d;-;S1\n',
        towns="id,naam\nS1,x\nS2,y\n",
    )
    publication = open_publication(folder)
    assert publication.datasets[0].mappings == ("mappings/aid.yml",)
    document = read_mapping(folder / "mappings" / "aid.yml", folder)
    aid, towns = document.triples_maps
    assert aid.source.delimiter == ";"
    terms = [o for po in aid.predicate_objects for o in po.objects if isinstance(o, TermMap)]
    assert [term.decimal for term in terms if term.datatype is not None] == [","]
    assert aid.source.nulls == ("", "-")
    assert [join.parent for join in joins(aid)] == ["towns"]
    assert aid.subject.references == ("code",) and towns.subject.references == ("id",)


def test_sheets_become_sources_of_one_mapping(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for title, rows in {"A": [["id", "b"], [1, "x"]], "B": [["id"], [2]]}.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(tmp_path / "lijst.xlsx")
    folder = tmp_path / "made"
    arguments = ["--from", str(tmp_path / "lijst.xlsx"), str(folder)]
    assert CliRunner().invoke(init, arguments, catch_exceptions=False).exit_code == 0
    (mapping,) = open_publication(folder).datasets[0].mappings
    maps = read_mapping(folder / mapping, folder).triples_maps
    assert [(m.source.kind, m.source.sheet) for m in maps] == [("excel", "A"), ("excel", "B")]
    assert {m.source.access for m in maps} == {"sources/lijst.xlsx"}


@pytest.mark.parametrize(
    "name", ["a (b)", "it's", 'say "x"', "a\\(b", "a\x85b\x7f\x9f", "50%: #1", "é – à"]
)
def test_any_name_of_a_column_can_be_written(tmp_path: Path, name: str) -> None:
    quoted = name.replace('"', '""')
    folder = drafted(tmp_path, x=f'id,"{quoted}"\n1,p\n2,q\n3,q\n')
    (made,) = read_mapping(folder / "mappings" / "x.yml", folder).triples_maps
    found = {ref for po in made.predicate_objects for o in po.objects for ref in o.references}
    assert name in found


@pytest.mark.slow
def test_personal_data_is_neither_mapped_nor_shown(tmp_path: Path) -> None:
    folder = drafted(tmp_path, x="id,e-mail\n1,a@x.example\n2,b@x.example\n3,c@x.example\n")
    (made,) = read_mapping(folder / "mappings" / "x.yml", folder).triples_maps
    assert made.source.withhold == ("e-mail",)
    found = {ref for po in made.predicate_objects for o in po.objects for ref in o.references}
    assert found == {"id"}
    done = CliRunner().invoke(check, [str(folder)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert "SAM-Y" not in done.output and "a@x.example" not in done.output


@pytest.mark.parametrize(("lang", "word"), [("nl", "naar zijn naam"), ("fr", "d'après son nom")])
def test_guesses_are_explained_in_the_readers_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str, word: str
) -> None:
    monkeypatch.setenv("SAMENSPEL_LANG", lang)
    folder = drafted(tmp_path, x="id,naam\n1,a\n2,b\n")
    assert f"# guess: {word}" in (folder / "mappings" / "x.yml").read_text(encoding="utf-8")
    assert open_publication(folder).datasets


@pytest.mark.parametrize("name", ["one.json", "one.jsonl"])
def test_a_document_that_is_one_item_is_read_by_its_draft(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text('{"naam": "x", "soorten": ["a", "b"]}\n', encoding="utf-8")
    folder = tmp_path / "made"
    arguments = ["--from", str(tmp_path / name), str(folder)]
    assert CliRunner().invoke(init, arguments, catch_exceptions=False).exit_code == 0
    mapping = str(folder / "mappings" / "one.yml")
    done = CliRunner().invoke(preview, [mapping, "--json"], catch_exceptions=False)
    (seen,) = json.loads(done.output)["maps"]
    assert [row["values"]["naam"] for row in seen["rows"]] == [["x"]]


@pytest.mark.parametrize(
    "base", ["https://w3id.org/samenspel/", "https://e.be/?x=", "https://e.be/#"]
)
def test_a_base_that_no_publication_may_have_is_refused_at_once(tmp_path: Path, base: str) -> None:
    with pytest.raises(UsageError, match="base"):
        CliRunner().invoke(init, [str(tmp_path / "made"), "--base", base], catch_exceptions=False)
    assert not (tmp_path / "made").exists()
