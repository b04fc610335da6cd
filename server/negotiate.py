"""Which of several media types or languages does a client want? (RFC 9110, 12.5.1 and 12.5.4)

Pure functions over the text of an `Accept` or `Accept-Language` header.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

# Parameters by which no offer of ours differs: a weight, and wishes that a client can do without.
_NO_DIFFERENCE = {"q", "charset", "profile"}


_WEIGHT = re.compile(
    r"0(?:\.[0-9]*)?|1(?:\.0*)?|\.[0-9]+"
)  # RFC 9110, 12.4.2; some leave the 0 out
USUAL = 500
"""Characters of a header up to which what it means is remembered; browsers send some 150."""


class Range(NamedTuple):
    """One media range of an `Accept` header with its weight."""

    type: str
    subtype: str
    parameters: frozenset[tuple[str, str]]
    weight: float


def _split(media_type: str) -> tuple[str, str, frozenset[tuple[str, str]]]:
    name, *rest = media_type.split(";")
    kind, _, subtype = name.strip().lower().partition("/")
    pairs = (part.partition("=") for part in rest if "=" in part)
    found = {(key.strip().lower(), value.strip().strip('"').lower()) for key, _, value in pairs}
    return kind, subtype, frozenset(found)


def _weight(parts: Iterable[str]) -> float:
    for part in parts:
        key, _, value = part.partition("=")
        if key.strip().lower() == "q":
            return float(value) if _WEIGHT.fullmatch(value := value.strip()) else 0.0
    return 1.0


def parse_accept(header: str) -> tuple[Range, ...]:
    """The media ranges of an `Accept` header; parts that are no media range are left out."""
    return _known_ranges(header) if len(header) <= USUAL else _parse_ranges(header)


@lru_cache(256)
def _known_ranges(header: str) -> tuple[Range, ...]:
    return _parse_ranges(header)


def _parse_ranges(header: str) -> tuple[Range, ...]:
    ranges = []
    for item in header.split(","):
        kind, subtype, parameters = _split(item)
        if not kind or not subtype:
            continue
        wanted = frozenset(pair for pair in parameters if pair[0] not in _NO_DIFFERENCE)
        ranges.append(Range(kind, subtype, wanted, _weight(item.split(";")[1:])))
    return tuple(ranges)


def choose(accept: str | None, offers: Sequence[str]) -> str | None:
    """The best of `offers` (the server's order of preference) for an `Accept` header.

    No header, or an empty one, means anything: the first offer. None when nothing that is
    offered is acceptable. Each offer is judged by the most precise range that matches it.

    >>> choose("text/turtle;q=0.5, application/ld+json", ["text/turtle", "application/ld+json"])
    'application/ld+json'
    """
    ranges = parse_accept(accept or "")
    if not ranges:
        return offers[0] if offers and not (accept or "").strip() else None
    by_name: dict[tuple[str, str], list[Range]] = {}
    for item in ranges:
        by_name.setdefault((item.type, item.subtype), []).append(item)
    weights = [(_weight_of(offer, by_name), offer) for offer in offers]
    best = max((weight for weight, _ in weights), default=0.0)
    return next((offer for weight, offer in weights if weight == best > 0), None)


def _weight_of(offer: str, by_name: dict[tuple[str, str], list[Range]]) -> float:
    """The weight of the range that names an offer most precisely; 0 when none does."""
    kind, subtype, parameters = _split(offer)
    named = [r for r in by_name.get((kind, subtype), ()) if r.parameters <= parameters]
    most = max((len(item.parameters) for item in named), default=0)
    found = [item for item in named if len(item.parameters) == most]
    found = found or by_name.get((kind, "*")) or by_name.get(("*", "*")) or []
    return max((item.weight for item in found), default=0.0)


def prefers_pages(accept: str | None) -> bool:
    """Whether a client reads pages: it names HTML, and likes nothing that machines read better."""
    return choose(accept, ["application/problem+json", "application/json", "text/html"]) == (
        "text/html"
    )


def choose_language(header: str | None, offers: Sequence[str], *, default: str) -> str:
    """The offered language a reader likes best; `default` when the header names none of them.

    `nl-BE` asks for `nl`; the order of the header decides between equal weights.
    """
    wishes: list[tuple[float, int, str]] = []
    for place, item in enumerate((header or "").split(",")):
        name, *rest = item.split(";")
        language = name.strip().lower().partition("-")[0]
        weight = _weight(rest)
        if weight > 0 and (language in offers or language == "*"):
            wishes.append((-weight, place, default if language == "*" else language))
    return min(wishes)[2] if wishes else default


def choose_encoding(header: str, offers: Sequence[str]) -> str | None:
    """The offered content coding a client likes best; None when the answer stays as it is.

    Between equal weights the order of the offers decides (RFC 9110, 12.5.3).
    """
    weights: dict[str, float] = {}
    for item in header.split(","):
        name, *rest = item.split(";")
        weights[name.strip().lower()] = _weight(rest)
    everything = weights.get("*", 0.0)
    best = max((weights.get(offer, everything), -i, offer) for i, offer in enumerate(offers))
    return best[2] if best[0] > 0 and best[0] >= weights.get("identity", 0.0) else None
