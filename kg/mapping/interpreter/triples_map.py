"""The reference interpreter of mappings: record by record, plainly what the specifications say.

Slow and simple. It runs what SQL cannot say and is what the compiler is tested against. Sources:
RML Core, RML-FNML and RML-CC (https://w3id.org/rml/).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from itertools import product

from kg.errors import MappingError
from kg.mapping import totals
from kg.mapping.check_document import check_document
from kg.mapping.document import (
    Constant,
    Expression,
    Gather,
    Join,
    MappingDocument,
    PredicateObject,
    Reference,
    Target,
    Template,
    TermMap,
    TriplesMap,
    calls,
    expression_references,
    joins,
    references,
    rule_of,
    same_row,
)
from kg.mapping.functions import check_call
from kg.mapping.interpreter.expressions import Evaluation, Value
from kg.mapping.interpreter.quads import Found, Made, Quad, Term
from kg.mapping.interpreter.records import Record
from kg.mapping.keys import CODE, Keys
from kg.mapping.ntriples import (
    DEFAULT_GRAPHS,
    SUBJECT_NODE,
    as_it_is,
    blank_label,
    has_scheme,
    is_absolute_iri,
    is_language_tag,
    percent_encoded,
    uri_encoded,
)
from kg.mapping.sql.canonical import Canonical
from kg.mapping.sql.datatypes import EXISTING, NO_DATATYPE, PLAIN, Lexical
from kg.model.terms import RDF, RDF_TYPE, XSD, literal

Walked = tuple[TriplesMap, Record, PredicateObject]
"""What made a quad."""
Records = Callable[[TriplesMap], Iterable[Record]]
Linked = Callable[[Join], Iterable[Record]]
_Key = tuple[object, ...]


@dataclass
class _Collection:
    kind: str
    targets: frozenset[Target]
    members: list[str] = field(default_factory=list)
    origins: set[str] = field(default_factory=set)


@dataclass
class _Parents:
    """The subjects of the records that a link may lead to, and which of them have a key."""

    subjects: list[list[Term]] = field(default_factory=list)
    places: dict[_Key, list[int]] = field(default_factory=dict)

    def add(self, subjects: list[Term], keys: Iterable[_Key]) -> None:
        """Take in a record."""
        for key in keys:
            self.places.setdefault(key, []).append(len(self.subjects))
        self.subjects.append(subjects)

    def of(self, keys: Iterable[_Key]) -> list[Term]:
        """The subjects of the records that have one of the keys, in the order of their source."""
        places = {place for key in keys for place in self.places.get(key, ())}
        return [term for place in sorted(places) for term in self.subjects[place]]


@dataclass
class Interpretation:
    """One run of a document: `quads` walks it, `findings` fills on the way.

    `base` is what a value that is no whole IRI goes below in maps without a base of their own;
    without either it is a finding.
    `graph` is the IRI that all quads are in whatever the mapping says. `skolem` is put before the
    labels of blank nodes to make IRIs of them. `linked` gives the records that a link may lead to,
    where those are fewer than all records of the map it names.
    """

    document: MappingDocument
    records: Records
    base: str | None = None
    graph: str | None = None
    skolem: str | None = None
    linked: Linked | None = None
    findings: list[Found] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._maps = {m.name: m for m in self.document.triples_maps}
        self._lexical = Canonical()
        self._collections: dict[tuple[str | None, str], _Collection] = {}
        self._parents: dict[Join, _Parents] = {}
        check_document(self.document, self.base)
        for triples_map in self.document.triples_maps:
            for call in calls(triples_map):
                check_call(call)
            for join in joins(triples_map):
                if join.parent not in self._maps:
                    raise _unknown(join, self.document.file)

    def quads(self) -> Iterator[Quad]:
        """Every quad, some more than once; those of collections come last.

        Raises:
            MappingError: a function is called wrongly or a link names a map that is not there.
        """
        return (quad for quad, _ in self.traced(self.document.triples_maps))

    def traced(self, triples_maps: Iterable[TriplesMap]) -> Iterator[tuple[Quad, Walked | None]]:
        """The quads of some triples maps, each with what made it; None for those of collections."""
        for triples_map in triples_maps:
            keys = Keys()
            for record in self.records(triples_map):
                for made in _Row(self, triples_map, record).quads(keys):
                    yield made.quad, (triples_map, record, made.rule)
        yield from ((quad, None) for quad in self._gathered())

    def by_record(
        self, triples_map: TriplesMap
    ) -> Iterator[tuple[Record, list[Made], list[Found]]]:
        """Each record of a map with the quads it gives, those of its collections included, and
        what is wrong with it.

        Collections hold the members of one record; a subject that must be unique is compared with
        those of the records before it. Not to be mixed with `quads` in one run.
        """
        keys = Keys()
        for record in self.records(triples_map):
            known = len(self.findings)
            made = list(_Row(self, triples_map, record).quads(keys))
            rules = {t: m.rule for m in reversed(made) for t in (m.quad.subject, m.quad.object)}
            for quad in self._gathered():
                if quad.subject in rules:
                    rules.setdefault(quad.object, rules[quad.subject])
                    made.append(Made(quad, rules[quad.subject]))
            self._collections.clear()
            yield record, list(dict.fromkeys(made)), self.findings[known:]

    def blank(self, text: str) -> str:
        """The blank node that a text names, or its IRI when blank nodes become IRIs."""
        label = blank_label(text)
        return f"_:{label}" if self.skolem is None else f"<{self.skolem}{label}>"

    def node(self, term: Term, graph: str | None) -> str:
        """A term as it stands in a graph; members of a collection are remembered for the end."""
        if term.gathered is None:
            return term.text
        if term.kind == "List" and not term.gathered:
            return f"<{RDF}nil>"
        text = self.blank(f"{term.text} {graph}") if term.per_graph and graph else term.text
        collection = self._collections.setdefault(
            (graph, text), _Collection(term.kind, term.targets)
        )
        if term.origin not in collection.origins:
            collection.origins.add(term.origin)
            collection.members.extend(self.node(member, graph) for member in term.gathered)
        return text

    def _gathered(self) -> Iterator[Quad]:
        for (graph, head), found in self._collections.items():
            for quad in self._listed(head, graph, found):
                yield Quad(*quad, graph, found.targets)

    def _listed(
        self, head: str, graph: str | None, found: _Collection
    ) -> Iterator[tuple[str, str, str]]:
        if found.kind != "List":
            yield head, f"<{RDF_TYPE}>", f"<{RDF}{found.kind}>"
            for number, member in enumerate(found.members, 1):
                yield head, f"<{RDF}_{number}>", member
            return
        last = len(found.members) - 1
        for index, member in enumerate(found.members):
            following = self.blank(f"{head} {graph} {index + 1}")
            yield head, f"<{RDF}first>", member
            yield head, f"<{RDF}rest>", f"<{RDF}nil>" if index == last else following
            head = following

    def parents(self, join: Join) -> _Parents:
        """The records a link may lead to."""
        if join not in self._parents:
            parent = self._maps[join.parent]
            quiet = copy(self)
            quiet.findings = []  # its own run reports what is wrong there
            found = _Parents()
            for record in self.records(parent) if self.linked is None else self.linked(join):
                row = _Row(quiet, parent, record)
                if join.conditions:
                    keys = row.evaluation.combinations(pair.parent for pair in join.conditions)
                    found.add(row.subjects(), keys)
                else:
                    found.add(row.subjects(), [(record.file, record.row)])
            self._parents[join] = found
        return self._parents[join]

    def same_row(self, join: Join, child: TriplesMap) -> bool:
        """Whether a link leads to what the same record is in another map."""
        return same_row(join, child, self._maps[join.parent])

    def canonical(
        self, datatype: str, text: str, dates: tuple[str, ...], decimal: str
    ) -> tuple[str | None, Lexical | None]:
        """A value in the canonical form of a datatype, None when it is not one of its values."""
        return self._lexical.check(datatype, text, dates, decimal)

    def iri(self, text: str, triples_map: TriplesMap) -> str | None:
        """A value as an IRI, below the base of its map when relative; None if it is none."""
        whole = self.whole(text, triples_map)
        return whole if is_absolute_iri(whole) else None

    def whole(self, text: str, triples_map: TriplesMap) -> str:
        """A value with the base before it when it is relative."""
        base = self.base if triples_map.base is None else triples_map.base
        return text if has_scheme(text) else (base or "") + text


class _Row:
    """One record of a triples map."""

    def __init__(self, run: Interpretation, triples_map: TriplesMap, record: Record) -> None:
        self.run, self.map, self.record = run, triples_map, record
        self.evaluation = Evaluation(triples_map.source, record, run.document.lookups)
        self.rule = rule_of(triples_map)

    def quads(self, keys: Keys) -> Iterator[Made]:
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
        self, po: PredicateObject, path: str, subjects: list[Term], own: list[Term]
    ) -> Iterator[Made]:
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
            yield Made(Quad(subject, p.text, value, graph, targets), po)

    def _wanted(self, graphs: tuple[TermMap, ...]) -> tuple[TermMap, ...]:
        """Those that decide anything: none where the run says in which graph quads are."""
        return graphs if self.run.graph is None else ()

    def _graphs(self, maps: tuple[TermMap, ...], found: list[Term]) -> list[Term]:
        """The graphs of a quad; an empty text is the default graph."""
        if self.run.graph is not None:
            return [Term(f"<{self.run.graph}>")]
        if not maps:
            return [Term("")]
        default = {f"<{iri}>" for iri in DEFAULT_GRAPHS}
        return [replace(g, text="") if g.text in default else g for g in found]

    def subjects(self) -> list[Term]:
        """The subjects of this record."""
        self.rule = rule_of(self.map)
        return self.terms(self.map.subject, SUBJECT_NODE)

    def objects(self, value: TermMap | Join, path: str) -> list[Term]:
        """The objects a term map or link gives for this record."""
        if isinstance(value, TermMap):
            return self.terms(value, path)
        return self._linked(value) if self._holds(value.condition) else []

    def _linked(self, join: Join) -> list[Term]:
        parents = self.run.parents(join)
        keys: Sequence[_Key] = list(parents.places)
        if join.conditions:
            keys = self.evaluation.combinations(pair.child for pair in join.conditions)
            self._tell()
            self._dangling(join, [k for k in keys if k not in parents.places and all(k)])
        elif self.run.same_row(join, self.map):
            keys = [(self.record.file, self.record.row)]
        targets = frozenset(join.targets)
        return [replace(term, targets=term.targets | targets) for term in parents.of(keys)]

    def _dangling(self, join: Join, keys: Iterable[_Key]) -> None:
        """Tell of keys that lead nowhere."""
        column = _column(join.conditions[0].child)
        for key in keys:
            self._find("SAM-M006", column, str(key[0]), join.parent)

    def terms(self, term: TermMap, path: str) -> list[Term]:
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

    def _plain(self, term: TermMap, path: str) -> list[Term]:
        targets = frozenset(term.targets)
        if term.expression is None:
            return [Term(self.run.blank(self._origin(path)), targets)]
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
        return [Term(text, targets) for value in values for text in made(term, value)]

    def _iri(self, term: TermMap, value: Value) -> list[str]:
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

    def _literal(self, term: TermMap, value: Value) -> list[str]:
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

    def _is_language(self, tag: Value, expression: Expression) -> bool:
        if is_language_tag(tag.text):
            return True
        self._find("SAM-M011", _column(expression), tag.raw or tag.text, "nl, fr, …")
        return False

    def _typed(self, term: TermMap, value: Value, datatype: Value) -> list[str]:
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
        text, form = self.run.canonical(iri, given, dates, decimal)
        if text is None and form is not None:
            column = _column(term.expression) or _column(term.datatype)
            self._find(form.code, column, value.raw or value.text, form.expected)
        return [] if text is None else [literal(text, datatype=iri)]

    def _gather(self, term: TermMap, gather: Gather, path: str) -> list[Term]:
        items = [self.objects(item, f"{path}i{n}") for n, item in enumerate(gather.items)]
        if gather.strategy == "cartesian":
            members = list(product(*items))
        else:
            members = [tuple(item for found in items for item in found)]
        made: list[Term] = []
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

    def _check_keys(self, subjects: list[Term], keys: Keys) -> None:
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
            expected = keys.repeats(subject.text, place, said)
            if expected is not None:
                key = cells[names[0]]
                self._find(CODE, names[0], key[0].text if key else "", expected)

    def _find(self, code: str, column: str, raw: str, expected: str | None) -> None:
        self.run.findings.append(
            Found(
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


def _unknown(join: Join, file: str) -> MappingError:
    place = join.place
    return MappingError(
        f"there is no mapping '{join.parent}' to link to.",
        file=file,
        line=place.line,
        column=place.column,
        code="SAM-Y013",
    )
