"""The 25 questions: as files, asked of the example, and asked again after one cell has changed."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
import rdflib.query
import rdflib.term
from changed_cells import CHANGES, Change
from question_answers import QUESTIONS, ask, read_expected, short, written
from serving import Served, serving

from server.view.questions import Question, QuestionParameter, read_questions

LANGUAGES = {"nl", "en", "fr"}
READERS = {"steward", "developer", "federating", "research"}
ASKED = read_questions(QUESTIONS)
PARAMETERS = [(question, parameter) for question in ASKED for parameter in question.parameters]
pytestmark = [
    pytest.mark.slow,  # builds the example publication twice and starts a server
    pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib"),
]


def identifier(value: object) -> str:
    return value.id if isinstance(value, Question) else str(getattr(value, "name", value))


each_question = pytest.mark.parametrize("question", ASKED, ids=identifier)


def test_there_are_25_questions_with_expected_answer_and_change() -> None:
    wanted = [f"q{number:02}" for number in range(1, 26)]
    assert [question.id for question in ASKED] == wanted
    assert sorted(path.stem for path in (QUESTIONS / "expected").glob("*.csv")) == wanted
    assert [change.question for change in CHANGES] == wanted


@each_question
def test_header_says_all_in_three_languages(question: Question) -> None:
    assert question.file.startswith(f"{question.id}-")
    for texts in (question.titles, question.questions):
        assert set(texts) == LANGUAGES
    assert set(question.notes) in (set(), LANGUAGES)
    (reader,) = [
        line.removeprefix("# for: ")
        for line in question.text.splitlines()
        if line.startswith("# for:")
    ]
    assert reader in READERS


@pytest.mark.parametrize(("question", "parameter"), PARAMETERS, ids=identifier)
def test_parameter_is_declared_and_may_be_chosen(
    question: Question, parameter: QuestionParameter
) -> None:
    assert parameter.kind in ("iri", "text")
    assert set(parameter.labels) == LANGUAGES and all(parameter.labels.values())
    assert parameter.default.startswith("<" if parameter.kind == "iri" else '"')
    assert question.query.count(f"VALUES ?{parameter.name} {{") == 1
    other = question.with_values({parameter.name: "https://data.example.be/id/none"})
    assert parameter.default not in other.replace(question.text.partition("PREFIX")[0], "")


@pytest.fixture(scope="module")
def other_engine(demo_state: Path) -> rdflib.Dataset:
    """The same release in rdflib, which shares no code with the store."""
    dataset = rdflib.Dataset(default_union=True)
    for path in sorted((demo_state / "current" / "dumps").glob("*.nq.gz")):
        dataset.parse(data=gzip.decompress(path.read_bytes()), format="nquads")
    return dataset


@each_question
def test_another_engine_gives_the_same_answer(
    question: Question, other_engine: rdflib.Dataset
) -> None:
    answer = [
        {str(variable): plain(term) for variable, term in row.asdict().items()}
        for row in other_engine.query(question.text)
        if isinstance(row, rdflib.query.ResultRow)
    ]
    assert read_expected(question.id).differences(answer) == []


def plain(term: rdflib.term.Identifier | None) -> str:
    # rdflib writes the smallest of no values as the text "None" instead of leaving it unbound.
    if term is None or str(term) == "None":
        return ""
    if isinstance(term, rdflib.Literal):
        return written(str(term), str(term.datatype or ""))
    return short(str(term))


@each_question
def test_answer_is_the_expected_one(question: Question, store: ox.Store) -> None:
    answer = ask(store, question.text)
    assert read_expected(question.id).differences(answer) == []
    assert ask(store, question.text) == answer, "the order is not stable"


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.question)
def test_changed_cell_changes_the_answer(
    change: Change, store: ox.Store, changed_store: ox.Store
) -> None:
    (query,) = [question.text for question in ASKED if question.id == change.question]

    def seen(asked: ox.Store) -> Counter[tuple[str, ...]]:
        rows = ask(asked, query)
        return Counter(tuple(row.get(v, "") for v in change.variables) for row in rows)

    before, after = seen(store), seen(changed_store)
    assert before - after == Counter(change.removed)
    assert after - before == Counter(change.added)


@pytest.fixture(scope="module")
def server(demo_state: Path) -> Iterator[Served]:
    with serving((demo_state / "current").resolve()) as served:
        yield served


@each_question
def test_answer_over_http_is_the_expected_one(question: Question, server: Served) -> None:
    reply = server.get(question.text, accept="application/sparql-results+json")
    assert reply.status == 200, reply.text
    answer = [
        {
            name: short(term["value"])
            if term["type"] == "uri"
            else written(term["value"], term.get("datatype", ""))
            for name, term in row.items()
        }
        for row in json.loads(reply.body)["results"]["bindings"]
    ]
    assert read_expected(question.id).differences(answer) == []


def test_concepts_and_alignments_counted_without_a_query() -> None:
    vocabulary = rdflib.Graph()
    for path in sorted(QUESTIONS.parent.rglob("*.ttl")):
        if "shapes" not in path.relative_to(QUESTIONS.parent).parts:
            vocabulary.parse(path)
    skos, rdfs = rdflib.SKOS, rdflib.RDFS
    concepts = set(vocabulary.subjects(skos.inScheme, None))
    assert len(concepts) == read_expected("q12").count
    relations = (
        skos.exactMatch, skos.closeMatch, skos.broadMatch, skos.narrowMatch, skos.relatedMatch,
        rdfs.subClassOf, rdfs.subPropertyOf,
    )  # fmt: skip
    aligned = [
        term
        for term, relation, other in vocabulary
        if relation in relations
        and isinstance(other, rdflib.URIRef)
        and term.startswith("https://w3id.org/samenspel/ns#")
        and not other.startswith("https://w3id.org/samenspel/")
    ]
    assert len(aligned) == read_expected("q14").count
