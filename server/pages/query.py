"""The query page: an editor, the questions as examples, and answers with names."""

from __future__ import annotations

import re
import secrets
import shlex
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import Blueprint, Response, g, make_response, request

from kg.errors import QueryError
from server.pages.addresses import root
from server.pages.error_codes import ERROR_CODES
from server.pages.kept import kept
from server.pages.labels import Ref, by_label, refs
from server.pages.problems import Problem, from_query_error
from server.pages.questions import Question, find_question, questions, strip_header
from server.pages.service import Service, current_service
from server.pages.site import page
from server.pages.tabular import Table, read_table
from server.pages.terms import PREFIXES, SAM, iri_token, is_iri

if TYPE_CHECKING:
    from kg.store.pool import Answer

blueprint = Blueprint("query", __name__)
ROWS = 1000  # rows a page shows; files have all
GRAPH_SHOWN = 200_000  # characters of an RDF answer that a page shows
NAMED = 4000  # IRIs of an answer that get a name
CHOICES = 400  # things offered for a parameter; of more, a reader types the address

# How an answer can be had as a file: (value of format=, name).
TABLES = (("csv", "CSV (Excel)"), ("json", "JSON"), ("tsv", "TSV"), ("xml", "XML"))
GRAPHS = (("ttl", "Turtle"), ("jsonld", "JSON-LD"), ("nt", "N-Triples"), ("rdf", "RDF/XML"))
# What the parameters of the questions are called, and the class of the things they choose from.
CHOOSE_FROM = {
    "municipality": SAM + "MunicipalArea",
    "organisation": SAM + "Organisation",
    "service": SAM + "SocialService",
    "area": SAM + "Area",
    "project": SAM + "Project",
    "partnership": SAM + "Partnership",
    "right": SAM + "BasicRight",
    "dataset": PREFIXES["dcat"] + "Dataset",
}
EMPTY = """SELECT ?organisation ?name WHERE {
  ?organisation a sam:Organisation ;
    skos:prefLabel ?name .
}
ORDER BY ?name
LIMIT 20
"""


@dataclass
class Outcome:
    """What a query gave: a table, a yes or no, a graph, or a problem; never two of them."""

    seconds: float = 0.0
    table: Table | None = None
    names: dict[str, Ref] = field(default_factory=dict)
    truth: bool | None = None
    graph: str | None = None
    whole: bool = True
    problem: Problem | None = None
    hint: str = ""
    line: int = 0

    @property
    def form(self) -> str:
        """S (table), A (yes or no), G (graph), or empty."""
        if self.table is not None:
            return "S"
        return "A" if self.truth is not None else "G" if self.graph is not None else ""


def with_prefixes(text: str) -> str:
    """A query with the well-known prefixes it uses but does not declare."""
    used = set(re.findall(r"(?<![\w.:-])([A-Za-z][\w-]*):", text))
    declared = set(re.findall(r"prefix\s+([\w-]*):", text, re.IGNORECASE))
    needed = [
        f"PREFIX {name}: <{PREFIXES[name]}>" for name in sorted(used - declared) if name in PREFIXES
    ]
    return "\n".join([*needed, text]) if needed else text


def ask(service: Service, text: str) -> Outcome:
    """Run a query for the page: what it shows of the answer, or what went wrong and where."""
    started = time.perf_counter()
    added = with_prefixes(text).count("\n") - text.count("\n")
    try:
        answer = service.pool.run(with_prefixes(text), tabular="tsv", graph="turtle")
        outcome = _read(service, answer)
    except QueryError as error:
        outcome = _fault(error, added)
    outcome.seconds = time.perf_counter() - started
    return outcome


def _read(service: Service, answer: Answer) -> Outcome:
    try:
        if answer.form == "S":
            table = read_table(answer, ROWS)
            return Outcome(table=table, whole=table.whole, names=_names(service, table))
        body, whole = b"", True
        for chunk in answer:
            body += chunk
            if len(body) > GRAPH_SHOWN:
                whole = False
                break
    finally:
        answer.close()
    text = body[:GRAPH_SHOWN].decode("utf-8", "ignore")
    if answer.form == "A":
        return Outcome(truth="true" in text)
    return Outcome(graph=text, whole=whole)


def _names(service: Service, table: Table) -> dict[str, Ref]:
    iris = dict.fromkeys(c.value for row in table.rows for c in row if c.kind == "uri")
    return refs(service, [iri for iri in iris if is_iri(iri)][:NAMED], g.lang)


def _fault(error: QueryError, added: int) -> Outcome:
    problem = from_query_error(error)
    line = max(int(problem.values.get("line", 0)) - added, 0)
    if line:
        problem.values["line"] = line
    slip = getattr(error, "slip", None)
    hint = slip.text(g.lang) if slip is not None else ""
    return Outcome(problem=problem, hint=hint, line=line)


@blueprint.get("/sparql")
def query_page() -> Response:
    """The query page: empty, with an example, or with a query and its answer.

    The query travels as `text`; `query` belongs to the SPARQL protocol, which answers with data
    to all but a browser that asks for HTML.
    """
    service = current_service()
    # The editor makes its own style sheet; only this page lets it, by a word of this one answer.
    g.style_nonce = secrets.token_urlsafe(16)
    example = find_question(request.args.get("example", ""))
    values = {
        key.removeprefix("p."): value for key, value in request.args.items() if key.startswith("p.")
    }
    text = request.args.get("text") or request.args.get("query", "")
    run = bool(text.strip())
    if example is not None and not run:
        text, run = strip_header(example.with_values(values)), True
    outcome = ask(service, text) if run else None
    status = 200
    if outcome is not None and outcome.problem is not None:
        status = outcome.problem.status or outcome.problem.kind.status
    shown = text or EMPTY
    return page(
        "query.html",
        status=status,
        fixed=False,
        section="questions",
        questions=questions(),
        example=example,
        values=values,
        choices=_choices(service, example) if example else {},
        text=shown,
        lines=shown.count("\n") + 2,
        nonce=g.style_nonce,
        outcome=outcome,
        problem=_told(outcome),
        files=_files(outcome, text),
        curl=curl_line(text if run else shown),
        rows_shown=ROWS,
        seconds=getattr(getattr(service.pool, "limits", None), "deadline", 10.0),
    )


def _told(outcome: Outcome | None) -> dict[str, Any] | None:
    if outcome is None or outcome.problem is None:
        return None
    kind = ERROR_CODES.get(outcome.problem.code, ERROR_CODES["SAM-H500"])
    detail = kind.text[g.lang].format_map(_Dots(outcome.problem.values))
    fix = outcome.hint or kind.fix[g.lang].format_map(_Dots(outcome.problem.values))
    return {"kind": kind, "title": kind.title[g.lang], "detail": detail, "fix": fix}


class _Dots(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"


def _choices(service: Service, question: Question) -> dict[str, list[tuple[str, str]]]:
    """For each parameter the things a reader may choose: (IRI, name)."""
    return {p.name: _things(service, p.name) for p in question.parameters if p.kind == "iri"}


def _things(service: Service, name: str) -> list[tuple[str, str]]:
    """The things among which a parameter of this name chooses: (IRI, name)."""
    cls = CHOOSE_FROM.get(name)
    if cls is None:
        return []

    def read() -> list[str]:
        rows = service.pool.select(
            f"SELECT DISTINCT ?s WHERE {{ ?s a {iri_token(cls)} FILTER(isIRI(?s)) }}"
            f" LIMIT {CHOICES + 1}"
        )
        return [row["s"].value for row in rows] if len(rows) <= CHOICES else []

    iris = kept(service, f"choices {name}", read)
    return [(thing.iri, thing.label) for thing in by_label(refs(service, iris, g.lang).values())]


def _files(outcome: Outcome | None, text: str) -> list[tuple[str, str]]:
    """The files in which the whole answer can be had: (address, name).

    CSV begins with a byte order mark, so that Excel reads accents.
    """
    if outcome is None or not outcome.form:
        return []
    query = with_prefixes(text)
    found = []
    for name, words in GRAPHS if outcome.form == "G" else TABLES:
        mark = {"bom": "1"} if name == "csv" else {}
        asked = urlencode({"query": query, "format": name, **mark, "download": "1"})
        found.append((f"{root()}/sparql?{asked}", words))
    return found


def curl_line(text: str) -> str:
    """A line for a terminal that asks the same and gets CSV (or Turtle)."""
    graph = any(word in text.upper() for word in ("CONSTRUCT", "DESCRIBE")) and (
        "SELECT" not in text.upper()
    )
    accept = "text/turtle" if graph else "text/csv"
    query = shlex.quote("query=" + with_prefixes(text).strip())
    return f"curl -H 'Accept: {accept}' {request.host_url}sparql \\\n  --data-urlencode {query}"


@blueprint.get("/questions/<name>.rq")
def question_text(name: str) -> Response:
    """A question as it stands in the ontology, ready for any SPARQL client."""
    found = find_question(name)
    if found is None:
        raise Problem("SAM-H404", page={"asked": name})
    response = make_response(found.text)
    response.content_type = "application/sparql-query; charset=utf-8"
    return response
