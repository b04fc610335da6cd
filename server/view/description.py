"""What the graph says about one thing, ready for a page: names first, proof one step away.

    description = describe(current_service(), iri, g.lang)

`describe` asks five or six bounded queries; a bound that was hit is said in the description.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import quote_plus

from babel.numbers import format_currency
from flask_babel import gettext as _

from kg.model.naming import NAMING, language_rank
from kg.model.prefixes import PAGE_PREFIXES
from kg.model.terms import DCT, PROV, RDF_TYPE, SKOS, XSD
from server.i18n import format_day, format_lexical
from server.service import Service
from server.view.addresses import root
from server.view.incoming import IncomingLinks, read_incoming
from server.view.labels import Ref, book, make_ref, refs
from server.view.language_names import currency_code
from server.view.outward import outward
from server.view.provenance import SourceRow, Why, origins_of, reasons, source_rows
from server.view.terms import any_of, fingerprint, iri_token

if TYPE_CHECKING:
    from kg.release.provenance import Subject
    from kg.store.workers.pool import Term

STATEMENTS_READ = 4000  # statements about one thing that a page reads
VALUES_SHOWN = 60  # values of one property that a page shows; each costs a page 0.2 ms
PROPERTIES_SHOWN = 500  # properties of one thing that a page shows
# Not statements about the thing itself: they are shown as its sources.
PROVENANCE = {PROV + "wasDerivedFrom"}
_FIRST = (
    RDF_TYPE,
    *NAMING,
    *(SKOS + name for name in ("altLabel", "notation", "definition")),
    DCT + "description",
)
_INTEGERS = {XSD + name for name in ("integer", "int", "long", "nonNegativeInteger")}
_FRACTIONAL = {XSD + name for name in ("decimal", "double")}
AMOUNT, CURRENCY = (PAGE_PREFIXES["m8g"] + name for name in ("hasValue", "currency"))
_DATES = {XSD + name for name in ("date", "dateTime")}


@dataclass(frozen=True)
class StatementValue:
    """One value of a statement. `label` is what people read, `term` what the graph holds.

    `graphs` holds the kinds of graph that say it (dataset, inferred, closed-world, vocabulary,
    metadata), `datasets` the ids of the datasets; `why` the reasons that are known without
    another query, `why_url` the page with all of them; `out` the address outside this site that
    it leads to.
    """

    term: Term
    label: str
    lang: str
    mark: bool
    ref: Ref | None
    datatype: str | None
    graphs: frozenset[str]
    datasets: tuple[str, ...]
    why: tuple[Why, ...]
    why_url: str
    out: str | None = None

    @property
    def inferred(self) -> bool:
        """Whether nobody stated this: it follows from what was stated."""
        return bool(self.graphs) and self.graphs <= {"inferred", "closed-world"}

    @property
    def iri(self) -> str | None:
        """The IRI of the value, None for a literal."""
        return self.ref.iri if self.ref else None


@dataclass(frozen=True)
class PropertyStatement:
    """A property with its values; `others` are the same texts in other languages."""

    predicate: Ref
    values: list[StatementValue]
    others: list[StatementValue] = field(default_factory=list)

    @property
    def inferred(self) -> bool:
        """Whether every value was inferred."""
        return all(value.inferred for value in self.values)


@dataclass(frozen=True)
class Description:
    """All that a page shows about one thing."""

    iri: str
    label: str
    label_lang: str
    mark: bool
    named: bool
    types: list[Ref]
    statements: list[PropertyStatement]
    incoming: list[IncomingLinks]
    rows: list[SourceRow]
    datasets: tuple[str, ...]
    rows_cut: bool = False
    cut: bool = False
    incoming_cut: bool = False

    @property
    def lang(self) -> str:
        """The language of the label, empty when it has none."""
        return self.label_lang

    @property
    def exists(self) -> bool:
        """Whether the graph says anything about this thing, or points to it."""
        return bool(self.statements or self.incoming)

    def statement(self, predicate: str) -> PropertyStatement | None:
        """The statement with this property."""
        return next((s for s in self.statements if s.predicate.iri == predicate), None)

    def values(self, predicate: str) -> list[StatementValue]:
        """The values of a property, the reader's language first; empty when there are none."""
        found = self.statement(predicate)
        return [*found.values, *found.others] if found else []

    def first(self, predicate: str) -> StatementValue | None:
        """The first value of a property, in the reader's language where there is one."""
        return next(iter(self.values(predicate)), None)

    def refs(self, predicate: str) -> list[Ref]:
        """The things a property points to."""
        return [value.ref for value in self.values(predicate) if value.ref]

    def text(self, *predicates: str) -> StatementValue | None:
        """The first of these properties that has a value."""
        return next((value for p in predicates if (value := self.first(p))), None)

    def without(self, *predicates: str) -> list[PropertyStatement]:
        """The statements that a page made for its kind has not shown yet."""
        return [s for s in self.statements if s.predicate.iri not in predicates]

    def is_a(self, class_iri: str) -> bool:
        """Whether the thing has this class, stated or inferred."""
        return any(found.iri == class_iri for found in self.types)


@dataclass
class _Quad:
    predicate: str
    term: Term
    kinds: set[str] = field(default_factory=set)
    datasets: set[str] = field(default_factory=set)


def graph_kinds(service: Service) -> dict[str, tuple[str, str]]:
    """The kind and the id of every graph of the release."""
    told = service.release.manifest.get("graphs", [])
    return {graph["iri"]: (graph["kind"], str(graph.get("id", ""))) for graph in told}


def _read(service: Service, iri: str, reader: str) -> tuple[list[_Quad], bool]:
    """The statements about a thing that its page shows, and whether that is a part."""
    about = f"GRAPH ?g {{ {iri_token(iri)} ?p ?o }}"
    rows = service.pool.select(f"SELECT ?g ?p ?o WHERE {{ {about} }} LIMIT {STATEMENTS_READ + 1}")
    cut = len(rows) > STATEMENTS_READ
    if cut:  # what a thing is and is called must not be among the rest
        first = any_of(iri_token(iri), _FIRST, value="?o", way="?p")
        rows = [*service.pool.select(f"SELECT ?g ?p ?o WHERE {{ GRAPH ?g {{ {first} }} }}"), *rows]
    kinds = graph_kinds(service)
    found: dict[tuple[str, Term], _Quad] = {}
    for row in rows:
        key = (row["p"].value, row["o"])
        quad = found.setdefault(key, _Quad(*key))
        kind, name = kinds.get(row["g"].value, ("dataset", ""))
        quad.kinds.add(kind)
        if kind == "dataset":
            quad.datasets.add(name)
    grouped: dict[str, list[_Quad]] = {}
    for quad in found.values():
        grouped.setdefault(quad.predicate, []).append(quad)
    shown = [_chosen(quads, reader) for quads in islice(grouped.values(), PROPERTIES_SHOWN)]
    quads = [quad for part in shown for quad in part]
    return quads, cut or len(quads) < len(found)


def _chosen(quads: list[_Quad], reader: str) -> list[_Quad]:
    """The values of a property that a page shows: of many, those in the reader's language first."""
    if len(quads) <= VALUES_SHOWN:
        return quads
    ranked = sorted(quads, key=lambda quad: language_rank(quad.term.lang or "", reader))
    return ranked[:VALUES_SHOWN]


def why_address(subject: str, predicate: str, *, term: Term) -> str:
    """The page that explains one statement; a literal is named by its fingerprint."""
    value = f"o={_escaped(term.value)}" if term.kind == "uri" else f"v={fingerprint(term)}"
    return f"{root()}/why?s={_escaped(subject)}&p={_escaped(predicate)}&{value}"


@lru_cache(5000)
def _escaped(iri: str) -> str:
    """An IRI as a value of a query; those of one page come again and again."""
    return quote_plus(iri)


def literal_text(term: Term) -> str:
    """A literal as people write it: numbers and dates in the reader's language."""
    if term.datatype in _DATES:
        return format_day(term.value)
    if term.datatype == XSD + "boolean":
        words: dict[str, str] = {
            "true": _("yes"), "1": _("yes"), "false": _("no"), "0": _("no"),
        }  # fmt: skip
        return words.get(term.value, term.value)
    if term.datatype in _FRACTIONAL or (term.datatype in _INTEGERS and "." not in term.value):
        return format_lexical(term.value)
    return term.value


def make_value(
    subject: str, quad: _Quad, *, named: dict[str, Ref], reader: str, why: list[Why]
) -> StatementValue:
    """One value as a page shows it."""
    term, lang = quad.term, quad.term.lang or ""
    shown = named.get(term.value) if term.kind == "uri" else None
    if shown:
        label, lang, mark = shown.label, shown.lang, shown.mark
    elif term.kind == "bnode":
        label, mark = _("something without a name"), False
    else:
        label = literal_text(term)
        mark = bool(lang) and lang.partition("-")[0] != reader
    return StatementValue(
        term=term,
        label=label,
        lang=lang,
        mark=mark,
        ref=shown,
        datatype=term.datatype,
        graphs=frozenset(quad.kinds),
        datasets=tuple(sorted(quad.datasets)),
        why=tuple(why[:3]),
        why_url=why_address(subject, quad.predicate, term=term),
        out=outward(quad.predicate, term),
    )


def _folded(
    values: list[StatementValue], reader: str
) -> tuple[list[StatementValue], list[StatementValue]]:
    """Values in the reader's order; texts in other languages apart, when one is readable."""
    ranked = sorted(
        values,
        key=lambda v: (0 if v.ref else language_rank(v.lang, reader), v.label.casefold()),
    )
    tagged = [v for v in ranked if v.term.lang]
    if not tagged:
        return ranked, []
    best = language_rank(tagged[0].lang, reader)
    others = [v for v in tagged if language_rank(v.lang, reader) != best]
    apart = {id(value) for value in others}
    return [v for v in ranked if id(v) not in apart], others


def _statements(
    service: Service,
    iri: str,
    quads: list[_Quad],
    named: dict[str, Ref],
    origins: Subject,
    reader: str,
) -> Iterator[PropertyStatement]:
    grouped: dict[str, list[StatementValue]] = {}
    for quad in quads:
        if quad.predicate in PROVENANCE:
            continue
        kinds, datasets = sorted(quad.kinds), sorted(quad.datasets)  # a page is the same each time
        why = reasons(
            service,
            kinds,
            predicate=quad.predicate,
            term=quad.term,
            known=origins,
            datasets=datasets,
        )
        grouped.setdefault(quad.predicate, []).append(
            make_value(iri, quad, named=named, reader=reader, why=why)
        )
    for predicate, values in grouped.items():
        yield PropertyStatement(named[predicate], *_folded(values, reader))


def _with_money(statements: list[PropertyStatement], reader: str) -> list[PropertyStatement]:
    """The statements of a cost, its amount with the currency that is stated beside it."""
    told = {statement.predicate.iri: statement for statement in statements}
    amount, currency = told.get(AMOUNT), told.get(CURRENCY)
    codes = (
        [code for v in currency.values if (code := currency_code(v.iri or ""))] if currency else []
    )
    if amount is None or len(codes) != 1:
        return statements
    values = [replace(v, label=_money(v, codes[0], reader)) for v in amount.values]
    shown = replace(amount, values=values)
    return [shown if statement is amount else statement for statement in statements]


def _money(value: StatementValue, code: str, reader: str) -> str:
    try:
        amount = Decimal(value.term.value)
    except InvalidOperation:
        return value.label
    return format_currency(amount, code, locale=reader) if amount.is_finite() else value.label


def _place(statement: PropertyStatement) -> tuple[int, bool, str]:
    iri = statement.predicate.iri
    early = _FIRST.index(iri) if iri in _FIRST else len(_FIRST)
    return early, statement.inferred, statement.predicate.label.casefold()


def describe(service: Service, iri: str, *, lang: str, incoming: bool = True) -> Description:
    """Everything a page shows about `iri`, in the reader's language.

    A thing about which nothing is known gives an empty description (`exists` is False).

    Raises:
        ValueError: `iri` is no IRI.
    """
    quads, cut = _read(service, iri, lang)
    pointers, too_many = read_incoming(service, iri, reader=lang) if incoming else ([], False)
    origins = origins_of(service, iri)
    rows, more_rows = source_rows(service, origins)
    things = {q.term.value for q in quads if q.term.kind == "uri"}
    named = refs(service, {iri, *things, *(q.predicate for q in quads)}, reader=lang)
    statements = sorted(_statements(service, iri, quads, named, origins, lang), key=_place)
    statements = _with_money(statements, lang)
    own = make_ref(iri, book(service).names([iri])[iri], reader=lang)
    typed = next((s for s in statements if s.predicate.iri == RDF_TYPE), None)
    types = [v.ref for v in typed.values if v.ref] if typed else []
    return Description(
        iri=iri,
        label=own.label,
        label_lang=own.lang,
        mark=own.mark,
        named=own.named,
        types=types,
        statements=statements,
        incoming=pointers,
        rows=rows,
        rows_cut=more_rows,
        datasets=tuple(sorted({name for q in quads for name in q.datasets if name})),
        cut=cut,
        incoming_cut=too_many,
    )
