"""Records made ready to be compared: their names read, their kinds and places in one form."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from kg.federation.matching.names import ReadName, kinds_in, read_name, read_place
from kg.federation.matching.records import OrganisationRecord

_USUAL = 0.12
"""The weight at least of a word that is everywhere."""
MOST_NAMES = 6
"""Names of one organisation that are compared."""
BODIES_OF_PLACES = frozenset(["municipality", "ocmw", "district", "province"])
"""Kinds whose name is that of a place."""


@dataclass(frozen=True)
class Party:
    """A record made ready.

    `kinds` are known kinds, `texts` what was told of its kind, `initials` the abbreviations that
    its names give. `assumed` says that its kind is concluded, not told.
    """

    record: OrganisationRecord
    names: tuple[ReadName, ...]
    kinds: frozenset[str]
    texts: frozenset[str]
    places: frozenset[str]
    shorts: frozenset[str]
    initials: frozenset[str]
    forms: frozenset[str]
    assumed: bool = False

    def is_bare(self, weights: WordWeights) -> bool:
        """Whether it has the name of a place, and nothing tells what it is."""
        if self.kinds or not self.names:
            return False
        core = self.names[0].core
        return " ".join(core) in self.places or all(word in weights.places for word in core)


@dataclass(frozen=True)
class WordWeights:
    """How telling words are: rare ones more. `own` has in how many records of a home each is."""

    counts: Mapping[str, int] = field(default_factory=dict)
    total: int = 1
    own: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    places: frozenset[str] = frozenset()
    """Words that are names of places."""

    @cached_property
    def _weights(self) -> dict[str, float]:
        whole = math.log(1 + self.total)
        return {
            word: max(_USUAL, math.log(1 + self.total / count) / whole)
            for word, count in self.counts.items()
        }

    def of(self, word: str) -> float:
        """The weight of a word, 1 for one in few records, less for one in many."""
        return self._weights.get(word, 1.0)

    def is_known(self, word: str, home: str) -> bool:
        """Whether several records of a home have a word, so that it is hardly a slip there."""
        return self.own.get(home, {}).get(word, 0) > 1


def ready(record: OrganisationRecord) -> Party:
    """One record, without regard to others."""
    names = tuple(dict.fromkeys(read_name(name) for name in record.names[:MOST_NAMES] if name))
    told = [kind for text in record.kinds for kind in kinds_in(text)]
    # What a class says counts before what a name may say in passing.
    kinds = told or [name.kinds[0] for name in names if name.kinds]
    shorts = {one for name in names for one in name.shorts}
    shorts |= {read_name(text).joined for text in record.abbreviations}
    places = frozenset(read_place(place) for place in record.places)
    texts = frozenset(text.casefold() for text in record.kinds)
    initials = frozenset(one for name in names for one in name.initials)
    forms = frozenset(form for name in names for form in name.forms)
    forms |= frozenset(form for text in texts for form in read_name(text).forms)
    return Party(record, names, frozenset(kinds), texts, places, frozenset(shorts), initials, forms)


def ready_all(records: Iterable[OrganisationRecord]) -> tuple[list[Party], WordWeights]:
    """All records, with the weights of their words; kinds are concluded from their neighbours."""
    parties = _assume([ready(record) for record in records])
    counts: Counter[str] = Counter()
    own: dict[str, Counter[str]] = defaultdict(Counter)
    places: set[str] = set()
    for party in parties:
        used = {word for name in party.names for word in name.core}
        counts.update(used)
        own[party.record.home].update(used)
        places.update(word for place in party.places for word in place.split())
        if party.kinds & BODIES_OF_PLACES:
            places.update(used)
    return parties, WordWeights(counts, max(2, len(parties)), own, frozenset(places))


def _assume(parties: Sequence[Party]) -> list[Party]:
    """A bare "Aalter" beside an "OCMW Aalter" of the same publisher is the municipality."""
    kinds: dict[tuple[str, str], set[str]] = defaultdict(set)
    bare: Counter[tuple[str, str]] = Counter()
    for party in parties:
        for core in {name.joined for name in party.names}:
            kinds[party.record.home, core] |= party.kinds
            bare[party.record.home, core] += not party.kinds
    told = Counter(party.record.home for party in parties if party.kinds)
    every = Counter(party.record.home for party in parties)
    made = []
    for party in parties:
        home = party.record.home
        keys = [(home, name.joined) for name in party.names]
        beside = any("ocmw" in kinds[key] for key in keys)
        # In a list that tells kinds, a place is named bare for its municipality.
        place = any(" ".join(name.core) in party.places for name in party.names)
        usual = place and told[home] * 2 > every[home]
        alone = all(bare[key] == 1 and "municipality" not in kinds[key] for key in keys)
        if party.kinds or party.forms or not alone or not (beside or usual):
            made.append(party)
        else:
            made.append(replace(party, kinds=frozenset(["municipality"]), assumed=True))
    return made
