"""The types of problem that a query can meet: each has a code, a status, a page and its words.

The command line and the web say a problem in the same words, those of its type. In a text, {…}
stands for a value of the problem at hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from kg.texts import LANGUAGES, ByLanguage, Message, compose, in_language


@dataclass(frozen=True)
class ProblemType:
    """What happened and what to do, in three languages."""

    code: str
    status: int
    title: Mapping[str, str]
    text: Mapping[str, str]
    fix: Mapping[str, str]

    def told(self, language: str, values: Mapping[str, object]) -> ProblemText:
        """The words for one problem; a value that is not known becomes an ellipsis."""
        lang = next(known for known in LANGUAGES if known == language)
        filled = _Values({name: in_language(value, lang) for name, value in values.items()})
        return ProblemText(
            self.title[language],
            self.text[language].format_map(filled),
            self.fix[language].format_map(filled),
        )

    def message(self, values: Mapping[str, object]) -> Message:
        """What happened, for an error."""
        title, text = self.title["en"], self.text["en"]
        return compose("{title}. {text}", title=Message(title), text=Message(text, **values))

    def hint(self, values: Mapping[str, object]) -> Message:
        """What to do, for an error."""
        fix = self.fix["en"]
        return Message(fix, **values)


class ProblemText(NamedTuple):
    """What people read of a problem."""

    title: str
    detail: str
    fix: str


class _Values(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "…"


def problem_type(
    code: str, status: int, *, title: Message, text: Message, fix: Message
) -> ProblemType:
    """A type of problem with its words in English."""
    return ProblemType(code, status, *map(ByLanguage, (title, text, fix)))


_TYPES = (
    problem_type(
        "SAM-H411",
        406,
        title=Message("RDF/XML cannot write this"),
        text=Message(
            "In RDF/XML a property is the name of an element; {property} does not end in a name."
        ),
        fix=Message("Ask for Turtle, JSON-LD or N-Triples."),
    ),
    problem_type(
        "SAM-H412",
        406,
        title=Message("XML cannot hold this"),
        text=Message(
            "A value has the character {sign}, after “{near}”. XML forbids that character."
        ),
        fix=Message("Ask for JSON, CSV, Turtle or N-Triples; and tell the publisher of the data."),
    ),
    problem_type(
        "SAM-Q001",
        400,
        title=Message("This query cannot be read"),
        text=Message("The text is not valid SPARQL: look at line {line}, character {column}."),
        fix=Message("Look at the marked place: often a dot, a brace or a prefix is missing."),
    ),
    problem_type(
        "SAM-Q002",
        504,
        title=Message("This query took too long"),
        text=Message(
            "We stopped it after {seconds} seconds, so that others can go on. So there is no"
            " answer; that does not mean that there is nothing."
        ),
        fix=Message("Begin at one thing or one class, add a LIMIT, or take the whole file."),
    ),
    problem_type(
        "SAM-Q003",
        507,
        title=Message("This query needed too much memory"),
        text=Message("We stopped it before it got in the way of others. So there is no answer."),
        fix=Message("Sort and group fewer rows, and avoid patterns that share nothing."),
    ),
    problem_type(
        "SAM-Q004",
        507,
        title=Message("This answer is too large"),
        text=Message("The answer is larger than an answer may be."),
        fix=Message("Ask for it in parts with LIMIT and OFFSET, or take the whole file."),
    ),
    problem_type(
        "SAM-Q005",
        500,
        title=Message("The engine broke down on this query"),
        text=Message("Only this query is affected; others go on ({reason})."),
        fix=Message(
            "Write it another way. Sorting values of mixed kinds is a known cause: sort by STR(?x)."
        ),
    ),
    problem_type(
        "SAM-Q006",
        503,
        title=Message("We are too busy now"),
        text=Message("All places for queries are taken."),
        fix=Message("Try again in {retry_after} seconds."),
    ),
    problem_type(
        "SAM-Q007",
        413,
        title=Message("This query is too long"),
        text=Message("The text has {size} bytes; {limit} is the most it may have."),
        fix=Message("Pass fewer values and ask several times."),
    ),
    problem_type(
        "SAM-Q008",
        400,
        title=Message("This query is nested too deeply"),
        text=Message("At line {line}, character {column} more than {limit} levels open."),
        fix=Message("Flatten the groups, lists or expressions."),
    ),
    problem_type(
        "SAM-Q009",
        400,
        title=Message("SERVICE is not answered here"),
        text=Message("This service calls no other addresses (line {line}, character {column})."),
        fix=Message("Ask the other address yourself and pass its answer with VALUES."),
    ),
    problem_type(
        "SAM-Q010",
        400,
        title=Message("This function does not exist here"),
        text=Message("The query uses {function}."),
        fix=Message(
            "Check the address of the function; those of SPARQL 1.1, xsd: and geof: exist."
        ),
    ),
    problem_type(
        "SAM-Q011",
        406,
        title=Message("This answer does not exist in that format"),
        text=Message("A {form} query gives something else."),
        fix=Message("SELECT and ASK give JSON, XML, CSV and TSV; CONSTRUCT and DESCRIBE give RDF."),
    ),
    problem_type(
        "SAM-Q012",
        400,
        title=Message("Nothing can be changed here"),
        text=Message("{keyword} changes data; a published release never changes."),
        fix=Message("Change the source or the mapping and publish a new release."),
    ),
    problem_type(
        "SAM-Q020",
        400,
        title=Message("These graphs are too large together"),
        text=Message(
            "The graphs that the query names as its default graph have statements in common,"
            " and are too large to be put together for one query."
        ),
        fix=Message("Name one graph, or none for all of them; or ask GRAPH ?g and count DISTINCT."),
    ),
    problem_type(
        "SAM-Q021",
        400,
        title=Message("A group in REPLACE would be empty"),
        text=Message(
            "{group} at line {line}, character {column} would be read as one group of that name."
        ),
        fix=Message("Put the number in braces, as in ${{1}}c."),
    ),
)

QUERY_PROBLEMS: dict[str, ProblemType] = {entry.code: entry for entry in _TYPES}
