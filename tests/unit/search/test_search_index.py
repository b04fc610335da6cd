"""What is found in an index, by slips, abbreviations, numbers and parts; lists in their order."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from kg.search.database import KIND
from kg.search.entries import IndexedThing
from kg.search.index import SearchIndex
from kg.search.index_file import write_index
from kg.search.texts import Role, Text

BASE = "https://elders.example/id/"
TOWN, ACTOR, OFFER = (f"https://w3id.org/samenspel/ns#{n}" for n in ("Area", "Actor", "Service"))
NAMES = {
    "a1": ("Sociaal Huis Érembode", ACTOR),
    "a2": ("Openbaar Centrum voor Maatschappelijk Welzijn van Érembode", ACTOR),
    "a3": ("Huis van het Kind De Zwaluw", ACTOR),
    "a4": ("Woonzorgcentrum Avondrust", ACTOR),
    "a5": ("vzw De Brug", ACTOR),
    "s1": ("Schuldbemiddeling", OFFER),
    "s2": ("Jeugdhuis en speelplein", OFFER),
    "t1": ("Érembode", TOWN),
    "t2": ("Oudegem", TOWN),
    "t3": ("Aubelle", TOWN),
    "t4": ("Zandhove", TOWN),
    "t5": ("Ooigem", TOWN),
}


def thing(key: str, name: str, cls: str) -> IndexedThing:
    return IndexedThing(BASE + key, {Text(Role.NAME, name, "nl")}, {cls})


def write(things: list[IndexedThing], path: Path) -> SearchIndex:
    write_index(things, path, sort_keys=lambda names: [n.casefold() for n in names], members={})
    return SearchIndex(path)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    things = {key: thing(key, *named) for key, named in NAMES.items()}
    things["a1"].texts |= {
        Text(Role.NUMBER, "0123456789"),
        Text(Role.OTHER_NAME, "Welfare house", "en"),
    }
    things["a2"].texts |= {Text(Role.ABBREVIATION, "ocmw")}
    things["a3"].texts |= {Text(Role.INITIALS, "hvhk")}
    things["s1"].texts |= {Text(Role.DESCRIPTION, "Wij helpen met afbetalen.", "nl")}
    things["s1"].facets |= {("municipality", BASE + "t1"), ("municipality", BASE + "t2")}
    things["s2"].facets |= {("municipality", BASE + "t2")}
    things["t4"].standing = "former"
    return write(list(things.values()), tmp_path_factory.mktemp("index") / "index.sqlite")


def first(index: SearchIndex, text: str, reader: str = "nl") -> str:
    hits = index.search(text, reader).hits
    return hits[0].iri.removeprefix(BASE) if hits else ""


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("erembode", "t1"),
        ("EREMBODÉ", "t1"),
        ("sociaal huis erembode", "a1"),
        ("sociaalhuis erembode", "a1"),
        ("sociaa hius erembde", "a1"),
        ("0123.456.789", "a1"),
        ("BE 0123 456 789", "a1"),
        ("welfare house", "a1"),
        ("OCMW", "a2"),
        ("HvhK", "a3"),
        ("schuldbemidelling", "s1"),
        ("afbetalen", "s1"),
        ("jeugd huis", "s2"),
        ("zorgcentrum", "a4"),
        ("woon zorg centrum avondrust", "a4"),
        ("oudegm", "t2"),
        ("Zwaluw", "a3"),
        ("de burg", "a5"),
    ],
)
def test_the_right_thing_comes_first(index: SearchIndex, typed: str, wanted: str) -> None:
    assert first(index, typed) == wanted


@pytest.mark.parametrize("typed", ["", "  ", "!?", '"', "' OR 1=1 --", "a*", "NEAR(", "é" * 400])
def test_whatever_is_typed_is_answered(index: SearchIndex, typed: str) -> None:
    assert index.search(typed, "nl").total <= len(NAMES)


def test_a_thing_is_found_once_and_says_by_which_name(index: SearchIndex) -> None:
    found = index.search("welfare", "nl")
    assert [hit.iri for hit in found.hits] == [BASE + "a1"]
    assert (found.hits[0].name, found.hits[0].matched) == ("Sociaal Huis Érembode", "Welfare house")


def test_what_was_corrected_is_said(index: SearchIndex) -> None:
    assert index.search("oudegm", "nl").corrected == "Oudegem"
    assert index.search("oudegem", "nl").corrected == ""


def test_facets_narrow_and_count(index: SearchIndex) -> None:
    towns = [BASE + "t1", BASE + "t2"]
    page = index.lists.page([(KIND, [OFFER])], "nl")
    assert page.facets["municipality"] == [(towns[1], 2), (towns[0], 1)]
    here = index.search("schuld", "nl", facets=[("municipality", towns[:1])])
    there = index.search("schuld", "nl", facets=[("municipality", [BASE + "t5"])])
    assert (here.total, there.total) == (1, 0)
    both = index.lists.page([(KIND, [OFFER]), ("municipality", towns)], "nl")
    assert both.total == 2
    one = index.lists.page([(KIND, [OFFER]), ("municipality", towns[:1])], "nl")
    assert [hit.name for hit in one.hits] == ["Schuldbemiddeling"]


def test_lists_go_on_where_they_stopped_and_know_letters(index: SearchIndex) -> None:
    seen: list[str] = []
    after = ""
    while True:
        page = index.lists.page([(KIND, [TOWN])], "nl", after=after, most=2)
        seen += [hit.name for hit in page.hits]
        if not page.more:
            break
        after = page.hits[-1].iri
    assert sorted(seen) == ["Aubelle", "Ooigem", "Oudegem", "Érembode"]
    assert len(seen) == page.total == 4
    assert page.letters == {"A": 1, "E": 1, "O": 2}
    assert page.standings == {"": 4, "former": 1}
    assert [h.name for h in index.lists.page([(KIND, [TOWN])], "nl", letter="E").hits] == [
        "Érembode"
    ]
    former = index.lists.page([(KIND, [TOWN])], "nl", standing="former")
    assert [hit.name for hit in former.hits] == ["Zandhove"]


def test_the_reader_sees_names_in_their_language(tmp_path: Path) -> None:
    both = IndexedThing(
        BASE + "x", {Text(Role.NAME, "Zorg", "nl"), Text(Role.NAME, "Aide", "fr")}, {ACTOR}
    )
    other = thing("y", "Midden", ACTOR)
    index = write([both, other], tmp_path / "i.sqlite")
    assert [h.name for h in index.lists.page([(KIND, [ACTOR])], "nl").hits] == ["Midden", "Zorg"]
    assert [h.name for h in index.lists.page([(KIND, [ACTOR])], "fr").hits] == ["Aide", "Midden"]


def test_the_same_things_give_the_same_bytes(tmp_path: Path) -> None:
    things = [thing(key, *named) for key, named in NAMES.items()]
    write(things, tmp_path / "a.sqlite")
    random.Random(5).shuffle(things)
    write(things, tmp_path / "b.sqlite")
    assert (tmp_path / "a.sqlite").read_bytes() == (tmp_path / "b.sqlite").read_bytes()


def test_slips_in_names_of_any_kind_are_forgiven(tmp_path: Path) -> None:
    """Of names with one or two slips the right thing is among the first three, nearly always."""
    chance = random.Random(11)
    syllables = [
        "an",
        "bos",
        "der",
        "geest",
        "hoe",
        "kaa",
        "lin",
        "mol",
        "oost",
        "plas",
        "ro",
        "ven",
    ]
    names = {
        " ".join(
            "".join(chance.choices(syllables, k=chance.randint(2, 4))).capitalize()
            for _ in range(chance.randint(1, 4))
        )
        for _ in range(800)
    }
    things = [thing(str(n), name, ACTOR) for n, name in enumerate(sorted(names))]
    index = write(things, tmp_path / "many.sqlite")
    asked = chance.sample(things, 120)
    right = 0
    for one in asked:
        name = one.name("nl")[0]
        for _ in range(chance.choice((1, 1, 2))):
            place = chance.randrange(len(name))
            name = name[:place] + chance.choice(("", "x", name[place] * 2)) + name[place + 1 :]
        right += one.iri in {hit.iri for hit in index.search(name, "nl", most=3).hits}
    assert right >= 0.95 * len(asked)
