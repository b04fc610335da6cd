"""The catalogue of problem types: each has a code, a status, a page and its words.

In a text, {…} stands for a value of the problem at hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from kg.texts import Message, Translations


@dataclass(frozen=True)
class ErrorCode:
    """A problem type: what happened and what to do, in three languages."""

    code: str
    status: int
    title: Mapping[str, str]
    text: Mapping[str, str]
    fix: Mapping[str, str]

    def told(self, language: str, values: Mapping[str, object]) -> ProblemText:
        """The words for one problem; a value that is not known becomes an ellipsis."""
        filled = _Values(values)
        return ProblemText(
            self.title[language],
            self.text[language].format_map(filled),
            self.fix[language].format_map(filled),
        )


class ProblemText(NamedTuple):
    """What people read of a problem."""

    title: str
    detail: str
    fix: str


MEMBERS = ("line", "column", "near", "retry_after", "limit", "offered")
"""Values of a problem at hand that machines get beside its words (RFC 9457, 3.2)."""


def problem_document(
    root: str, code: str, status: int, told: ProblemText, values: Mapping[str, object]
) -> dict[str, object]:
    """A problem as machines get it (RFC 9457, 3.1); `root` is the path of the site."""
    return {
        "type": f"{root}/errors/{code}",
        "title": told.title,
        "status": status,
        "detail": told.detail,
        "code": code,
        "fix": told.fix,
        **{name: values[name] for name in MEMBERS if values.get(name) is not None},
    }


class _Values(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "…"


def _code(code: str, status: int, title: Message, text: Message, fix: Message) -> ErrorCode:
    return ErrorCode(code, status, *map(Translations, (title, text, fix)))


_OWN = (
    _code(
        "SAM-H400",
        400,
        Message("This request is not complete"),
        Message("A part of the address is missing or cannot be read."),
        Message("Check the address, or begin at the home page."),
    ),
    _code(
        "SAM-H404",
        404,
        Message("We found nothing at this address"),
        Message("This release says nothing about what you asked for."),
        Message("See whether the address is written right, or search by name."),
    ),
    _code(
        "SAM-H405",
        405,
        Message("This address cannot be used in that way"),
        Message("This address does not know that HTTP method; most pages know only GET."),
        Message("Use a method from the Allow header."),
    ),
    _code(
        "SAM-H406",
        406,
        Message("We do not have this format"),
        Message("This resource exists as: {offered}."),
        Message(
            "Ask for one of these formats in the Accept header, or add its suffix to the address."
        ),
    ),
    _code(
        "SAM-H410",
        410,
        Message("This was withdrawn"),
        Message("The publisher withdrew what stood here. It is in no release any more."),
        Message("Remove this address from your lists; it will not return."),
    ),
    _code(
        "SAM-H411",
        406,
        Message("RDF/XML cannot write this"),
        Message(
            "In RDF/XML a property is the name of an element; {property} does not end in a name."
        ),
        Message("Ask for Turtle, JSON-LD or N-Triples."),
    ),
    _code(
        "SAM-H412",
        406,
        Message("XML cannot hold this"),
        Message("A value has the character {sign}, after “{near}”. XML forbids that character."),
        Message("Ask for JSON, CSV, Turtle or N-Triples; and tell the publisher of the data."),
    ),
    _code(
        "SAM-H440",
        408,
        Message("The request stayed unfinished"),
        Message("The body was not complete after {seconds} seconds."),
        Message("Send the whole body at once; see whether Content-Length is right."),
    ),
    _code(
        "SAM-H441",
        414,
        Message("This address is too long"),
        Message("An address may have at most {limit} bytes."),
        Message(
            "Send the query by POST: as the body with Content-Type: application/sparql-query,"
            " or as query=… in a form (application/x-www-form-urlencoded)."
        ),
    ),
    _code(
        "SAM-H442",
        431,
        Message("The headers are too large"),
        Message("All headers together may have {limit} bytes, and there may be {fields} of them."),
        Message("Make Accept and the cookies shorter."),
    ),
    _code(
        "SAM-H500",
        500,
        Message("Something went wrong on our side"),
        Message("This page could not be made. The fault was noted; it is not yours."),
        Message("Try again later."),
    ),
    _code(
        "SAM-Q001",
        400,
        Message("This query cannot be read"),
        Message("The text is not valid SPARQL: look at line {line}, character {column}."),
        Message("Look at the marked place: often a dot, a brace or a prefix is missing."),
    ),
    _code(
        "SAM-Q002",
        504,
        Message("This query took too long"),
        Message(
            "We stopped it after {seconds} seconds, so that others can go on. So there is no"
            " answer; that does not mean that there is nothing."
        ),
        Message("Begin at one thing or one class, add a LIMIT, or take the whole file."),
    ),
    _code(
        "SAM-Q003",
        507,
        Message("This query needed too much memory"),
        Message("We stopped it before it got in the way of others. So there is no answer."),
        Message("Sort and group fewer rows, and avoid patterns that share nothing."),
    ),
    _code(
        "SAM-Q004",
        507,
        Message("This answer is too large"),
        Message("The answer is larger than an answer may be."),
        Message("Ask for it in parts with LIMIT and OFFSET, or take the whole file."),
    ),
    _code(
        "SAM-Q005",
        500,
        Message("The engine broke down on this query"),
        Message("Only this query is affected; others go on."),
        Message(
            "Write it another way. Sorting values of mixed kinds is a known cause: sort by STR(?x)."
        ),
    ),
    _code(
        "SAM-Q006",
        503,
        Message("We are too busy now"),
        Message("All places for queries are taken."),
        Message("Try again in {retry_after} seconds."),
    ),
    _code(
        "SAM-Q007",
        413,
        Message("This query is too long"),
        Message("The text has {size} bytes; {limit} is the most it may have."),
        Message("Pass fewer values and ask several times."),
    ),
    _code(
        "SAM-Q008",
        400,
        Message("This query is nested too deeply"),
        Message("At line {line}, character {column} more than {limit} levels open."),
        Message("Flatten the groups, lists or expressions."),
    ),
    _code(
        "SAM-Q009",
        400,
        Message("SERVICE is not answered here"),
        Message("This service calls no other addresses (line {line}, character {column})."),
        Message("Ask the other address yourself and pass its answer with VALUES."),
    ),
    _code(
        "SAM-Q010",
        400,
        Message("This function does not exist here"),
        Message("The query uses {function}."),
        Message("Check the address of the function; those of SPARQL 1.1, xsd: and geof: exist."),
    ),
    _code(
        "SAM-Q011",
        406,
        Message("This answer does not exist in that format"),
        Message("A {form} query gives something else."),
        Message("SELECT and ASK give JSON, XML, CSV and TSV; CONSTRUCT and DESCRIBE give RDF."),
    ),
    _code(
        "SAM-Q012",
        400,
        Message("Nothing can be changed here"),
        Message("{keyword} changes data; a published release never changes."),
        Message("Change the source or the mapping and publish a new release."),
    ),
    _code(
        "SAM-Q020",
        400,
        Message("These graphs are too large together"),
        Message(
            "The graphs that the query names as its default graph have statements in common,"
            " and are too large to be put together for one query."
        ),
        Message("Name one graph, or none for all of them; or ask GRAPH ?g and count DISTINCT."),
    ),
    _code(
        "SAM-Q021",
        400,
        Message("A group in REPLACE would be empty"),
        Message(
            "{group} at line {line}, character {column} would be read as one group of that name."
        ),
        Message("Put the number in braces: a dollar sign, then the number within braces."),
    ),
    _code(
        "SAM-P001",
        400,
        Message("This request carries no query"),
        Message("The address /sparql answers SPARQL queries, and none came with this request."),
        Message(
            "Pass it as query=… by GET or in a form, or as the body of a POST with"
            " Content-Type: application/sparql-query."
        ),
    ),
    _code(
        "SAM-P002",
        400,
        Message("A parameter cannot be used like this"),
        Message("The parameter {parameter} of this request is not right."),
        Message("Give every parameter once; a graph is a full IRI; the formats are on /limits."),
    ),
    _code(
        "SAM-P003",
        400,
        Message("The text of this request is not UTF-8"),
        Message("Queries travel as UTF-8, in the address and in the body."),
        Message("Save the text as UTF-8 and percent-encode it in an address."),
    ),
    _code(
        "SAM-P004",
        415,
        Message("This type of body carries no query"),
        Message("A POST to /sparql carries a form or a SPARQL query."),
        Message(
            "Set Content-Type to application/sparql-query or application/x-www-form-urlencoded."
        ),
    ),
)

ERROR_CODES: dict[str, ErrorCode] = {entry.code: entry for entry in _OWN}
