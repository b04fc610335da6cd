"""The documents are held against the code: what exists is documented, what is documented exists."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import entry_points
from pathlib import Path

import click
import pyoxigraph
import pytest

from kg.cli import samenspel
from kg.mapping import functions
from kg.mapping.yarrrml import function_calls as yarrrml_calls
from kg.mapping.yarrrml import reader as yarrrml
from kg.mapping.yarrrml import sources as yarrrml_sources
from kg.mapping.yarrrml import term_maps as yarrrml_terms
from kg.model.findings import CATALOGUE
from kg.model.prefixes import PREFIXES
from kg.model.terms import TOOL
from kg.release import configuration
from kg.release.publication import DatasetConfig
from kg.sources.formats import FORMATS as SOURCE_FORMATS
from server.error_codes import ERROR_CODES
from server.sparql.formats import GRAPHS, NAMES, TABULAR
from server.view.suffixes import FORMATS

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"
PAGES = sorted(
    path
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("*/README.md")]
    if ".venv" not in path.parts
)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"SAM-[A-Z]\d{3}")


def reference(name: str) -> str:
    return (REFERENCE / f"{name}.md").read_text(encoding="utf-8")


def section(text: str, heading: str) -> str:
    """What stands below a heading of the second level."""
    _, found, below = text.partition(f"\n## {heading}\n")
    assert found, f"no section '## {heading}'"
    return below.split("\n## ", 1)[0]


def verbs() -> dict[str, click.Command]:
    context = click.Context(samenspel)
    found = {
        name: samenspel.get_command(context, name) for name in samenspel.list_commands(context)
    }
    return {name: command for name, command in found.items() if command is not None}


def anchors(path: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("verb", sorted(verbs()))
def test_verb_and_its_options_are_in_the_reference(verb: str) -> None:
    text = section(reference("commands"), verb)
    options = [o for p in verbs()[verb].params for o in p.opts if o.startswith("--")]
    assert not [option for option in options if option not in text and option != "--lang"]


def test_reference_names_no_verb_or_option_that_is_not_there() -> None:
    text = reference("commands")
    known = {o for command in verbs().values() for p in command.params for o in p.opts}
    assert set(re.findall(r"^## ([a-z]+)$", text, re.MULTILINE)) == set(verbs())
    assert set(re.findall(r"`(--[a-z-]+)", text)) <= known | {"--help", "--version"}


def test_serve_comes_by_its_entry_point() -> None:
    assert [p.name for p in entry_points(group="samenspel.commands")] == ["serve"]


def shape_codes() -> set[str]:
    found = set()
    for path in (ROOT / "ontology" / "shapes").glob("*.ttl"):
        for quad in pyoxigraph.parse(path=path):
            if quad.predicate.value == f"{TOOL}code":
                found.add(quad.object.value)
    return found


def raised_codes() -> set[str]:
    """Every code that stands in the code as a text of its own."""
    found: set[str] = set()
    for folder in ("kg", "server"):
        for path in (ROOT / folder).rglob("*.py"):
            found |= set(re.findall(r'"(SAM-[A-Z]\d{3})"', path.read_text(encoding="utf-8")))
    return found


def test_every_code_has_an_entry_and_every_entry_a_code() -> None:
    known = set(CATALOGUE) | set(ERROR_CODES) | shape_codes() | raised_codes()
    text = reference("codes")
    entries = set(re.findall(r"^\| `(SAM-[A-Z]\d{3})`", text, re.MULTILINE))
    assert not known - entries - {"SAM-S000"}, "a code without an entry in docs/reference/codes.md"
    assert not entries - known, "an entry for a code that does not exist"


def test_severity_and_status_in_the_codes_are_right() -> None:
    text = reference("codes")
    for code, kind in CATALOGUE.items():
        assert f"| `{code}` | {kind.severity} |" in text
    for code, problem in ERROR_CODES.items():
        assert f"| `{code}` | {problem.status} |" in text


@pytest.mark.parametrize("path", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_codes_that_documents_mention_exist(path: Path) -> None:
    known = set(CATALOGUE) | set(ERROR_CODES) | shape_codes() | raised_codes()
    assert set(_CODE.findall(path.read_text(encoding="utf-8"))) <= known


def test_every_key_of_the_configuration_is_documented() -> None:
    text = reference("configuration")
    keys = configuration._TOP | configuration._keys(DatasetConfig) | configuration._RDF
    assert not [key for key in keys if f"| `{key}` |" not in text]
    assert "`extensions`" in text


def test_every_key_of_a_mapping_is_documented() -> None:
    text = reference("mapping")
    tables = (
        yarrrml.TOP_KEYS,
        yarrrml.MAPPING_KEYS,
        yarrrml.PO_KEYS,
        yarrrml.LINK_KEYS,
        yarrrml_sources.SOURCE_KEYS,
        yarrrml_sources.DIALECT_KEYS,
        yarrrml_sources.UNPIVOT_KEYS,
        yarrrml_sources.TARGET_KEYS,
        [word for one in SOURCE_FORMATS for word in one.words],
        yarrrml_calls.CALL_KEYS,
        yarrrml_calls.PARAMETER_KEYS,
        yarrrml_terms.OBJECT_KEYS,
        yarrrml_terms.TERM_KEYS,
    )
    keys = {key for table in tables for key in table}
    assert not sorted(key for key in keys if f"`{key}`" not in text)


def test_every_function_prefix_and_datatype_is_documented() -> None:
    text = reference("mapping")
    described = reference("functions")
    assert not [f.name for f in functions.FUNCTIONS.values() if f"`{f.name}`" not in described]
    assert not [name for name in PREFIXES if f"`{name}`" not in section(text, "Prefixes")]


def test_every_format_is_documented() -> None:
    text = reference("addresses")
    assert not [f.suffix for f in FORMATS if f"`.{f.suffix}`" not in text]
    assert not [name for name in (*TABULAR, *GRAPHS, *NAMES) if f"`{name}`" not in text]


def test_every_source_format_is_documented_with_its_files() -> None:
    text = reference("sources")
    for one in SOURCE_FORMATS:
        missing = [suffix for suffix in one.suffixes if f"`{suffix}`" not in text]
        assert f"`{one.name}`" in text and not missing, (one.name, missing)


def test_every_address_is_documented() -> None:
    text = reference("addresses")
    found = set()
    for path in (ROOT / "server").rglob("*.py"):
        found |= set(re.findall(r'blueprint\.get\("(/[^"]*)"\)', path.read_text(encoding="utf-8")))
    roots = {f"/{route.split('/')[1].split('.<')[0].split('<')[0]}" for route in found}
    missing = [r for r in sorted(roots - {"/favicon.ico"}) if f"`{r}" not in text]
    assert len(found) > 20
    assert not missing


@pytest.mark.parametrize("path", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_relative_links_lead_somewhere(path: Path) -> None:
    text = _FENCE.sub("", path.read_text(encoding="utf-8"))
    for link in _LINK.findall(text):
        target, _, anchor = link.partition("#")
        if "://" in target or target.startswith("mailto:"):
            continue
        place = (path.parent / target).resolve() if target else path
        assert place.exists(), f"{path.relative_to(ROOT)} links to {link}"
        if anchor:
            assert anchor in anchors(place), f"{path.relative_to(ROOT)} links to {link}"


def test_make_targets_in_documents_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):.*##", makefile, re.MULTILINE))
    for path in PAGES:
        text = path.read_text(encoding="utf-8")
        named = set(re.findall(r"(?:^|`)make ([a-z]+)", text, re.MULTILINE))
        assert named <= targets, path.name
    assert {"demo", "test"} <= set(
        re.findall(
            r"^make ([a-z]+)", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE
        )
    )


def test_documents_name_no_place_of_one_machine() -> None:
    places = re.compile(r"(?<![\w.])/(?:home|Users|root|work|tmp)/\w")
    for path in [*PAGES, *(p for p in (ROOT / "deploy").rglob("*") if p.is_file())]:
        assert not places.search(path.read_text(encoding="utf-8")), path.name


def test_decisions_are_numbered_dated_and_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    files = sorted(folder.glob("[0-9]*.md"))
    listed = (folder / "README.md").read_text(encoding="utf-8")
    for number, path in enumerate(files, start=1):
        text = path.read_text(encoding="utf-8")
        assert path.name.startswith(f"{number:04d}-") and f"({path.name})" in listed
        assert re.search(r"^Date: \d{4}-\d\d-\d\d\. Status: \w+", text, re.MULTILINE), path.name
        for part in ("Context", "Choice", "Consequences"):
            assert f"\n## {part}\n" in text, path.name


def test_versions_agree() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    cited = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {project['version']}\n" in cited


def test_picture_of_the_readme_stands_alone() -> None:
    picture = (ROOT / "docs" / "playing-field.svg").read_text(encoding="utf-8")
    assert "prefers-color-scheme" in picture
    assert "var(--" not in picture and "href=" not in picture
    assert "docs/playing-field.svg" in (ROOT / "README.md").read_text(encoding="utf-8")
