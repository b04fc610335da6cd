"""/why: the whole explanation of one statement, as a page that needs no JavaScript."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, Response, g, request
from flask_babel import gettext as _

from server.pages.kinds.reference_sentences import say_why
from server.pages.problems import Problem, ResourceMissing
from server.pages.site import canonical, page
from server.pages.views.rights_sentences import Conclusion
from server.service import Service
from server.view import rules as rule_files
from server.view.correction import (
    MOST_SOURCES,
    correction,
    dataset_ids,
    source_line,
    source_lines,
)
from server.view.description import PROVENANCE, graph_kinds, literal_text
from server.view.labels import Ref, refs
from server.view.provenance import (
    RuleView,
    SourceRow,
    Why,
    origins_of,
    reasons,
    rules_for,
    source_rows,
)
from server.view.service import current_service
from server.view.terms import fingerprint, iri_token, is_iri, last_part, term_token

if TYPE_CHECKING:
    from kg.store.workers.pool import Term

blueprint = Blueprint("why", __name__)
PREMISES = 10  # ways to the same conclusion that are shown per rule


@dataclass(frozen=True)
class Premise:
    """One statement that a rule started from, as three things a page can show."""

    subject: Ref
    predicate: Ref
    value: Ref | str


@dataclass(frozen=True)
class Proof:
    """A rule with the statements from which it concluded, one list per way."""

    rule: RuleView
    ways: list[list[Premise]]


@blueprint.get("/why")
def why() -> Response:
    """Where one statement comes from: rows and mapping rules, or rules and their premises."""
    service = current_service()
    subject, predicate = request.args.get("s", ""), request.args.get("p", "")
    if not is_iri(subject) or not is_iri(predicate):
        raise Problem("SAM-H400")
    term, graphs = _statement(service, subject, predicate)
    kinds = graph_kinds(service)
    told = [(graph, *kinds.get(graph, ("dataset", ""))) for graph in graphs]
    origins = origins_of(service, subject)
    named = refs(service, _iris(subject, predicate, term, graphs), reader=g.lang)
    stating = sorted({name for _graph, kind, name in told if kind == "dataset"})
    asserted = {kind for _graph, kind, _name in told} - {"inferred", "closed-world"}
    why = reasons(
        service, asserted, predicate=predicate, term=term, known=origins, datasets=stating
    )
    rows = [
        row for row in source_rows(service, origins)[0] if last_part(row.dataset or "") in stating
    ]
    proofs = _proofs(service, subject, predicate, term) if len(asserted) < len(told) else []
    shown_rows = rows if stating and not why else []
    shown = named[term.value].label if term.kind == "uri" else literal_text(term)
    return page(
        "why.html",
        section="find",
        answer=_answer(why, shown_rows, rules=len(proofs), asserted=asserted),
        mend=correction(
            service,
            stating or dataset_ids(service, source_rows(service, origins)[0]),
            page=canonical(),
            about=" · ".join((named[subject].label, named[predicate].label, shown)),
            sources=source_lines(why) or [source_line(row) for row in shown_rows[:MOST_SOURCES]],
        ),
        subject=named[subject],
        predicate=named[predicate],
        value=named.get(term.value) if term.kind == "uri" else None,
        text="" if term.kind == "uri" else shown,
        term=term,
        graphs=[(named[graph], kind) for graph, kind, _name in told],
        reasons=why,
        rows=shown_rows,
        proofs=proofs,
        inferred=not asserted,
    )


def _answer(
    reasons: list[Why], rows: list[SourceRow], *, rules: int, asserted: set[str]
) -> Conclusion:
    """The sentence on top: cells, rules, or that it is not known."""
    sources = [reason.source for reason in reasons if reason.source is not None] or rows
    places = dict.fromkeys(_place(source) for source in sources)
    return say_why(
        places=list(places),
        rules=rules,
        inferred=not asserted,
        told=bool(asserted) and not asserted - {"vocabulary", "metadata"},
    )


def _place(source: SourceRow) -> str:
    if source.row is None:
        return source.file
    return str(_("row %(row)s of %(file)s", row=source.row, file=source.file))


def _iris(subject: str, predicate: str, term: Term, graphs: list[str]) -> list[str]:
    return [subject, predicate, *graphs, *([term.value] if term.kind == "uri" else [])]


def _statement(service: Service, subject: str, predicate: str) -> tuple[Term, list[str]]:
    """The value that the address points to and the graphs that hold the statement."""
    wanted_iri, wanted_text = request.args.get("o", ""), request.args.get("v")
    only = f"VALUES ?o {{ {iri_token(wanted_iri)} }}" if is_iri(wanted_iri) else ""
    rows = service.pool.select(
        f"SELECT ?g ?o WHERE {{ {only} GRAPH ?g {{"
        f" {iri_token(subject)} {iri_token(predicate)} ?o }} }}"
    )
    found: dict[Term, list[str]] = {}
    for row in rows:
        term = row["o"]
        named = term.kind == "uri" and term.value == wanted_iri
        if named or (term.kind != "uri" and wanted_text and fingerprint(term) == wanted_text):
            found.setdefault(term, []).append(row["g"].value)
    if not found or predicate in PROVENANCE:
        raise ResourceMissing(page={"asked": subject})
    return next(iter(found.items()))


def _proofs(service: Service, subject: str, predicate: str, term: Term) -> list[Proof]:
    found = []
    for rule, head in rules_for(service, predicate, value=term.value):
        ends = (iri_token(subject), iri_token(predicate), term_token(term))
        ways = _ways(service, rule, dict(zip(head, ends, strict=True)))
        if ways or not rule.body:
            found.append(Proof(rule, ways))
    return found


def _ways(service: Service, rule: RuleView, binding: dict[str, str]) -> list[list[Premise]]:
    """The premises of a rule for one conclusion: its body with the conclusion filled in."""
    if not rule.body or any(token.startswith("_:") for token in binding.values()):
        return []
    body = [tuple(binding.get(part, part) for part in pattern) for pattern in rule.body]
    variables = sorted({part for pattern in body for part in pattern if part.startswith("?")})
    text = " . ".join(" ".join(pattern) for pattern in body)
    solutions = rule_files.solutions(service, rule, binding=binding, most=PREMISES)
    if solutions is None and variables:
        solutions = service.pool.select(
            f"SELECT DISTINCT {' '.join(variables)} WHERE {{ {text} }} LIMIT {PREMISES}"
        )
    elif solutions is None:
        solutions = [{}] if service.pool.ask(f"ASK {{ {text} }}") else []
    filled = [
        [tuple(_filled(part, solution) for part in pattern) for pattern in body]
        for solution in solutions
    ]
    # A variable that is left stands in an OPTIONAL that does not hold here.
    filled = [[p for p in way if not any(part.startswith("?") for part in p)] for way in filled]
    filled = [way for place, way in enumerate(filled) if way not in filled[:place]]
    iris = {p[1:-1] for way in filled for pattern in way for p in pattern if p.startswith("<")}
    named = refs(service, iris, reader=g.lang)
    return [[_premise(pattern, named) for pattern in way] for way in filled]


def _filled(part: str, solution: dict[str, Term]) -> str:
    return term_token(solution[part[1:]]) if part.startswith("?") and part[1:] in solution else part


def _premise(pattern: tuple[str, ...], named: dict[str, Ref]) -> Premise:
    def shown(token: str) -> Ref | str:
        if token.startswith("<"):
            return named[token[1:-1]]
        # Of a literal its text: what type or language it has says nothing more here.
        return token[1 : token.rindex('"')] if token.startswith('"') else token

    subject, predicate, value = (shown(token) for token in pattern)
    blank = Ref("", "", "")
    return Premise(
        subject if isinstance(subject, Ref) else blank,
        predicate if isinstance(predicate, Ref) else blank,
        value,
    )
