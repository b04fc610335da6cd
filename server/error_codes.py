"""The types of problem of the service, those of queries among them, and how machines get one."""

from __future__ import annotations

from collections.abc import Mapping

from kg.store.problem_types import QUERY_PROBLEMS, ProblemText, ProblemType, problem_type
from kg.texts import Message

MEMBERS = ("line", "column", "near", "retry_after", "limit", "offered")
"""Values of a problem at hand that machines get beside its words (RFC 9457, 3.2)."""


def problem_document(
    root: str, code: str, *, status: int, told: ProblemText, values: Mapping[str, object]
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


_OWN = (
    problem_type(
        "SAM-H400",
        400,
        title=Message("This request is not complete"),
        text=Message("A part of the address is missing or cannot be read."),
        fix=Message("Check the address, or begin at the home page."),
    ),
    problem_type(
        "SAM-H404",
        404,
        title=Message("We found nothing at this address"),
        text=Message("This release says nothing about what you asked for."),
        fix=Message("See whether the address is written right, or search by name."),
    ),
    problem_type(
        "SAM-H405",
        405,
        title=Message("This address cannot be used in that way"),
        text=Message("This address does not know that HTTP method; most pages know only GET."),
        fix=Message("Use a method from the Allow header."),
    ),
    problem_type(
        "SAM-H406",
        406,
        title=Message("We do not have this format"),
        text=Message("This resource exists as: {offered}."),
        fix=Message(
            "Ask for one of these formats in the Accept header, or add its suffix to the address."
        ),
    ),
    problem_type(
        "SAM-H410",
        410,
        title=Message("This was withdrawn"),
        text=Message("The publisher withdrew what stood here. It is in no release any more."),
        fix=Message("Remove this address from your lists; it will not return."),
    ),
    problem_type(
        "SAM-H413",
        404,
        title=Message("There is no such release"),
        text=Message("No release of this name was published here."),
        fix=Message("See whether the address is written right, or choose one from the list."),
    ),
    problem_type(
        "SAM-H414",
        410,
        title=Message("This release is not kept any more"),
        text=Message("It was published once, and was taken away since: not every release is kept."),
        fix=Message("Choose another release from the list, or the present one."),
    ),
    problem_type(
        "SAM-H415",
        400,
        title=Message("This date cannot be read"),
        text=Message("Accept-Datetime says {value}, which is no date of HTTP."),
        fix=Message("Write it in GMT, as: Thu, 31 May 2026 20:35:00 GMT."),
    ),
    problem_type(
        "SAM-H416",
        410,
        title=Message("This stream of changes has ended"),
        text=Message(
            "Its pages are gone and do not come back. Something was erased, or the stream began"
            " anew since it was old or long."
        ),
        fix=Message("Begin with the stream that took its place; the list of streams names it."),
    ),
    problem_type(
        "SAM-H417",
        400,
        title=Message("This request to match names cannot be read"),
        text=Message(
            "The parameter {parameter} must be JSON as the Reconciliation Service API 0.2 has it,"
            " with at most {queries} queries, {ids} things and {properties} properties in"
            " {size} KiB."
        ),
        fix=Message("Send fewer at once, and see how the API writes them."),
    ),
    problem_type(
        "SAM-H440",
        408,
        title=Message("The request stayed unfinished"),
        text=Message("The body was not complete after {seconds} seconds."),
        fix=Message("Send the whole body at once; see whether Content-Length is right."),
    ),
    problem_type(
        "SAM-H441",
        414,
        title=Message("This address is too long"),
        text=Message("An address may have at most {limit} bytes."),
        fix=Message(
            "Send the query by POST: as the body with Content-Type: application/sparql-query,"
            " or as query=… in a form (application/x-www-form-urlencoded)."
        ),
    ),
    problem_type(
        "SAM-H442",
        431,
        title=Message("The headers are too large"),
        text=Message(
            "All headers together may have {limit} bytes, and there may be {fields} of them."
        ),
        fix=Message("Make Accept and the cookies shorter."),
    ),
    problem_type(
        "SAM-H500",
        500,
        title=Message("Something went wrong on our side"),
        text=Message("This page could not be made. The fault was noted; it is not yours."),
        fix=Message("Try again later."),
    ),
    problem_type(
        "SAM-P001",
        400,
        title=Message("This request carries no query"),
        text=Message(
            "The address /sparql answers SPARQL queries, and none came with this request."
        ),
        fix=Message(
            "Pass it as query=… by GET or in a form, or as the body of a POST with"
            " Content-Type: application/sparql-query."
        ),
    ),
    problem_type(
        "SAM-P002",
        400,
        title=Message("A parameter cannot be used like this"),
        text=Message("The parameter {parameter} of this request is not right: it {why}."),
        fix=Message(
            "Give every parameter once; a graph is a full IRI; the formats are on /limits."
        ),
    ),
    problem_type(
        "SAM-P003",
        400,
        title=Message("The text of this request is not UTF-8"),
        text=Message("Queries travel as UTF-8, in the address and in the body."),
        fix=Message("Save the text as UTF-8 and percent-encode it in an address."),
    ),
    problem_type(
        "SAM-P004",
        415,
        title=Message("This type of body carries no query"),
        text=Message("A POST to /sparql carries a form or a SPARQL query."),
        fix=Message(
            "Set Content-Type to application/sparql-query or application/x-www-form-urlencoded."
        ),
    ),
)

ERROR_CODES: dict[str, ProblemType] = QUERY_PROBLEMS | {entry.code: entry for entry in _OWN}
