"""Which thing does a row of another's table mean? Candidates for a name, a number and a place.

What is asked and answered has the words of the Reconciliation Service API 0.2 of the W3C Entity
Reconciliation Community Group. A match is only called certain by a number, or by a whole name that
one thing alone has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from rapidfuzz import fuzz

from kg.model.prefixes import PAGE_PREFIXES
from kg.model.terms import SAM, SKOS, TOOL
from kg.search.database import KIND, Facets, Hit
from kg.search.folding import fold, number_of
from kg.search.index import SearchIndex
from server.service import Service
from server.view.labels import Ref, refs
from server.view.search import hit_refs
from server.view.terms import curie, is_iri

TYPES = (
    SAM + "Organisation",
    SAM + "SocialService",
    SAM + "MunicipalArea",
    SAM + "Area",
    SKOS + "Concept",
)
"""The classes of what is looked for where a query names none."""
KBO, NIS, PLACE = (SAM + name for name in ("kboNumber", "nisCode", "locatedIn"))
NARROWING = (KBO, NIS, PLACE)
"""The properties of a query that narrow it."""
_BRIEFLY = dict(zip(("kbo", "nis", "place"), NARROWING, strict=True))
"""The same by names that are easily typed."""
_AREA = SAM + "Area"
_MUNICIPAL = SAM + "MunicipalArea"
LOOKED_AT = 25
"""Things that are compared for one query, the likeliest first, and the most that are given."""
SHORTEST_NUMBER = 5
"""Signs of a number that says by itself what is meant: those of a NIS code."""
_KBO_DIGITS = 10
_NOT_WHOLE = 99.0
_SHORTENED = 85.0
"""Scores of what is nearly called so, at most, and of what is so shortened."""


@dataclass(frozen=True)
class ReconciliationQuery:
    """What is looked for: `text` in things of one of `types` (of all of them with `strict`), of
    which `numbers` and `places` are known.
    """

    text: str
    types: tuple[str, ...]
    limit: int
    strict: bool = False
    numbers: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


class Likeness(NamedTuple):
    """A thing with how like it is to what was asked, out of 100, and what makes it so."""

    hit: Hit
    score: float
    name: float
    number: bool

    @property
    def certain(self) -> bool:
        """Whether it has the number or the whole name; what is former, only the number."""
        return self.number or (self.name == 100 and self.hit.standing != "former")


def read_query(asked: Any, *, most: int = LOOKED_AT) -> ReconciliationQuery:
    """A query as the API writes it.

    Raises:
        ValueError: it is not written so.
    """
    match asked:
        case {"query": str(text)}:
            pass
        case {"properties": [_, *_]}:
            text = ""
        case _:
            raise ValueError(asked)
    types = asked.get("type") or []
    types = [types] if isinstance(types, str) else types
    limit = asked.get("limit") or most
    known: dict[str, list[str]] = {KBO: [], NIS: [], PLACE: []}
    told = asked.get("properties") or []
    if not (isinstance(types, list) and isinstance(told, list) and isinstance(limit, (int, float))):
        raise ValueError(asked)
    for entry in told:
        match entry:
            case {"pid": str(name), "v": value}:
                values = value if isinstance(value, list) else [value]
                known.get(_BRIEFLY.get(name) or full_iri(name), []).extend(map(_text_of, values))
            case _:
                raise ValueError(asked)
    numbers = [*map(_kbo, known[KBO]), *known[NIS]]
    return ReconciliationQuery(
        text.strip(),
        tuple(full_iri(str(one)) for one in types),
        max(1, min(int(limit), most)),
        asked.get("type_strict") == "all",
        tuple(filter(None, numbers)),
        tuple(filter(None, known[PLACE])),
    )


def schema_id(iri: str) -> str:
    """A class or property as the API names it here: OpenRefine cuts what follows a `#`."""
    return curie(iri) or iri


def full_iri(text: str) -> str:
    """The IRI of a class or property that is named so, or by its IRI."""
    prefix, _colon, name = text.partition(":")
    return PAGE_PREFIXES[prefix] + name if prefix in PAGE_PREFIXES else text


def _text_of(value: Any) -> str:
    match value:
        case {"id": str(text)} | str(text):
            return text.strip()
        case bool():
            return ""
        case int() | float():
            return f"{value:.0f}"
        case _:
            raise ValueError(value)


def _kbo(text: str) -> str:
    """A number of an enterprise with the zero that spreadsheets drop."""
    number = number_of(text) or text
    return number.zfill(_KBO_DIGITS) if number.isdecimal() else number


def candidates(
    service: Service, index: SearchIndex, *, query: ReconciliationQuery, reader: str
) -> list[dict[str, Any]]:
    """The candidates for a query, the likeliest first, as the API writes them."""
    found, unknown = _find(index, query, reader)
    ranked = sorted(found, key=lambda one: -one.score)  # stable: else as the index has them
    # Of several with one name, or where a number or a place is not known, a person chooses.
    alike = [one for one in ranked if one.number or one.name == 100]
    decided = not unknown and len(alike) == 1
    shown = ranked[: query.limit]
    told = EntityNames(service, index, [one.hit for one in shown], reader=reader)
    return [
        {
            **told.entity(one.hit),
            "type": told.types(one.hit),
            "score": round(one.score, 1),
            "match": decided and one.certain,
            "features": [
                {"id": "name_likeness", "value": round(one.name, 1)},
                {"id": "same_number", "value": one.number},
            ],
        }
        for one in shown
    ]


def _find(
    index: SearchIndex, query: ReconciliationQuery, reader: str
) -> tuple[list[Likeness], bool]:
    """What may be meant, and whether a number or a place was given that is not known."""
    facets = _facets_of(query)
    unknown = False
    if query.places:
        towns = [
            town for place in query.places for town in find_places(index, place, reader=reader)
        ]
        if towns:
            facets.append(("municipality", towns))
        else:
            unknown = True
    if query.numbers:
        hits = index.database.having_number(_numbers(query.numbers), reader, facets=facets)
        if hits:
            return _weighed(index, query.text, hits, numbered=True), unknown
        unknown = True
    own = [query.text] if _is_number(query.text) else []
    if own and (hits := index.database.having_number(_numbers(own), reader, facets=facets)):
        return _weighed(index, query.text, hits, numbered=True), unknown
    if not query.text:
        return [], unknown
    hits = index.search(query.text, reader, facets=facets, most=LOOKED_AT).hits
    kept = [hit for hit in hits if not hit.cls.startswith(TOOL)]  # what the program says of itself
    return _weighed(index, query.text, kept, numbered=False), unknown


def _facets_of(query: ReconciliationQuery) -> list[tuple[str, Sequence[str]]]:
    if query.strict:
        return [(KIND, [one]) for one in query.types]
    return [(KIND, query.types or TYPES)]


def _is_number(text: str) -> bool:
    written = number_of(text) or text
    return len(written) >= SHORTEST_NUMBER and sum(map(str.isdecimal, written)) >= 4


def _numbers(texts: Iterable[str]) -> list[str]:
    """Numbers in the ways in which the index may have them."""
    ways = {way for text in texts for way in (number_of(text), text.strip().casefold(), _kbo(text))}
    return sorted(filter(None, ways))


def find_places(index: SearchIndex, text: str, *, reader: str) -> list[str]:
    """The municipalities that a name, a NIS code or an IRI stands for."""
    if is_iri(text) and "/" in text:
        return [text]
    facets: Facets = [(KIND, [_MUNICIPAL])]
    if _is_number(text):
        return [
            hit.iri for hit in index.database.having_number(_numbers([text]), reader, facets=facets)
        ]
    hits = index.search(text, reader, facets=facets, most=LOOKED_AT).hits
    names = index.database.texts_of([hit.iri for hit in hits])
    return [hit.iri for hit in hits if fold(text) in map(fold, names.get(hit.iri, ()))]


def _weighed(
    index: SearchIndex, text: str, hits: Sequence[Hit], *, numbered: bool
) -> list[Likeness]:
    names = index.database.texts_of([hit.iri for hit in hits])
    asked = fold(text)
    weighed = []
    for hit in hits:
        name = max((_likeness(asked, fold(one)) for one in names.get(hit.iri, ())), default=0.0)
        if name < _SHORTENED and hit.matched and fold(hit.matched) == asked:
            name = _SHORTENED
        weighed.append(Likeness(hit, 100.0 if numbered else name, name, numbered))
    return weighed


def _likeness(asked: str, name: str) -> float:
    """How like two folded names are: 100 only for the same, whatever the order of words."""
    if asked == name:
        return 100.0 if asked else 0.0
    return min(max(fuzz.ratio(asked, name), 0.95 * fuzz.token_sort_ratio(asked, name)), _NOT_WHOLE)


class EntityNames:
    """Tells what things are, whose names are asked for all together."""

    def __init__(
        self, service: Service, index: SearchIndex, hits: Sequence[Hit], *, reader: str
    ) -> None:
        self._kinds: dict[str, list[str]] = {}
        self._towns: dict[str, list[str]] = {}
        for iri, facet, value in index.database.facets_of([hit.iri for hit in hits]):
            kept = {KIND: self._kinds, "municipality": self._towns}.get(facet)
            if kept is not None:
                kept.setdefault(iri, []).append(value)
        iris = {one for some in self._towns.values() for one in some}
        iris |= {*TYPES, *(hit.cls for hit in hits if hit.cls)}
        self._named: Mapping[str, Ref] = refs(service, iris, reader=reader)
        self._own = hit_refs(service, hits, reader=reader)

    def entity(self, hit: Hit) -> dict[str, str]:
        """A thing with its name, and what and where it is."""
        return {
            "id": hit.iri,
            "name": self._own[hit.iri].label,
            "description": ", ".join(self._described(hit)),
        }

    def types(self, hit: Hit) -> list[dict[str, str]]:
        """The class that says most of a thing, and those of ours that it is in."""
        kinds = self._kinds.get(hit.iri, ())
        own = [one for one in TYPES if one in kinds and one != hit.cls]
        classes = [*([hit.cls] if hit.cls else []), *own]
        return [{"id": schema_id(one), "name": self._named[one].label} for one in classes]

    def _described(self, hit: Hit) -> Iterator[str]:
        if hit.cls:
            yield self._named[hit.cls].label
        towns = [one for one in self._towns.get(hit.iri, ()) if one != hit.iri]
        if len(towns) < 3:
            yield from (self._named[one].label for one in towns)
        if number := re.fullmatch(r"\d{5,}", hit.matched):
            yield number[0]
