"""What one record of a triples map gives: its terms, its quads, and what is wrong with values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Protocol

from kg.mapping import totals
from kg.mapping.document import (
    Constant,
    Expression,
    Gather,
    Join,
    MappingDocument,
    PredicateObject,
    Reference,
    Template,
    TermMap,
    TriplesMap,
    expression_references,
    references,
    rule_of,
)
from kg.mapping.interpreter.expressions import CellValue, Evaluation
from kg.mapping.interpreter.quads import CellFinding, Quad, QuadTerm, TracedQuad
from kg.mapping.interpreter.records import Record
from kg.mapping.keys import CODE, KeyHistory
from kg.mapping.ntriples import (
    DEFAULT_GRAPHS,
    SUBJECT_NODE,
    as_it_is,
    is_language_tag,
    percent_encoded,
    uri_encoded,
)
from kg.mapping.sql.datatypes import EXISTING, NO_DATATYPE, PLAIN, Lexical
from kg.model.terms import XSD, literal

Key = tuple[object, ...]
"""The values by which a record is linked to."""


class Run(Protocol):
    """What a record must know of the run that it is part of."""

    document: MappingDocument
    graph: str | None
    findings: list[CellFinding]

    def blank(self, text: str) -> str:
        """The blank node that a text names."""

    def node(self, term: QuadTerm, graph: str | None) -> str:
        """A term as it stands in a graph."""

    def parents(self, join: Join) -> Parents:
        """The records a link may lead to."""

    def same_row(self, join: Join, child: TriplesMap) -> bool:
        """Whether a link leads to what the same record is in another map."""

    def canonical(
        self, datatype: str, text: str, *, dates: tuple[str, ...], decimal: str
    ) -> tuple[str | None, Lexical | None]:
        """A value in the canonical form of a datatype."""

    def iri(self, text: str, triples_map: TriplesMap) -> str | None:
        """A value as an IRI."""

    def whole(self, text: str, triples_map: TriplesMap) -> str:
        """A value with the base before it when it is relative."""


@dataclass
class Parents:
    """The subjects of the records that a link may lead to, and which of them have a key."""

    subjects: list[list[QuadTerm]] = field(default_factory=list)
    places: dict[Key, list[int]] = field(default_factory=dict)

    def add(self, subjects: list[QuadTerm], keys: Iterable[Key]) -> None:
        """Take in a record."""
        for key in keys:
            self.places.setdefault(key, []).append(len(self.subjects))
        self.subjects.append(subjects)

    def of(self, keys: Iterable[Key]) -> list[QuadTerm]:
        """The subjects of the records that have one of the keys, in the order of their source."""
        places = {place for key in keys for place in self.places.get(key, ())}
        return [term for place in sorted(places) for term in self.subjects[place]]


class MappedRow:
    """One record of a triples map."""

    def __init__(self, run: Run, triples_map: TriplesMap, record: Record) -> None:
        self.run, self.map, self.record = run, triples_map, record
        self.evaluation = Evaluation(triples_map.source, record, run.document.lookups)
        self.rule = rule_of(triples_map)

    def quads(self, keys: KeyHistory) -> Iterator[TracedQuad]:
        """The quads of this record; `keys` knows those before it."""
        if not self.evaluation.holds(self.map.subject.condition):
            return
        subjects = self.subjects()
        self._check_keys(subjects, keys)
        if not subjects:
            return
        own = [term for graph in self._wanted(self.map.graphs) for term in self.terms(graph, "g")]
        for subject, graph in product(subjects, self._graphs(self.map.graphs, own)):
            self.run.node(subject, graph.text or None)
        for index, po in enumerate(self.map.predicate_objects):
            self.rule = rule_of(self.map, po)
            if self._holds(po.condition):
                yield from self._predicate_object(po, str(index), subjects, own)

    def _predicate_object(
        self, po: PredicateObject, path: str, subjects: list[QuadTerm], own: list[QuadTerm]
    ) -> Iterator[TracedQuad]:
        predicates = [t for p in po.predicates for t in self.terms(p, f"{path}p")]
        objects = [
            term
            for number, value in enumerate(po.objects)
            for term in self.objects(value, f"{path}o{number}")
        ]
        graphs = [*own, *(t for g in self._wanted(po.graphs) for t in self.terms(g, f"{path}g"))]
        chosen = self._graphs((*self.map.graphs, *po.graphs), graphs)
        for s, p, o, g in product(subjects, predicates, objects, chosen):
            graph = g.text or None
            targets = s.targets | p.targets | o.targets | g.targets
            subject, value = self.run.node(s, graph), self.run.node(o, graph)
            yield TracedQuad(Quad(subject, p.text, value, graph, targets), po)

    def _wanted(self, graphs: tuple[TermMap, ...]) -> tuple[TermMap, ...]:
        """Those that decide anything: none where the run says in which graph quads are."""
        return graphs if self.run.graph is None else ()

    def _graphs(self, maps: tuple[TermMap, ...], found: list[QuadTerm]) -> list[QuadTerm]:
        """The graphs of a quad; an empty text is the default graph."""
        if self.run.graph is not None:
            return [QuadTerm(f"<{self.run.graph}>")]
        if not maps:
            return [QuadTerm("")]
        default = {f"<{iri}>" for iri in DEFAULT_GRAPHS}
        return [replace(g, text="") if g.text in default else g for g in found]

    def subjects(self) -> list[QuadTerm]:
        """The subjects of this record."""
        self.rule = rule_of(self.map)
        return self.terms(self.map.subject, SUBJECT_NODE)

    def objects(self, value: TermMap | Join, path: str) -> list[QuadTerm]:
        """The objects a term map or link gives for this record."""
        if isinstance(value, TermMap):
            return self.terms(value, path)
        return self._linked(value) if self._holds(value.condition) else []

    def _linked(self, join: Join) -> list[QuadTerm]:
        parents = self.run.parents(join)
        keys: Sequence[Key] = list(parents.places)
        if join.conditions:
            keys = self.evaluation.combinations(pair.child for pair in join.conditions)
            self._tell()
            self._dangling(join, [k for k in keys if k not in parents.places and all(k)])
        elif self.run.same_row(join, self.map):
            keys = [(self.record.file, self.record.row)]
        targets = frozenset(join.targets)
        return [replace(term, targets=term.targets | targets) for term in parents.of(keys)]

    def _dangling(self, join: Join, keys: Iterable[Key]) -> None:
        """Tell of keys that lead nowhere."""
        column = _column(join.conditions[0].child)
        for key in keys:
            self._find("SAM-M006", column, str(key[0]), join.parent)

    def terms(self, term: TermMap, path: str) -> list[QuadTerm]:
        """The terms of a term map for this record; what is wrong becomes a finding."""
        if not self._holds(term.condition):
            return []
        found = self._gather(term, term.gather, path) if term.gather else self._plain(term, path)
        self._tell()
        return found

    def _holds(self, condition: Expression | None) -> bool:
        """Whether a condition is true; what is wrong with its values becomes a finding."""
        found = self.evaluation.holds(condition)
        self._tell()
        return found

    def _tell(self) -> None:
        """Make findings of what functions refused."""
        for wrong in self.evaluation.wrong:
            self._find(*wrong)
        self.evaluation.wrong.clear()

    def _plain(self, term: TermMap, path: str) -> list[QuadTerm]:
        targets = frozenset(term.targets)
        if term.expression is None:
            return [QuadTerm(self.run.blank(self._origin(path)), targets)]
        safe = {"iri": percent_encoded, "uri": uri_encoded}.get(term.term_type)
        values = self.evaluation.values(term.expression, safe=safe)
        if term.required and not values:
            for column in term.references:
                if not self.evaluation.values(Reference(column)):
                    self._find("SAM-M001", column, "", None)
        made = {
            "iri": self._iri,
            "uri": self._iri,
            "unsafe-iri": self._iri,
            "blank": lambda _, value: [self.run.blank(value.text)],
            "literal": self._literal,
        }[term.term_type]
        return [QuadTerm(text, targets) for value in values for text in made(term, value)]

    def _iri(self, term: TermMap, value: CellValue) -> list[str]:
        is_template = isinstance(term.expression, Template)
        text = value.text if is_template else self.evaluation.bare(value.text)
        if term.term_type == "unsafe-iri" and self.run.graph is None:
            return [f"<{as_it_is(self.run.whole(text, self.map))}>"]
        iri = self.run.iri(text, self.map)
        if iri is not None and term.term_type == "uri" and not iri.isascii():
            iri = None
        if iri is None:
            self._find("SAM-M004", _column(term.expression), value.raw or text, "https://…")
        return [] if iri is None else [f"<{iri}>"]

    def _literal(self, term: TermMap, value: CellValue) -> list[str]:
        if term.language is not None:
            return [
                literal(value.text, language=tag.text.lower())
                for tag in self.evaluation.values(term.language)
                if self._is_language(tag, term.language)
            ]
        if term.datatype is not None:
            return [
                text
                for datatype in self.evaluation.values(term.datatype, safe=percent_encoded)
                for text in self._typed(term, value, datatype)
            ]
        return [literal(value.text, datatype=XSD + value.type if value.type else None)]

    def _is_language(self, tag: CellValue, expression: Expression) -> bool:
        if is_language_tag(tag.text):
            return True
        self._find("SAM-M011", _column(expression), tag.raw or tag.text, "nl, fr, …")
        return False

    def _typed(self, term: TermMap, value: CellValue, datatype: CellValue) -> list[str]:
        iri = self.run.iri(datatype.text, self.map)
        if iri is None:
            self._find("SAM-M004", _column(term.datatype), datatype.raw or datatype.text, "xsd:…")
            return []
        if iri in NO_DATATYPE:
            return [literal(value.text)]
        if term.constant is not None and isinstance(term.datatype, Constant):
            return [literal(value.text, datatype=iri)]
        if iri.startswith(XSD) and iri not in EXISTING and not isinstance(term.datatype, Constant):
            self._find("SAM-M003", _column(term.datatype), iri, "xsd:…")
            return []
        dates = self.map.source.dates if term.dates is None else term.dates
        # What the source knows as a number or date is written as XSD does, whatever its texts use.
        dates = () if value.type == "date" else dates
        decimal = "." if value.type else term.decimal or self.map.source.decimal
        given = value.without_exponent() if iri in PLAIN else value.text
        text, form = self.run.canonical(iri, given, dates=dates, decimal=decimal)
        if text is None and form is not None:
            column = _column(term.expression) or _column(term.datatype)
            self._find(form.code, column, value.raw or value.text, form.expected)
        return [] if text is None else [literal(text, datatype=iri)]

    def _gather(self, term: TermMap, gather: Gather, path: str) -> list[QuadTerm]:
        items = [self.objects(item, f"{path}i{n}") for n, item in enumerate(gather.items)]
        if gather.strategy == "cartesian":
            members = list(product(*items))
        else:
            members = [tuple(item for found in items for item in found)]
        made: list[QuadTerm] = []
        for number, chosen in enumerate(members):
            if not chosen and not gather.allow_empty:
                continue
            origin = f"{path}#{number}"
            named = replace(term, gather=None, condition=None)
            made.extend(
                replace(
                    head,
                    gathered=chosen,
                    kind=gather.kind,
                    per_graph=term.term_type == "blank" and term.expression is not None,
                    origin=self._origin(origin),
                )
                for head in self._plain(named, origin)
            )
        return made

    def _origin(self, path: str) -> str:
        return f"{self.map.name}/{path}/{self.record.row}/{self.record.file}"

    def _check_keys(self, subjects: list[QuadTerm], keys: KeyHistory) -> None:
        self.rule = rule_of(self.map)
        names = self.map.subject.references
        empty = [name for name in names if not self.evaluation.values(Reference(name))]
        if empty and not self.evaluation.is_blank():
            for name in empty:
                self._find("SAM-M009", name, "", None)
        for name in totals.places(self.map):
            for text in (value.text for value in self.evaluation.values(Reference(name))):
                if totals.is_total(text):
                    self._find(totals.CODE, name, text, None)
        if not self.map.unique or not names:
            return
        place = (self.record.row, self.record.file)
        cells = {n: self.evaluation.values(Reference(n)) for n in references(self.map)}
        said = {
            n: repr([v.text for v in values]) if values else None
            for n, values in cells.items()
            if n not in names
        }
        for subject in subjects:
            expected = keys.repeats(subject.text, place, said=said)
            if expected is not None:
                key = cells[names[0]]
                self._find(CODE, names[0], key[0].text if key else "", expected)

    def _find(self, code: str, column: str, raw: str, expected: str | None) -> None:
        self.run.findings.append(
            CellFinding(
                code,
                self.record.row,
                column,
                raw,
                self.rule,
                expected,
                self.map.name,
                self.record.file,
            )
        )


def _column(expression: Expression | None) -> str:
    return next(expression_references(expression), "")
