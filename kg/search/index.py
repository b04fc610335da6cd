"""Reads the index of a release: finds things by what was typed, lists them, counts what they share.

Safe to use from several threads; needs neither the store's engine nor DuckDB.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from pathlib import Path

from rapidfuzz import fuzz, process

from kg.model.naming import language_rank
from kg.model.terms import TOOL
from kg.search.database import FacetCounts, Facets, Hit, IndexDatabase, select_things
from kg.search.folding import fold, number_of, words
from kg.search.lists import Lists
from kg.search.spelling import COMPARED_AT_ONCE, Vocabulary
from kg.search.texts import Role

LONGEST_TEXT = 500
"""Characters of what was typed that are looked at."""
MOST_WORDS = 12
WEIGHED = 600
"""Texts that are compared with what was typed, the likeliest first."""
KEPT_SEARCHES = 4
"""Searches whose matches are kept: a page asks twice, for its list and for what leads on."""
MOST_MATCHES = 20_000
"""Texts that are counted."""
MOST_SUGGESTED = 1200
"""Texts that are looked at while somebody types."""
CLOSE = 90
"""Likeness out of 100 from which other spellings are not looked for."""
NEAR = 65
"""Likeness out of 100 of whole names that are shown where nothing else fits."""
_PENALTY = {
    Role.NAME: 0.0,
    Role.NUMBER: 0.0,
    Role.OTHER_NAME: 3.0,
    Role.ABBREVIATION: 9.0,
    Role.INITIALS: 20.0,
    Role.DESCRIPTION: 60.0,
}
_ROLES = {int(role): role for role in Role}
_FORMER = 8.0
_OF_RECORDS = 15.0
_OF_LANGUAGE = 1.0
"""Points of likeness that it costs to be such a text, to be former or about the program's records,
and to be in the next language of the reader's chain."""


@dataclass(frozen=True)
class SearchResult:
    """The things that fit, a page of them, and how many share what, by facet."""

    hits: list[Hit]
    total: int
    facets: FacetCounts = field(default_factory=dict)
    corrected: str = ""
    """What was looked for where nothing has what was typed."""


@dataclass(slots=True)
class _Match:
    thing: int
    score: float
    text: str = ""
    lang: str = ""
    role: Role = Role.NAME


class SearchIndex:
    """The index in a file that never changes."""

    def __init__(self, path: Path) -> None:
        self.database = IndexDatabase(path)
        self.lists = Lists(self.database)
        self._recent = lru_cache(KEPT_SEARCHES)(self._matches)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of all names and descriptions."""
        return Vocabulary(dict(self.database.rows("SELECT term, doc FROM vocabulary")))

    @cached_property
    def _names(self) -> tuple[list[tuple[int, str, str, Role]], list[str]]:
        rows = self.database.rows(
            "SELECT thing, text, lang, role FROM entry WHERE role <= ? ORDER BY id",
            (int(Role.OTHER_NAME),),
        ).fetchall()
        things = [(thing, text, lang, Role(role)) for thing, text, lang, role in rows]
        return things, [fold(text).replace(" ", "") for _, text, _, _ in things]

    def search(
        self,
        text: str,
        reader: str,
        *,
        facets: Facets = (),
        start: int = 0,
        most: int = 25,
    ) -> SearchResult:
        """The things that fit what was typed, best first; `facets` narrows them by name and IRI."""
        typed = text[:LONGEST_TEXT]
        matches, corrected = self._recent(typed, reader)
        kept = self._narrowed(matches, facets)
        shown = kept[start : start + most]
        matched = {
            match.thing: (match.text, match.lang)
            for match in shown
            if match.role is not Role.DESCRIPTION
        }
        hits = self.database.things((m.thing for m in shown), reader, matched=matched)
        counted = dict(self.database.count_values_of(match.thing for match in kept))
        # Beside a value that is chosen others of its facet may be chosen too.
        for name, _ in facets:
            others = self._narrowed(matches, [one for one in facets if one[0] != name])
            found = self.database.count_values_of(match.thing for match in others)
            counted[name] = found.get(name, [])
        return SearchResult(hits, len(kept), counted, corrected)

    def suggest(self, text: str, reader: str, *, most: int = 8) -> list[Hit]:
        """The first things that fit what was typed so far; none are counted."""
        matches, _corrected = self._matches(text[:LONGEST_TEXT], reader, count=MOST_SUGGESTED)
        shown = matches[:most]
        matched = {m.thing: (m.text, m.lang) for m in shown if m.role is not Role.DESCRIPTION}
        return self.database.things((m.thing for m in shown), reader, matched=matched)

    def _matches(
        self, typed: str, reader: str, *, count: int = MOST_MATCHES
    ) -> tuple[list[_Match], str]:
        """What fits, best first, and what was looked for when that is not what was typed."""
        query = fold(typed)
        found: dict[int, _Match] = {}
        self._add_short(found, typed)
        asked = words(typed)[:MOST_WORDS]
        if not asked:
            return _ordered(found), ""
        self._add(found, " ".join(f'"{word}"*' for word in asked), query, reader, count)
        corrected = ""
        if not any(match.score < 100 - CLOSE for match in found.values()):
            alternatives = cache(self._alternatives)
            choices = [alternatives(word) for word in asked]
            before = set(found)
            self._add(found, _all_of(choices), query, reader, count)
            for joined in _joined(asked):
                self._add(
                    found, _all_of([alternatives(word) for word in joined]), query, reader, count
                )
            if not found:
                self._add(found, _any_of(choices), query, reader, count)
                self._add_similar(found, query)
            if not before:
                corrected = _said(found)
        return _ordered(found), corrected

    def _alternatives(self, word: str) -> list[str]:
        """What a word may stand for, as expressions of the index."""
        known = self.vocabulary
        others = [f'"{other}"' for other in known.similar(word) if other != word]
        others += [f'"{other}"' for other in known.compounds_with(word)]
        parts = [f'("{first}"* AND "{second}"*)' for first, second in known.parts(word)]
        return [f'"{word}"*', *others, *parts]

    def _add_short(self, found: dict[int, _Match], typed: str) -> None:
        """Add what has this very number or abbreviation."""
        wanted = {typed.strip().casefold(), number_of(typed), fold(typed).replace(" ", "")} - {
            None,
            "",
        }
        marks = ", ".join("?" * len(wanted))
        rows = self.database.rows(
            f"SELECT s.thing, s.role, s.folded, t.standing, t.class FROM short s"
            f" JOIN thing t ON t.id = s.thing WHERE s.folded IN ({marks}) LIMIT {MOST_MATCHES}",
            tuple(wanted),
        )
        for thing, role, text, standing, cls in rows:
            score = _PENALTY[Role(role)] + _of_kind(standing, cls)
            shown = text if role == Role.NUMBER else text.upper()
            _keep(found, _Match(thing, score, shown, "", Role(role)))

    def _add(
        self, found: dict[int, _Match], expression: str, query: str, reader: str, count: int
    ) -> None:
        """Add what fits an expression, weighed by how like the text is to what was typed."""
        rows = self.database.rows(
            "SELECT e.thing, e.role, e.lang, e.text, t.standing, t.class FROM"
            f" (SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank LIMIT {count}) w"
            " JOIN entry e ON e.id = w.rowid JOIN thing t ON t.id = e.thing",
            (expression,),
        )
        costs: dict[tuple[int, str, str, str], float] = {}
        for place, (thing, number, lang, text, standing, cls) in enumerate(rows):
            kind = number, lang, standing, cls
            cost = costs.get(kind)
            if cost is None:  # of thousands of texts there are a few kinds
                own = _PENALTY[Role(number)] + _of_kind(standing, cls)
                cost = costs[kind] = own + _OF_LANGUAGE * language_rank(lang, reader)
            if number == Role.DESCRIPTION:
                score = cost + 45.0
            elif place < WEIGHED:
                score = cost + 100.0 - _likeness(query, fold(text))
            else:
                score = cost + 50.0
            known = found.get(thing)
            if known is None or score < known.score:
                found[thing] = _Match(thing, score, text, lang, _ROLES[number])

    def _add_similar(self, found: dict[int, _Match], query: str) -> None:
        """Add the things whose whole name is like what was typed, its spaces apart."""
        wanted, (things, names) = query.replace(" ", ""), self._names
        for start in range(0, len(names), COMPARED_AT_ONCE):
            near = process.extract(
                wanted,
                names[start : start + COMPARED_AT_ONCE],
                scorer=fuzz.ratio,
                score_cutoff=NEAR,
                limit=WEIGHED // 10,
            )
            for _, likeness, place in near:
                thing, text, lang, role = things[start + place]
                _keep(found, _Match(thing, _PENALTY[role] + 100.0 - likeness, text, lang, role))

    def _narrowed(self, matches: list[_Match], facets: Facets) -> list[_Match]:
        for name, values in facets:
            chosen, bound = select_things([(name, values)])
            rows = self.database.rows(f"SELECT thing FROM ({chosen})", bound)
            members = {thing for (thing,) in rows}
            matches = [match for match in matches if match.thing in members]
        return matches


def _of_kind(standing: str, cls: str) -> float:
    return (_FORMER if standing else 0.0) + (_OF_RECORDS if cls.startswith(TOOL) else 0.0)


def _likeness(query: str, text: str) -> float:
    """How like two folded texts are, out of 100: one that begins or is whole in the other, more."""
    whole = fuzz.ratio(query, text)
    if f" {query} " in f" {text} ":
        return max(whole, 91.0 if text.startswith(query) else 85.0)
    return whole


def _keep(found: dict[int, _Match], match: _Match) -> None:
    known = found.get(match.thing)
    if known is None or match.score < known.score:
        found[match.thing] = match


def _ordered(found: Mapping[int, _Match]) -> list[_Match]:
    return sorted(found.values(), key=lambda match: (match.score, len(match.text), match.thing))


def _said(found: Mapping[int, _Match]) -> str:
    best = min(found.values(), key=lambda match: match.score, default=None)
    return best.text if best is not None and best.role is not Role.DESCRIPTION else ""


def _all_of(choices: list[list[str]]) -> str:
    return " AND ".join(f"({' OR '.join(some)})" for some in choices)


def _any_of(choices: list[list[str]]) -> str:
    return " OR ".join(one for some in choices for one in some)


def _joined(asked: list[str]) -> list[list[str]]:
    """The words with two neighbours written as one, in each way."""
    return [
        [*asked[:place], asked[place] + asked[place + 1], *asked[place + 2 :]]
        for place in range(len(asked) - 1)
    ]
