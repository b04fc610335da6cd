"""Look-up lists: as tables, as SKOS, as schemes of the vocabulary."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kg.errors import MappingError
from kg.mapping.functions import FUNCTIONS
from kg.mapping.functions.iris import LOOKUP
from kg.mapping.yarrrml.reader import read

HEAD = """\
prefixes: {ex: "https://e.be/"}
sources: {p: [p.csv~csv], q: [q.csv~csv]}
mappings:
  q: {sources: q, s: "ex:q/$(id)"}
  p:
    sources: p
    s: ex:$(id)
    po:
"""


def listed(tmp_path: Path, table: bytes) -> dict[str, str]:
    (tmp_path / "l.csv").write_bytes(table)
    path = tmp_path / "m.yml"
    po = "      - {p: ex:p, o: {value: $(a), samenspel: {lookup: l.csv}}}\n"
    path.write_text(HEAD + po, encoding="utf-8")
    return read(path, tmp_path).lookups["l.csv"].entries


def test_a_list_in_windows_1252_with_semicolons_is_read(tmp_path: Path) -> None:
    table = "from;to\nCafé;a, b\ncafé ;a, b\n".encode("windows-1252")
    assert listed(tmp_path, table) == {"café": "a, b"}


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (b"from,to\nx\n", "line 2 has more or fewer cells"),
        (b"from,to\nx,y,z\n", "line 2 has more or fewer cells"),
        (b"from,to\nPark,a\nPARK ,b\n", "'PARK' stands for 'a' and for 'b'"),
        (b"\n", "needs the columns 'from' and 'to'"),
    ],
    ids=["short", "long", "twice", "empty"],
)
def test_a_list_that_is_not_sure_is_refused(tmp_path: Path, table: bytes, said: str) -> None:
    with pytest.raises(MappingError, match=rf"m\.yml:9.*l\.csv.*{said}"):
        listed(tmp_path, table)


@pytest.mark.slow
@given(st.text(st.characters(exclude_categories=["C"], exclude_characters='",'), min_size=1))
def test_what_stands_in_a_list_is_found_in_it(text: str) -> None:
    assume(text.strip())
    with TemporaryDirectory() as folder:
        entries = listed(Path(folder), f"from,to\n{text},x\nother thing,y\n".encode())
    assert FUNCTIONS[LOOKUP].python(value=text, entries=entries) == "x"


def test_look_up_in_skos_leaves_out_what_two_concepts_are_called(tmp_path: Path) -> None:
    (tmp_path / "soort.ttl").write_text(
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        '<https://e.be/c/1> skos:prefLabel "Bank"@nl ; skos:altLabel "Zetel"@nl .\n'
        '<https://e.be/c/2> skos:prefLabel "bank"@nl, "Zetel"@nl .\n',
        encoding="utf-8",
    )
    path = tmp_path / "m.yml"
    po = "      - {p: ex:p, o: {value: $(a), type: iri, samenspel: {lookup: soort.ttl}}}\n"
    path.write_text(HEAD + po, encoding="utf-8")
    assert read(path, tmp_path).lookups["soort.ttl"].entries == {"zetel": "https://e.be/c/2"}


def test_look_up_in_skos_takes_every_label(tmp_path: Path) -> None:
    (tmp_path / "soort.ttl").write_text(
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        '<https://e.be/c/1> skos:prefLabel "Park"@nl, "Parc"@fr ; skos:notation "P1" .\n',
        encoding="utf-8",
    )
    path = tmp_path / "m.yml"
    path.write_text(
        HEAD + "      - {p: ex:p, o: {value: $(a), type: iri, samenspel: {lookup: soort.ttl}}}\n",
        encoding="utf-8",
    )
    iri = "https://e.be/c/1"
    assert read(path, tmp_path).lookups["soort.ttl"].entries == {
        "park": iri,
        "parc": iri,
        "p1": iri,
    }


@pytest.mark.parametrize(
    "name", ["https://w3id.org/samenspel/id/concept/driver", "c:driver"], ids=["iri", "prefix"]
)
def test_look_up_in_a_scheme_of_the_vocabulary(tmp_path: Path, name: str) -> None:
    path = tmp_path / "m.yml"
    head = HEAD.replace("{ex:", '{c: "https://w3id.org/samenspel/id/concept/", ex:')
    line = f"      - {{p: ex:p, o: {{value: $(a), type: iri, samenspel: {{lookup: '{name}'}}}}}}\n"
    path.write_text(head + line, encoding="utf-8")
    iri = "https://w3id.org/samenspel/id/concept/driver/new-social-challenges"
    entries = read(path, tmp_path).lookups[name].entries
    assert entries["new social challenges"] == entries["nieuwe sociale uitdagingen"] == iri


def test_look_up_in_no_scheme_says_which_there_are(tmp_path: Path) -> None:
    path = tmp_path / "m.yml"
    name = "https://w3id.org/samenspel/id/concept/drivr"
    line = f"      - {{p: ex:p, o: {{value: $(a), type: iri, samenspel: {{lookup: '{name}'}}}}}}\n"
    path.write_text(HEAD + line, encoding="utf-8")
    with pytest.raises(MappingError, match="no concept scheme") as caught:
        read(path, tmp_path)
    assert "concept/driver" in (caught.value.hint or "")
