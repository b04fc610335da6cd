"""Finds personal data in files of sorted N-Quads lines.

One pass of SQL per dataset leaves the few lines that may hold some, by patterns that let through
too much rather than too little; Python looks at those. Lines of properties whose values are surely
codes, telephones or addresses of organisations are asked for less.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from kg.mapping.execution.line_files import lines_of
from kg.mapping.sql.dialect import dialect
from kg.mapping.sql.duckdb import insert
from kg.mapping.sql.terms import quoted
from kg.model.terms import RDF_TYPE, XSD
from kg.privacy.column_names import ColumnKind
from kg.privacy.declarations import PERSON_CLASSES, kind_of_property, local_name
from kg.privacy.detectors import (
    AT_HOME,
    CHANCE,
    NATIONAL,
    PERSON,
    TRADER,
    TRADER_IN_TEXT,
    Detection,
    detect,
    detect_iri,
    kind_by_column,
)
from kg.privacy.home_words import HOME_VALUE, is_at_home
from kg.privacy.person_names import is_trader_form, is_trader_name
from kg.privacy.plain_text import plain_text

Declared = Callable[[str], ColumnKind | None]
"""What the values of a property of a dataset are declared to be, by its IRI."""

_GAP = r"(?:[^0-9A-Za-z]|\\[nrt]){0,3}"
_TWO, _THREE = "[0-9][0-9]", "[0-9][0-9][0-9]"
_ELEVEN = f"{_TWO}{_GAP}{_TWO}{_GAP}{_TWO}{_GAP}{_THREE}{_GAP}{_TWO}"
_ODD = r"[^\P{Nd}0-9]|[\x{AD}\x{34F}\x{61C}\x{200B}-\x{200F}\x{2060}-\x{2064}\x{FEFF}]"
"""Digits of other scripts, and what cannot be seen: lines with them are read in Python."""
_DIGITS_OF_IRI = f"[%@]|{_ELEVEN}|{_ODD}"
_MAIL = (
    r"[^\"]@|\\\"@|[＠﹫]|&#|&commat"
    r"|(?i:[\[({<]\s*(?:at|a|apenstaart(?:je)?|arobase)\s*[\])}>]|\sat\s)"
)
_ACCOUNT = (
    r"(?i:(?:^|[^0-9a-z])(?:a[det]|b[aeg]|c[hyz]|d[ek]|e[es]|f[ir]|g[bir]|h[ru]|i[est]|l[itu]|lv|m[adct]"
    r"|n[lo]|p[lt]|r[os]|s[eikm]|t[nr]|ua|vg)[0-9]{2}[ .-]{0,2}[0-9a-z]{4}[ .-]{0,2}[0-9a-z]{4})"
)
_MOBILE = r"(?:\+|00|0[ ().-]{0,2}[4-7]|6[0-9]1)[^0-9A-Za-z]{0,3}[0-9](?:[^0-9A-Za-z]{0,3}[0-9]){5}"
_NAMED = (
    r"(?i:(?:\b|\\[nrt])(?:heer|hr|dhrn?|mevr|mevrouw|mw|mej|mejuffrouw|juffrouw|meneer|mijnheer|monsieur|madame"
    r"|mademoiselle|mme|mlle|mrs?|ms|miss|mister|messieurs|mesdames)\b|\bM{1,2}\. ?\p{Lu}"
    r"|[\p{L}.]+\s*[:=]\s*\p{L}|(?:persoon|verantwoordelijke|responsable|zaakvoerder|voorzitter"
    r"|co[oö]rdinator|beheerder|g[ée]rant|pr[ée]sidente?) (?:is|est) )"
)
_TITLED = (
    r"(?:\b|\\[nrt])(?:(?i:dr|prof|ir|ing|bacc|lic|mtr|me|professor|dokter|docteur|doctor"
    r"|doctoresse|notaris|notaire|meester|ma[iî]tre|gerechtsdeurwaarder|huissier|advo[ck]aat|advocate"
    r"|avocate?|dominee|pleegvader|pleegmoeder|weduwe|veuve|vraa?g(?:t|en)? (?:[^\W_]+ )?naar"
    r"|t\.? ?a\.? ?v|attentie van"
    r"|attn?|attention(?: of| de)?|adresser [àa]|adressez-vous [àa]|demand(?:ez|er)|ask for|c/o|bij"
    r"|chez|aupr[èe]s de|p/a|p\.a|via|met|avec|with)[.:]{0,2} {0,3}"
    r"(?:(?i:van|von|de|den|der|le|la|du|el|al|ben) ){0,2}\p{Lu})"
)
_BORN = (
    r"(?:°|(?i:geboren|geboorte|verjaart|geb[. :]|\bn[ée]e?s?(?:\(e\))? |naissance|born|birth"
    r"|d\.?o\.?b))[^°]*[0-9]"
)
_TRADER = (
    r"(?i:t\.? ?h\.? ?o\.? ?d\.? ?n\b|\bh\.? ?o\.? ?d\.? ?n\b|handelend onder|exer[cç]ant sous"
    r"|trading as|commer[cç]ant sous|natuurlijke? perso|personnes? physique|natural person"
    r"|eenmanszaak|entreprise individuelle|sole (?:trader|proprietor))"
)
_CITIZEN = "(?i:bsn|burgerservice|sofi)"
_ALWAYS = f"{_ELEVEN}|{_CITIZEN}|{_ODD}|{_MAIL}|{_ACCOUNT}"
_ANYTHING = f"{_ALWAYS}|{_MOBILE}|{_NAMED}|{_TITLED}|{_BORN}|{_TRADER}"
_ONLY_IRI = "<[^ >]*%|<(?:tel|sms|mailto):|(?:{})>".format(
    "|".join(sorted({local_name(iri) for iri in PERSON_CLASSES}))
)
"""What else makes a line worth a look: encoded characters in an IRI, and classes of persons."""
_PLAIN_ROLE = r'^"(?:info|contact|onthaal|secretariaat|accueil|admin|mail|post)@[A-Za-z0-9.-]+"'
_TYPED = (
    r"\^\^<{xsd}(?:date|dateTime|dateTimeStamp|time|decimal|double|float|boolean|gYear|duration)>"
)
_LITERAL = re.compile(
    r'"((?:[^"\\]|\\.)*)"(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)? <[^>]*> \.$', re.DOTALL
)
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
_CHANCE_OF, _CHANCE_BELOW = 20, 0.05
"""Of so many numbers of eleven digits this share passes the test of national numbers by chance
(0.3 %); when more do, they are national numbers, and some may be mistyped."""
_LONE_NUMBER = re.compile(r"(?<![0-9])[0-9]{11}(?![0-9])")
_LABELS = frozenset(["preflabel", "altlabel", "label", "name", "legalname", "title", "naam"])
_FORMS = re.compile(r"(?i)form|kind|type|class|categor|soort|rechtsvorm|juridi|status")


@dataclass(frozen=True)
class PersonalStatement:
    """A statement with personal data: its line, terms as N-Quads writes them, and the kind.

    `of_subject` says that the subject itself is personal: all that is said of it and all links to
    it are left out too.
    """

    dataset: str
    line: str
    subject: str
    predicate: str
    value: str
    kind: str
    of_subject: bool = False
    of_value: bool = False

    @property
    def certain(self) -> bool:
        return Detection(self.kind).certain


Suspect = tuple[str, str, str, str]
"""A line with its subject, predicate and what comes behind."""


def find_personal(
    connection: duckdb.DuckDBPyConnection,
    lines: Mapping[str, Path],
    *,
    declared: Callable[[str, str], ColumnKind | None],
    properties: Callable[[str], Iterable[str] | None] = lambda dataset: None,
) -> list[PersonalStatement]:
    """The statements with personal data in the files of lines of datasets, by their order.

    `declared` says for a dataset and a property what its columns are by name or function; what the
    property itself says counts where it says nothing. `properties` are all of a dataset by IRI,
    where they are known without looking.
    """
    found: list[PersonalStatement] = []
    for dataset, path in lines.items():
        if path.stat().st_size:
            known = properties(dataset)
            tokens = _tokens(connection, path) if known is None else {f"<{p}>" for p in known}
            kinds = {t: declared(dataset, t[1:-1]) or kind_of_property(t[1:-1]) for t in tokens}
            suspects = _suspects(connection, path, kinds=kinds)
            of_one = [s for each in suspects for s in _judge(dataset, each, kinds=kinds)]
            found += _without_chance(connection, path, found=of_one)
    return found


def _tokens(connection: duckdb.DuckDBPyConnection, path: Path) -> set[str]:
    """The properties of a file, as N-Quads writes them."""
    predicate = dialect().part("line", " ", number=2)
    rows = connection.execute(f"SELECT DISTINCT {predicate} FROM {lines_of([path])}").fetchall()
    return {token for (token,) in rows}


def _suspects(
    connection: duckdb.DuckDBPyConnection, path: Path, *, kinds: Mapping[str, ColumnKind | None]
) -> list[Suspect]:
    """The lines that may hold personal data."""
    sql = dialect()
    few = {"code", "measure", "telephone"}
    # What such columns hold has no form of its own by which a line would be found.
    looked_at = [
        token
        for token, kind in kinds.items()
        if kind_by_column(kind) or kind in ("person", "mobile", "person-mail")
    ]
    quiet = [token for token, kind in kinds.items() if kind in few]
    mails = [token for token, kind in kinds.items() if kind == "mail"]
    classes = [f"<{iri}>" for iri in sorted(PERSON_CLASSES)]
    typed = sql.has("o", _TYPED.format(xsd=re.escape(XSD)))
    tests = (
        (f"p = {quoted(f'<{RDF_TYPE}>')}", _in(sql.part("o", " ", number=1), classes)),
        (_in("p", looked_at), "true"),
        (
            sql.begins("o", quoted("<")),
            sql.has("o", f"^<(?:tel|sms|mailto):|^<[^>]*(?:{_DIGITS_OF_IRI})"),
        ),
        (typed, "false"),
        (_in("p", quiet), sql.has("o", _ALWAYS)),
        (_in("p", mails), f"NOT {sql.has('o', _PLAIN_ROLE)} AND {sql.has('o', _ANYTHING)}"),
    )
    cases = " ".join(f"WHEN {when} THEN {then}" for when, then in tests)
    wanted = f"{_ANYTHING}|{_ONLY_IRI}|{HOME_VALUE}"
    first = sql.has("line", wanted)
    if looked_at:
        first += f" OR {_in(sql.part('line', ' ', number=2), looked_at)}"
    # In two steps, for the engine tests conditions in an order of its own.
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE suspects AS SELECT line,"
        f" {sql.part('line', ' ', number=1)} AS s, {sql.part('line', ' ', number=2)} AS p"
        f" FROM {lines_of([path])} WHERE {first}"
    )
    cut = f"SELECT *, {_object()} AS o FROM suspects"
    return connection.execute(
        f"SELECT line, s, p, o FROM ({cut}) WHERE {sql.has('s', _DIGITS_OF_IRI)} OR"
        f" {sql.has('line', HOME_VALUE)} OR"
        f" CASE {cases} ELSE {sql.has('o', _ANYTHING)} END"
    ).fetchall()


def _object() -> str:
    """What stands behind the subject `s` and the predicate `p` of a line, and a blank each."""
    sql = dialect()
    return sql.behind("line", f"{sql.length('s')} + {sql.length('p')} + 2")


def _in(value: str, tokens: Iterable[str]) -> str:
    listed = ", ".join(map(quoted, tokens))
    return f"{value} IN ({listed})" if listed else "false"


def _judge(
    dataset: str, suspect: Suspect, *, kinds: Mapping[str, ColumnKind | None]
) -> Iterator[PersonalStatement]:
    line, subject, predicate, rest = suspect
    value = rest.rpartition(" <")[0]
    told = PersonalStatement(dataset, line, subject, predicate, value, "")
    if subject.startswith("<"):
        for found in detect_iri(subject[1:-1]):
            if found.certain:
                yield replace(told, kind=found.kind, of_subject=True)
    if is_at_home(predicate, value):
        yield replace(told, kind=AT_HOME)
    if predicate == f"<{RDF_TYPE}>":
        if value[1:-1] in PERSON_CLASSES:
            yield replace(told, kind=PERSON, of_subject=True)
    elif kind := kind_by_column(kinds.get(predicate)):
        yield replace(told, kind=kind)
    elif value.startswith("<"):
        for found in detect_iri(value[1:-1], kinds.get(predicate)):
            thing = found.certain and not value.startswith(("<mailto:", "<tel:"))
            yield replace(told, kind=found.kind, of_value=thing)
    elif literal := _LITERAL.match(rest):
        yield from _of_text(told, _ESCAPE.sub(_unescape, literal[1]), declared=kinds.get(predicate))


def _of_text(
    told: PersonalStatement, text: str, *, declared: ColumnKind | None
) -> Iterator[PersonalStatement]:
    trades = _is_trader(told.predicate, text)
    if trades:
        yield replace(told, kind=TRADER, of_subject=True)
    for found in detect(text, declared):
        if not (trades and found.kind == TRADER_IN_TEXT):
            yield replace(told, kind=found.kind)


def _is_trader(predicate: str, text: str) -> bool:
    """Whether a thing is a sole trader: by its name, or by what form it is said to have."""
    name, plain = local_name(predicate[1:-1]), plain_text(text)
    if name.lower() in _LABELS:
        return is_trader_name(plain)
    return _FORMS.search(name) is not None and is_trader_form(plain)


def _unescape(match: re.Match[str]) -> str:
    sign = match[1]
    return chr(int(sign[1:], 16)) if sign[0] in "uU" and len(sign) > 1 else _SIMPLE.get(sign, sign)


def _without_chance(
    connection: duckdb.DuckDBPyConnection, path: Path, *, found: list[PersonalStatement]
) -> list[PersonalStatement]:
    """The statements, where numbers that pass by chance are only asked for."""
    bare = [s for s in found if s.kind == NATIONAL and _LONE_NUMBER.search(_where(s))]
    hits = Counter((_shape(s), s.predicate if not s.of_subject else "") for s in bare)
    chance = {key for key, n in hits.items() if n < _CHANCE_BELOW * _like(connection, path, key)}
    if not chance:
        return found
    kept = []
    for s in found:
        key = (_shape(s), s.predicate if not s.of_subject else "")
        by_chance = s.kind == NATIONAL and _LONE_NUMBER.search(_where(s)) and key in chance
        kept.append(replace(s, kind=CHANCE, of_subject=False, of_value=False) if by_chance else s)
    return kept


def _where(statement: PersonalStatement) -> str:
    return statement.subject if statement.of_subject else statement.value


def _shape(statement: PersonalStatement) -> str:
    """What stands before the number: the namespace of an IRI, or the quote of a literal."""
    return _LONE_NUMBER.split(_where(statement), maxsplit=1)[0]


def _like(connection: duckdb.DuckDBPyConnection, path: Path, key: tuple[str, str]) -> int:
    """How many lines have a number of eleven digits in the same place; 0 when they are few."""
    shape, predicate = key
    sql = dialect()
    place = "s" if not predicate else "o"
    parts = (
        f"SELECT {sql.part('line', ' ', number=1)} AS s, {sql.part('line', ' ', number=2)} AS p,"
        f" line FROM {lines_of([path])}"
    )
    cut = f"SELECT s, p, {_object()} AS o FROM ({parts})"
    test = sql.has(place, f"^{re.escape(shape)}[0-9]{{11}}[^0-9]|^{re.escape(shape)}[0-9]{{11}}$")
    only = "" if not predicate else f" AND p = {quoted(predicate)}"
    row = connection.execute(f"SELECT count(*) FROM ({cut}) WHERE {test}{only}").fetchone()
    count = int(row[0]) if row else 0
    return count if count >= _CHANCE_OF else 0


def lines_about(
    connection: duckdb.DuckDBPyConnection, path: Path, *, things: Iterable[str]
) -> list[str]:
    """The lines in which one of some terms (as N-Quads writes them) is subject or object."""
    sql = dialect()
    connection.execute("CREATE OR REPLACE TEMP TABLE personal_things (term VARCHAR)")
    insert(connection, "personal_things", rows=[(term,) for term in things])
    subject, value = (sql.part("line", " ", number=number) for number in (1, 3))
    rows = connection.execute(
        f"SELECT line FROM {lines_of([path])} WHERE {subject} IN (SELECT term FROM personal_things)"
        f" OR {value} IN (SELECT term FROM personal_things)"
    ).fetchall()
    return [line for (line,) in rows]
