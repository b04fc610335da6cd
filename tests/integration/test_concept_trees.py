"""Concept trees over HTTP: every concept once under each parent, whatever the links look like."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from serving import Served, serving

from server.view.hierarchy import arrange

BASE = "https://data.lede.example/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
HANG = 60
"""Seconds after which a page counts as never ending; each takes far less than one."""

LADDER = {f"l{n}{side}": {f"l{n - 1}{other}" for other in "ab"} for n in range(40) for side in "ab"}
LISTS: dict[str, dict[str, set[str]]] = {
    "ladder": {name: above if name[1:-1] != "0" else set() for name, above in LADDER.items()},
    "ring": {f"r{n}": {f"r{(n + 1) % 14}"} for n in range(14)},
    "rings": {f"k{n}": {f"k{m}" for m in range(14) if m != n} for n in range(14)},
    "beside": {"top": set(), "kind": {"top"}, "p": {"q"}, "q": {"p"}, "z": {"q"}, "ik": {"ik"}},
    "deep": {f"d{n}": {f"d{n - 1}"} if n else set() for n in range(1000)},
    "parents": {"a": set(), "b": set(), "c": {"a", "b"}, "d": {"c"}},
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    lines = []
    for name, broader in LISTS.items():
        scheme = f"<{BASE}id/{name}>"
        lines.append(f"{scheme} a <{SKOS}ConceptScheme> .")
        for concept, above in broader.items():
            this = f"<{BASE}id/{name}/{concept}>"
            lines.append(f"{this} a <{SKOS}Concept> ; <{SKOS}inScheme> {scheme} .")
            lines.append(f'{this} <{SKOS}prefLabel> "Begrip {concept}"@nl .')
            lines += [f"{this} <{SKOS}broader> <{BASE}id/{name}/{one}> ." for one in above]
    file: Path = tmp_path_factory.mktemp("lists") / "lijsten.ttl"
    file.write_text("\n".join(lines))
    with serving(file) as served:
        yield served


def tree_of(served: Served, place: str) -> list[str]:
    """The concepts of the tree on a page, in the order of its lines."""
    page = served.request("GET", place, {"Accept": "text/html"}, timeout=HANG)
    assert page.status == 200
    tree = page.text.partition('<ul class="tree">')[2].partition("</nav>")[0]
    assert tree.count("<ul>") == tree.count("</ul>") - 1 and tree.count("<li>") == tree.count(
        "</li>"
    )
    return re.findall(r">Begrip (\w+)</a>", tree)


@pytest.mark.parametrize("name", LISTS)
def test_each_concept_stands_once_under_each_parent(served: Served, name: str) -> None:
    broader = LISTS[name]
    found = Counter(tree_of(served, f"/doc/{name}"))
    assert set(found) == set(broader)
    for concept, above in broader.items():
        extra = found[concept] - max(len(above - {concept}), 1)
        assert extra in (0, 1), "in a ring one concept stands at the beginning too"


@pytest.mark.parametrize(
    ("name", "concept"), [("ring", "r3"), ("rings", "k5"), ("ladder", "l30a"), ("deep", "d900")]
)
def test_a_concept_shows_its_place_in_any_tree(served: Served, name: str, concept: str) -> None:
    shown = tree_of(served, f"/doc/{name}/{concept}")
    assert concept in shown and LISTS[name][concept] <= set(shown)


concepts = st.integers(0, 9)


@given(st.dictionaries(concepts, st.sets(concepts, max_size=4), max_size=10))
def test_a_tree_has_a_line_for_each_link_and_each_beginning(links: dict[int, set[int]]) -> None:
    broader = {f"c{one}": {f"c{other}" for other in above} for one, above in links.items()}
    places = arrange(broader, str)
    inner = {one: (above & broader.keys()) - {one} for one, above in broader.items()}
    assert {place.iri for place in places} == set(broader)
    beginnings = [place for place in places if place.level == 1]
    assert len(places) == len(beginnings) + sum(map(len, inner.values()))
    assert {one for one, above in inner.items() if not above} <= {p.iri for p in beginnings}
    assert sum(p.inside for p in places) == sum(p.closes for p in places)


def test_a_long_list_is_arranged_in_time_that_grows_with_its_links() -> None:
    """The processor time of 20,000 concepts; looking at all of them for each takes a minute."""
    begun = time.process_time()
    assert len(arrange({str(n): set() if n == 0 else {"0"} for n in range(20_000)}, int)) == 20_000
    assert time.process_time() - begun < 5
