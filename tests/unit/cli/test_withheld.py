"""What a source withholds is in no report, whatever its form and language, and never published."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli.map import map_
from kg.cli.preview import preview
from kg.cli.release import build, check
from kg.errors import MappingError

pytestmark = pytest.mark.slow  # each case maps, reads or infers from files of its own

CONFIG = """
base = "https://data.town.example/"
title.nl = "Proef"
publisher = {iri = "https://data.town.example/id/org", name.nl = "Proef"}
limits = {max_errors = 99}
[[dataset]]
id = "people"
title.nl = "x"
description.nl = "x"
licence = "https://e.be/l"
legal_basis = "x"
contact = "dienst a@town.example"
review = "2027-01-01"
modified = "2026-01-01"
mappings = ["mappings/m.yml"]
"""
MAPPING = """
prefixes: {ex: "https://data.town.example/id/"}
sources:
  people:
    access: sources/people.csv
    referenceFormulation: csv
    samenspel: {delimiter: ";", encoding: utf-8, withhold: [rrn, mail, plaats]}
mappings:
  person:
    sources: people
    s: ex:person/$(id)
    po:
      - {p: ex:chief, o: {mapping: person, condition: {function: equal, parameters:
          [[str1, $(rrn)], [str2, $(id)]]}}}
      - {p: ex:deputy, o: {mapping: person, condition: {function: equal, parameters:
          [[str1, "$(role) $(mail)"], [str2, $(id)]]}}}
      - [ex:since, $(since), xsd:date]
      - {p: ex:town, o: {value: $(plaats), samenspel: {lookup: lookups/towns.csv}}}
"""
SECRETS = ("85073x", "geheim", "Molenbeek", "Molembeek", "rolzaak", "lijngeheim")
ROWS = """id;rrn;mail;role;since;plaats
1;85073x;geheim adres;rolzaak;31/31/2020;Molembeek
2;12;https://e.be/a;r;2020-01-01;Molenbeek
3;lijngeheim;te kort
"""
WORDS = {"nl": "waarde achtergehouden", "en": "value withheld", "fr": "valeur non divulguée"}


@pytest.fixture
def publication(tmp_path: Path) -> Path:
    for name, text in {
        "samenspel.toml": CONFIG,
        "mappings/m.yml": MAPPING,
        "sources/people.csv": ROWS,
        "lookups/towns.csv": "from,to\nMolenbeek,M1\n",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("lang", WORDS)
def test_no_report_has_a_withheld_value(publication: Path, lang: str) -> None:
    runner = CliRunner(env={"SAMENSPEL_LANG": lang})
    out = publication / "out"
    wanted = [f"--report={out / name}" for name in ("r.html", "r.csv", "r.json")]
    arguments = [str(publication), *wanted, f"--mail={out / 'mail'}"]
    said = [runner.invoke(check, arguments, catch_exceptions=False).output]
    said.append(runner.invoke(check, [*arguments, "--json"], catch_exceptions=False).output)
    texts = [path.read_text(encoding="utf-8") for path in sorted(out.rglob("*.*"))]
    for text in (*said, *texts):
        assert not [secret for secret in SECRETS if secret in text], text
    assert WORDS[lang] in said[0]
    for name in ("r.html", "r.csv"):
        assert WORDS[lang] in (out / name).read_text(encoding="utf-8")
    assert WORDS["nl"] in (out / "mail" / "a-town-example.txt").read_text(encoding="utf-8")
    # What is not withheld is said as ever.
    assert "31/31/2020" in said[0]


def test_record_for_machines_says_that_it_is_withheld(publication: Path) -> None:
    done = CliRunner().invoke(check, [str(publication), "--json"], catch_exceptions=False)
    found = {(f["code"], f["column"]): f for f in json.loads(done.stdout)["list"]}
    assert found["SAM-M006", "rrn"]["withheld"] and found["SAM-M006", "rrn"]["raw"] is None
    assert found["SAM-M005", "plaats"]["guess"] is None
    assert not found["SAM-M002", "since"]["withheld"]


def test_report_beside_a_release_has_no_withheld_value(publication: Path) -> None:
    CliRunner().invoke(build, [str(publication)], catch_exceptions=False)
    (report,) = (publication / ".samenspel" / "reports").glob("*.json")
    text = report.read_text(encoding="utf-8")
    assert not [secret for secret in SECRETS if secret in text]


@pytest.mark.parametrize("engine", ["compiled", "interpreted"])
def test_map_alone_withholds_too(publication: Path, engine: str) -> None:
    arguments = [str(publication / "mappings" / "m.yml"), "--output", str(publication / "o.nq")]
    (publication / "mappings" / "sources").symlink_to(publication / "sources")
    (publication / "mappings" / "lookups").symlink_to(publication / "lookups")
    done = CliRunner().invoke(map_, [*arguments, "--engine", engine], catch_exceptions=False)
    assert done.exit_code == 1 and "31/31/2020" in done.stderr
    assert not [secret for secret in SECRETS if secret in done.stderr]


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_preview_shows_no_withheld_value(publication: Path, form: list[str]) -> None:
    source = publication / "sources" / "people.csv"
    done = CliRunner().invoke(preview, [str(source), *form], catch_exceptions=False)
    assert "31/31/2020" in done.output
    hidden = [secret for secret in SECRETS if secret != "rolzaak"]  # a column of its own there
    assert not [secret for secret in hidden if secret in done.output]


def test_misspelt_column_is_refused(publication: Path) -> None:
    path = publication / "mappings" / "m.yml"
    path.write_text(MAPPING.replace("[rrn, mail,", "[rrn, mial,"), encoding="utf-8")
    done = CliRunner().invoke(check, [str(publication)])
    assert "no column 'mial' to withhold" in str(done.exception)
    assert "Did you mean 'mail'?" in str(done.exception)


PUBLISHED = {
    "value": "[ex:number, $(rrn)]",
    "typed": "[ex:number, $(rrn), xsd:integer]",
    "address": "[ex:mail, $(mail)~iri]",
    "template": '[ex:both, "$(role), $(rrn)"]',
    "predicate": '["ex:p-$(rrn)", x]',
    "language": "{p: ex:name, o: {value: $(role), language: $(mail)}}",
    "datatype": "{p: ex:name, o: {value: $(role), datatype: ex:$(mail)}}",
    "graph": "{p: ex:name, o: $(role), graphs: ex:g/$(rrn)}",
    "parts": "{p: ex:mail, o: {value: $(mail), samenspel: {split: ','}}}",
    "function": "{p: ex:name, o: {function: grel:toUpperCase, parameters: [[value, $(mail)]]}}",
    "in a test": "{p: ex:name, o: {function: idlab-fn:trueCondition, parameters:"
    " [[strBoolean, {function: idlab-fn:equal, parameters: [[valueParameter, $(role)],"
    " [valueParameter2, a]]}], [str, $(rrn)]]}}",
}
"""Rules that publish a column, by how they do."""
ASKED = {
    "condition": "{p: ex:is, o: yes, condition: {function: equal, parameters:"
    " [[str1, $(rrn)], [str2, '12']]}}",
    "test": "{p: ex:is, o: {function: idlab-fn:isNull, parameters: [[str, $(mail)]]}}",
    "look-up": "{p: ex:town, o: {value: $(plaats), samenspel: {lookup: lookups/towns.csv}}}",
    "text": "{p: ex:name, o: rrn}",
}
"""Rules that ask a column for something else than its value."""


def with_rule(publication: Path, rule: str, subject: str = "ex:person/$(id)") -> Path:
    path = publication / "mappings" / "m.yml"
    head = MAPPING.partition("    s: ")[0]
    path.write_text(f"{head}    s: {subject}\n    po:\n      - {rule}\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("way", PUBLISHED)
def test_withheld_column_that_is_published_is_refused(publication: Path, way: str) -> None:
    with_rule(publication, PUBLISHED[way])
    for command in (check, build):
        done = CliRunner().invoke(command, [str(publication)])
        assert isinstance(done.exception, MappingError), done.output
        assert done.exception.code == "SAM-Y070"
        assert (done.exception.file, done.exception.line) == ("mappings/m.yml", 13)
        assert "'rrn'" in str(done.exception) or "'mail'" in str(done.exception)
    assert not list((publication / ".samenspel").glob("releases/*"))


def test_withheld_column_in_an_address_is_refused(publication: Path) -> None:
    with_rule(publication, "[ex:is, yes]", "ex:person/$(rrn)")
    done = CliRunner().invoke(check, [str(publication)])
    assert "publishes the column 'rrn'" in str(done.exception)


@pytest.mark.parametrize("way", ASKED)
def test_withheld_column_may_be_asked(publication: Path, way: str) -> None:
    with_rule(publication, ASKED[way])
    done = CliRunner().invoke(check, [str(publication)])
    assert not isinstance(done.exception, MappingError), done.exception


def test_other_document_may_not_publish_what_one_withholds(publication: Path) -> None:
    (publication / "mappings" / "n.yml").write_text(
        MAPPING.partition("    s: ")[0].replace(", withhold: [rrn, mail, plaats]", "")
        + "    s: ex:number/$(id)\n    po:\n      - [ex:number, $(rrn)]\n",
        encoding="utf-8",
    )
    with_rule(publication, "[ex:role, $(role)]")
    config = CONFIG.replace('["mappings/m.yml"]', '["mappings/n.yml", "mappings/m.yml"]')
    (publication / "samenspel.toml").write_text(config, encoding="utf-8")
    done = CliRunner().invoke(check, [str(publication)])
    assert "n.yml:13" in str(done.exception) and "'rrn'" in str(done.exception)


@pytest.mark.parametrize("access", ["./sources/people.csv", "sources/*.csv"])
def test_preview_heeds_what_another_document_withholds(publication: Path, access: str) -> None:
    other = MAPPING.replace(", withhold: [rrn, mail, plaats]", "")
    other = other.replace("sources/people.csv", access).partition("      - {p: ex:chief")[0]
    path = publication / "mappings" / "n.yml"
    path.write_text(other + "      - [ex:since, $(since)]\n", encoding="utf-8")
    config = CONFIG.replace('["mappings/m.yml"]', '["mappings/n.yml", "mappings/m.yml"]')
    (publication / "samenspel.toml").write_text(config, encoding="utf-8")
    done = CliRunner().invoke(preview, [str(path)], catch_exceptions=False)
    assert "31/31/2020" in done.output and "rolzaak" in done.output
    assert "85073x" not in done.output and "geheim adres" not in done.output
    path.write_text(other + "      - [ex:number, $(rrn)]\n", encoding="utf-8")
    refused = CliRunner().invoke(preview, [str(path)])
    assert isinstance(refused.exception, MappingError) and "85073x" not in refused.output


@pytest.mark.parametrize("command", ["preview", "map", "walk"])
def test_no_command_shows_a_withheld_column_that_is_published(
    publication: Path, command: str
) -> None:
    path = with_rule(publication, "[ex:number, $(rrn)]")
    (publication / "mappings" / "sources").symlink_to(publication / "sources")
    written = ["--output", str(publication / "o.nq")]
    done = {
        "preview": lambda: CliRunner().invoke(preview, [str(path)]),
        "map": lambda: CliRunner().invoke(map_, [str(path), *written]),
        "walk": lambda: CliRunner().invoke(map_, [str(path), *written, "--engine", "interpreted"]),
    }[command]()
    assert isinstance(done.exception, MappingError) and done.exception.code == "SAM-Y070"
    assert "85073x" not in done.output and not (publication / "o.nq").exists()
