"""Small pieces of SQL that write RDF terms as N-Quads text. Expressions in, expressions out.

Every piece gives NULL when its input is NULL, so that a line with a missing part disappears.
"""

from __future__ import annotations

_RESERVED = "% !\"#$&'()*+,/:;<=>?@[\\]^`{|}\t\n\r"
_SAFE = "[^\\x00-\\x2c/:;<=>?@\\[\\\\\\]^`{|}\\x7f-\\x{9f}]*"
_CONTROL = "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x{9f}]"
_TO_ESCAPE = '["\\\\\\n\\r]'
ABSOLUTE_IRI = '[A-Za-z][A-Za-z0-9+.-]*:[^\\x00-\\x20<>"{}|^`\\\\]*'


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def concat(*expressions: str) -> str:
    """Texts one after the other."""
    return " || ".join(expressions) if expressions else "''"


def percent_encoded(value: str) -> str:
    """A value made safe inside an IRI: all but iunreserved is encoded (RML Core, IRI-safe)."""
    encoded = value
    for char in _RESERVED:
        encoded = f"replace({encoded}, {quoted(char)}, '%{ord(char):02X}')"
    return (
        f"CASE WHEN regexp_full_match({value}, {quoted(_SAFE)}) THEN {value}"
        f" WHEN regexp_matches({value}, {quoted(_CONTROL)}) THEN url_encode({value})"
        f" ELSE {encoded} END"
    )


def escaped(value: str) -> str:
    """A value as it stands between the quotes of a literal (N-Triples 1.1, STRING_LITERAL)."""
    inner = value
    for before, after in (
        ("'\\'", "'\\\\'"),
        ("'\"'", "'\\\"'"),
        ("chr(10)", "'\\n'"),
        ("chr(13)", "'\\r'"),
    ):
        inner = f"replace({inner}, {before}, {after})"
    return f"CASE WHEN regexp_matches({value}, {quoted(_TO_ESCAPE)}) THEN {inner} ELSE {value} END"


def folded(value: str) -> str:
    """A value as look-ups compare it: trimmed, inner blanks single, lower case."""
    return f"lower(regexp_replace(trim({value}), '\\s+', ' ', 'g'))"


def nulled(column: str, nulls: tuple[str, ...]) -> str:
    """A column without the texts that mean "nothing"."""
    if not nulls:
        return column
    listed = ", ".join(quoted(text) for text in nulls)
    return f"CASE WHEN trim({column}) IN ({listed}) THEN NULL ELSE {column} END"


def is_absolute_iri(value: str) -> str:
    """Whether a value is an absolute IRI without characters that N-Quads forbids."""
    return f"regexp_full_match({value}, {quoted(ABSOLUTE_IRI)})"
