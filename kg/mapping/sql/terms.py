"""Small pieces of SQL that write RDF terms as N-Quads text. Expressions in, expressions out.

Every piece gives NULL when its input is NULL, so that a line with a missing part disappears.
"""

from __future__ import annotations

from kg.mapping.sql.dialect import dialect

_UCSCHAR = "\\x{A0}-\\x{D7FF}\\x{F900}-\\x{FDCF}\\x{FDF0}-\\x{FFEF}" + "".join(
    f"\\x{{{plane:X}0000}}-\\x{{{plane:X}FFFD}}" for plane in range(1, 14)
)
_SAFE = f"[A-Za-z0-9._~\\-{_UCSCHAR}]"
_NO_LETTER = f"[^\\x00-\\x7f{_UCSCHAR}]"
"""Characters beyond ASCII that an IRI cannot have."""
_ASCII_SAFE, _ASCII = "[A-Za-z0-9._~\\-]*", "[\\t\\n\\r\\x20-\\x7e]*"
_TO_ESCAPE = '["\\\\\\n\\r\\x01]'
_IRI_CHAR = f"[!$&'()*+,;=A-Za-z0-9._~\\-{_UCSCHAR}]|%[0-9A-Fa-f]{{2}}"
SCHEME = "[A-Za-z][A-Za-z0-9+.-]*:"
"""How an absolute IRI begins."""
_GROUP = "[0-9A-Fa-f]{1,4}"
_OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_LAST = f"({_GROUP}:{_GROUP}|{_OCTET}([.]{_OCTET}){{3}})"
_GROUPS = f"({_GROUP}:){{6}}{_LAST}" + "".join(
    f"|(({_GROUP}:){{0,{before}}}{_GROUP})?::{rest}"
    for before, rest in enumerate(
        [f"({_GROUP}:){{{after}}}{_LAST}" for after in (4, 3, 2, 1, 0)] + [_GROUP, ""]
    )
)
_LITERAL = (
    f"\\[(::({_GROUP}:){{5}}{_LAST}|{_GROUPS}|v[0-9A-Fa-f]+[.][!$&'()*+,;=:A-Za-z0-9._~\\-]+)\\]"
)
"""A literal IP address as a host (RFC 3986, section 3.2.2)."""
ABSOLUTE_IRI = (
    f"{SCHEME}"
    f"(//(({_IRI_CHAR}|:)*@)?(({_IRI_CHAR})*|{_LITERAL})(:[0-9]*)?(/({_IRI_CHAR}|[:@/])*)?"
    f"|/(({_IRI_CHAR}|[:@])({_IRI_CHAR}|[:@/])*)?|({_IRI_CHAR}|[:@])({_IRI_CHAR}|[:@/])*)"
    f"([?]({_IRI_CHAR}|[:@/?])*)?(#({_IRI_CHAR}|[:@/?])*)?"
)
"""An absolute IRI (RFC 3987, section 2.2)."""


_SUBTAGS = (
    "(-[a-z]{4})?(-([a-z]{2}|[0-9]{3}))?(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"  # script to variants
    "(-[0-9a-wy-z](-[a-z0-9]{2,8})+)*(-x(-[a-z0-9]{1,8})+)?"  # extensions, private use
)
_GRANDFATHERED = (
    "en-gb-oed|i-ami|i-bnn|i-default|i-enochian|i-hak|i-klingon|i-lux|i-mingo|i-navajo|i-pwn|i-tao"
    "|i-tay|i-tsu|sgn-be-fr|sgn-be-nl|sgn-ch-de|art-lojban|cel-gaulish|no-bok|no-nyn|zh-guoyu"
    "|zh-hakka|zh-min|zh-min-nan|zh-xiang"
)
LANGUAGE_TAG = f"[a-z]{{2,3}}(-[a-z]{{3}}){{0,3}}{_SUBTAGS}|x(-[a-z0-9]{{1,8}})+|{_GRANDFATHERED}"
"""A language tag in lower case (RFC 5646, section 2.1); no language has more than three letters."""


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    return dialect().quoted(text)


def percent_encoded(value: str, *, ascii_only: bool = False) -> str:
    """A value made safe inside an IRI: all but iunreserved is encoded (RML Core, IRI-safe).

    With `ascii_only` letters beyond ASCII are encoded too (RML Core, URI-safe).
    """
    sql = dialect()
    whole = sql.url_encoded(value)
    if not ascii_only:
        char = f"CASE WHEN {sql.matches('c', _SAFE)} THEN c ELSE {sql.url_encoded('c')} END"
        each = sql.join(sql.each(sql.characters(value), "c", body=char))
        # What stands for ASCII is encoded once more, so that decoding gives back all but that.
        rest = sql.url_decoded(sql.replace_all(whole, "%([0-7])", by="%25\\1"))
        whole = f"CASE WHEN {sql.has(value, _NO_LETTER)} THEN {each} ELSE {rest} END"
    return f"CASE WHEN {sql.matches(value, _ASCII_SAFE)} THEN {value} ELSE {whole} END"


def escaped(value: str) -> str:
    """A value as it stands between the quotes of a literal (N-Triples 1.1, STRING_LITERAL)."""
    inner, sql = value, dialect()
    for before, after in (
        (quoted("\\"), "\\\\"),
        (quoted('"'), '\\"'),
        (sql.char(10), "\\n"),
        (sql.char(13), "\\r"),
        (sql.char(1), "\\u0001"),  # files of lines are read back with this as their separator
    ):
        inner = f"replace({inner}, {before}, {quoted(after)})"
    return f"CASE WHEN {sql.has(value, _TO_ESCAPE)} THEN {inner} ELSE {value} END"


AROUND = " \t\n\r\N{NO-BREAK SPACE}"
"""What counts as blank around a value."""
BLANKS = "[\\t\\n\\f\\r \N{NO-BREAK SPACE}]+"
"""A pattern for one or more blanks, line ends and no-break spaces.

Written out, since `\\s` is more to Python than to the engine.
"""


def trimmed(value: str) -> str:
    """A value without the blanks, line ends and no-break spaces around it."""
    # Few values have any: looking at both ends costs a fifth of trimming.
    # Comparing, since a list of values is planned as a join.
    space, other, sql = quoted(" "), quoted("\N{NO-BREAK SPACE}"), dialect()
    clean = " AND ".join(
        f"{end} > {space} AND {end} <> {other}" for end in (sql.first(value, 1), sql.last(value, 1))
    )
    return f"CASE WHEN {clean} THEN {value} ELSE {sql.strip(value, AROUND)} END"


def folded(value: str) -> str:
    """A value as look-ups compare it: trimmed, inner blanks single, lower case."""
    sql = dialect()
    return f"lower({sql.strip(sql.replace_all(value, BLANKS, by=' '))})"


def nulled(column: str, nulls: tuple[str, ...], *, trim: bool = True) -> str:
    """A column without the texts that mean "nothing"; with `trim` blanks around do not count."""
    if not nulls:
        return column
    if not trim:
        listed = ", ".join(quoted(text) for text in nulls)
        return f"CASE WHEN {column} NOT IN ({listed}) THEN {column} END"
    listed = ", ".join(quoted(text) for text in nulls)
    return f"CASE WHEN {trimmed(column)} IN ({listed}) THEN NULL ELSE {column} END"


def without_exponent(number: str) -> str:
    """A canonical xsd:double (`1.5E-3`) written out, as decimals are; NULL when it is none."""
    sql = dialect()
    sign = f"CASE WHEN {sql.begins(number, quoted('-'))} THEN '-' ELSE '' END"
    first = sql.group(number, "^-?([0-9])[.]", number=1)
    rest = f"coalesce(nullif({sql.group(number, '[.]([0-9]+)E', number=1)}, '0'), '')"
    shift = sql.cast(sql.group(number, "E(-?[0-9]+)$", number=1), "INTEGER")
    return (
        f"{sign} || CASE WHEN {shift} < 0 THEN '0.' || {sql.zeros(f'-1 - {shift}')} || {first}"
        f" || {rest} WHEN {shift} >= length({rest}) THEN {first} || {rest}"
        f" || {sql.zeros(f'{shift} - length({rest})')} ELSE {first} || substr({rest}, 1, {shift})"
        f" || '.' || substr({rest}, {shift} + 1) END"
    )


def is_absolute_iri(value: str) -> str:
    """Whether a value is an absolute IRI without characters that N-Quads forbids."""
    return dialect().matches(value, ABSOLUTE_IRI)


def has_scheme(value: str) -> str:
    """Whether a value begins as an absolute IRI does, so that no base belongs before it."""
    return dialect().has(value, f"^{SCHEME}")


def as_it_is(value: str) -> str:
    """An IRI of an unsafe term type as N-Quads can write it, also when it is none (RML Core)."""
    sql, inner = dialect(), f"replace({value}, {quoted(chr(92))}, {quoted(chr(92) + 'u005C')})"
    for code in (*range(1, 33), *map(ord, '<>"{}|^`')):
        inner = f"replace({inner}, {sql.char(code)}, {quoted(f'{chr(92)}u{code:04X}')})"
    forbidden = '[\\x01-\\x20<>"{}|^`\\\\]'
    return f"CASE WHEN {sql.has(value, forbidden)} THEN {inner} ELSE {value} END"


def is_language_tag(value: str) -> str:
    """Whether a value in lower case is a well-formed language tag (RFC 5646)."""
    return dialect().matches(value, LANGUAGE_TAG)


def is_ascii(value: str) -> str:
    """Whether a value has no letters beyond ASCII, as a URI has none (RFC 3986)."""
    return dialect().matches(value, _ASCII)
