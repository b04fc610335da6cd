"""Which of several media types or languages does a client want? (RFC 9110, 12.5.1 and 12.5.4)

Pure functions over the text of an `Accept` or `Accept-Language` header.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

# Parameters by which no offer of ours differs: a weight, and wishes that a client can do without.
_NO_DIFFERENCE = {"q", "charset", "profile"}


class Range(NamedTuple):
    """One media range of an `Accept` header with its weight."""

    type: str
    subtype: str
    parameters: frozenset[tuple[str, str]]
    weight: float

    def precision(self, offer: str) -> int:
        """How precisely this range names `offer`; -1 when it does not match it at all."""
        kind, subtype, parameters = _split(offer)
        if self.type == self.subtype == "*":
            return 0
        if self.type != kind:
            return -1
        if self.subtype == "*":
            return 1
        if self.subtype != subtype or not self.parameters <= parameters:
            return -1
        return 2 + len(self.parameters)


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
            try:
                return min(max(float(value.strip()), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0


def parse_accept(header: str) -> list[Range]:
    """The media ranges of an `Accept` header; parts that are no media range are left out."""
    ranges = []
    for item in header.split(","):
        kind, subtype, parameters = _split(item)
        if not kind or not subtype:
            continue
        wanted = frozenset(pair for pair in parameters if pair[0] not in _NO_DIFFERENCE)
        ranges.append(Range(kind, subtype, wanted, _weight(item.split(";")[1:])))
    return ranges


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
    best: tuple[float, str] | None = None
    for offer in offers:
        matches = [(r.precision(offer), r.weight) for r in ranges if r.precision(offer) >= 0]
        weight = max(matches)[1] if matches else 0.0
        if weight > 0 and (best is None or weight > best[0]):
            best = (weight, offer)
    return best[1] if best else None


def choose_language(header: str | None, offers: Sequence[str], default: str) -> str:
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
