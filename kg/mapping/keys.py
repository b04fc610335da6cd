"""Keys that come twice: rows may repeat each other, but to contradict each other is an error.

Rows contradict each other when both have a value in a column that the rule reads, and not the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kg.mapping.sql.dialect import dialect
from kg.mapping.sql.fragment import Fragment
from kg.mapping.sql.terms import quoted
from kg.model.findings import at_row
from kg.texts import ByLanguage, Message

CODE = "SAM-M010"


def repeated(
    key: tuple[str, Fragment], values: Mapping[str, Fragment], *, rule: str, file: str
) -> Callable[[str], str]:
    """Findings of rows whose key an earlier one has, as SQL over the rows with their subject `s`.

    What is expected is written by `RepeatedKey`. `key` is a column with its cell, `values` are the
    other columns that the rule reads.
    """
    sql = dialect()
    order = f"OVER (PARTITION BY s ORDER BY {file}, _row"
    running = f"{order} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"
    parts = [
        sql.as_text(f"first_value(_row) {running}"),
        sql.as_text(f"first_value({file}) {running}"),
    ]
    for column, value in values.items():
        text = sql.as_text(value.sql)
        differs = f"min({text}) {running} <> max({text}) {running}"
        parts.append(f"CASE WHEN {differs} THEN {quoted(' '.join(column.split()))} END")

    def build(base: str) -> str:
        several = f"SELECT s FROM {base} GROUP BY s HAVING count(*) > 1"
        rows = (
            f"SELECT _row, {file} AS _file, {sql.as_text(key[1].sql)} AS raw,"
            f" {sql.lines(parts)} AS expected, row_number() {order}) AS n"
            f" FROM {base} base WHERE s IN ({several})"
        )
        return (
            f"SELECT {quoted(CODE)} AS code, _row, _file, {quoted(key[0])} AS col, raw,"
            f" {quoted(rule)} AS rule, expected FROM ({rows}) WHERE n > 1"
        )

    return build


class KeyHistory:
    """The subjects of the rows so far with what these say, when rows are interpreted one by one."""

    def __init__(self) -> None:
        self._first: dict[str, tuple[int, int]] = {}
        self._said: dict[str, dict[str, int]] = {}
        self._differing: dict[str, set[str]] = {}

    def repeats(
        self, subject: str, place: tuple[int, int], *, said: Mapping[str, str | None]
    ) -> str | None:
        """What to expect of a row (its place is row and file) whose subject an earlier one has.

        `said` has the columns in the order of the rule, None where the row says nothing.
        """
        # Hashes, since most subjects have one row and its texts would stay to the end.
        known = self._said.setdefault(subject, {})
        for column, text in said.items():
            if text is not None and known.setdefault(column, hash(text)) != hash(text):
                self._differing.setdefault(subject, set()).add(column)
        if subject not in self._first:
            self._first[subject] = place
            return None
        differing = self._differing.get(subject, ())
        columns = (" ".join(column.split()) for column in {**said, **known} if column in differing)
        return "\n".join((*map(str, self._first[subject]), *columns))


@dataclass(frozen=True)
class RepeatedKey:
    """Where a key stands first, and in which columns the rows up to here differ."""

    row: int
    file: int
    columns: tuple[str, ...]

    @staticmethod
    def read(expected: str) -> RepeatedKey:
        """Read what a finding expects."""
        row, file, *columns = expected.split("\n")
        return RepeatedKey(int(row), int(file), tuple(columns))

    def expected(self, files: Sequence[str], *, has_rows: bool) -> str | None:
        """The first row, where rows are places in one of `files`, and the columns that differ."""
        of = f" {files[self.file]}" if len(files) > 1 else ""
        first = f"= {at_row(self.row)}{of}" if has_rows else "="
        listed = ", ".join(self.columns)
        return f"{first} ({listed})" if listed else first if has_rows else None


CONTRADICTION = ByLanguage(
    Message("rows with the same key contradict each other: the graph says both now")
)
"""What a finding says when rows of one key differ."""
