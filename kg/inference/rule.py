"""Rules: a head, a body and the SPARQL that runs them.

A term is written as SPARQL writes it: `?x`, `<https://…>` or `"text"`. A pattern is three
terms. So a rule can be read, hashed and stored as JSON, and a process that does not hold the
quad store can still turn it into a query that finds the premises of a statement.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from kg.model.terms import RDF_TYPE, iri

TYPE = iri(RDF_TYPE)
"""`rdf:type` in SPARQL syntax."""
RuleKind = Literal["axiom", "before", "inference", "after"]
Titles = Mapping[str, str]


class Pattern(NamedTuple):
    """A triple pattern; each term in SPARQL syntax, variables with their question mark."""

    subject: str
    predicate: str
    object: str

    def replace(self, binding: Mapping[str, str]) -> "Pattern":
        """Return the pattern with variables replaced by the terms that `binding` gives."""
        return Pattern(*(binding.get(term, term) for term in self))

    def __str__(self) -> str:
        return f"{self.subject} {self.predicate} {self.object} ."


class Key(NamedTuple):
    """What a pattern is about: a predicate and an object, such as a class (None is any)."""

    predicate: str | None
    object: str | None

    def meets(self, other: "Key") -> bool:
        """Say whether a statement can be about both keys."""
        return _meet(self.predicate, other.predicate) and _meet(self.object, other.object)


def _meet(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other


def key_of(pattern: Pattern) -> Key:
    """Return what the pattern is about, for finding which rules feed which."""
    return Key(
        None if is_variable(pattern.predicate) else pattern.predicate,
        None if is_variable(pattern.object) else pattern.object,
    )


def is_variable(term: str) -> bool:
    """Say whether the term is a SPARQL variable."""
    return term.startswith("?")


@dataclass(frozen=True)
class Rule:
    """One reason for which a statement follows from other statements.

    `axiom` is the axiom in words a reader of the ontology recognises (functional-style, with
    prefixed names), or the file name of a rule that was written by hand. For those rules `head`
    and `body` hold the patterns found in the query, for ordering and explaining only; `query`
    (`kg.inference.rule_query`) is what runs, and `construct` says the same in SPARQL.
    """

    id: str
    title: Titles
    kind: RuleKind
    axiom: str
    head: tuple[Pattern, ...]
    body: tuple[Pattern, ...]
    construct: str
    query: list[Any] = field(compare=False, repr=False)
    heads: frozenset[Key] = field(default_factory=frozenset)
    needs: frozenset[Key] = field(default_factory=frozenset)

    def feeds(self, other: "Rule") -> bool:
        """Say whether what this rule gives can make the other rule give more."""
        return any(head.meets(need) for head in self.heads for need in other.needs)


def compiled_rule(
    *, id: str, title: Titles, axiom: str, head: Pattern, body: Iterable[Pattern]
) -> Rule:
    """Return the rule that CONSTRUCTs `head` wherever `body` holds and `head` is not there yet."""
    patterns = tuple(dict.fromkeys(body))
    return Rule(
        id=id,
        title=dict(title),
        kind="axiom",
        axiom=axiom,
        head=(head,),
        body=patterns,
        construct=_construct(head, patterns),
        query=["bgp", [list(pattern) for pattern in patterns]],
        heads=frozenset({key_of(head)}),
        needs=frozenset(key_of(pattern) for pattern in patterns),
    )


def _construct(head: Pattern, body: tuple[Pattern, ...]) -> str:
    lines = [f"  {pattern}" for pattern in body]
    if is_variable(head.subject) and all(head.subject != p.subject for p in body):
        # A value reached only as an object may be a literal, and a literal is never a subject.
        lines.append(f"  FILTER(!isLiteral({head.subject}))")
    lines.append(f"  FILTER NOT EXISTS {{ {head} }}")
    return f"CONSTRUCT {{ {head} }}\nWHERE {{\n" + "\n".join(lines) + "\n}"


def slug(text: str) -> str:
    """Return the text as an identifier of lower-case words with hyphens."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", text)
    return re.sub(r"[^a-z0-9]+", "-", spaced.lower()).strip("-")
