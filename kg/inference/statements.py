"""Statements as pairs of numbers in SQL tables: one for each property, and one for each class.

Terms are numbered in the order of their N-Triples texts, literals from below up to -1 and all
others from 1, so that statements in the order of their numbers are in the order of their lines.
A statement is in one place only, with the graph that it was first in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pyoxigraph as ox

from kg.inference.rule import TYPE
from kg.inference.term_sql import COLUMNS, described
from kg.mapping.execution.line_files import lines_of, write_lines
from kg.mapping.sql.dialect import dialect
from kg.mapping.sql.duckdb import insert, retry_with_memory
from kg.model.terms import XSD
from kg.texts import Message

SAID = 0
"""The graph of what is said; others are those of conclusions."""
_TEXT = r'"([^"\\\x00-\x1f\x7f]|\\["\\nrt])*"'
_USUAL = (
    f"(?s){_TEXT}(@[a-z0-9-]+)?"
    rf'|"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}"\^\^<{XSD}date>'
    rf'|"(0|-?[1-9][0-9]{{0,15}})"\^\^<{XSD}integer>'
    rf'|"(true|false)"\^\^<{XSD}boolean>'
)
"""Literals that are written as the store would write them; others are asked of it."""


@dataclass
class StatementTable:
    """The statements of a property, or the things of a class.

    `rows` says how many, `concluded` how many of them in each graph of conclusions.
    """

    name: str
    predicate: str
    class_: str | None
    rows: int
    concluded: Counter[int] = field(default_factory=Counter)
    said: str | None = None
    """A SELECT of what is said, until it is in the table: that waits for a rule that can run."""


class Statements:
    """The statements of files of N-Quads lines that rules look at, with room for conclusions.

    `files` are by the graph of their lines; of their statements only those are read that have one
    of the `predicates`, and of classes those in `classes` (None: all). `constants` are the terms
    that rules name. All are N-Triples texts.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        files: Mapping[str, Path],
        *,
        predicates: Iterable[str],
        classes: Iterable[str] | None,
        constants: Iterable[str],
    ) -> None:
        self._connection, self._dialect = connection, dialect()
        self._numbers: dict[str, int] = {}
        self._tables: dict[tuple[str, str | None], StatementTable] = {}
        self._in_order = True
        wanted = sorted({*predicates, TYPE})
        self._read(files, wanted, None if classes is None else sorted(classes))
        self._number_terms({*constants, *wanted, *(classes or ())})
        self._divide(wanted)

    def number(self, token: str) -> int:
        """The number of a term that a rule names."""
        return self._numbers[token]

    @property
    def classes(self) -> list[str]:
        """The classes that have a table."""
        return [class_ for _, class_ in self._tables if class_ is not None]

    def table(self, predicate: str, class_: str | None = None) -> StatementTable:
        """The table of a property, or of a class."""
        key = (predicate, class_)
        if key not in self._tables:
            table = StatementTable(f"r{len(self._tables)}", predicate, class_, 0)
            columns = "s INTEGER, g SMALLINT" if class_ else "s INTEGER, o INTEGER, g SMALLINT"
            self._do(f"CREATE TABLE {table.name} ({columns})")
            self._tables[key] = table
        table = self._tables[key]
        if table.said is not None:
            self._do(
                f"CREATE TABLE {table.name} AS SELECT *, CAST({SAID} AS SMALLINT) AS g"
                f" FROM ({table.said})"
            )
            table.said = None
        return table

    def rows(self, predicate: str, class_: str | None = None) -> int:
        """How many statements a property has, or how many things a class."""
        table = self._tables.get((predicate, class_))
        return 0 if table is None else table.rows

    def add(self, table: StatementTable, select: str, *, graph: int) -> int:
        """Add the pairs (or things) of a SELECT that are not there yet; how many."""
        columns = "s" if table.class_ else "s, o"
        same = "h.s = x.s" if table.class_ else "h.s = x.s AND h.o = x.o"
        given = "" if table.class_ else " AND x.o IS NOT NULL"
        chosen = ", ".join(f"x.{column}" for column in columns.split(", "))
        found = self._do(
            f"INSERT INTO {table.name} SELECT DISTINCT {chosen}, CAST({graph} AS SMALLINT)"
            f" FROM ({select}) x WHERE x.s > 0{given}"
            f" AND NOT EXISTS (SELECT 1 FROM {table.name} h WHERE {same})"
        )
        (new,) = found[0]
        table.rows += new
        table.concluded[graph] += new
        return int(new)

    def find(self, select: str, *, tokens: Iterable[str]) -> str:
        """Keep the rows of a SELECT as a relation of numbers; the columns `tokens` are texts."""
        self._do(f"CREATE OR REPLACE TEMP TABLE found AS {select}")
        texts = list(tokens)
        if not texts:
            return "found"
        listed = " UNION ".join(f"SELECT {column} AS token FROM found" for column in texts)
        unknown = f"SELECT token FROM ({listed}) WHERE token NOT IN (SELECT token FROM spelling)"
        new = [token for (token,) in self._do(unknown)]
        if new:
            self._add_terms(new)
        joins = " ".join(
            f"LEFT JOIN spelling s{n} ON s{n}.token = found.{column}"
            for n, column in enumerate(texts)
        )
        kept = ", ".join(f"s{n}.id AS n{column}" for n, column in enumerate(texts))
        self._do(
            f"CREATE OR REPLACE TEMP TABLE numbered AS SELECT found.*, {kept} FROM found {joins}"
        )
        return "numbered"

    def values(self, select: str) -> list[Any]:
        """The one column of a SELECT."""
        return [value for (value,) in self._do(select)]

    def token(self, number: int) -> str:
        """The N-Triples text of a term."""
        (token,) = self.values(f"SELECT token FROM term WHERE id = {number}")
        self._numbers[token] = number
        return str(token)

    def write(self, number: int, graph: str, *, target: Path) -> int:
        """Write the statements of a graph of conclusions, sorted; how many there are."""
        selects = []
        for table in self._tables.values():
            if table.concluded[number]:
                object = "o" if table.class_ is None else str(self._numbers[table.class_])
                selects.append(
                    f"SELECT s, {self._numbers[table.predicate]} AS p, {object} AS o"
                    f" FROM {table.name} WHERE g = {number}"
                )
        if not selects:
            target.write_bytes(b"")
            return 0
        tail = self._dialect.quoted(f" <{graph}> .")
        select = (
            f"SELECT a.token || ' ' || p.token || ' ' || b.token || {tail} AS line"
            f" FROM ({' UNION ALL '.join(selects)}) q JOIN term a ON a.id = q.s"
            " JOIN term p ON p.id = q.p JOIN term b ON b.id = q.o"
            f" ORDER BY {'q.s, q.p, q.o' if self._in_order else 'line'}"
        )
        write = partial(write_lines, self._connection, select, target=target)
        return retry_with_memory(self._connection, Message("Inferring"), action=write)

    def _do(self, statement: str) -> list[Any]:
        def run() -> list[Any]:
            return self._connection.execute(statement).fetchall()

        return retry_with_memory(self._connection, Message("Inferring"), action=run)

    def _read(
        self, files: Mapping[str, Path], wanted: list[str], classes: list[str] | None
    ) -> None:
        d = self._dialect
        self._do("CREATE TEMP TABLE wanted (token VARCHAR, place INTEGER)")
        insert(self._connection, "wanted", rows=[(token, n) for n, token in enumerate(wanted)])
        if classes is not None:
            self._do("CREATE TEMP TABLE wanted_class (token VARCHAR)")
            insert(self._connection, "wanted_class", rows=[(token,) for token in classes])
        self._do("CREATE TABLE said (s VARCHAR, p INTEGER, o VARCHAR)")
        chosen = (
            ""
            if classes is None
            else f" WHERE place <> {wanted.index(TYPE)} OR o IN (SELECT token FROM wanted_class)"
        )
        for graph, path in files.items():
            if not path.stat().st_size:
                continue
            tail = len(f" <{graph}> .")
            subject, predicate = (d.part("line", " ", number=n) for n in (1, 2))
            self._do(
                "INSERT INTO said SELECT s, place, o FROM (SELECT s, place, SUBSTR(line,"
                f" LENGTH(s) + LENGTH(p) + 3, LENGTH(line) - LENGTH(s) - LENGTH(p) - {tail + 2})"
                f" AS o FROM (SELECT line, {subject} AS s, {predicate} AS p FROM"
                f" {lines_of([path])}) JOIN wanted ON wanted.token = p){chosen}"
            )

    def _number_terms(self, constants: set[str]) -> None:
        d = self._dialect
        self._do("CREATE TEMP TABLE constant (token VARCHAR)")
        insert(self._connection, "constant", rows=[(token,) for token in sorted(constants)])
        self._do(
            "CREATE TABLE arrived AS SELECT s AS token FROM said UNION SELECT o FROM said"
            " UNION SELECT token FROM constant"
        )
        literal = d.begins("token", d.quoted('"'))
        unusual = f"{literal} AND NOT {d.matches('token', _USUAL)}"
        spelt = _as_stored(self.values(f"SELECT token FROM arrived WHERE {unusual}"))
        other = {token: stored for token, stored in spelt.items() if stored != token}
        self._do("CREATE TEMP TABLE respelt (token VARCHAR, stored VARCHAR)")
        insert(self._connection, "respelt", rows=list(other.items()))
        self._do(
            "CREATE TABLE canonical AS SELECT token FROM arrived"
            " WHERE token NOT IN (SELECT token FROM respelt)"
            " UNION SELECT stored FROM respelt WHERE stored IS NOT NULL"
        )
        (literals,) = self.values(f"SELECT count(*) FROM canonical WHERE {literal}")
        columns = ", ".join(COLUMNS)
        self._do(
            f"CREATE TABLE term AS SELECT token, {columns}, CAST(CASE WHEN place <= "
            f"{literals} THEN place - {literals} - 1 ELSE place - {literals} END AS INTEGER) AS id"
            " FROM (SELECT *, row_number() OVER (ORDER BY token) AS place"
            f" FROM ({described(d, 'canonical')}))"
        )
        self._do(
            "CREATE TABLE spelling AS SELECT token, id FROM term UNION ALL"
            " SELECT respelt.token, id FROM respelt JOIN term ON term.token = stored"
        )
        rows = self._do(
            "SELECT token, id FROM spelling WHERE token IN (SELECT token FROM constant)"
        )
        self._numbers = dict(rows)
        self._do("DROP TABLE arrived; DROP TABLE canonical")

    def _add_terms(self, tokens: list[str]) -> None:
        stored = _as_stored(tokens)
        self._do("CREATE OR REPLACE TEMP TABLE respelt (token VARCHAR, stored VARCHAR)")
        insert(self._connection, "respelt", rows=list(stored.items()))
        literal = self._dialect.begins("token", self._dialect.quoted('"'))
        new = self._do(
            f"SELECT token, {literal} FROM (SELECT DISTINCT stored AS token FROM respelt"
            " WHERE stored IS NOT NULL) WHERE token NOT IN (SELECT token FROM term) ORDER BY token"
        )
        ((low, high),) = self._do(
            "SELECT least(coalesce(min(id), 0), 0), greatest(coalesce(max(id), 0), 0) FROM term"
        )
        rows = []
        for token, is_literal in new:
            low, high = (low - 1, high) if is_literal else (low, high + 1)
            rows.append((token, low if is_literal else high))
        self._do("CREATE OR REPLACE TEMP TABLE fresh (token VARCHAR, id INTEGER)")
        insert(self._connection, "fresh", rows=rows)
        self._do(
            f"INSERT INTO term SELECT token, {', '.join(COLUMNS)}, id"
            f" FROM ({described(self._dialect, 'fresh')}) JOIN fresh USING (token)"
        )
        self._do(
            "INSERT INTO spelling SELECT respelt.token, id FROM respelt"
            " JOIN term ON term.token = stored"
        )
        self._do(
            "INSERT INTO spelling SELECT token, id FROM term"
            " WHERE token NOT IN (SELECT token FROM spelling)"
        )
        self._in_order = self._in_order and not rows

    def _divide(self, wanted: list[str]) -> None:
        """Find the properties and classes that have statements; each is a table once asked."""
        place = wanted.index(TYPE)
        self._do(
            "CREATE TABLE pair AS SELECT DISTINCT a.id AS s, p, b.id AS o FROM said"
            " JOIN spelling a ON a.token = said.s JOIN spelling b ON b.token = said.o"
            " ORDER BY p, o"
        )
        self._do("DROP TABLE said")
        found = self._do(
            f"SELECT p, class, token, rows FROM (SELECT p, CASE WHEN p = {place} THEN o END"
            " AS class, count(*) AS rows FROM pair GROUP BY 1, 2) LEFT JOIN term ON id = class"
            " ORDER BY 1, 2"
        )
        for number, class_, token, rows in found:
            chosen = f"SELECT s, o FROM pair WHERE p = {number}"
            if token is not None:
                self._numbers[token] = class_
                chosen = f"SELECT s FROM pair WHERE p = {number} AND o = {class_}"
            key = (wanted[number], token)
            self._tables[key] = StatementTable(f"r{len(self._tables)}", *key, rows, said=chosen)


def _as_stored(tokens: Iterable[str]) -> dict[str, str | None]:
    """How the store writes terms, which keeps the value of a number or date and not its spelling;
    None for what is no term."""
    store, given = ox.Store(), dict[str, str]()
    for number, token in enumerate(tokens):
        line = f"<urn:term:{number}> <urn:is> {token} ."
        with suppress(SyntaxError):
            store.extend(
                ox.parse(
                    line, format=ox.RdfFormat.N_TRIPLES, rename_blank_nodes=False, lenient=True
                )
            )
        given[f"urn:term:{number}"] = token
    found: dict[str, str | None] = dict.fromkeys(given.values())
    for quad in store:
        found[given[quad.subject.value]] = str(quad.object)
    return found
