"""Words for who works at home and for what must not be found: childminders, refuges."""

from __future__ import annotations

import re

_AT_HOME = (
    r"(?:zelfstandige? )?onthaal(?:ouders?|moeders?|gezin(?:nen)?)|gast(?:ouders?|gezin(?:nen)?)"
    r"|pleeg(?:ouders?|gezin(?:nen)?)|child-?minders?|family day-?care|assistante?s? maternelles?"
    r"|accueillante?s?(?: d.enfants)?|accueil familial|vluchthui(?:s|zen)|refuges?|safe-?houses?"
    r"|women-?s-?shelters?|maisons? refuges?|noodopvang|crisisopvang|crisis-?shelters?"
    r"|opvang (?:van )?slachtoffers|natural-?persons?|natuurlijk[ -]?persoon|personne[ -]physique"
)
_KIND = re.compile(
    r"(?i)(?:#type|classification|kind|category|categorie|soort|type|insector|servicesector|legalform"
    r"|form|rechtsvorm|theme|thema|status)>$"
)
"""Properties that say what a thing is."""

HOME_VALUE = rf"(?i)(?:[/#_-]|> \")(?:{_AT_HOME})(?:>|\")"
"""A line whose object is such a kind, as an IRI or as a text."""
_VALUE = re.compile(rf"(?i)(?:[/#_-]|^\")(?:{_AT_HOME})(?:>|\"[^\"]*)$")


def is_at_home(predicate: str, value: str) -> bool:
    """Whether a property (both as N-Quads writes them) says that a thing is somebody's home."""
    return _KIND.search(predicate) is not None and _VALUE.search(value) is not None
