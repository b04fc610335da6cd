"""Writes which rules gave which statements, for the page that answers "why is this here?"."""

from typing import Any

from kg.inference.engine import InferenceReport
from kg.inference.rule import TYPE, Pattern, Rule, is_variable


def explain_rules(report: InferenceReport) -> dict[str, dict[str, Any]]:
    """Return the content of a release's inference.json, by rule identifier.

    Only rules that gave statements are there. `predicate` and `class` are bare IRIs (class is
    null where the rule gives links, or any class); `head` and `body` are triple patterns in
    SPARQL syntax with which the premises of one statement are found by a query. A rule with
    several heads is listed by its first one, all of them in `heads`.
    """
    return {
        rule.id: _entry(rule, report.quads[rule.id])
        for rule in report.rules
        if report.quads.get(rule.id)
    }


def _entry(rule: Rule, quads: int) -> dict[str, Any]:
    head = rule.head[0]
    return {
        "title": dict(rule.title),
        "kind": rule.kind,
        "axiom": rule.axiom,
        "predicate": _iri(head.predicate),
        "class": _iri(head.object) if head.predicate == TYPE else None,
        "head": list(head),
        "heads": [list(pattern) for pattern in rule.head],
        "body": [list(pattern) for pattern in rule.body],
        "quads": quads,
    }


def _iri(term: str) -> str | None:
    return None if is_variable(term) else term.strip("<>")


def premises_query(rule: Rule | dict[str, Any], subject: str, *, object: str) -> str:
    """Return the SELECT that finds the premises of one inferred statement of an axiom's rule.

    `subject` and `object` are the statement's terms in SPARQL syntax; the variables of the
    answer, put in the body, give the premises.
    """
    if isinstance(rule, Rule):
        head, body = rule.head[0], list(rule.body)
    else:
        head, body = Pattern(*rule["head"]), [Pattern(*part) for part in rule["body"]]
    binding = {
        variable: term
        for variable, term in ((head.subject, subject), (head.object, object))
        if is_variable(variable)
    }
    lines = "\n".join(f"  {pattern.replace(binding)}" for pattern in body)
    return f"SELECT * WHERE {{\n{lines}\n}} LIMIT 20"
