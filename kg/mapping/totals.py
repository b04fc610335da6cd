"""Rows of a table that are no things: totals, and notes that stand under it.

Only keys are looked at: somebody may be called Total.
"""

from __future__ import annotations

import re

from kg.mapping.document import TriplesMap, references
from kg.mapping.functions.text import lower
from kg.mapping.sql.dialect import dialect
from kg.mapping.sql.terms import AROUND, trimmed
from kg.sources.columns import SOURCE_ROW
from kg.sources.formats import formats

CODE = "SAM-M020"
_TOTAL = (
    "(algemeen |eind|sub-?|sous-|grand |overall )?(totaal|totalen|total|totals|totaux)"
    "( general| général| generaal| algemeen|, algemeen| [0-9]{4})?( ?:)?"
)
_NOTE = (
    "(bron|bronnen|source|sources|noot|nota|note|notes|opmerking|opmerkingen|remarque|remarques)"
    " ?:[^/].*|[(]?[*]+[)]? .+"
)
PATTERN = f"(?s)({_TOTAL}|{_NOTE})"


def places(triples_map: TriplesMap) -> tuple[str, ...]:
    """The columns in which a row may say that it is none, of a table that people fill in."""
    if not formats()[triples_map.source.kind].headed:
        return ()
    keys = triples_map.subject.references
    found = references(triples_map) if SOURCE_ROW in keys else keys
    return tuple(name for name in found if name != SOURCE_ROW)


def is_total_sql(value: str) -> str:
    """Whether a cell says that its row is a total or a note, as SQL."""
    return dialect().matches(f"lower({trimmed(value)})", PATTERN)


def is_total(text: str) -> bool:
    """Whether a cell says that its row is a total or a note."""
    return re.fullmatch(PATTERN, lower(text.strip(AROUND))) is not None
