"""Names of persons where words around them say so, and persons who trade under their own number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.privacy.words import GIVEN_NAMES, folded, is_role

_CAPITAL = r"[A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĢİĶŁŃŇŐŘŚŞŠŤŪŮŰŹŻŽ]"
_WORD = rf"(?:{_CAPITAL}[\w’'-]*\w|{_CAPITAL}\.(?:-?{_CAPITAL}\.)*)"
_PARTICLE = r"(?:van|von|de|den|der|del|di|da|ten|ter|vanden|le|la|du|des|el|al|ben|'t|d'|y|op)"
_NAME = rf"(?:{_PARTICLE} )*{_WORD}(?: ?(?:{_PARTICLE} )*{_WORD}){{0,4}}"
_TITLES = (
    r"(?:de |den )?(?:heer|hr|dhr|dhrn)\b\.?(?: en (?:mevrouw|mevr\.?|mw\.?))?"
    r"|mevrouw\b|mevr\b\.?|mw\b\.?"
    r"|mej\b\.?|mejuffrouw\b|juffrouw\b|meneer\b|mijnheer\b|monsieur\b|madame\b|mademoiselle\b"
    r"|mme\b\.?|mlle\b\.?|mrs?\b\.?|ms\b\.?|miss\b|mister\b|messieurs\b|mesdames\b"
)
_WORK_TITLES = (
    r"(?i:dr|prof|ir|ing|bacc|lic|mtr)\.|(?i:professor|dokter|docteur|doctor|doctoresse|notaris"
    r"|notaire|meester|ma[iî]tre|gerechtsdeurwaarder|huissier|advocaat|advocate|avocate?|dominee|advokaat"
    r"|pleegvader|pleegmoeder|weduwe|veuve)\b|(?:Dr|Prof|Ir|Me|Mtre)\b\.?"
)
"""Titles of professions and kin, which houses and streets bear as well."""
_TITLED = re.compile(rf"(?:(?<!\w)(?i:{_TITLES})|(?<![\w.])M\.|(?<![\w.])MM\.) ?(?P<name>{_NAME})")
_TITLED_BY_WORK = re.compile(rf"(?<![\w.])(?:(?:{_WORK_TITLES}) ?)+(?P<name>{_NAME})")
_CALLED = re.compile(
    r"(?i)(vzw|asbl|ivzw|aisbl|stichting|fondation|fonds|school|college|instituut|institut|residentie"
    r"|r[ée]sidence|zaal|huis|centrum|centre|clinique|kliniek|ziekenhuis|praktijk|museum|chiro|scouts"
    r"|kdv|wzc|straat|laan|rue|avenue|campus|site|gebouw|bv|nv|srl|sa)\W+(de |het |van |du |le )?$"
)
"""What stands before a title when a house or an association is called after somebody."""
_ROLES = (
    r"contact(?:persoon|personen|gegevens|person)?|personne(?:s)? de contact|beheer(?:der|d door)?"
    r"|verantwoordelijken?|responsables?|aanspreekpunt|aanspreekpersoon|trekker|trekster"
    r"|co[oö]rdinat(?:or|rice|eur)|voorzitter|voorzitster|pr[ée]sident(?:e)?|secretaris|secr[ée]taire"
    r"|penningmeester|tr[ée]sorier(?:e)?|initiatiefnem(?:er|ster)|zaakvoerder|g[ée]rante?"
    r"|managed by|g[ée]r[ée] par|begeleid(?:er|ster)|vrijwillig(?:er|ster)|t\.a\.v\.|tav|attn"
    r"|ter attentie van"
    r"|gestion(?:naire)?|leiding|directeur|directrice|manager|owner|eigenaar"
)
_TOLD = re.compile(
    rf"(?:(?<!\w)(?i:{_ROLES})|(?:^|(?<=[.;,(\n] )|(?<=\n))(?i:naam|nom|name))"
    rf"(?:\s*[:=]\s*|\s+(?:is|est)\s+)(?P<name>{_NAME})"
)
_ASKED_FOR = re.compile(
    r"(?<![\w/.])(?i:vraag(?:t|en)? (?:\w+ )?naar|vragen naar|t\.? ?a\.? ?v\.?"
    r"|ter attentie van|attn?\.?|attention|to the attention of"
    r"|[àa] l['’]attention de|s['’]adresser [àa]|adressez-vous [àa]"
    r"|demand(?:ez|er)|ask for|c/o)\s*:?\s+"
    rf"(?P<name>{_NAME})"
)
"""What stands before whom one is to ask for."""
_AT_SOMEBODY = re.compile(
    rf"(?<![\w/.])(?i:bij|chez|aupr[èe]s de|p/a|p\.a\.|via|met|avec|with)\s*:?\s+(?P<name>{_NAME})"
)
"""What stands before persons, and before houses as often."""
_TOLD_LOW = re.compile(
    rf"(?<!\w)(?i:{_ROLES})\s*[:=]\s*(?P<name>[^\W\d_]{{2,}} [^\W\d_]{{2,}})", re.IGNORECASE
)
_PLACE = re.compile(
    r"(?i)(straat|laan|plein|weg|lei|steenweg|dreef|kaai|markt|park|hof|school|college|centrum"
    r"|center|centre|instituut|institut|fonds|stichting|prijs|rue|avenue|place|square|street|road"
    r"|kaai|kade|singel|pad|wijk|kring|zaal|museum|kliniek|clinique|ziekenhuis|praktijk|huis|home"
    r"|vzw|asbl|brug|gaarde|ring|berg|baan|boulevard|quai|chauss[ée]e|biblioth[eè]\w+|campus)\b"
)
"""Streets and houses that are called after somebody."""
_TRADER = re.compile(
    r"(?i)(?<!\w)(t\.? ?h\.? ?o\.? ?d\.? ?n\.?|h\.? ?o\.? ?d\.? ?n\.?"
    r"|handelend onder de (handels)?naam|exer[cç]ant sous|trading as|commer[cç]ant sous)(?!\w)"
)
_TRADING = re.compile(
    r"(?i)(?<!\w)(natuurlijk(e)? perso(on|nen)|personnes? physiques?|natural persons?|eenmanszaak"
    r"|entreprise individuelle|zelfstandige natuurlijk|sole trader|sole proprietor(ship)?)(?!\w)"
)


def find_names(text: str) -> Iterator[tuple[int, int]]:
    """Where a plain text names somebody after a title or after "contact:" and its kin."""
    for found in _TITLED.finditer(text):
        if not _is_place(text, found) and not _is_office(found["name"], titled=True):
            yield found.span("name")
    for found in _TOLD.finditer(text):
        if not _is_place(text, found) and is_name(found["name"]):
            yield found.span("name")
    for found in _TITLED_BY_WORK.finditer(text):
        called = _CALLED.search(text, max(0, found.start() - 30), found.start())
        if not (called or _is_place(text, found) or _is_office(found["name"], titled=True)):
            yield found.span("name")
    for found in _ASKED_FOR.finditer(text):
        if not _is_place(text, found) and is_name(found["name"]):
            yield found.span("name")
    for found in _AT_SOMEBODY.finditer(text):
        if not _is_place(text, found) and is_name(found["name"]) and begins_as_name(found["name"]):
            yield found.span("name")
    for found in _TOLD_LOW.finditer(text):
        if folded(found["name"]).split()[0] in GIVEN_NAMES and is_name(found["name"].title()):
            yield found.span("name")


def is_name(text: str) -> bool:
    """Whether a whole text has the form of a person's name: no word of an office or a house."""
    text = text.strip()
    if not re.fullmatch(_NAME, text) and not re.fullmatch(rf"{_NAME},? {_NAME}", text):
        return False
    words = [folded(word.strip(".,")) for word in text.split()]
    if _is_office(text, titled=False) or len(words) > 6:
        return False
    return len(words) > 1 or words[0] in GIVEN_NAMES


def begins_as_name(name: str) -> bool:
    """Whether a name begins with one that parents give, or with an initial."""
    first = folded(name.split()[0])
    return first in GIVEN_NAMES or first.split("-")[0] in GIVEN_NAMES or first.endswith(".")


def _is_office(name: str, *, titled: bool) -> bool:
    words = [folded(word.strip(".,")) for word in name.split()]
    first = words[:1] if titled else words
    return any(is_role(word) for word in first) or (
        not titled and name.isupper() and len(words) == 1
    )


def _is_place(text: str, found: re.Match[str]) -> bool:
    end = re.compile(r"[\w-]*").match(text, found.end())
    return _PLACE.search(text, found.start("name"), end.end() if end else found.end()) is not None


def is_trader_name(text: str) -> bool:
    """Whether a plain text is the name of a person who trades under another: `X t.h.o.d.n. Y`."""
    return _TRADER.search(text) is not None


def is_trader_form(text: str) -> bool:
    """Whether a whole plain text is the form of a business without legal personality."""
    return _TRADING.fullmatch(text.strip()) is not None


def find_traders(text: str) -> Iterator[tuple[int, int]]:
    """Where a plain text says that a business is a natural person's."""
    for pattern in (_TRADER, _TRADING):
        for found in pattern.finditer(text):
            yield found.span()
