"""Small counts of people are nowhere in what is kept and served, and totals do not give them back.

The counts are large and the thresholds larger, so that their digits occur nowhere by chance.
"""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from command import run
from publishing import configure

BASE = "https://stad.example.org/"
MAPPING = """\
prefixes:
  ex: "{base}id/"
  count: "{base}def/"
  sm: "http://purl.org/linked-data/sdmx/2009/measure#"
sources:
  a:
    access: sources/a.csv
    referenceFormulation: csv
    samenspel: {{encoding: utf-8, delimiter: ","}}
mappings:
{threshold}
  telling:
    sources: a
    s: ex:observation/$(wijk)-$(groep)
    po:
      - [a, qb:Observation]
      - [qb:dataSet, ex:dataset/cijfers~iri]
{dimensions}
      - ["http://purl.org/linked-data/sdmx/2009/measure#obsValue", $({column}), xsd:integer]
      - [rdfs:label, "$({column}) mensen in $(wijk)", nl~lang]
"""
DIMENSIONS = """\
      - [count:wijk, ex:wijk/$(wijk)~iri]
      - [count:groep, $(groep)]"""
THRESHOLD = """\
  dataset:
    sources: a
    s: ex:dataset/cijfers
    po:
      - [sam:smallCellThreshold, "{threshold}", xsd:integer]"""
# 71393 is small; 500017 is what must go with it, or it is known from 571410
ROWS = """\
noord,jong,71393
noord,oud,500017
noord,totaal,571410
zuid,jong,600011
zuid,oud,0
zuid,totaal,600011
"""


def write(folder: Path, rows=ROWS, *, threshold=99991, said="data", dimensions=DIMENSIONS, **other):
    column = other.get("column", "aantal")
    (folder / "sources").mkdir(exist_ok=True)
    (folder / "sources" / "a.csv").write_text(f"wijk,groep,{column}\n{rows}")
    configure(folder, BASE, "a")
    if said == "toml":
        with (folder / "samenspel.toml").open("a") as toml:
            toml.write(f"small_cells = {threshold}\n")
    (folder / "a.yml").write_text(
        MAPPING.format(
            base=BASE,
            column=column,
            dimensions=dimensions,
            threshold=THRESHOLD.format(threshold=threshold) if said == "data" else "",
        )
    )


def change(folder: Path, rows: str) -> None:
    """Write other rows, of a later day."""
    write(folder, rows)
    toml = folder / "samenspel.toml"
    toml.write_text(toml.read_text().replace("2026-01-15", "2026-02-15"))


def shown(folder: Path) -> set[str]:
    asked = "SELECT ?v { ?s <http://purl.org/linked-data/sdmx/2009/measure#obsValue> ?v }"
    return set(run("query", asked, folder, "--format", "csv").split()[1:])


def contents(folder: Path):
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            content = path.read_bytes()
            yield path, gzip.decompress(content) if path.suffix == ".gz" else content


@pytest.mark.parametrize("said", ["data", "toml"])
@pytest.mark.parametrize("dimensions", [DIMENSIONS, ""])
def test_a_small_count_is_nowhere_and_its_row_total_does_not_give_it(tmp_path, said, dimensions):
    write(tmp_path, said=said, dimensions=dimensions)
    told = run("build", tmp_path)
    assert "SAM-D020" in told and "71393" not in told
    run("publish", tmp_path)
    seen = shown(tmp_path)
    assert "71393" not in seen
    assert not {"500017", "571410"} <= seen  # one of them is hidden too
    assert "0" in seen
    # In moments and digests any digits may stand beside each other.
    spelled = re.compile(rb"(?<![0-9a-f])71393(?![0-9a-f])")
    for path, content in contents(tmp_path / ".samenspel"):
        assert not spelled.search(content), path
    hidden = "SELECT (count(*) AS ?n) { ?s sdmx-attribute:confStatus sdmx-code:confStatus-C }"
    prefixes = "".join(
        f"PREFIX sdmx-{kind}: <http://purl.org/linked-data/sdmx/2009/{kind}#> "
        for kind in ("attribute", "code")
    )
    said_hidden = run("query", prefixes + hidden, tmp_path, "--format", "csv").split()[1]
    assert int(said_hidden) == 6 - len(ROWS.splitlines()) + 2


def test_where_nothing_is_small_all_is_shown(tmp_path):
    write(tmp_path, threshold=40)
    assert "SAM-D02" not in run("build", tmp_path)
    run("publish", tmp_path)
    assert shown(tmp_path) == {"71393", "500017", "571410", "600011", "0"}


def test_the_stricter_of_two_thresholds_holds(tmp_path):
    write(tmp_path, threshold=40)
    with (tmp_path / "samenspel.toml").open("a") as toml:
        toml.write("small_cells = 99991\n")
    run("build", tmp_path)
    run("publish", tmp_path)
    assert "71393" not in shown(tmp_path)


def test_counts_of_people_without_a_threshold_are_not_published(tmp_path):
    write(tmp_path, "noord,jong,3\nzuid,jong,812\n", said="")
    assert "SAM-D021" in run("build", tmp_path)
    run("publish", tmp_path, code=1)


@pytest.mark.parametrize(
    ("column", "rows"), [("plaatsen", "noord,jong,3\n"), ("aantal", "noord,jong,312\n")]
)
def test_what_counts_no_people_or_nothing_small_needs_no_threshold(tmp_path, column, rows):
    write(tmp_path, rows, said="", column=column)
    assert "SAM-D021" not in run("build", tmp_path)


def test_nought_says_that_it_counts_no_people(tmp_path):
    write(tmp_path, "noord,jong,3\nzuid,jong,812\n", said="toml", threshold=0)
    assert "SAM-D02" not in run("build", tmp_path)
    run("publish", tmp_path)
    assert shown(tmp_path) == {"3", "812"}


def test_a_second_release_does_not_give_by_difference_what_it_hides(tmp_path):
    before = "noord,jong,300007\nnoord,oud,500017\nnoord,totaal,800024\n"
    write(tmp_path, before)
    run("build", tmp_path)
    run("publish", tmp_path)
    assert shown(tmp_path) == {"300007", "500017", "800024"}
    # 500017 is known from the release before, so the new total must go
    change(tmp_path, "noord,jong,71393\nnoord,oud,500017\nnoord,totaal,571410\n")
    run("build", tmp_path)
    run("publish", tmp_path)
    assert not {"71393", "571410"} & shown(tmp_path)


def test_what_a_kept_release_hides_stays_hidden(tmp_path):
    write(tmp_path)
    run("build", tmp_path)
    run("publish", tmp_path)
    first = shown(tmp_path)
    # as many now that nothing is small: showing 500017 would give the old count
    change(tmp_path, ROWS.replace("71393", "271393").replace("571410", "771410"))
    run("build", tmp_path)
    run("publish", tmp_path)
    if "500017" not in first:
        assert "500017" not in shown(tmp_path)
    else:
        assert "771410" not in shown(tmp_path)
