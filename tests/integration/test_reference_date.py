"""The day that counts as today: of the command, else of samenspel.toml, else that of the build."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from command import run
from publishing import configure

from kg.errors import ConfigError
from kg.release.configuration import open_publication

BASE = "https://proef.example/"
MAPPING = """\
prefixes: {{ex: "{base}id/"}}
sources:
  s: {{access: leden.csv, referenceFormulation: csv, samenspel: {{delimiter: ","}}}}
mappings:
  lidmaatschap:
    sources: s
    s: ex:membership/$(nr)
    po:
      - [a, sam:Membership]
      - [org:organization, ex:partnership/p~iri]
      - [org:member, ex:organisation/$(nr)~iri]
      - [sam:memberFrom, $(van), xsd:date]
      - [sam:memberUntil, $(tot), xsd:date]
"""
ROWS = "nr,van,tot\n1,2020-01-01,2026-06-30\n2,2026-07-01,\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    configure(tmp_path, BASE, "proef")
    (tmp_path / "proef.yml").write_text(MAPPING.format(base=BASE), encoding="utf-8")
    (tmp_path / "leden.csv").write_text(ROWS, encoding="utf-8")
    return tmp_path


def set_date(folder: Path, text: str) -> None:
    file = folder / "samenspel.toml"
    file.write_text(f"reference_date = {text}\n" + file.read_text("utf-8"), encoding="utf-8")


def members(folder: Path) -> tuple[str, set[str], bool]:
    """The reference date of the newest release, its members, and if its graph says the date."""
    release = max((folder / ".samenspel" / "releases").iterdir(), key=lambda p: p.stat().st_mtime)
    day = json.loads((release / "manifest.json").read_text(encoding="utf-8"))["reference_date"]

    def dump(name: str) -> list[str]:
        text = gzip.decompress((release / "dumps" / f"{name}.nq.gz").read_bytes()).decode()
        return text.splitlines()

    found = {line.split()[2][-2] for line in dump("closed-world") if "#currentMember>" in line}
    catalogue = f'<{BASE}id/catalog> <https://w3id.org/samenspel/ns#referenceDate> "{day}"'
    return day, found, any(line.startswith(catalogue) for line in dump("metadata"))


def test_the_day_of_the_command_goes_before_that_of_the_file(folder: Path) -> None:
    set_date(folder, "2026-06-30")
    run("build", folder)
    assert members(folder) == ("2026-06-30", {"1"}, True)
    run("build", folder, "--reference-date", "2026-07-01")
    assert members(folder) == ("2026-07-01", {"2"}, True)


def test_without_one_it_is_the_day_of_the_build(folder: Path) -> None:
    before = datetime.now(UTC).date()
    assert before <= open_publication(folder).reference_date <= datetime.now(UTC).date()


@pytest.mark.parametrize("text", ['"30 juni"', "2026-06-30T10:00:00Z", "20260630"])
def test_what_is_no_day_is_refused(folder: Path, text: str) -> None:
    set_date(folder, text)
    with pytest.raises(ConfigError, match="no day"):
        open_publication(folder)
    assert "is no day" in run("build", folder, "--reference-date", "30/06/2026", code=2)
