"""Small pieces of SQL that write RDF terms as N-Quads text. Expressions in, expressions out.

Every piece gives NULL when its input is NULL, so that a line with a missing part disappears.
"""

from __future__ import annotations

_RESERVED = "% !\"#$&'()*+,/:;<=>?@[\\]^`{|}\t\n\r"
_UCSCHAR = "\\x{A0}-\\x{D7FF}\\x{F900}-\\x{FDCF}\\x{FDF0}-\\x{FFEF}" + "".join(
    f"\\x{{{plane:X}0000}}-\\x{{{plane:X}FFFD}}" for plane in range(1, 14)
)
_SAFE = f"[A-Za-z0-9._~\\-{_UCSCHAR}]*"
_ENCODABLE = f"[\\t\\n\\r\\x20-\\x7e{_UCSCHAR}]*"
_TO_ESCAPE = '["\\\\\\n\\r]'
_IRI_CHAR = f"[!$&'()*+,;=A-Za-z0-9._~\\-{_UCSCHAR}]|%[0-9A-Fa-f]{{2}}"
ABSOLUTE_IRI = (
    "[A-Za-z][A-Za-z0-9+.-]*:"
    f"(//(({_IRI_CHAR}|:)*@)?({_IRI_CHAR})*(:[0-9]*)?(/({_IRI_CHAR}|[:@/])*)?"
    f"|/(({_IRI_CHAR}|[:@])({_IRI_CHAR}|[:@/])*)?|({_IRI_CHAR}|[:@])({_IRI_CHAR}|[:@/])*)"
    f"([?]({_IRI_CHAR}|[:@/?])*)?(#({_IRI_CHAR}|[:@/?])*)?"
)
"""An absolute IRI without literal IP addresses (RFC 3987, section 2.2)."""


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
        f" WHEN regexp_full_match({value}, {quoted(_ENCODABLE)}) THEN {encoded}"
        f" ELSE url_encode({value}) END"
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


def trimmed(value: str) -> str:
    """A value without the blanks, line ends and no-break spaces around it."""
    return f"trim({value}, ' \t\n\r\N{NO-BREAK SPACE}')"


def folded(value: str) -> str:
    """A value as look-ups compare it: trimmed, inner blanks single, lower case."""
    return f"lower(trim(regexp_replace({value}, '[\\s\N{NO-BREAK SPACE}]+', ' ', 'g')))"


def nulled(column: str, nulls: tuple[str, ...]) -> str:
    """A column without the texts that mean "nothing"."""
    if not nulls:
        return column
    listed = ", ".join(quoted(text) for text in nulls)
    return f"CASE WHEN {trimmed(column)} IN ({listed}) THEN NULL ELSE {column} END"


def is_absolute_iri(value: str) -> str:
    """Whether a value is an absolute IRI without characters that N-Quads forbids."""
    return f"regexp_full_match({value}, {quoted(ABSOLUTE_IRI)})"
