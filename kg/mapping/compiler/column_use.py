"""Which property a triples map makes of which columns, and how to tell its values from others.

Two rows, or two rules for one property, may make the same quad. Most of the time what a value
looks like (its language, its datatype, how its IRI begins) tells which rule made it; only the
rest has to be written down quad by quad.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from kg.mapping.document import (
    Constant,
    Join,
    PredicateObject,
    Template,
    TermMap,
    TriplesMap,
    expression_references,
)
from kg.model.terms import XSD, escaped

GENID = "/.well-known/genid/"
_NO_LANGUAGE = "^"


@dataclass(frozen=True)
class TermPattern:
    """What the terms of a term map have in common, as N-Quads text.

    `kind` is iri, literal or blank. `tail` is what follows a literal's quotes, `^` for anything
    but a language tag, None when each row decides. `text` is the whole term of a constant,
    `start` what an IRI begins with.
    """

    kind: str
    tail: str | None = None
    text: str | None = None
    start: str = ""

    def fits(self, term: str) -> bool:
        """Whether a term, as N-Quads text, can come from here."""
        return self.overlaps(_look_of(term))

    def overlaps(self, other: TermPattern) -> bool:
        """Whether both can give the same term."""
        if self.kind != other.kind or not _same_tail(self.tail, other.tail):
            return False
        if self.text is not None and other.text is not None:
            return self.text.lower() == other.text.lower()
        one, two = (look.text or f"<{look.start}" for look in (self, other))
        return self.kind != "iri" or one.startswith(two) or two.startswith(one)


def _look_of(term: str) -> TermPattern:
    if term.startswith('"'):
        return TermPattern("literal", term[term.rindex('"') + 1 :], term)
    return TermPattern("blank" if term.startswith("_:") or GENID in term else "iri", None, term)


def _same_tail(one: str | None, two: str | None) -> bool:
    if one is None or two is None or one.lower() == two.lower():
        return True
    return _NO_LANGUAGE in (one, two) and "@" not in (one[:1], two[:1])


@dataclass(frozen=True)
class ColumnUse:
    """A property (None: each row decides) that a triples map makes of columns.

    `line` is the line of the mapping document that says so.
    """

    predicate: str | None
    columns: tuple[str, ...]
    line: int | None
    look: TermPattern

    @staticmethod
    def read(told: Mapping[str, Any]) -> ColumnUse:
        """A use as JSON has it (`dataclasses.asdict`), which may say more."""
        look = TermPattern(**told["look"])
        return ColumnUse(told["predicate"], tuple(told["columns"]), told["line"], look)

    def may_make(self, predicate: str, term: str) -> bool:
        """Whether a quad with this predicate and object, as N-Quads text, can come from here."""
        return self.predicate in (None, predicate[1:-1]) and self.look.fits(term)

    def overlaps(self, other: ColumnUse) -> bool:
        """Whether both can make the same quad of one subject."""
        same = None in (self.predicate, other.predicate) or self.predicate == other.predicate
        return same and self.look.overlaps(other.look)


UseKey = tuple[PredicateObject, TermMap | Join, TermMap]


def uses_of(triples_map: TriplesMap, maps: Mapping[str, TriplesMap]) -> dict[UseKey, ColumnUse]:
    """Every use of a triples map, in its order, by predicate-object map, object and predicate.

    `maps` are those of its document by name.
    """
    return {
        (po, value, predicate): ColumnUse(
            predicate.constant, _columns(value, maps), value.place.line, _look(value, maps)
        )
        for po in triples_map.predicate_objects
        for value in po.objects
        for predicate in po.predicates
    }


def ambiguous(uses: list[ColumnUse]) -> set[int]:
    """The places of uses whose quads, of one row, may also come from another."""
    pairs = combinations(range(len(uses)), 2)
    return {place for a, b in pairs if uses[a].overlaps(uses[b]) for place in (a, b)}


def _columns(value: TermMap | Join, maps: Mapping[str, TriplesMap]) -> tuple[str, ...]:
    if isinstance(value, TermMap):
        return value.references
    if not value.conditions:
        return maps[value.parent].subject.references if value.parent in maps else ()
    return tuple(dict.fromkeys(_of_conditions(value)))


def _of_conditions(join: Join) -> Iterator[str]:
    for condition in join.conditions:
        yield from expression_references(condition.child)


def _look(value: TermMap | Join, maps: Mapping[str, TriplesMap]) -> TermPattern:
    if isinstance(value, Join):
        return (
            _look(maps[value.parent].subject, maps) if value.parent in maps else TermPattern("iri")
        )
    if value.gather is not None or value.expression is None or value.term_type == "blank":
        return TermPattern("blank")
    if value.term_type != "literal":
        return TermPattern("iri", None, _iri(value.constant), _start(value))
    tail = _tail(value)
    whole = value.constant is not None and tail not in (None, _NO_LANGUAGE)
    return TermPattern(
        "literal", tail, f'"{escaped(value.constant or "")}"{tail}' if whole else None
    )


def _iri(constant: str | None) -> str | None:
    return None if constant is None or ":" not in constant else f"<{constant}>"


def _start(term: TermMap) -> str:
    if not isinstance(term.expression, Template):
        return ""
    first = term.expression.parts[0] if term.expression.parts else ""
    return first if isinstance(first, str) and "://" in first else ""


def _tail(term: TermMap) -> str | None:
    if isinstance(term.language, Constant):
        return f"@{term.language.value.lower()}"
    if term.language is not None:
        return None
    if term.datatype is None:
        return _NO_LANGUAGE
    if not isinstance(term.datatype, Constant):
        return None
    return "" if term.datatype.value == f"{XSD}string" else f"^^<{term.datatype.value}>"
