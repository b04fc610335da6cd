"""The reference interpreter of mappings: record by record, plainly what the specifications say.

Slow and simple. It runs what SQL cannot say and is what the compiler is tested against. Sources:
RML Core, RML-FNML and RML-CC (https://w3id.org/rml/).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from copy import copy
from dataclasses import dataclass, field

from kg.errors import MappingError
from kg.mapping.check_document import check_document
from kg.mapping.document import (
    Join,
    MappingDocument,
    PredicateObject,
    TriplesMap,
    calls,
    joins,
    same_row,
)
from kg.mapping.functions import check_call
from kg.mapping.interpreter.collections import Collections
from kg.mapping.interpreter.quads import CellFinding, Quad, QuadTerm, TracedQuad
from kg.mapping.interpreter.records import Record
from kg.mapping.interpreter.row import MappedRow, Parents
from kg.mapping.keys import KeyHistory
from kg.mapping.ntriples import (
    blank_label,
    has_scheme,
    is_absolute_iri,
)
from kg.mapping.sql.canonical import Canonical
from kg.mapping.sql.datatypes import Lexical
from kg.texts import Message

QuadOrigin = tuple[TriplesMap, Record, PredicateObject]
"""What made a quad."""
Records = Callable[[TriplesMap], Iterable[Record]]
Linked = Callable[[Join], Iterable[Record]]


@dataclass
class Interpretation:
    """One run of a document: `quads` interprets it, `findings` fills on the way.

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
    findings: list[CellFinding] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._maps = {m.name: m for m in self.document.triples_maps}
        self._lexical = Canonical()
        self._collections = Collections(self.blank)
        self._parents: dict[Join, Parents] = {}
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

    def traced(
        self, triples_maps: Iterable[TriplesMap]
    ) -> Iterator[tuple[Quad, QuadOrigin | None]]:
        """The quads of some triples maps, each with what made it; None for those of collections."""
        for triples_map in triples_maps:
            keys = KeyHistory()
            for record in self.records(triples_map):
                for made in MappedRow(self, triples_map, record).quads(keys):
                    yield made.quad, (triples_map, record, made.rule)
        yield from ((quad, None) for quad in self._collections.quads())

    def by_record(
        self, triples_map: TriplesMap
    ) -> Iterator[tuple[Record, list[TracedQuad], list[CellFinding]]]:
        """Each record of a map with the quads it gives, those of its collections included, and
        what is wrong with it.

        Collections hold the members of one record; a subject that must be unique is compared with
        those of the records before it. Not to be mixed with `quads` in one run.
        """
        keys = KeyHistory()
        for record in self.records(triples_map):
            known = len(self.findings)
            made = list(MappedRow(self, triples_map, record).quads(keys))
            rules = {t: m.rule for m in reversed(made) for t in (m.quad.subject, m.quad.object)}
            for quad in self._collections.quads():
                if quad.subject in rules:
                    rules.setdefault(quad.object, rules[quad.subject])
                    made.append(TracedQuad(quad, rules[quad.subject]))
            self._collections.clear()
            yield record, list(dict.fromkeys(made)), self.findings[known:]

    def blank(self, text: str) -> str:
        """The blank node that a text names, or its IRI when blank nodes become IRIs."""
        label = blank_label(text)
        return f"_:{label}" if self.skolem is None else f"<{self.skolem}{label}>"

    def node(self, term: QuadTerm, graph: str | None) -> str:
        """A term as it stands in a graph; members of a collection are remembered for the end."""
        return self._collections.node(term, graph)

    def parents(self, join: Join) -> Parents:
        """The records a link may lead to."""
        if join not in self._parents:
            parent = self._maps[join.parent]
            quiet = copy(self)
            quiet.findings = []  # its own run reports what is wrong there
            found = Parents()
            for record in self.records(parent) if self.linked is None else self.linked(join):
                row = MappedRow(quiet, parent, record)
                if join.conditions:
                    keys = row.evaluation.combinations(pair.parent for pair in join.conditions)
                    found.add(row.subjects(), keys)
                else:
                    found.add(row.subjects(), [(record.file, record.row)])
            self._parents[join] = found
        return self._parents[join]

    def same_row(self, join: Join, child: TriplesMap) -> bool:
        """Whether a link leads to what the same record is in another map."""
        return same_row(join, child, parent=self._maps[join.parent])

    def canonical(
        self, datatype: str, text: str, *, dates: tuple[str, ...], decimal: str
    ) -> tuple[str | None, Lexical | None]:
        """A value in the canonical form of a datatype, None when it is not one of its values."""
        return self._lexical.check(datatype, text, dates=dates, decimal=decimal)

    def iri(self, text: str, triples_map: TriplesMap) -> str | None:
        """A value as an IRI, below the base of its map when relative; None if it is none."""
        whole = self.whole(text, triples_map)
        return whole if is_absolute_iri(whole) else None

    def whole(self, text: str, triples_map: TriplesMap) -> str:
        """A value with the base before it when it is relative."""
        base = self.base if triples_map.base is None else triples_map.base
        return text if has_scheme(text) else (base or "") + text


def _unknown(join: Join, file: str) -> MappingError:
    place = join.place
    return MappingError(
        Message("there is no mapping '{parent}' to link to.", parent=join.parent),
        file=file,
        line=place.line,
        column=place.column,
        code="SAM-Y013",
    )
