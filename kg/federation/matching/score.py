"""How likely two records are one organisation, with what speaks for it and against it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from kg.federation.matching.names import ReadName, related
from kg.federation.matching.parties import BODIES_OF_PLACES, Party, WordWeights
from kg.federation.matching.records import NumberKind

PROPOSED = 0.8
"""The score from which two records are proposed as one."""
NUMBERS = (NumberKind.KBO, NumberKind.ESTABLISHMENT, NumberKind.OVO)
_FAR = 65
"""Likeness out of 100 of all words below which two names have too little in common."""
_ONE_SLIP, _TWO_SLIPS = 5, 9
"""Letters of a word in which one or two slips are believed."""
_SLIP, _SLIPS, _STEM = 0.92, 0.88, 0.96
_KNOWN_WORDS = 0.55
"""The likeness of two words that differ by a slip, and that both publishers use more than once."""
_JOINED = 9
"""Letters of a whole name in which one slip may also be a space."""
_UNTOLD_KIND, _NO_KIND = 0.95, 0.98
_OTHER_KIND, _OTHER_PLACE = 0.4, 0.7
_MORE_WORDS = 0.85
_FORMER, _OTHER_FORM, _OTHER_NUMBERS = 0.15, 0.06, 0.6
_SAME_PLACE = 0.04
_AGREED_PLACE, _NAMED_PLACE = 0.25, 0.6
"""The share of its weight of a place in one name only: one that the other is in, or may be in."""
_SHORT_GIVEN, _SHORT_MADE, _SHORT_FEW = 0.93, 0.88, 0.8
_ENDINGS = ("en", "e", "s")
_LEAST_LOST = 0.8
"""The weight at least of a word that one name lacks, however usual: "sport" tells two apart."""
_FILLING = 0.2
"""The weight of a word that says little beside another."""
_FILLERS = frozenset(
    "regionaal regionale lokaal lokale stedelijk stedelijke gemeentelijk gemeentelijke vereniging"
    " intergemeentelijk intergemeentelijke vlaams vlaamse dienst diensten centrum centre service"
    " organisatie instelling groep groupe maatschappij samenwerking afdeling huis maison av".split()
)
_PLACE_ALONE = {"municipality": 0.82, "ocmw": 0.795}
_PLACE_OF_OTHERS = 0.75
"""The share of a likeness that is left when one name is that of a place and tells no kind, by the
kind of the other: a municipality alone is proposed, one beside its OCMW is to be chosen."""


class Sign(StrEnum):
    """What a piece of evidence is about."""

    NUMBER = "number"
    NAME = "name"
    ABBREVIATION = "abbreviation"
    KIND = "kind"
    PLACE = "place"
    FORM = "form"
    FORMER = "former"


@dataclass(frozen=True)
class Evidence:
    """One thing that speaks for (from 0 to 1) two records being one, or against (0).

    `told` are the texts of both that were compared.
    """

    sign: Sign
    likeness: float
    told: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class MatchScore:
    """A likelihood from 0 to 1 and its evidence; `certain` when a number decides."""

    value: float
    evidence: tuple[Evidence, ...]
    certain: bool = False


def score(
    one: Party, other: Party, *, weights: WordWeights | None = None, least: float = 0.0
) -> MatchScore:
    """How likely two records are one organisation; the same whichever comes first.

    A value below `least` may come without all its evidence, and is not worked out to the end.
    """
    if (other.record.home, other.record.iri) < (one.record.home, one.record.iri):
        one, other = other, one
    if one.record.numbers or other.record.numbers:
        by_number = _numbers(one, other)
        if by_number is not None:
            return by_number
    kind = _kind(one, other)
    apart = kind is not None and not kind.likeness
    if kind is not None and apart and least > _OTHER_KIND:
        return MatchScore(_OTHER_KIND, (kind,))
    weights = weights or WordWeights()
    value, evidence = _names(one, other, weights)
    short = _abbreviation(one, other)
    if short is not None and short.likeness > value:
        value, evidence = short.likeness, [short]
    bare = one.is_bare(weights) or other.is_bare(weights)
    if kind is not None:
        evidence.append(kind)
        value = min(value, _OTHER_KIND) if apart else value
    elif one.kinds or other.kinds:
        known = min(one.kinds or other.kinds)
        value *= _PLACE_ALONE.get(known, _PLACE_OF_OTHERS) if bare else _UNTOLD_KIND
    else:
        value *= _NO_KIND
    if one.places and other.places:
        same = one.places & other.places
        more = 0.0 if bare and kind is None else _SAME_PLACE
        value = min(1.0, value + more) if same else min(value, _OTHER_PLACE)
        told = (min(same or one.places), min(same or other.places))
        evidence.append(Evidence(Sign.PLACE, float(bool(same)), told))
    return MatchScore(round(value, 4), tuple(evidence))


def _numbers(one: Party, other: Party) -> MatchScore | None:
    """What numbers decide: the same one, another one, or one of another kind alone."""
    told = []
    for kind in NUMBERS:
        first, second = one.record.digits(kind), other.record.digits(kind)
        if same := first & second:
            number = min(same)
            return MatchScore(1.0, (Evidence(Sign.NUMBER, 1.0, (number, number)),), True)
        told.append((first, second))
    for first, second in told[:2]:
        if first and second:
            evidence = Evidence(Sign.NUMBER, 0.0, (min(first), min(second)))
            return MatchScore(0.0, (evidence,), True)
    (kbo, other_kbo), (place, other_place) = told[:2]
    if (kbo and not place and other_place and not other_kbo) or (
        other_kbo and not other_place and place and not kbo
    ):
        numbers = (min(kbo or place), min(other_kbo or other_place))
        return MatchScore(0.0, (Evidence(Sign.NUMBER, 0.0, numbers),), True)
    return None


def _names(one: Party, other: Party, weights: WordWeights) -> tuple[float, list[Evidence]]:
    best, pair = 0.0, None
    for first in one.names:
        for second in other.names:
            value = _name(first, second, one, other, weights)
            if pair is None or value > best:
                best, pair = value, (first, second)
    if pair is None:
        return 0.0, []
    first, second = pair
    if first.core != second.core and (one.kinds | other.kinds) & BODIES_OF_PLACES:
        # The name of a body of a place is that of the place: one with more words is another.
        best *= 1.0 if len(first.core) == len(second.core) else _MORE_WORDS
    told = (first.text, second.text)
    evidence = [Evidence(Sign.NAME, round(best, 3), told)]
    if any(n.former for n in one.names) != any(n.former for n in other.names):
        best -= _FORMER
        evidence.append(Evidence(Sign.FORMER, 0.0))
    if one.forms and other.forms:
        same = bool(one.forms & other.forms)
        best -= 0.0 if same else _OTHER_FORM
        evidence.append(Evidence(Sign.FORM, float(same), (min(one.forms), min(other.forms))))
    return max(best, 0.0), evidence


def _name(
    first: ReadName, second: ReadName, one: Party, other: Party, weights: WordWeights
) -> float:
    if first.core == second.core or first.joined == second.joined:
        return 1.0
    if len(first.core) == 1 and len(second.core) == 1 and len(first.joined) < _ONE_SLIP:
        return 0.0
    if fuzz.token_set_ratio(first.text, second.text, score_cutoff=_FAR) == 0:
        return 0.0
    homes = (one.record.home, other.record.home)
    place = bool((one.kinds | other.kinds) & BODIES_OF_PLACES)
    left, right = list(first.core), list(second.core)
    if len(left) != len(right) and not (set(left) <= set(right) or set(right) <= set(left)):
        left, right = _compounded(left, right), _compounded(right, left)
    shared, lost, left, right = _shared(left, right, homes, weights, place=place)
    lost += sum(_lost(word, other, weights) for word in left)
    lost += sum(_lost(word, one, weights) for word in right)
    value = 2 * shared / (2 * shared + lost) if shared else 0.0
    numbers = [{w for w in name.core if w.isdigit()} for name in (first, second)]
    if numbers[0] != numbers[1]:
        value *= _OTHER_NUMBERS if numbers[0] and numbers[1] else 1.0
    elif len(first.core) != len(second.core) and len(first.joined) >= _JOINED:
        near = OSA.distance(first.joined, second.joined, score_cutoff=1) <= 1
        value = max(value, _SLIP) if near else value
    return value


def _compounded(some: list[str], others: list[str]) -> list[str]:
    """The words, neighbours written as one where the other name does so."""
    known, made, place = set(others), list[str](), 0
    while place < len(some):
        pair = "".join(some[place : place + 2])
        if place + 1 < len(some) and pair in known and some[place] not in known:
            made.append(pair)
            place += 2
        else:
            made.append(some[place])
            place += 1
    return made


def _shared(
    left: list[str],
    right: list[str],
    homes: tuple[str, str],
    weights: WordWeights,
    *,
    place: bool,
) -> tuple[float, float, list[str], list[str]]:
    """The weight of the words that two names share, of what differs in them, and other words."""
    shared = lost = 0.0
    rest = list(right)
    open_words = []
    for word in left:
        if word in rest:
            rest.remove(word)
            shared += weights.of(word)
        else:
            open_words.append(word)
    pairs = sorted(
        (
            (-_likeness(word, match, homes, weights, place=place), word, match)
            for word in open_words
            for match in rest
        ),
        key=lambda pair: (pair[0], min(pair[1:]), max(pair[1:])),
    )
    for unlike, word, match in pairs:
        if unlike and word in open_words and match in rest:
            open_words.remove(word)
            rest.remove(match)
            weight = (weights.of(word) + weights.of(match)) / 2
            shared += weight * -unlike
            lost += 2 * weight * (1 + unlike)
    return shared, lost, open_words, rest


def _likeness(
    word: str, other: str, homes: tuple[str, str], weights: WordWeights, *, place: bool
) -> float:
    """How likely a word is the other: written with a slip, or with another ending if no place."""
    short = min(len(word), len(other))
    # The first letter is hardly ever the one that is wrong.
    if short < _ONE_SLIP or word[0] != other[0] or word.isdigit() or other.isdigit():
        return 0.0
    if not place and short > _ONE_SLIP and _stem(word) == _stem(other):
        return _STEM
    most = 1 if short < _TWO_SLIPS else 2
    slips = OSA.distance(word, other, score_cutoff=most)
    if slips > most:
        return 0.0
    if weights.is_known(word, homes[0]) and weights.is_known(other, homes[1]):
        return 0.0 if word in weights.places or other in weights.places else _KNOWN_WORDS
    return _SLIP if slips == 1 else _SLIPS


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending):
            word = word.removesuffix(ending)
            break
    # "autonoom" and "autonome": the vowel is written once in an open syllable.
    return word[:-2] + word[-1] if len(word) > 3 and word[-2] == word[-3] else word


def _lost(word: str, other: Party, weights: WordWeights) -> float:
    """The weight of a word that the other name lacks; less for a place that the other is in."""
    if word in _FILLERS:
        return _FILLING
    weight = max(_LEAST_LOST, weights.of(word))
    if any(word in place.split() for place in other.places):
        return weight * _AGREED_PLACE
    if word in weights.places and not other.places:
        return weight * _NAMED_PLACE
    return weight


def _abbreviation(one: Party, other: Party) -> Evidence | None:
    """A short form that both give, or that one gives and the other's words make."""
    given = one.shorts & other.shorts
    made = (one.shorts & other.initials) | (other.shorts & one.initials)
    if given:
        short = max(sorted(given), key=len)
        return Evidence(Sign.ABBREVIATION, _SHORT_GIVEN, (short, short))
    if made:
        short = max(sorted(made), key=len)
        value = _SHORT_MADE if len(short) > 3 else _SHORT_FEW
        return Evidence(Sign.ABBREVIATION, value, (short, short))
    return None


def _kind(one: Party, other: Party) -> Evidence | None:
    """Whether both are of one kind, where both tell it."""
    if one.kinds and other.kinds:
        same = any(related(a, b) for a in one.kinds for b in other.kinds)
        return Evidence(Sign.KIND, float(same), (min(one.kinds), min(other.kinds)))
    for body, private in ((one, other), (other, one)):
        if body.kinds & BODIES_OF_PLACES and private.forms:
            return Evidence(Sign.KIND, 0.0, (min(body.kinds), min(private.forms)))
    if one.texts & other.texts:
        text = min(one.texts & other.texts)
        return Evidence(Sign.KIND, 1.0, (text, text))
    return None
