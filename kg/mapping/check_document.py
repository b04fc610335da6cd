"""Checks what a mapping document says itself: fixed parts of IRIs, constants, forms of dates.

What comes from a source is checked value by value; this is the same whatever the source holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from kg.errors import MappingError
from kg.mapping.document import (
    Constant,
    Expression,
    MappingDocument,
    Place,
    Template,
    TermMap,
    TriplesMap,
    calls,
)
from kg.mapping.functions.function import DATE
from kg.mapping.ntriples import has_scheme, is_iri
from kg.mapping.sql.canonical import Canonical
from kg.mapping.sql.datatypes import CHECKED, is_written_so
from kg.mapping.sql.moments import form_pattern
from kg.model.prefixes import shorten
from kg.model.terms import FN
from kg.texts import Message

_ANY_BASE = "https://base.example/"
_SAMPLES = ("a", "1")
"""What may stand for a value: a scheme begins with a letter, a port is digits."""
_OPEN_PERCENT = re.compile("%[0-9A-Fa-f]?")


def check_document(document: MappingDocument, base: str | None) -> None:
    """See that what a document says itself makes IRIs, literals and dates.

    `base` is what relative IRIs are put below; None when there is nothing.

    Raises:
        MappingError: the first that does not, with its place and what to do.
    """
    canonical = Canonical()
    for triples_map in document.triples_maps:
        below = base if triples_map.base is None else triples_map.base
        if below and not is_iri(below):
            raise _wrong(
                triples_map.place, Message("the base '{base}' is no IRI.", base=below), "SAM-Y010"
            )
        source = triples_map.source
        _check_forms(source.dates, source.place)
        _check_sign(source.decimal, source.place)
        for term in terms_of(triples_map):
            _check_term(term, below or None, canonical)
        for call in calls(triples_map):
            if call.function == DATE:
                inputs = (value for name, value in call.inputs if name == f"{FN}formats")
                forms = tuple(form.value for form in inputs if isinstance(form, Constant))
                _check_forms(forms, call.place)


def terms_of(triples_map: TriplesMap) -> Iterator[TermMap]:
    """Every term map of a triples map, those of collections included."""
    yield from _inner(triples_map.subject)
    for graph in triples_map.graphs:
        yield from _inner(graph)
    for po in triples_map.predicate_objects:
        for term in (*po.predicates, *po.objects, *po.graphs):
            if isinstance(term, TermMap):
                yield from _inner(term)


def _inner(term: TermMap) -> Iterator[TermMap]:
    yield term
    for item in term.gather.items if term.gather is not None else ():
        if isinstance(item, TermMap):
            yield from _inner(item)


def _check_term(term: TermMap, base: str | None, canonical: Canonical) -> None:
    _check_forms(term.dates or (), term.place)
    _check_sign(term.decimal or ".", term.place)
    if term.term_type in ("iri", "uri"):
        _check_iri(term.expression, term.place, base, ascii_only=term.term_type == "uri")
    if term.datatype is not None:
        _check_iri(term.datatype, term.place, base)
    if term.constant is not None and isinstance(term.datatype, Constant):
        _check_constant(term.constant, term.datatype.value, term.place, canonical)


def _check_sign(decimal: str, place: Place) -> None:
    if decimal not in (".", ","):
        raise _wrong(
            place,
            Message("'{decimal}' is no decimal sign.", decimal=decimal),
            "SAM-Y052",
            Message("Write a point or a comma, between quotes."),
        )


def _check_forms(forms: tuple[str, ...], place: Place) -> None:
    for form in forms:
        try:
            form_pattern(form)
        except ValueError as error:
            raise _wrong(
                place,
                Message("the form of dates '{form}' {why}.", form=form, why=error),
                "SAM-Y051",
                Message("Write %d, %m and %Y (four digits) or %y (two), such as %d/%m/%Y."),
            ) from None


def _check_iri(
    expression: Expression | None, place: Place, base: str | None, *, ascii_only: bool = False
) -> None:
    parts: tuple[object, ...] = ()
    if isinstance(expression, Constant):
        parts = (expression.value,)
    elif isinstance(expression, Template):
        parts = expression.parts
    shown = "".join(part if isinstance(part, str) else "{…}" for part in parts)
    if parts and ascii_only and not (whole := _sample(parts, "1", base)).isascii():
        raise _wrong(
            place,
            Message("'{shown}' makes no URI, for it gives {whole}.", shown=shown, whole=whole),
            "SAM-Y010",
            Message(
                "In a URI letters beyond ASCII are percent-encoded; rml:IRI takes them as they are."
            ),
        )
    if not any(isinstance(part, str) for part in parts):
        return
    fixed = parts[0] if isinstance(parts[0], str) else ""
    if base is None and fixed and not has_scheme(fixed) and not _may_be_scheme(parts):
        raise _wrong(
            place,
            Message("'{text}' has no scheme, and nothing says what it is put below.", text=shown),
            "SAM-Y010",
            Message("Write the whole address, with https://, or state a base."),
        )
    cut = any(
        isinstance(part, str) and _OPEN_PERCENT.search(part[-2:]) and part[-3:-2] != "%"
        for part, following in pairwise(parts)
        if not isinstance(following, str)
    )
    if cut or not any(is_iri(_sample(parts, sample, base)) for sample in _SAMPLES):
        raise _wrong(
            place,
            Message("'{text}' makes no IRI.", text=shown),
            "SAM-Y010",
            Message(
                'A blank is written %20; the signs < > " { } | \\ ^ ` are percent-encoded too.'
            ),
        )


def _may_be_scheme(parts: tuple[object, ...]) -> bool:
    """Whether values may stand in the scheme of an IRI."""
    return len(parts) > 1 and re.fullmatch("[A-Za-z][A-Za-z0-9+.-]*", str(parts[0])) is not None


def _sample(parts: tuple[object, ...], value: str, base: str | None) -> str:
    whole = "".join(part if isinstance(part, str) else value for part in parts)
    return whole if has_scheme(whole) else (base or _ANY_BASE) + whole


def _check_constant(text: str, datatype: str, place: Place, canonical: Canonical) -> None:
    if datatype not in CHECKED:
        return
    found, _ = canonical.check(datatype, text, dates=(), decimal=".")
    if found is None or not is_written_so(datatype, text):
        raise _wrong(
            place,
            Message("'{text}' is no {datatype}.", text=text, datatype=shorten(datatype)),
            "SAM-Y050",
            Message("Write the value as XSD does, or leave out the datatype."),
        )


def _wrong(place: Place, message: str, code: str, hint: str | None = None) -> MappingError:
    return MappingError(
        message, file=place.file, line=place.line, column=place.column, code=code, hint=hint
    )
