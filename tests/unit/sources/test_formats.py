"""A format is known by its one entry: ours in the table, those of others by an entry point."""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli import samenspel
from kg.errors import SamenspelError, SourceError
from kg.mapping.execution.run import map_document
from kg.sources import formats as table
from kg.sources import rdf
from kg.sources.dialect import refuse_binary
from kg.sources.formats import FORMATS, Format, formats, resolve

PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "add-a-source-format.md"
Install = Callable[..., None]
RML = """
@prefix rml: <http://w3id.org/rml/> .
<#house> rml:logicalSource [ rml:source [ a rml:FilePath ; rml:path "houses.ini" ] ;
    rml:referenceFormulation <https://data.example.be/formats#INI> ] ;
  rml:subjectMap [ rml:template "https://data.example.be/id/house/{section}" ] ;
  rml:predicateObjectMap [ rml:predicate <https://data.example.be/name> ;
    rml:objectMap [ rml:reference "name" ] ] .
"""
YARRRML = """
mappings:
  house:
    sources: [['houses.ini~ini']]
    s: https://data.example.be/id/house/$(section)
    po:
      - [https://data.example.be/name, $(name)]
"""


def of_page(language: str) -> str:
    (found,) = re.findall(rf"^```{language}\n(.*?)^```", PAGE.read_text("utf-8"), re.M | re.S)
    return str(found)


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Installs a distribution of one module that adds a format: two files on the path."""
    site = tmp_path / "site"

    def install(module: str, code: str, name: str, value: str) -> None:
        info = site / f"{module}-1.0.dist-info"
        info.mkdir(parents=True)
        (site / f"{module}.py").write_text(code, encoding="utf-8")
        (info / "entry_points.txt").write_text(f"[{table.GROUP}]\n{name} = {value}\n")
        monkeypatch.syspath_prepend(site)
        formats.cache_clear()

    yield install
    formats.cache_clear()
    for name in [n for n, m in sys.modules.items() if str(site) in str(getattr(m, "__file__", ""))]:
        del sys.modules[name]


@pytest.fixture
def ini(install: Install) -> None:
    """The format of the page."""
    points = tomllib.loads(of_page("toml"))["project"]["entry-points"][table.GROUP]
    ((name, value),) = points.items()
    install("ini_source", of_page("python"), name, value)


@pytest.fixture
def houses(tmp_path: Path) -> Path:
    path = tmp_path / "houses.ini"
    path.write_text("[1]\nname = Town hall\n[2]\nname = Library\nfloors = 3\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("one", FORMATS, ids=lambda one: one.name)
def test_what_a_format_names_is_there(one: Format) -> None:
    for named in (one.reader, one.inspector):
        assert named is None or callable(resolve(named))
    assert all(suffix.startswith(".") for suffix in one.suffixes)


def test_no_two_formats_share_a_word_a_name_or_a_suffix() -> None:
    own = Counter(each for one in FORMATS for each in table._own(one))
    assert [each for each, times in own.items() if times > 1] == []


def test_files_of_rdf_are_those_that_are_read() -> None:
    assert {*table.formats()["rdf"].suffixes, ".xml"} == set(rdf.FORMATS)


@pytest.mark.usefixtures("ini")
@pytest.mark.parametrize(("name", "text"), [("m.ttl", RML), ("m.yml", YARRRML)], ids=["rml", "yml"])
@pytest.mark.parametrize("engine", ["compiled", "interpreted"])
def test_an_added_format_is_mapped(houses: Path, name: str, text: str, engine: str) -> None:
    mapping = houses.with_name(name)
    mapping.write_text(text, encoding="utf-8")
    result = map_document(mapping, engine="interpreted" if engine == "interpreted" else "compiled")
    assert result.findings == []
    assert str(result.nquads).splitlines() == [
        '<https://data.example.be/id/house/1> <https://data.example.be/name> "Town hall" .',
        '<https://data.example.be/id/house/2> <https://data.example.be/name> "Library" .',
    ]


@pytest.mark.usefixtures("ini")
def test_an_added_format_is_inspected_and_drafted(houses: Path) -> None:
    done = CliRunner().invoke(samenspel, ["inspect", str(houses), "--json"], catch_exceptions=False)
    (file,) = json.loads(done.stdout)["files"]
    assert (file["kind"], file["rows"]) == ("ini", 2)
    assert [column["name"] for column in file["columns"]] == ["section", "name", "floors"]
    shown = CliRunner().invoke(samenspel, ["inspect", str(houses)], catch_exceptions=False)
    assert "ini" in shown.output.replace("houses.ini", "")
    mine = houses.parent / "mine"
    CliRunner().invoke(
        samenspel, ["init", str(mine), "--from", str(houses)], catch_exceptions=False
    )
    (mapping,) = (mine / "mappings").iterdir()
    assert "referenceFormulation: ini\n" in mapping.read_text(encoding="utf-8")


@pytest.mark.usefixtures("ini")
def test_messages_know_an_added_format_by_its_first_bytes(houses: Path) -> None:
    with pytest.raises(SourceError, match="this is an INI file, not delimited text"):
        refuse_binary(houses, None)


@pytest.mark.usefixtures("ini")
def test_a_web_page_is_refused_before_an_added_reader_sees_it(houses: Path) -> None:
    houses.write_text("<!DOCTYPE html><html><body>Log in</body></html>", encoding="utf-8")
    houses.with_name("m.yml").write_text(YARRRML, encoding="utf-8")
    with pytest.raises(SourceError, match="web page") as raised:
        map_document(houses.with_name("m.yml"))
    assert raised.value.code != "SAM-E000"


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("raise ImportError('no such library')", "ImportError: no such library"),
        ("INI = 'ini'", "is no kg.sources.formats.Format"),
        ("from kg.sources.formats import Format\nINI = Format('ini')", "has no reader"),
        (
            "from kg.sources.formats import Format\n"
            "INI = Format('ini', suffixes=('.csv',), reader='wrong_source:stage')",
            "another format has .csv",
        ),
    ],
    ids=["cannot be imported", "of another type", "without reader", "taken"],
)
def test_a_format_that_cannot_be_used_is_told(install: Install, code: str, why: str) -> None:
    install("wrong_source", code, "ini", "wrong_source:INI")
    with pytest.raises(SamenspelError, match="'ini' of an installed package") as raised:
        formats()
    assert raised.value.code == "SAM-E006" and why in raised.value.message
