"""What a column or a property holds by its name, in Dutch, English and French.

The one place for these names: drafts leave out what they say is personal, and a release is
searched with them.
"""

from __future__ import annotations

import re
from typing import Literal

ColumnKind = Literal[
    "national-number",
    "citizen-number",
    "given-name",
    "family-name",
    "birth-date",
    "person",
    "person-mail",
    "mobile",
    "account",
    "photo",
    "home-address",
    "code",
    "measure",
    "telephone",
    "mail",
    "address",
]
PERSONAL: frozenset[ColumnKind] = frozenset(
    ["national-number", "citizen-number", "given-name", "family-name", "birth-date", "photo"]
)
"""Columns whose values are personal data whatever they look like."""

_EDGE = r"(?:^|[^0-9A-Za-zÀ-ÿ])"
_END = r"(?:$|[^0-9A-Za-zÀ-ÿ])"


def _words(*alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"(?i){_EDGE}(?:{'|'.join(alternatives)}){_END}")


_SEP = r"[ _.-]?"
_NAMES: tuple[tuple[ColumnKind, re.Pattern[str]], ...] = (
    (
        "national-number",
        re.compile(
            r"(?i)rijksregister|rijks_register|(?<![a-z])(insz|niss|rrn|rr[ _.-]?(nr|nummer|no|num)"
            r"|bis[ _.-]?nummer)(?![a-z])|national[ _.-]?(register|registry|number|id)|nationaal[ _.-]?nummer"
            r"|registre[ _.-]?national|num[ée]ro[ _.-]?national|social[ _.-]?security|sociale[ _.-]?zekerheidsn"
        ),
    ),
    ("citizen-number", re.compile(r"(?i)(?<![a-z])bsn(?![a-z])|burgerservicen|sofi[ _.-]?n")),
    (
        "given-name",
        re.compile(
            r"(?i)voornaa?m|first[ _.-]?names?|given[ _.-]?names?|pr[ée]noms?|roepnaam|forename"
            r"|voorletters|christian[ _.-]?name"
        ),
    ),
    (
        "family-name",
        re.compile(
            r"(?i)achternaa?m|familienaa?m|last[ _.-]?names?|family[ _.-]?names?|surnames?|meisjesnaam"
            r"|nom[ _.-]?de[ _.-]?famille|nom[ _.-]?famille|geslachtsnaam|patronyme"
        ),
    ),
    (
        "birth-date",
        re.compile(
            r"(?i)geboorte[ _.-]?(datum|dag|jaar|plaats)|geb[ _.-]?(datum|dat)(?![a-z])|birth[ _.-]?(date|day|year|place)"
            r"|date[ _.-]?of[ _.-]?birth|(?<![a-z])dob(?![a-z])|(date|lieu|ann[ée]e)[ _.-]?(de[ _.-]?)?naissance"
            r"|naissance|geboren"
        ),
    ),
    (
        "photo",
        re.compile(
            r"(?i)pasfoto|portret(foto)?|foto[ _.-]?(persoon|contact)|photo[ _.-]?d.identit|headshot"
        ),
    ),
    (
        "home-address",
        re.compile(
            r"(?i)thuis[ _.-]?adres|woon[ _.-]?adres|priv[ée][ _.-]?adres|home[ _.-]?address"
            r"|adresse[ _.-]?(priv[ée]e|du[ _.-]?domicile)|domicile(?![a-z])|private[ _.-]?address"
        ),
    ),
    (
        "mobile",
        _words(
            "gsm(?:[ _.-]?(?:nr|nummer|num[ée]ro|contact.*|persoon))?",
            "mobiele?(?:[ _.-]?(?:nr|nummer|telefoon|tel))?",
            "mobile(?:[ _.-]?(?:nr|number|phone))?",
            "cell(?:[ _.-]?phone)?",
            "(?:num[ée]ro )?(?:de )?portable",
            "whatsapp",
        ),
    ),
    (
        "person-mail",
        re.compile(
            r"(?i)e?[ _.-]?mail[ _.-]?(contactpersoon|verantwoordelijke|persoon|priv[ée]|person)"
            r"|(contactpersoon|verantwoordelijke|persoon|priv[ée])[ _.-]?e?[ _.-]?mail"
        ),
    ),
    (
        "person",
        re.compile(
            r"(?i)contact[ _.-]?(persoon|personen|person|name|naam)|personnes?[ _.-]?de[ _.-]?contact"
            r"|(?<![a-z])(verantwoordelijken?|aanspreekpersoon|aanspreekpunt|responsables?|co[oö]rdinator(en)?"
            r"|coordinat(eur|rice)|beheerder|voorzitter|zaakvoerder|bestuurder|g[ée]rant|medewerker"
            r"|vrijwilliger|mantelzorger|initiatiefnemer|[a-z]*vertegenwoordiger|woordvoerder|b[ée]n[ée]vole"
            r"|aidant[ _.-]?proche|volunteer|carer|pr[ée]sident|penningmeester|secretaris|trekker)(?![a-z])"
            r"|naam[ _.-]?(en[ _.-]?)?(houder|persoon|voornaam|verantwoordelijke|aanvrager|ouder)"
            r"|person[ _.-]?name|full[ _.-]?name|nom[ _.-]?(et[ _.-]?)?pr[ée]nom|volledige[ _.-]?naam"
        ),
    ),
    (
        "account",
        re.compile(
            r"(?i)(?<![a-z])iban(?![a-z])|rekening[ _.-]?(nr|nummer)|bank[ _.-]?account|compte[ _.-]?bancaire"
        ),
    ),
    (
        "code",
        re.compile(
            r"(?i)(?<![a-z])(kbo|bce|cbe|kvk|lrk|ovo|vcode|nis|ins|refnis|isbn|issn|ean|gtin|btw|tva|vat|siret|siren"
            r"|uuid|guid|doi|crab|capakey)(?![a-z])|ondernemingsn|num[ée]ro[ _.-]?d.entreprise|enterprise[ _.-]?n"
            r"|vestigings?[ _.-]?(nr|nummer|eenheid)|establishment|[ée]tablissement|dossier[ _.-]?(nr|num|id)|kenmerk"
            r"|referentie|reference|r[ée]f[ée]rence|(?<![a-z])(id|code)(?![a-z])|erkennings[ _.-]?n"
        ),
    ),
    (
        "measure",
        re.compile(
            r"(?i)bedrag|amount|montant|aantal|number[ _.-]?of|nombre|datum|(?<![a-z])dat(e|um)(?![a-z])|jaar|year"
            r"|ann[ée]e|postcode|postal|zip|code[ _.-]?postal|(?<![a-z])(lat|lon|lng|x|y)(?![a-z])|latitude|longitude"
            r"|co[oö]rd|breedtegraad|lengtegraad|geometr|oppervlakte|saldo|budget|begroting|prijs|price|prix|kost"
        ),
    ),
    (
        "telephone",
        re.compile(r"(?i)(?<![a-z])(tel|fax)(?![a-z])|telefoon|telephone|t[ée]l[ée]phone|phone"),
    ),
    ("mail", re.compile(r"(?i)e-?mail|courriel|(?<![a-z])mail(?![a-z])")),
    ("address", re.compile(r"(?i)adres|address|straat|street|(?<![a-z])rue(?![a-z])|huisn")),
)


def kind_of_column(name: str) -> ColumnKind | None:
    """What a column holds by its name; None when the name does not say.

    Words are told apart as people write them: `contactVoornaam`, `contact_voornaam`, `Voornaam`.
    """
    spaced = re.sub(r"(?<=[a-zà-ÿ0-9])(?=[A-ZÀ-Þ])", " ", name)
    for kind, pattern in _NAMES:
        if pattern.search(spaced):
            return kind
    return None


def is_personal(name: str) -> bool:
    """Whether a column by its name holds what is of a person, so that a draft leaves it out."""
    kind = kind_of_column(name)
    return kind in PERSONAL or kind in (
        "person",
        "person-mail",
        "mobile",
        "account",
        "home-address",
    )
