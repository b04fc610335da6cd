"""A query over RDF files ends at its bounds, says which, and asks nobody else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kg.errors import SourceError
from kg.sources.answer import SourceQuery, ask

PRODUCT = "SELECT ?a ?b ?c { ?a ?p ?x . ?b ?q ?y . ?c ?r ?z }"
BAD = [
    (PRODUCT, {"rows": 1000}, "SAM-R023", "more than 1,000 rows"),
    (f"{PRODUCT} ORDER BY ?a", {"memory": 64 << 20}, "SAM-R023", "more than 64 MiB"),
    ("SELECT (COUNT(?a) AS ?n) { ?a ?p ?x . ?b ?q ?y . ?c ?r ?z }", {"seconds": 1},
     "SAM-R023", "more than 1 s of"),
    ("SELECT ?a { SERVICE SILENT <http://127.0.0.1:1/> { ?a ?p ?x } }", {}, "SAM-R022", "SERVICE"),
    ("SELECT ?a { ?a ?p }", {}, "SAM-R022", "expected"),
    ("ASK {}", {}, "SAM-R022", "not a SELECT"),
]  # fmt: skip


@pytest.fixture
def question(tmp_path: Path) -> SourceQuery:
    lines = [f'<urn:s{n}> <urn:p> "service" .\n' for n in range(500)]
    (tmp_path / "x.nt").write_text("".join(lines), encoding="utf-8")
    return SourceQuery(str(tmp_path / "x.nt"), (), "", str(tmp_path / "answer.csv"), "m.yml")


@pytest.mark.parametrize(("query", "bounds", "code", "said"), BAD)
def test_what_takes_too_much_is_told(
    question: SourceQuery, query: str, bounds: dict[str, int], code: str, said: str
) -> None:
    with pytest.raises(SourceError, match=said) as told:
        ask(replace(question, query=query, **bounds))
    assert told.value.code == code and "m.yml" in str(told.value)


def test_answer_within_its_bounds_is_whole(question: SourceQuery) -> None:
    query = "PREFIX s: <urn:service> SELECT ?a { ?a ?service 'service' } # SERVICE"
    ask(replace(question, query=query, rows=500))
    assert len(Path(question.target).read_text(encoding="utf-8").splitlines()) == 501
