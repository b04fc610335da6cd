"""One mapping runs as it stands: quads to a file or standard output, findings beside them."""

from __future__ import annotations

import gzip
from pathlib import Path

import pyoxigraph
import pytest
from click.testing import CliRunner, Result

from kg.cli.map import map_
from kg.errors import MappingError

MAPPING = """\
prefixes:
  ex: https://x.be/
targets:
  dump: [dump.nt.gz~void, ntriples, gzip]
mappings:
  person:
    sources:
      - [a.csv~csv]
    s: ex:$(id)
    po:
      - p: ex:name
        o: {value: $(naam), language: nl, targets: dump}
      - [ex:site, $(site)~iri]
"""


def mapped(folder: Path, *options: str, rows: str = "1,An,https://an.be/\n") -> Result:
    (folder / "m.yml").write_text(MAPPING, encoding="utf-8")
    (folder / "a.csv").write_text(f"id,naam,site\n{rows}", encoding="utf-8")
    return CliRunner().invoke(map_, [str(folder / "m.yml"), *options], catch_exceptions=False)


def test_quads_go_to_standard_output_and_targets_to_their_file(tmp_path: Path) -> None:
    done = mapped(tmp_path)
    assert done.exit_code == 0
    assert done.stdout == "<https://x.be/1> <https://x.be/site> <https://an.be/> .\n"
    dump = gzip.decompress((tmp_path / "dump.nt.gz").read_bytes())
    assert dump == b'<https://x.be/1> <https://x.be/name> "An"@nl .\n'


@pytest.mark.parametrize("engine", ["compiled", "interpreted"])
def test_a_target_takes_texts_with_any_line_end(tmp_path: Path, engine: str) -> None:
    name = "a\u2028b\x85c\x0bd\x0ce"
    done = mapped(tmp_path, "--engine", engine, rows=f"1,{name},\n")
    assert done.exit_code == 0
    dump = gzip.decompress((tmp_path / "dump.nt.gz").read_bytes())
    (triple,) = pyoxigraph.parse(dump, format=pyoxigraph.RdfFormat.N_TRIPLES)
    assert triple.object == pyoxigraph.Literal(name, language="nl")


def test_a_wrong_value_is_told_and_the_rest_is_written(tmp_path: Path) -> None:
    output = tmp_path / "out.nq"
    done = mapped(tmp_path, "--output", str(output), rows="1,An,geen site\n2,Bo,https://bo.be/\n")
    assert done.exit_code == 1
    assert "a.csv: SAM-M004" in done.stderr
    assert '"geen site"' in done.stderr
    assert output.read_text(encoding="utf-8") == (
        "<https://x.be/2> <https://x.be/site> <https://bo.be/> .\n"
    )


def test_a_relative_address_goes_below_the_base(tmp_path: Path) -> None:
    done = mapped(tmp_path, "--base", "https://b.be/", rows="1,An,over-ons\n")
    assert "<https://b.be/over-ons>" in done.stdout


def test_a_column_that_is_not_there_is_named(tmp_path: Path) -> None:
    mapped(tmp_path)
    (tmp_path / "a.csv").write_text("id,name,site\n1,An,x\n", encoding="utf-8")
    with pytest.raises(MappingError, match="no column 'naam'"):
        CliRunner().invoke(map_, [str(tmp_path / "m.yml")], catch_exceptions=False)


def test_both_engines_write_the_same(tmp_path: Path) -> None:
    rows = "1,An,over ons\n2,Bo,\n3,Cy,https://cy.be/\n"
    compiled, interpreted = (
        mapped(tmp_path, "--engine", engine, rows=rows) for engine in ("compiled", "interpreted")
    )
    assert compiled.stdout == interpreted.stdout != ""
    assert "SAM-M004" in interpreted.stderr
