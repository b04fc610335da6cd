"""Pages about the service itself: /about, /limits, /errors, and what crawlers ask for."""

from __future__ import annotations

from flask import Blueprint, Response, g, make_response
from werkzeug.wrappers import Response as AnyResponse

from kg.store.guard import MAX_CHAIN, MAX_MERGED
from server.connection import HEAD_SECONDS, MAX_ADDRESS, MAX_HEADERS, READER_SECONDS
from server.messages import BODY_SECONDS
from server.pages.addresses import lead_to, root
from server.pages.data import INCOMING_IN_DATA
from server.pages.describe import STATEMENTS_READ, VALUES_SHOWN
from server.pages.error_codes import all_codes
from server.pages.incoming import INCOMING_READ
from server.pages.names import NAMES_READ
from server.pages.problems import Missing
from server.pages.query import ROWS
from server.pages.service import current_service
from server.pages.site import own_version, page
from server.sparql.protocol import MAX_BODY

blueprint = Blueprint("info", __name__)


@blueprint.get("/about")
def about() -> Response:
    """What Samenspel is and whose data these are."""
    return page("about.html", section="", version=own_version())


@blueprint.get("/limits")
def limits() -> Response:
    """Every limit of the service, in one table."""
    pool = current_service().pool
    own, (running, running_of_one) = pool.limits, pool.running()
    values = {
        "seconds": own.deadline,
        "memory": own.memory >> 20,
        "text": own.text >> 10,
        "address": MAX_ADDRESS,
        "headers": MAX_HEADERS >> 10,
        "body": MAX_BODY >> 10,
        "nesting": own.nesting,
        "operators": MAX_CHAIN,
        "merged": MAX_MERGED,
        "result": own.result >> 20,
        "held": own.held >> 20,
        "running": running,
        "running_of_one": running_of_one,
        "waiting": own.waiting,
        "patience": own.patience,
        "silence": HEAD_SECONDS,
        "body_seconds": BODY_SECONDS,
        "reader": READER_SECONDS,
        "rows": ROWS,
        "incoming": INCOMING_IN_DATA,
        "counted": INCOMING_READ,
        "statements": STATEMENTS_READ,
        "values": VALUES_SHOWN,
        "names": NAMES_READ,
    }
    return page("limits.html", section="", limits=values)


@blueprint.get("/errors/")
def errors() -> Response:
    """All problem types and findings."""
    return page("errors.html", section="", codes=list(all_codes().values()))


@blueprint.get("/errors/<code>")
def error(code: str) -> Response:
    """One problem type, the address in the `type` of an RFC 9457 problem."""
    found = all_codes().get(code.upper())
    if found is None:
        raise Missing(page={"asked": code})
    counts = current_service().release.manifest.get("counts", {}).get("findings", {})
    return page(
        "error_code.html",
        section="",
        kind=found,
        heading=found.title[g.lang],
        detail=found.text[g.lang],
        fix=found.fix[g.lang],
        count=counts.get(found.code),
    )


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Crawlers may read the pages, not run queries."""
    text = f"User-agent: *\nDisallow: {root()}/sparql\nDisallow: {root()}/why\n"
    response = make_response(text)
    response.content_type = "text/plain; charset=utf-8"
    return response


@blueprint.get("/favicon.ico")
def favicon() -> AnyResponse:
    """The mark, for browsers that do not read the page first."""
    return lead_to("/static/favicon.svg", 302)
