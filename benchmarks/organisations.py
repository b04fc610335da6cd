"""Two publishers' lists of organisations, made up: partly the same ones, each written its own way.

Places are made of syllables, so that some differ by a letter or two, as real ones do. One list
tells the kind by a class, the other often in the name, in Dutch or French, by its short form, with
slips; some names are short forms; some organisations are in one list only.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from kg.federation.matching.records import OrganisationRecord

LEFT, RIGHT = "register", "map"
_STARTS = (
    "aal aar alde ber bever bil bor bra dam dend dier drog eke elver erpe gavel geet gen gist haal"
    " ham heer hel her hoe hout ich izen kap kluis kort laar leeuw len lich lo maar mel mer moer"
    " nieuw noor oos oud over pit poel ran ree rom rui schel sten ter tiel til tor vel vil wach wee"
    " wes wil wom zel zon zul"
).split()
_ENDS = (
    "beek berg bos broek dam den donk drecht gem haven heide hem hout hoven ingen kerke laar le"
    " lo moer muide per rode sel stede tem voorde zele"
).split()
_LAST = ("", "", "", "-Dorp", "-Ruimte", "-Waas", "-aan-Zee")
_THEMES = (
    "sport zorg wonen cultuur jeugd kinderopvang buurtwerk stadsontwikkeling erfgoed energie"
    " mobiliteit onderwijs toerisme musea bibliotheek welzijn tewerkstelling parkeren ouderen"
    " vluchtelingen armoede vrije tijd thuiszorg maaltijden woningen haven afval water milieu"
    " landschap veiligheid digitaal diensten kunst muziek theater zwembad gezin opvoeding"
).split()
_NAMES = (
    "Horizon Ketting Brug Wegwijzer Kompas Zonnebloem Lindeboom Vlinder Klaver Anker Vuurtoren"
    " Regenboog Molen Poort Linde Eik Beuk Spil Draad Korf Schakel Toren Haard Bron Kruispunt"
    " Passage Ark Windroos Speling Waterval Tuin Kring Sterre Merel Zwaluw Kievit Parel"
).split()
_KINDS: dict[str, tuple[str, ...]] = {
    "Gemeente": ("Gemeente {0}", "{0}", "Stad {0}", "Stadsbestuur {0}", "Commune de {0}"),
    "OCMW": (
        "OCMW {0}",
        "Openbaar Centrum voor Maatschappelijk Welzijn van {0}",
        "CPAS de {0}",
        "O.C.M.W. {0}",
        "OCMW van {0}",
    ),
    "Autonoom gemeentebedrijf": (
        "AGB {0}",
        "Autonoom Gemeentebedrijf {0}",
        "AG {0}",
        "{0} (AGB)",
        "Régie communale autonome {0}",
    ),
    "Politiezone": ("Politiezone {0}", "PZ {0}", "Zone de police {0}", "Lokale politie {0}"),
    "OCMW vereniging": ("Welzijnsvereniging {0}", "{0} OCMW-vereniging", "OCMW vereniging {0}"),
    "Projectvereniging": ("Projectvereniging {0}", "{0} projectvereniging", "{0}"),
    "Vzw": ("{0} vzw", "vzw {0}", "{0}", "{0} asbl"),
}
_OF_PLACES = ("Gemeente", "OCMW", "Politiezone")


@dataclass(frozen=True)
class TwoLists:
    """The records of both publishers, and which of the second each of the first is (by IRI)."""

    records: list[OrganisationRecord]
    same: dict[str, str]


def make_lists(count: int, *, seed: int = 2026, shared: float = 0.6) -> TwoLists:
    """`count` organisations for each of two publishers, of which a share is in both."""
    chance = random.Random(seed)
    both = int(count * shared)
    organisations = _organisations(chance, 2 * count - both)
    records, same = [], {}
    for number, (kind, core, place) in enumerate(organisations):
        left, right = f"https://a.example/{number}", f"https://b.example/{number * 7919 % 999_983}"
        if number < both:
            same[left] = right
        if number < count:
            records.append(_as_class(chance, left, kind=kind, core=core, place=place))
        if number < both or number >= count:
            records.append(_as_name(chance, right, kind=kind, core=core, place=place))
    return TwoLists(records, same)


def _organisations(chance: random.Random, count: int) -> list[tuple[str, str, str]]:
    """Kind, core of the name and place of each, no two with the same of all three."""
    places = sorted(
        {
            (start + end).capitalize() + chance.choice(_LAST)
            for start in _STARTS
            for end in chance.sample(_ENDS, 18)
        }
    )
    made: dict[tuple[str, str, str], None] = {}
    for place in places:
        made.update(dict.fromkeys((kind, place, place) for kind in _OF_PLACES))
    kinds = [kind for kind in _KINDS if kind not in _OF_PLACES]
    while len(made) < count:
        place = chance.choice(places)
        core = chance.choice(
            (
                f"{chance.choice(_THEMES).capitalize()} {place}",
                f"De {chance.choice(_NAMES)} {place}",
                f"{chance.choice(_THEMES)} en {chance.choice(_THEMES)} {place}",
                f"{chance.choice(_NAMES)} {chance.choice(_THEMES)} {place}",
            )
        )
        made[chance.choice(kinds), core, place] = None
    some = list(made)
    chance.shuffle(some)
    return some[:count]


def _as_class(
    chance: random.Random, iri: str, *, kind: str, core: str, place: str
) -> OrganisationRecord:
    """As a register has it: a bare name, the kind as a class, often the place."""
    written = core.upper() if chance.random() < 0.2 else core
    places = (place,) if chance.random() < 0.6 else ()
    return OrganisationRecord(iri, LEFT, (written,), (kind,), places)


def _as_name(
    chance: random.Random, iri: str, *, kind: str, core: str, place: str
) -> OrganisationRecord:
    """As a social map has it: the kind in the name, in one of many ways, with slips."""
    written = _KINDS[kind][chance.randrange(len(_KINDS[kind]))].format(core)
    for change, share in ((_slip, 0.06), (_respelled, 0.15)):
        if chance.random() < share:
            written = change(chance, written)
    kinds = (kind,) if chance.random() < 0.3 else ()
    places = (place,) if chance.random() < 0.5 else ()
    return OrganisationRecord(iri, RIGHT, (written,), kinds, places)


def _slip(chance: random.Random, text: str) -> str:
    """A letter left out, doubled or exchanged, in the longest word."""
    word = max(text.split(), key=len)
    if len(word) < 7:
        return text
    place = chance.randrange(2, len(word) - 1)
    changes: tuple[Callable[[], str], ...] = (
        lambda: word[:place] + word[place + 1 :],
        lambda: word[:place] + word[place] + word[place:],
        lambda: word[: place - 1] + word[place] + word[place - 1] + word[place + 1 :],
    )
    return text.replace(word, chance.choice(changes)())


def _respelled(chance: random.Random, text: str) -> str:
    return chance.choice(
        (
            text.replace("-", " "),
            text.replace(" en ", " & "),
            text.upper(),
            text.replace(" ", "  "),
            f"{text}.",
        )
    )
