"""The query page: an editor, the questions as examples, and answers with names."""

from __future__ import annotations

import re
import secrets
import shlex
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, Response, g, make_response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kg.errors import QueryError
from kg.model.prefixes import PAGE_PREFIXES
from kg.store.results import Table, read_table
from kg.store.workers.protocol import Job
from server.error_codes import ERROR_CODES
from server.pages.examples import CHOOSE_FROM, examples
from server.pages.problems import Problem, ResourceMissing, from_query_error
from server.pages.site import page
from server.service import Service
from server.sparql.protocol import BYTE_ORDER_MARK
from server.view.addresses import root
from server.view.labels import Ref, by_label, refs
from server.view.questions import Question, find_question, strip_header
from server.view.release_cache import per_release_cache
from server.view.service import current_service
from server.view.terms import iri_token, is_iri

blueprint = Blueprint("query", __name__)
ROWS = 1000  # rows a page shows; files have all
GRAPH_SHOWN = 200_000  # characters of an RDF answer that a page shows
IN_ADDRESS = 4000  # bytes of a query in an address: what browsers and proxies carry
TABLE_READ = 4 << 20  # bytes of a table that a page reads
NAMED = 4000  # IRIs of an answer that get a name
CHOICES = 400  # things offered for a parameter; of more, a reader types the address

# How an answer can be had as a file: (value of format=, name).
TABLES = (("csv", "CSV (Excel)"), ("json", "JSON"), ("tsv", "TSV"), ("xml", "XML"))
GRAPHS = (("ttl", "Turtle"), ("jsonld", "JSON-LD"), ("nt", "N-Triples"), ("rdf", "RDF/XML"))
EMPTY = """SELECT ?organisation ?name WHERE {
  ?organisation a sam:Organisation ;
    skos:prefLabel ?name .
}
ORDER BY ?name
LIMIT 20
"""


@dataclass
class QueryOutcome:
    """What a query gave: a table, a yes or no, a graph, or a problem; never two of them."""

    seconds: float = 0.0
    release: str = ""
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
        f"PREFIX {name}: <{PAGE_PREFIXES[name]}>"
        for name in sorted(used - declared)
        if name in PAGE_PREFIXES
    ]
    return "\n".join([*needed, text]) if needed else text


@dataclass
class AnswerStart:
    """What a page shows of an answer: its bytes so far, or the error that there was.

    Empty when there was nothing to run.
    """

    started: float = 0.0
    seconds: float = 0.0
    form: str = ""
    release: str = ""
    data: bytearray = field(default_factory=bytearray)
    whole: bool = True
    lines: int = 0
    error: QueryError | None = None

    def open(self, form: str, release: str) -> None:
        """Note the form of the answer (S, A or G) and the release that gives it."""
        self.form, self.release = form, release

    def add(self, chunk: bytes) -> bool:
        """Take a chunk; false when the page shows no more."""
        self.data += chunk
        self.lines += chunk.count(b"\n") if self.form == "S" else 0
        most = GRAPH_SHOWN if self.form == "G" else TABLE_READ
        self.whole = len(self.data) <= most and self.lines <= ROWS + 1
        return self.whole


def belongs_in_address(method: str, body: bytes) -> bool:
    """Whether a posted form is short enough for an address, which can be kept and sent on."""
    return method == "POST" and len(body) <= IN_ADDRESS


def page_job(text: str) -> Job:
    """The query to run for the page, in the formats that it reads."""
    return Job(with_prefixes(text), tabular="tsv", graph="turtle")


def asked_text(query_string: str, body: bytes = b"") -> str:
    """The query that a request to the page asks: its text, or that of an example; empty if none."""
    form = body.decode("utf-8", "replace")
    given = dict(reversed(parse_qsl(form) + parse_qsl(query_string)))
    text = (given.get("text") or given.get("query", "")).removeprefix(BYTE_ORDER_MARK)
    example = find_question(given.get("example", ""))
    if text.strip() or example is None:
        return text.strip() and text
    return strip_header(example.with_values(_values(given)))


def _values(given: Mapping[str, str]) -> dict[str, str]:
    return {k.removeprefix("p."): v for k, v in given.items() if k.startswith("p.")}


def _outcome(service: Service, begun: AnswerStart, added: int) -> QueryOutcome:
    """What a query gave, for the template: what it shows, or what went wrong and where.

    `added` is the number of lines with prefixes that were put before the text.
    """
    if begun.error is not None:
        outcome = _fault(begun.error, added)
    elif begun.form == "S":
        table = read_table([bytes(begun.data)], ROWS)
        table.whole = table.whole and begun.whole
        outcome = QueryOutcome(table=table, whole=table.whole, names=_names(service, table))
    else:
        shown = begun.data[:GRAPH_SHOWN].decode("utf-8", "ignore")
        if begun.form == "A":
            outcome = QueryOutcome(truth="true" in shown)
        else:
            outcome = QueryOutcome(graph=shown, whole=begun.whole)
    outcome.seconds, outcome.release = begun.seconds, begun.release
    return outcome


def _names(service: Service, table: Table) -> dict[str, Ref]:
    iris = dict.fromkeys(c.value for row in table.rows for c in row if c and c.kind == "uri")
    return refs(service, [iri for iri in iris if is_iri(iri)][:NAMED], reader=g.lang)


def _fault(error: QueryError, added: int) -> QueryOutcome:
    problem = from_query_error(error)
    line = max(int(problem.values.get("line", 0)) - added, 0)
    if line:
        problem.values["line"] = line
    syntax_hint = getattr(error, "syntax_hint", None)
    hint = syntax_hint.text(g.lang) if syntax_hint is not None else ""
    return QueryOutcome(problem=problem, hint=hint, line=line)


def _begin(service: Service, text: str) -> AnswerStart:
    """Run the query here, where no loop has run it before (a WSGI server)."""
    begun = AnswerStart(started=time.perf_counter())
    try:
        answer = service.pool.run_job(page_job(text))
        try:
            begun.open(answer.form, answer.release)
            all(begun.add(chunk) for chunk in answer)
        finally:
            answer.close()
    except QueryError as error:
        begun.error = error
    begun.seconds = time.perf_counter() - begun.started
    return begun


@blueprint.route("/sparql", methods=["GET", "POST"])
def query_page() -> AnyResponse:
    """The query page: empty, with an example, or with a query and its answer.

    The form is posted, so that no text is too long for it; what fits in an address is sent on to
    one, which can be kept. The query travels as `text`; `query` belongs to the SPARQL protocol,
    which answers with data to all but a browser that asks for HTML.
    """
    if belongs_in_address(request.method, request.get_data()):
        pairs = parse_qsl(request.get_data(as_text=True))
        return redirect(f"{root()}/sparql?{urlencode(pairs)}", 303)
    service = current_service()
    # The editor makes its own style sheet; only this page lets it, by a word of this one answer.
    g.style_nonce = secrets.token_urlsafe(16)
    example = find_question(request.values.get("example", ""))
    values = _values(request.values)
    text = asked_text(request.query_string.decode(), request.get_data())
    begun = request.environ.get("asgi.scope", {}).get("samenspel.answer")
    shown = text or EMPTY
    query = with_prefixes(shown)
    added = query.count("\n") - shown.count("\n")
    outcome = _outcome(service, begun or _begin(service, text), added) if text else None
    status = 200
    if outcome is not None and outcome.problem is not None:
        status = outcome.problem.status or outcome.problem.kind.status
    return page(
        "query.html",
        status=status,
        fixed=False,
        section="questions",
        examples=examples(service),
        example=example,
        values=values,
        choices=_choices(service, example) if example else {},
        text=shown,
        lines=shown.count("\n") + 2,
        nonce=g.style_nonce,
        outcome=outcome,
        problem=_told(outcome),
        files=_files(outcome, query),
        curl=curl_line(query),
        rows_shown=ROWS,
        seconds=getattr(getattr(service.pool, "limits", None), "deadline", 10.0),
    )


def _told(outcome: QueryOutcome | None) -> dict[str, Any] | None:
    if outcome is None or outcome.problem is None:
        return None
    kind = ERROR_CODES.get(outcome.problem.code, ERROR_CODES["SAM-H500"])
    title, detail, fix = kind.told(g.lang, outcome.problem.values)
    return {"kind": kind, "title": title, "detail": detail, "fix": outcome.hint or fix}


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

    iris = per_release_cache(service, f"choices {name}", make=read)
    return [
        (thing.iri, thing.label) for thing in by_label(refs(service, iris, reader=g.lang).values())
    ]


@dataclass(frozen=True)
class File:
    """A file in which the whole answer can be had: its address, and what is posted there."""

    address: str
    name: str
    posted: str = ""


def _files(outcome: QueryOutcome | None, query: str) -> list[File]:
    """The files in which the whole answer can be had.

    CSV begins with a byte order mark, so that Excel reads accents. A query that is too long for an
    address is posted.
    """
    if outcome is None or not outcome.form:
        return []
    long = len(urlencode({"query": query})) > IN_ADDRESS
    found = []
    for name, words in GRAPHS if outcome.form == "G" else TABLES:
        mark = {"bom": "1"} if name == "csv" else {}
        asked = {"format": name, **mark, "download": "1"}
        if not long:
            asked = {"query": query, **asked}
        found.append(File(f"{root()}/sparql?{urlencode(asked)}", words, query if long else ""))
    return found


def curl_line(query: str) -> str:
    """A line for a terminal that asks the same and gets CSV (or Turtle)."""
    words = query.upper()
    graph = any(word in words for word in ("CONSTRUCT", "DESCRIBE")) and "SELECT" not in words
    accept = "text/turtle" if graph else "text/csv"
    asked = shlex.quote("query=" + query.strip())
    return f"curl -H 'Accept: {accept}' {request.host_url}sparql \\\n  --data-urlencode {asked}"


@blueprint.get("/questions/<name>.rq")
def question_text(name: str) -> Response:
    """A question as it stands in the ontology, ready for any SPARQL client."""
    found = find_question(name)
    if found is None:
        raise ResourceMissing(page={"asked": name})
    response = make_response(found.text)
    response.content_type = "application/sparql-query; charset=utf-8"
    return response
