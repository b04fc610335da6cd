"""Asks a rule that is kept as a query file whether it concludes a given statement, and from what.

Rules that need absence say more than triple patterns can, so the file itself is asked, with the
conclusion filled in around it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from kg.errors import QueryError
from kg.resources import ontology_folder
from server.service import Service
from server.view.provenance import RuleView

if TYPE_CHECKING:
    from kg.store.workers.pool import Term

SECONDS = 2.0  # a page does not wait longer for one rule
_CONSTRUCT = re.compile(r"CONSTRUCT\s*\{.*?\}\s*WHERE\s*\{", re.S | re.I)


@cache
def rule_text(path: str) -> str | None:
    """The text of a rule's file (`rules/after/….rq`), None for rules that come from an axiom."""
    if not path.endswith(".rq"):
        return None
    file = ontology_folder() / path
    return file.read_text("utf-8") if file.is_file() else None


def bound_query(text: str, binding: dict[str, str], *, most: int) -> str | None:
    """The rule as a SELECT over its own variables, for one conclusion."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    text = "\n".join(lines)
    match = _CONSTRUCT.search(text)
    if match is None:
        return None
    prologue, body = text[: match.start()], text[match.end() : text.rindex("}")]
    names = [name for name in binding if name.startswith("?")]
    row = f"VALUES ({' '.join(names)}) {{ ({' '.join(binding[name] for name in names)}) }}"
    return f"{prologue}SELECT * WHERE {{ {row} {{ {body} }} }} LIMIT {most}"


def solutions(
    service: Service, rule: RuleView, *, binding: dict[str, str], most: int
) -> list[dict[str, Term]] | None:
    """The ways in which the rule concludes a statement; none when it does not.

    None when the rule is no file, or takes too long to ask.
    """
    text = rule_text(rule.axiom)
    query = bound_query(text, binding, most=most) if text else None
    if query is None:
        return None
    try:
        return service.pool.select(query, deadline=SECONDS)
    except QueryError:
        return None
