"""A drafted mapping can be read back and says what inspection found."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli.init import init
from kg.mapping.document import joins
from kg.mapping.read import read_mapping
from kg.release.publication import read_publication


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
    publication = read_publication(folder)
    assert publication.datasets[0].mappings == ("mappings/aid.yml",)
    document = read_mapping(folder / "mappings" / "aid.yml", folder)
    aid, towns = document.triples_maps
    assert (aid.source.delimiter, aid.source.decimal) == (";", ",")
    assert aid.source.nulls == ("", "-")
    assert [join.parent for join in joins(aid)] == ["towns"]
    assert aid.subject.references == ("code",) and towns.subject.references == ("id",)


@pytest.mark.parametrize("name", ["a (b)", "it's", 'say "x"', "a\\b", "50%: #1", "é – à"])
def test_any_name_of_a_column_can_be_written(tmp_path: Path, name: str) -> None:
    quoted = name.replace('"', '""')
    folder = drafted(tmp_path, x=f'id,"{quoted}"\n1,p\n2,q\n3,q\n')
    (made,) = read_mapping(folder / "mappings" / "x.yml", folder).triples_maps
    found = {ref for po in made.predicate_objects for o in po.objects for ref in o.references}
    assert name in found
