"""The questions that this release has data for, with values that are things of this release.

The defaults of parameters are things of the example publication; elsewhere an answer about them
would be empty and look like "there is none".
"""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlencode

from kg.model.terms import DCAT, SAM
from kg.search.database import KIND
from server.pages.browse import class_counts
from server.service import Service
from server.view.index import search_index
from server.view.questions import Question, QuestionParameter, questions
from server.view.release_cache import per_release_cache
from server.view.terms import iri_token

# What the parameters of the questions are called, and the class of the things they choose from.
CHOOSE_FROM = {
    "municipality": SAM + "MunicipalArea",
    "organisation": SAM + "Organisation",
    "service": SAM + "SocialService",
    "area": SAM + "Area",
    "project": SAM + "Project",
    "partnership": SAM + "Partnership",
    "right": SAM + "BasicRight",
    "dataset": DCAT + "Dataset",
}


class Example(NamedTuple):
    """A question and the values by which it asks about things of this release."""

    question: Question
    values: dict[str, str]

    @property
    def query_string(self) -> str:
        """What stands behind `/sparql?` to ask it."""
        chosen = {f"p.{name}": value for name, value in self.values.items()}
        return urlencode({"example": self.question.id, **chosen})


def examples(service: Service) -> list[Example]:
    """The questions for which this release has data; chosen once per release."""
    return per_release_cache(service, "examples", make=lambda: list(_examples(service)))


def _examples(service: Service) -> list[Example]:
    counts = class_counts(service)
    found = []
    for question in questions():
        if all(counts.get(SAM + name) for name in question.needs):
            values = {p.name: _value(service, p) for p in question.parameters if p.kind == "iri"}
            if None not in values.values():
                chosen = {name: value for name, value in values.items() if value}
                found.append(Example(question, chosen))
    return found


def _value(service: Service, parameter: QuestionParameter) -> str | None:
    """A thing to ask about: nothing where the default will do, None where there is no thing."""
    if service.pool.ask(f"ASK {{ {parameter.default} ?p ?o }}"):
        return ""
    cls = CHOOSE_FROM.get(parameter.name)
    if cls is None:
        return None
    index = search_index(service)
    if index is not None:  # the engine would sort all there are
        hits = index.lists.page([(KIND, [cls])], "nl", standing=None, most=1).hits
        return hits[0].iri if hits else None
    rows = service.pool.select(
        f"SELECT ?s WHERE {{ ?s a {iri_token(cls)} FILTER(isIRI(?s)) }} LIMIT 1"
    )
    return rows[0]["s"].value if rows else None
