"""The words of a plan that are not the same in every SQL engine, in one class.

Plans are written in standard SQL with CASE, CAST, COALESCE, CONCAT, REPLACE, LOWER, UPPER, LENGTH,
SUBSTR, NULLIF, GREATEST, aggregates and window functions; all else comes from the dialect, so that
another engine is a subclass.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from kg.sources.sql import quoted

Kind = Literal["BIGINT", "DATE", "DECIMAL(20, 0)", "DOUBLE", "INTEGER", "REAL", "TIMESTAMP"]


class SqlDialect:
    """The SQL of DuckDB. Expressions in, expressions out; patterns, formats, signs and what
    replaces a match are texts as they are."""

    def quoted(self, text: str) -> str:
        """A text as a literal."""
        return quoted(text)

    def as_text(self, value: str) -> str:
        """Any value as text."""
        return f"CAST({value} AS VARCHAR)"

    def char(self, code: int) -> str:
        """A character by its code point."""
        return f"chr({code})"

    def first(self, value: str, count: int) -> str:
        """The first characters of a text."""
        return f"left({value}, {count})"

    def last(self, value: str, count: int) -> str:
        """The last characters of a text."""
        return f"right({value}, {count})"

    def behind(self, value: str, count: str) -> str:
        """A text without its first characters, as many as an expression says."""
        return f"substr({value}, {count} + 1)"

    def length(self, value: str) -> str:
        """The number of characters of a text."""
        return f"length({value})"

    def strip(self, value: str, signs: str | None = None) -> str:
        """A text without the signs (by default blanks) around it."""
        return f"trim({value})" if signs is None else f"trim({value}, {self.quoted(signs)})"

    def strip_left(self, value: str, signs: str) -> str:
        """A text without the signs before it."""
        return f"ltrim({value}, {self.quoted(signs)})"

    def strip_right(self, value: str, signs: str) -> str:
        """A text without the signs behind it."""
        return f"rtrim({value}, {self.quoted(signs)})"

    def part(self, value: str, separator: str, *, number: int) -> str:
        """A part of a text between separators, from 1; empty when there are fewer."""
        return f"split_part({value}, {self.quoted(separator)}, {number})"

    def contains(self, value: str, part: str) -> str:
        """Whether a part stands in a text."""
        return f"contains({value}, {part})"

    def begins(self, value: str, part: str) -> str:
        """Whether a text begins with a part."""
        return f"starts_with({value}, {part})"

    def ends(self, value: str, part: str) -> str:
        """Whether a text ends with a part."""
        return f"ends_with({value}, {part})"

    def zeros(self, count: str) -> str:
        """A text of so many zeros."""
        return f"repeat('0', {count})"

    def without_accents(self, value: str) -> str:
        """A text with plain letters for those with accents."""
        return f"strip_accents({value})"

    def url_encoded(self, value: str) -> str:
        """A text in UTF-8, all but unreserved ASCII percent-encoded (RFC 3986)."""
        return f"url_encode({value})"

    def url_decoded(self, value: str) -> str:
        """A percent-encoded text as it was."""
        return f"url_decode({value})"

    def digest(self, value: str) -> str:
        """The MD5 of a text, as 32 hexadecimal digits."""
        return f"md5({value})"

    def lines(self, texts: Iterable[str]) -> str:
        """Those of several texts that are there, each on a line of its own."""
        return f"concat_ws({self.char(10)}, {', '.join(texts)})"

    def matches(self, value: str, pattern: str) -> str:
        """Whether a pattern (RE2) fits a whole text."""
        return f"regexp_full_match({value}, {self.quoted(pattern)})"

    def has(self, value: str, pattern: str) -> str:
        """Whether a pattern fits a part of a text."""
        return f"regexp_matches({value}, {self.quoted(pattern)})"

    def replace_first(self, value: str, pattern: str, *by: str) -> str:
        """A text with the first match of a pattern replaced by texts, in which `\\1` is a group."""
        texts = " || ".join(map(self.quoted, by))  # apart, since a digit may follow a group
        return f"regexp_replace({value}, {self.quoted(pattern)}, {texts})"

    def replace_all(self, value: str, pattern: str, *, by: str, any_case: bool = False) -> str:
        """A text with every match of a pattern replaced."""
        flags = "'gi'" if any_case else "'g'"
        return f"regexp_replace({value}, {self.quoted(pattern)}, {self.quoted(by)}, {flags})"

    def group(self, value: str, pattern: str, *, number: int) -> str:
        """What a group of a pattern matches in a text; the empty text when nothing does."""
        return f"regexp_extract({value}, {self.quoted(pattern)}, {number})"

    def characters(self, value: str) -> str:
        """The characters of a text as a list."""
        return f"regexp_extract_all({value}, '(?s).')"

    def cast(self, value: str, kind: Kind) -> str:
        """A text as a value of another type; NULL when it is none."""
        return f"try_cast({value} AS {kind})"

    def date(self, value: str, form: str) -> str:
        """A text as a date in a form (strptime); NULL when it does not fit."""
        return f"CAST(try_strptime({value}, {self.quoted(form)}) AS DATE)"

    def seconds(self, value: str) -> str:
        """The seconds from 1970 to a timestamp."""
        return f"epoch({value})"

    def list_of(self, items: Iterable[str]) -> str:
        """A list."""
        return f"[{', '.join(items)}]"

    def item(self, several: str, index: str) -> str:
        """An item of a list, from 1."""
        return f"{several}[{index}]"

    def size(self, several: str) -> str:
        """The number of items of a list."""
        return f"len({several})"

    def each(self, several: str, name: str, *, body: str) -> str:
        """A list with each item, called by a name, made into something else."""
        return f"list_transform({several}, lambda {name}: {body})"

    def keep(self, several: str, name: str, *, test: str) -> str:
        """The items of a list that pass a test."""
        return f"list_filter({several}, lambda {name}: {test})"

    def split(self, value: str, separator: str) -> str:
        """The parts of a text as a list."""
        return f"string_split({value}, {separator})"

    def join(self, several: str) -> str:
        """The texts of a list one after the other."""
        return f"array_to_string({several}, '')"

    def unnested(self, *lists: tuple[str, str]) -> str:
        """In a SELECT: a row for each item of lists that go side by side, each by its name."""
        return ", ".join(f"unnest({several}) AS {name}" for several, name in lists)

    def let(self, name: str, value: str, *, body: str) -> str:
        """An expression in which a value has a name, so that it is planned once."""
        return self.item(self.each(self.list_of([value]), name, body=body), "1")

    def group_by(self, count: int) -> str:
        """Grouping by the first so many columns, the rest being aggregates."""
        return "GROUP BY ALL"

    def distinct(self, names: Iterable[str]) -> str:
        """The number of different combinations of columns."""
        return f"count(DISTINCT ({', '.join(names)}))"


_DUCKDB = SqlDialect()


def dialect() -> SqlDialect:
    """The dialect that plans are written in."""
    return _DUCKDB
