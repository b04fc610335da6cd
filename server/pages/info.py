"""Pages about the service itself: /about, /limits, /errors, and what crawlers ask for."""

from __future__ import annotations

import json

from flask import Blueprint, Response, g, make_response
from werkzeug.wrappers import Response as AnyResponse

from kg.release.provenance import MOST
from kg.release.readable import MOST_READABLE
from kg.search.index import LONGEST_TEXT, MOST_MATCHES
from kg.store.query_text.guard import MAX_CHAIN, MAX_MERGED
from kg.store.query_text.mistakes import MOST_TEXT, MOST_WORDS
from server.archive import IDLE_SECONDS, OPEN_RELEASES
from server.archive import WAITING as KEPT_QUESTIONS
from server.compress import SMALL
from server.connection import (
    HEAD_SECONDS,
    KEEP_SECONDS,
    MAX_ADDRESS,
    MAX_FIELDS,
    MAX_HEAD,
    MAX_HEADERS,
    MAX_PIPELINED,
    READER_SECONDS,
)
from server.i18n import in_language
from server.listen import MOST_FILES, RESERVED_FILES
from server.messages import BODY_SECONDS, UNFINISHED
from server.pages.all_codes import all_codes
from server.pages.data import INCOMING_IN_DATA, PARTS_IN_DATA
from server.pages.home import ACTORS_READ
from server.pages.list_files import MOST_ROWS_OF_FILE
from server.pages.problems import ResourceMissing
from server.pages.query import GRAPH_SHOWN, ROWS, TABLE_READ
from server.pages.resource import PARTS_SHOWN
from server.pages.scheme import LINKS_READ
from server.pages.search import HITS
from server.pages.site import asset, own_version, page
from server.sparql.protocol import MAX_BODY
from server.turns import KEPT_THREADS, PAGE_THREADS, TEXT_THREADS, WAITING
from server.view.addresses import lead_to, site_root
from server.view.description import PROPERTIES_SHOWN, STATEMENTS_READ, VALUES_SHOWN
from server.view.incoming import INCOMING_READ, PROPERTIES_LISTED
from server.view.page_query import MOST_ROWS
from server.view.provenance import ROWS_SHOWN
from server.view.service import current_service

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
        "fields": MAX_FIELDS,
        "frame": MAX_HEAD >> 10,
        "pipelined": MAX_PIPELINED,
        "body": MAX_BODY >> 10,
        "nesting": own.nesting,
        "operators": MAX_CHAIN,
        "merged": MAX_MERGED,
        "explained": MOST_TEXT >> 10,
        "words": MOST_WORDS,
        "result": own.result >> 20,
        "held": own.held >> 20,
        "running": running,
        "running_of_one": running_of_one,
        "waiting": own.waiting,
        "patience": own.patience,
        "silence": HEAD_SECONDS,
        "body_seconds": BODY_SECONDS,
        "reader": READER_SECONDS,
        "rest": KEEP_SECONDS,
        "unfinished": UNFINISHED >> 20,
        "files": MOST_FILES,
        "reserved": RESERVED_FILES,
        "pages": PAGE_THREADS,
        "pages_waiting": WAITING,
        "small_threads": TEXT_THREADS,
        "compressed": SMALL,
        "kept_open": OPEN_RELEASES,
        "kept_waiting": KEPT_QUESTIONS,
        "kept_idle": IDLE_SECONDS,
        "kept_pages": KEPT_THREADS,
        "kept_known": MOST_READABLE,
        "table": TABLE_READ >> 10,
        "graph": GRAPH_SHOWN,
        "rows": ROWS,
        "incoming": INCOMING_IN_DATA,
        "counted": INCOMING_READ,
        "listed": PROPERTIES_LISTED,
        "parts": PARTS_SHOWN,
        "parts_in_data": PARTS_IN_DATA,
        "links": LINKS_READ,
        "actors": ACTORS_READ,
        "kind": MOST_ROWS,
        "rows_read": MOST,
        "rows_shown": ROWS_SHOWN,
        "statements": STATEMENTS_READ,
        "values": VALUES_SHOWN,
        "properties": PROPERTIES_SHOWN,
        "hits": HITS,
        "matches": MOST_MATCHES,
        "search": LONGEST_TEXT,
        "file_rows": MOST_ROWS_OF_FILE,
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
        raise ResourceMissing(page={"asked": code})
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


@blueprint.get("/manifest.webmanifest")
def web_manifest() -> Response:
    """What a device shows of the site when somebody keeps it beside their programs (W3C)."""
    start = f"{site_root()}/"
    icons = (("favicon.svg", "any", "image/svg+xml"), ("icon-512.png", "512x512", "image/png"))
    told = {
        "name": in_language(current_service().release.manifest.get("title", {})) or "Samenspel",
        "short_name": "Samenspel",
        "lang": g.lang,
        "start_url": start,
        "scope": start,
        "id": start,
        "display": "browser",
        "background_color": "#fcfcfc",
        "theme_color": "#15202b",
        "icons": [
            {"src": asset(name), "sizes": sizes, "type": kind} for name, sizes, kind in icons
        ],
    }
    response = make_response(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
    response.content_type = "application/manifest+json"
    response.headers["Cache-Control"] = "no-cache"
    response.vary.update(("Accept-Language", "Cookie"))
    return response


@blueprint.get("/apple-touch-icon.png")
def touch_icon() -> AnyResponse:
    """The mark for devices that ask for it without reading a page."""
    return lead_to("/static/apple-touch-icon.png", 302)


@blueprint.get("/favicon.ico")
def favicon() -> AnyResponse:
    """The mark, for browsers that do not read the page first."""
    return lead_to("/static/favicon.svg", 302)
