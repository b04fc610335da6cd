"""The keywords of SPARQL, and the one that a misspelt word is nearest to."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein
from rapidfuzz.process import extractOne

KEYWORDS = frozenset(
    [
        "SELECT",
        "ASK",
        "CONSTRUCT",
        "DESCRIBE",
        "WHERE",
        "FROM",
        "NAMED",
        "PREFIX",
        "BASE",
        "DISTINCT",
        "REDUCED",
        "AS",
        "GROUP",
        "BY",
        "HAVING",
        "ORDER",
        "ASC",
        "DESC",
        "LIMIT",
        "OFFSET",
        "VALUES",
        "OPTIONAL",
        "UNION",
        "MINUS",
        "FILTER",
        "BIND",
        "GRAPH",
        "SERVICE",
        "SILENT",
        "EXISTS",
        "NOT",
        "IN",
        "UNDEF",
        "TRUE",
        "FALSE",
        "A",
        "COUNT",
        "SUM",
        "MIN",
        "MAX",
        "AVG",
        "SAMPLE",
        "GROUP_CONCAT",
        "SEPARATOR",
        "STR",
        "LANG",
        "LANGMATCHES",
        "DATATYPE",
        "BOUND",
        "IRI",
        "URI",
        "BNODE",
        "RAND",
        "ABS",
        "CEIL",
        "FLOOR",
        "ROUND",
        "CONCAT",
        "STRLEN",
        "UCASE",
        "LCASE",
        "ENCODE_FOR_URI",
        "CONTAINS",
        "STRSTARTS",
        "STRENDS",
        "STRBEFORE",
        "STRAFTER",
        "YEAR",
        "MONTH",
        "DAY",
        "HOURS",
        "MINUTES",
        "SECONDS",
        "TIMEZONE",
        "TZ",
        "NOW",
        "UUID",
        "STRUUID",
        "MD5",
        "SHA1",
        "SHA256",
        "SHA384",
        "SHA512",
        "COALESCE",
        "IF",
        "STRLANG",
        "STRDT",
        "SAMETERM",
        "ISIRI",
        "ISURI",
        "ISBLANK",
        "ISLITERAL",
        "ISNUMERIC",
        "REGEX",
        "SUBSTR",
        "REPLACE",
        "LATERAL",
        "TRIPLE",
        "SUBJECT",
        "PREDICATE",
        "OBJECT",
        "ISTRIPLE",
        "ADJUST",
        "LANGDIR",
        "HASLANG",
        "HASLANGDIR",
        "STRLANGDIR",
    ]
)
_COMPARED = sorted(keyword for keyword in KEYWORDS if len(keyword) > 2)
_LONGEST_KEYWORD = max(map(len, KEYWORDS))


def nearest_keyword(word: str) -> str | None:
    """Return the one keyword at most one slip of the fingers away (two for a long word)."""
    return _find_nearest(word) if 3 <= len(word) <= _LONGEST_KEYWORD + 2 else None


@lru_cache(1024)
def _find_nearest(word: str) -> str | None:
    allowed = 1 if len(word) < 7 else 2
    found = extractOne(
        word, _COMPARED, scorer=DamerauLevenshtein.distance, processor=None, score_cutoff=allowed
    )
    return None if found is None else str(found[0])
