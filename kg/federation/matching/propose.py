"""Compares lists of organisations: what numbers make the same, and what is proposed to people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from pathlib import Path

from kg.federation.matching.blocking import candidate_pairs
from kg.federation.matching.parties import Party, ready_all
from kg.federation.matching.records import OrganisationRecord
from kg.federation.matching.score import PROPOSED, MatchScore, score
from kg.release.matches import fingerprint

MARGIN = 0.03
"""How much better a pair must be than every other with one of its records."""
_LEAST = PROPOSED - MARGIN
_SHOWN_RIVALS = 5


@dataclass(frozen=True)
class MatchProposal:
    """Two records that are likely one organisation; `rivals` are as likely: someone must choose."""

    one: OrganisationRecord
    other: OrganisationRecord
    score: MatchScore
    rivals: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """What it is accepted or refused by: of both IRIs, whichever comes first."""
        return fingerprint(self.one.iri, self.other.iri)


@dataclass(frozen=True)
class Matches:
    """The same by number; proposed, likeliest first; and those that several are as likely for."""

    certain: list[MatchProposal] = field(default_factory=list)
    proposed: list[MatchProposal] = field(default_factory=list)
    undecided: list[MatchProposal] = field(default_factory=list)


def propose(
    records: Iterable[OrganisationRecord],
    *,
    decided: Set[str] = frozenset(),
    threads: int = 1,
    work: Path | None = None,
) -> Matches:
    """Compare all records with those of other homes.

    `decided` are the fingerprints of pairs that someone accepted or refused: they are left out,
    as are pairs of one IRI.
    """
    parties, weights = ready_all(records)
    scored: dict[tuple[int, int], MatchScore] = {}
    for one, other in candidate_pairs(parties, work=work, threads=threads):
        if parties[one].record.iri != parties[other].record.iri:
            found = score(parties[one], parties[other], weights=weights, least=_LEAST)
            if found.value >= _LEAST:
                scored[one, other] = found
    return _chosen(parties, scored, decided)


def _chosen(
    parties: list[Party], scored: dict[tuple[int, int], MatchScore], decided: Set[str]
) -> Matches:
    """Of each record the best of each home, when none is nearly as good."""
    certain = {pair for pair, found in scored.items() if found.certain}
    taken = {end for pair in certain for end in _ends(parties, pair)}
    matches = Matches()
    beside: dict[tuple[int, str], list[tuple[float, int]]] = defaultdict(list)
    for pair, found in scored.items():
        if pair in certain or not taken.isdisjoint(_ends(parties, pair)):
            continue
        one, other = pair
        beside[one, parties[other].record.home].append((found.value, other))
        beside[other, parties[one].record.home].append((found.value, one))
    for pair, found in scored.items():
        first, second = (parties[place].record for place in pair)
        if fingerprint(first.iri, second.iri) in decided:
            continue
        if pair in certain:
            matches.certain.append(MatchProposal(first, second, found))
        elif found.value >= PROPOSED and taken.isdisjoint(_ends(parties, pair)):
            _judge(matches, parties, pair, found, beside)
    for some in (matches.certain, matches.proposed, matches.undecided):
        some.sort(key=lambda made: (-made.score.value, made.one.iri, made.other.iri))
    return matches


def _judge(
    matches: Matches,
    parties: list[Party],
    pair: tuple[int, int],
    found: MatchScore,
    beside: dict[tuple[int, str], list[tuple[float, int]]],
) -> None:
    one, other = (parties[place].record for place in pair)
    others = [
        (value, place)
        for here, there in (pair, pair[::-1])
        for value, place in beside[here, parties[there].record.home]
        if place != there and parties[place].record.iri not in (one.iri, other.iri)
    ]
    if any(value > found.value + MARGIN for value, _ in others):
        return  # one of them is likelier somebody else
    near = sorted({parties[p].record.iri for value, p in others if value >= found.value - MARGIN})
    made = MatchProposal(one, other, found, tuple(near[:_SHOWN_RIVALS]))
    (matches.undecided if near else matches.proposed).append(made)


def _ends(parties: list[Party], pair: tuple[int, int]) -> Iterator[tuple[int, str]]:
    """Each record of a pair, with the home of the other."""
    one, other = pair
    yield one, parties[other].record.home
    yield other, parties[one].record.home
