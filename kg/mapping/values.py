"""Compiles one term map: the SQL of its value, and the SQL that finds what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from kg.errors import MappingError
from kg.mapping.datatypes import lexical
from kg.mapping.document import Reference, Source, TermMap, Text
from kg.mapping.functions import FUNCTIONS
from kg.mapping.sql import (
    concat,
    escaped,
    folded,
    is_absolute_iri,
    nulled,
    percent_encoded,
    quoted,
    trimmed,
)
from kg.mapping.yaml_nodes import did_you_mean
from kg.sources.dialect import DELIMITERS
from kg.sources.stage import Staged


@dataclass(frozen=True)
class Check:
    """Rows for which a value is wrong: a condition over the term's relation, and what stands there.

    `per_row` checks look at the whole cell, also where the term looks at each of its values.
    """

    code: str
    column: str
    condition: str
    raw: str
    expected: str | None = None
    per_row: bool = False


@dataclass
class Compiled:
    """A term map as SQL over its relation.

    `unnest` names the list expression whose items are `x` when a cell holds several values;
    `joins` are look-ups; `term` is the N-Quads text of the term, NULL when it is left out.
    """

    term: str
    checks: list[Check] = field(default_factory=list)
    joins: list[str] = field(default_factory=list)
    unnest: str | None = None


@dataclass(frozen=True)
class Scope:
    """What the references of a triples map mean: its source and the staged table."""

    source: Source
    staged: Staged
    base: str
    """Name of the table with the triples map's rows and subjects."""
    lookups: dict[str, str]
    """Table name of each look-up list, by `Lookup` file and kind."""

    def column(self, name: str, term: TermMap) -> str:
        """The staged column of a reference.

        Raises:
            MappingError: the source has no such column (says the nearest name).
        """
        column = self.staged.columns.get(name)
        if column is not None and not self._absent(name):
            return column
        raise MappingError(
            f"the source '{self.source.name}' ({self.staged.path.name}) has no column '{name}'.",
            file=term.place.file,
            line=term.place.line,
            column=term.place.column,
            code="SAM-Y020",
            hint=self._other_delimiter() or did_you_mean(name, self.staged.names),
        )

    def _other_delimiter(self) -> str | None:
        """What is probably wrong when the whole header is one column."""
        names, dialect = self.staged.names, self.staged.dialect
        if dialect is None or len(names) != 1:
            return None
        other = next((mark for mark in DELIMITERS if mark in names[0]), None)
        if other is None:
            return None
        return f"The header is one column: the delimiter is {other!r}, not {dialect.delimiter!r}?"

    def _absent(self, name: str) -> bool:
        if self.source.kind != "json" or not self.staged.rows:
            return False
        first = name.removeprefix("$.").split(".")[0].split("[")[0]
        return bool(first) and first != "$" and first not in self.staged.names

    def value(self, name: str, term: TermMap) -> str:
        """A reference's column without the texts that mean "nothing"."""
        return nulled(self.column(name, term), self.source.nulls)


def compile_term(term: TermMap, scope: Scope, alias: str) -> Compiled:
    """The SQL of a term map; `alias` keeps its look-up join apart from the others."""
    term = replace(
        term,
        dates=scope.source.dates if term.dates is None else term.dates,
        decimal=term.decimal or scope.source.decimal,
    )
    names = tuple(dict.fromkeys(term.references))
    if not names:
        return Compiled(quoted(_constant(term)))
    if len(names) > 1 or (term.split is None and names[0] not in scope.staged.lists):
        compiled = Compiled("")
        raws = {name: scope.value(name, term) for name in names}
    else:
        compiled = Compiled("", unnest=_items(term, scope, names[0]))
        raws = {names[0]: trimmed("x")}
    values = {name: _treated(term, scope, name, raw, compiled, alias) for name, raw in raws.items()}
    if term.required:
        for name in names:
            raw = scope.column(name, term)
            condition = f"({scope.value(name, term)}) IS NULL"
            if name in scope.staged.lists:
                condition, raw = f"coalesce(len({raw}), 0) = 0", "''"
            compiled.checks.append(Check("SAM-M001", name, condition, raw, per_row=True))
    compiled.term = _written(term, values, compiled)
    return compiled


def _items(term: TermMap, scope: Scope, name: str) -> str:
    column = scope.column(name, term)
    if name in scope.staged.lists:
        return column
    return f"string_split({scope.value(name, term)}, {quoted(term.split or '')})"


def _treated(
    term: TermMap, scope: Scope, name: str, raw: str, compiled: Compiled, alias: str
) -> str:
    value = raw if compiled.unnest is None else f"nullif({raw}, '')"
    value = value if compiled.unnest is None else nulled(value, scope.source.nulls)
    if term.function is not None:
        function = FUNCTIONS[term.function]
        after = function.sql(value)
        if function.code is not None:
            wrong = f"({value}) IS NOT NULL AND ({after}) IS NULL"
            compiled.checks.append(Check(function.code, name, wrong, raw, function.expected))
        value = f"({after})"
    if term.lookup is not None:
        table = scope.lookups[lookup_key(term)]
        compiled.joins.append(f"LEFT JOIN {table} {alias} ON {alias}.key = {folded(value)}")
        wrong = f"({value}) IS NOT NULL AND {alias}.key IS NULL"
        compiled.checks.append(Check("SAM-M005", name, wrong, raw, term.lookup.file))
        value = f"{alias}.target"
    return value


def lookup_key(term: TermMap) -> str:
    """Names a look-up list as used by a term: IRIs and texts of one file are two tables."""
    return f"{term.lookup.file}|{term.term_type}" if term.lookup else ""


def _written(term: TermMap, values: dict[str, str], compiled: Compiled) -> str:
    if term.term_type == "iri":
        return _iri(term, values, compiled)
    if term.datatype is not None and len(term.parts) == 1:
        return _typed(term, next(iter(values.items())), compiled)
    suffix = f'"@{term.language}' if term.language else '"'
    if term.datatype is not None:
        suffix = f'"^^<{term.datatype}>'
    body = [
        quoted(_escape(part.value)) if isinstance(part, Text) else f"({escaped(values[part.name])})"
        for part in term.parts
    ]
    return concat("'\"'", *body, quoted(suffix))


def _typed(term: TermMap, named: tuple[str, str], compiled: Compiled) -> str:
    name, value = named
    datatype = term.datatype or ""
    check = lexical(datatype, f"({value})", dates=term.dates or (), decimal=term.decimal or ".")
    if check is None:
        return concat("'\"'", f"({escaped(f'({value})')})", quoted(f'"^^<{datatype}>'))
    wrong = f"({value}) IS NOT NULL AND ({check.sql}) IS NULL"
    raw = trimmed("x") if compiled.unnest else value
    compiled.checks.append(Check(check.code, name, wrong, raw, check.expected))
    return concat("'\"'", f"({check.sql})", quoted(f'"^^<{datatype}>'))


def _iri(term: TermMap, values: dict[str, str], compiled: Compiled) -> str:
    if len(term.parts) == 1 and isinstance(term.parts[0], Reference):
        name = term.parts[0].name
        value = trimmed(values[name])
        if term.lookup is not None:
            return concat("'<'", value, "'>'")
        wrong = f"({value}) IS NOT NULL AND NOT {is_absolute_iri(value)}"
        compiled.checks.append(Check("SAM-M004", name, wrong, values[name], "https://…"))
        return (
            f"CASE WHEN {is_absolute_iri(value)} THEN {concat(quoted('<'), value, quoted('>'))} END"
        )
    body = [
        quoted(part.value)
        if isinstance(part, Text)
        else f"({percent_encoded(trimmed(values[part.name]))})"
        for part in term.parts
    ]
    return concat("'<'", *body, "'>'")


def _constant(term: TermMap) -> str:
    text = term.constant or ""
    if term.term_type == "iri":
        return f"<{text}>"
    if term.language:
        return f'"{_escape(text)}"@{term.language}'
    return f'"{_escape(text)}"' + (f"^^<{term.datatype}>" if term.datatype else "")


def _escape(text: str) -> str:
    for before, after in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r")):
        text = text.replace(before, after)
    return text
