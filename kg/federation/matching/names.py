"""A name as it is compared: which kind it tells of, what is left of it, its short forms."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from rapidfuzz import process
from rapidfuzz.distance import OSA

from kg.search.folding import words

KEPT = 1 << 17
"""Names that are remembered."""
LONGEST_NAME = 200
"""Characters of a name that are compared."""
_LONG_WORD = 9
SHORTEST, LONGEST = 2, 7
"""Letters of an abbreviation."""
SMALL_WORDS = frozenset(
    "a aan and au aux bij by d da das de del den der des die door du een en et for het in l la le"
    " les met of op s t te ten ter the to tot und van von voor voir pour pr".split()
)
_FORMS = {
    **dict.fromkeys(("vzw", "asbl", "ivzw", "aisbl", "npo"), "association"),
    **dict.fromkeys(("nv", "sa"), "company"),
    **dict.fromkeys(("bv", "bvba", "srl", "sprl"), "private company"),
    **dict.fromkeys(("cv", "cvba", "cvso", "sc", "scrl", "scrlfs"), "cooperative"),
    **dict.fromkeys(("stichting", "fondation"), "foundation"),
}
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.\s?){2,}(?:[^\W\d_]\b)?")
_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_ELIDED = re.compile(r"\b([dlstDLST])['’‘`´]")
_FORMER = frozenset(
    ["voor fusie", "vóór fusie", "avant fusion", "oud", "voormalig", "voormalige", "ex", "ancien"]
)
_FORMER_FIRST = frozenset(["voormalig", "voormalige", "ex", "ancienne"])
_FORMER_WORDS = tuple(tuple(words(text)) for text in sorted(_FORMER))


@dataclass(frozen=True)
class KindPhrase:
    """Words that tell of a kind: anywhere, at an edge of a name, or without leaving the name."""

    kind: str
    place: str


@dataclass(frozen=True)
class ReadName:
    """A name in parts: `core` are its telling words, in order; `kinds` what its words say it is.

    `forms` are legal forms, `shorts` abbreviations that stand in it, `initials` those that its
    words give. `former` says that it is told to be of before a merger.
    """

    core: tuple[str, ...]
    kinds: tuple[str, ...]
    forms: frozenset[str]
    shorts: frozenset[str]
    initials: frozenset[str]
    former: bool
    joined: str = ""
    """The core without spaces: "woon- en zorgbedrijf" is "woonzorgbedrijf"."""
    text: str = ""
    """The core with spaces."""


@cache
def _phrases() -> tuple[dict[tuple[str, ...], KindPhrase], dict[str, str], int]:
    """Phrases by their words, the broader kind of each, and the words of the longest."""
    phrases: dict[tuple[str, ...], KindPhrase] = {}
    broader: dict[str, str] = {}
    with (files("kg.federation.matching") / "kinds.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            phrases[tuple(row["phrase"].split())] = KindPhrase(row["kind"], row["place"])
            if row["broader"]:
                broader[row["kind"]] = row["broader"]
    return phrases, broader, max(map(len, phrases))


@cache
def _same_names() -> dict[str, str]:
    """Other spellings and languages of the words of places: "gand" is "gent"."""
    with (files("kg.federation.matching") / "place_names.csv").open(encoding="utf-8") as file:
        return {also: row["name"] for row in csv.DictReader(file) for also in row["also"].split()}


def family(kind: str) -> str:
    """The broadest kind of a kind: those of different families are never one organisation."""
    return _phrases()[1].get(kind, kind)


def related(one: str, other: str) -> bool:
    """Whether two kinds are the same, or one is a kind of the other."""
    broader = _phrases()[1]
    return one == other or broader.get(one) == other or broader.get(other) == one


@lru_cache(KEPT)
def read_place(text: str) -> str:
    """A name or code of a place, as it is compared."""
    same = _same_names()
    kept = [same.get(word, word) for word in _plain(text)]
    phrases = _phrases()[0]
    rest = [word for word in kept if word not in SMALL_WORDS and (word,) not in phrases]
    return " ".join(rest or kept)


@lru_cache(KEPT)
def kinds_in(text: str) -> tuple[str, ...]:
    """The kinds that the name of a class, a classification or a legal form tells of."""
    found, rest = _take_kinds(_plain(text))
    return tuple(dict.fromkeys(found)) if len(rest) <= 3 else ()


@lru_cache(KEPT)
def read_name(text: str) -> ReadName:
    """The parts of a name."""
    text = text[:LONGEST_NAME]
    bracketed = [part.strip() for part in _BRACKETS.findall(text)]
    outside = _BRACKETS.sub(" ", text)
    former, shorts, kinds = False, set[str](), list[str]()
    for part in bracketed:
        told = _plain(part)
        if tuple(told) in _FORMER_WORDS:
            former = True
        elif (found := _take_kinds(told)) and not found[1]:
            kinds += found[0]
        elif _is_short(part, told):
            shorts.add("".join(told))
        else:
            # "AGB SPORT" in brackets repeats the name in short: what it adds is not compared.
            shorts |= {word for word in found[1] if len(found[1]) == 1}
    said = _plain(outside) or _plain(text)
    while len(said) > 1 and said[0] in _FORMER_FIRST:
        former, said = True, said[1:]
    found_kinds, rest = _take_kinds(said)
    kinds = found_kinds + kinds
    forms = frozenset(_FORMS[word] for word in rest if word in _FORMS)
    same = _same_names()
    core = [same.get(w, w) for w in rest if w not in SMALL_WORDS and w not in _FORMS]
    core = core or [same.get(w, w) for w in rest] or said
    if len(core) == 1 and SHORTEST <= len(core[0]) <= LONGEST:
        shorts.add(core[0])
    return ReadName(
        tuple(core),
        tuple(dict.fromkeys(kinds)),
        forms,
        frozenset(shorts),
        _initials(said),
        former,
        "".join(core),
        " ".join(core),
    )


def _is_short(part: str, told: list[str]) -> bool:
    whole = "".join(told)
    return len(told) == 1 and SHORTEST <= len(whole) <= LONGEST + 3 and part.upper() == part


def _initials(said: list[str]) -> frozenset[str]:
    """The first letters of all words, and of all but the small ones."""
    if len(said) < SHORTEST:
        return frozenset()
    large = [w for w in said if w not in SMALL_WORDS and w not in _FORMS]
    made = {"".join(w[0] for w in some) for some in (said, large)}
    return frozenset(one for one in made if SHORTEST < len(one) <= LONGEST)


def _plain(text: str) -> list[str]:
    """Its folded words: "O.C.M.W." as one, "d'action" as two, "St.-Niklaas" as two."""
    text = _DOTTED.sub(lambda found: re.sub(r"[.\s]", "", found[0]) + " ", text)
    return words(_ELIDED.sub(r"\1 ", text))


@lru_cache(KEPT)
def _as_known(word: str) -> str:
    """A long word of a phrase that was written with a slip, as the phrase has it."""
    known = {part for phrase in _phrases()[0] for part in phrase if len(part) >= _LONG_WORD}
    if word in known:
        return word
    near = process.extractOne(word, sorted(known), scorer=OSA.distance, score_cutoff=1)
    return near[0] if near and near[0][0] == word[0] else word


def _take_kinds(said: list[str]) -> tuple[list[str], list[str]]:
    """The kinds that are told of, and the words that are left; the longest phrase counts."""
    phrases, _, longest = _phrases()
    said = [_as_known(word) if len(word) >= _LONG_WORD else word for word in said]
    kinds: list[str] = []
    rest: list[str] = []
    place = 0
    while place < len(said):
        for length in range(min(longest, len(said) - place), 0, -1):
            phrase = phrases.get(tuple(said[place : place + length]))
            if phrase is None:
                continue
            edge = place == 0 or place + length == len(said)
            if phrase.place == "edge" and not edge:
                continue
            kinds.append(phrase.kind)
            if phrase.place == "keep":
                rest += said[place : place + length]
            place += length
            break
        else:
            rest.append(said[place])
            place += 1
    return kinds, rest
