"""/feeds: the publication as event streams (LDES), which others follow from release to release."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from flask import Blueprint, Response, make_response, request
from werkzeug.wrappers import Response as AnyResponse

from kg.release.feeds.page import FeedMember, read_members, read_node, read_page
from kg.release.feeds.record import FeedRecord
from server.i18n import in_language
from server.negotiate import choose
from server.pages.formats import described, negotiated, parameter_links, rdf_response
from server.pages.problems import Problem, ResourceMissing
from server.pages.served import feed_moment
from server.pages.site import page
from server.tags import tag_of
from server.view.addresses import absolute, is_kept, lead_to, root, site_root
from server.view.feeds import (
    catalogue_lines,
    current_feeds,
    feed_folder,
    node_place,
    page_lines,
    relation_lines,
    root_lines,
)
from server.view.quad_formats import QUAD_FORMATS, write_quads
from server.view.service import current_service
from server.view.suffixes import HTML, DataFormat

blueprint = Blueprint("feeds", __name__)
DAY = 24 * 3600
_DIGEST = re.compile(r"[0-9a-f]{32}")
_EVENT = re.compile(r"[0-9]+\.([A-Za-z0-9._-]{1,80})")


@blueprint.before_request
def _leave_kept_release() -> AnyResponse | None:
    """A kept release has no streams of its own: lead to those of the site."""
    return lead_to(request.path, 302, start=site_root()) if is_kept() else None


@blueprint.get("/feeds")
def feeds() -> Response:
    """All streams, as a page and as data."""
    index, service, links = current_feeds(), current_service(), parameter_links("/feeds")
    wanted = negotiated()
    if wanted is HTML:
        listed = [(one, _title(one)) for one in index.feeds.values()]
        without = [
            in_language(one["title"])
            for one in service.release.manifest.get("datasets", [])
            if one["id"] in index.without
        ]
        shown = page(
            "feeds.html", section="data", fixed=False, links=links, feeds=listed, without=without
        )
        return described(shown, links, subject=None)
    nothing = "CONSTRUCT {} WHERE {}"
    return described(
        rdf_response(nothing, wanted, also=catalogue_lines(index, service)), links, subject=None
    )


@blueprint.get("/feeds/<name>")
def feed(name: str) -> AnyResponse:
    """A stream for people; who reads data is led to its root, which changes when it begins anew."""
    found = _find(name)
    if not _reads_pages():
        response = lead_to(found.path, 302)
        response.headers["Cache-Control"] = "no-cache"
        response.vary.add("Accept")
        return response
    return page(
        "feed.html",
        section="data",
        fixed=False,
        vary_accept=True,
        feed=found,
        title=_title(found),
        address=absolute(f"/feeds/{name}"),
        iri=found.iri(current_service().base),
    )


@blueprint.get("/feeds/<name>/<int:epoch>")
def feed_root(name: str, epoch: int) -> AnyResponse:
    """The root of a stream: what it is, its full pages, and the members that are on none yet."""
    found = _of_epoch(name, epoch)
    if _reads_pages():
        return lead_to(f"/feeds/{name}", 302)
    members = _members(found, found.open.digest) if found.open is not None else ()
    if members is None:
        raise ResourceMissing(page={"asked": request.path})
    response = _node(root_lines(found, current_service().base), members)
    response.headers["Cache-Control"] = "no-cache"
    response.last_modified = feed_moment(found.last)
    response.make_conditional(request)
    return response


@blueprint.get("/feeds/<name>/<int:epoch>/<node>")
def feed_node(name: str, epoch: int, *, node: str) -> AnyResponse:
    """A full page, or a node that names some, by its digest; what an event is called leads to its
    release.
    """
    found = _of_epoch(name, epoch)
    event = _EVENT.fullmatch(node)
    if event is not None:
        return lead_to(f"/releases/{event[1]}", 303)
    if not _DIGEST.fullmatch(node):
        raise ResourceMissing(page={"asked": request.path})
    base, own = current_service().base, absolute(node_place(found, node))
    head = list(page_lines(found, base, node=own))
    members = _members(found, node)
    if members is None:
        links = read_node(feed_folder(found), node)
        if links is None:
            raise ResourceMissing(page={"asked": request.path})
        head += relation_lines(found, own, links=links)
    response = _node(head, members or ())
    response.headers["Cache-Control"] = f"public, max-age={DAY}, immutable"
    response.make_conditional(request)
    return response


@blueprint.get("/.well-known/api-catalog")
def api_catalog() -> Response:
    """What machines may call here (RFC 9727), as a set of links (RFC 9264)."""
    own = absolute("/")
    sparql, listed = absolute("/sparql"), absolute("/feeds")
    entries: list[dict[str, object]] = [
        {"anchor": own, "item": [{"href": sparql}, *_items()]},
        {
            "anchor": sparql,
            "service-desc": [{"href": sparql, "type": "text/turtle"}],
            "service-doc": [{"href": sparql, "type": "text/html"}],
        },
    ]
    entries += [
        {
            "anchor": item["href"],
            "service-desc": [{"href": listed, "type": "text/turtle"}],
            "service-doc": [{"href": item["href"], "type": "text/html"}],
        }
        for item in _items()
    ]
    response = make_response(json.dumps({"linkset": entries}, indent=1) + "\n")
    response.content_type = (
        'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'
    )
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Link"] = f'<{own.rstrip("/")}/.well-known/api-catalog>; rel="api-catalog"'
    return response


def _items() -> list[dict[str, str]]:
    return [{"href": absolute(f"/feeds/{one}")} for one in current_feeds().feeds]


def _find(name: str) -> FeedRecord:
    """The stream of a name that is there now.

    Raises:
        Problem: 404, there never was one; 410, it has ended.
    """
    index = current_feeds()
    found = index.feeds.get(name)
    if found is not None:
        return found
    if name in index.ended:
        raise _ended(None)
    raise ResourceMissing(page={"asked": request.path})


def _of_epoch(name: str, epoch: int) -> FeedRecord:
    """The stream of a name, if it is still that of an epoch.

    Raises:
        Problem: 404, there never was one; 410, it has ended.
    """
    found = _find(name)
    if epoch == found.epoch:
        return found
    if 0 < epoch < found.epoch:
        raise _ended(found)
    raise ResourceMissing(page={"asked": request.path})


def _ended(instead: FeedRecord | None) -> Problem:
    extra = {"instead": f"{root()}{instead.path}"} if instead is not None else {}
    return Problem("SAM-H416", page={"feeds": True}, extra=extra)


def _members(found: FeedRecord, digest: str) -> Iterable[FeedMember] | None:
    lines = read_page(feed_folder(found), digest)
    stream = found.iri(current_service().base)
    return None if lines is None else read_members(lines, stream)


def _node(head: Iterable[str], members: Iterable[FeedMember]) -> Response:
    wanted = _wanted()
    data = write_quads(head, members, wanted=wanted)
    response = make_response(data)
    response.content_type = wanted.media_type
    response.set_etag(tag_of(wanted.media_type, data))
    response.vary.add("Accept")
    return response


def _wanted() -> DataFormat:
    """The format that a follower wants, of those that have graphs.

    Raises:
        Problem: 406, it accepts none of them.
    """
    by_suffix = {one.suffix: one for one in QUAD_FORMATS}
    asked = by_suffix.get(request.args.get("format", ""))
    if asked is not None:
        return asked
    offers = {one.media_type: one for one in QUAD_FORMATS}
    chosen = choose(request.headers.get("Accept"), list(offers))
    if chosen is None:
        raise Problem("SAM-H406", {"offered": ", ".join(offers)})
    return offers[chosen]


def _reads_pages() -> bool:
    offers = [*(one.media_type for one in QUAD_FORMATS), HTML.media_type]
    chosen = choose(request.headers.get("Accept"), offers)
    return "format" not in request.args and chosen == HTML.media_type


def _title(found: FeedRecord) -> str:
    """The dataset of a stream, or the publication."""
    manifest = current_service().release.manifest
    titles = {one["iri"]: one["title"] for one in manifest.get("datasets", [])}
    texts = titles.get(found.dataset, {}) if found.dataset else manifest.get("title", {})
    return in_language(texts) or found.id
