"""One resource, five formats: HTML for people and four RDF syntaxes, by `Accept` or by suffix."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote, urlencode

from flask import Response, make_response, request

from kg.model.prefixes import PAGE_PREFIXES
from server.negotiate import choose
from server.pages.problems import Problem, ResourceMissing
from server.tags import tag_of
from server.view.addresses import root
from server.view.service import current_service
from server.view.suffixes import BY_SUFFIX, FORMATS, HTML, DataFormat

# What clients also call these formats.
_ALIASES = {
    "application/xhtml+xml": HTML,
    "application/json": BY_SUFFIX["jsonld"],
    "application/x-turtle": BY_SUFFIX["ttl"],
}


class AlternateLink(NamedTuple):
    """A format of a resource with its own address; a `profile` when it is in other words."""

    href: str
    media_type: str
    name: str
    profile: str = ""


def negotiated(default: DataFormat = HTML) -> DataFormat:
    """The format this client wants; `default` where it has no preference.

    Raises:
        Problem: 406, it accepts none of them.
    """
    asked = request.args.get("format")
    if asked in BY_SUFFIX:
        return BY_SUFFIX[asked]
    ordered = [default, *(item for item in FORMATS if item is not default)]
    offers = {item.media_type: item for item in ordered} | _ALIASES
    chosen = choose(request.headers.get("Accept"), list(offers))
    if chosen is None:
        raise Problem("SAM-H406", {"offered": ", ".join(item.media_type for item in FORMATS)})
    return offers[chosen]


def of_suffix(stem: str, suffix: str) -> DataFormat:
    """The format of a suffix of a page of ours.

    Raises:
        Missing: there is no such format.
    """
    if suffix not in BY_SUFFIX:
        raise ResourceMissing(page={"asked": f"/{stem}.{suffix}"})
    return BY_SUFFIX[suffix]


def suffix_links(path: str) -> list[AlternateLink]:
    """The formats of a resource whose page is at `path` (from the root of the site)."""
    place = root() + quote(path, safe="/-._~:@!$&'()*+,;=%")
    return [AlternateLink(f"{place}.{f.suffix}", f.media_type, f.name) for f in FORMATS]


def place_in(place: str, wanted: DataFormat) -> str:
    """The place (as `path_of` gives it) of the same resource in one format."""
    return f"{place}&format={wanted.suffix}" if "?" in place else f"{place}.{wanted.suffix}"


def parameter_links(path: str, **query: str) -> list[AlternateLink]:
    """The formats of a page that has parameters, chosen by one more."""
    return [
        AlternateLink(
            f"{root()}{path}?{urlencode(query | {'format': f.suffix})}", f.media_type, f.name
        )
        for f in FORMATS
    ]


def link_header(links: list[AlternateLink], subject: str | None) -> str:
    """A `AlternateLink` header: the other formats, and the thing that all of them describe."""
    parts = [
        f'<{link.href}>; rel="alternate"; type="{link.media_type}"{_in(link)}' for link in links
    ]
    if subject:
        parts.append(f'<{quote(subject, safe=":/?#[]@!$&()*+,;=%~")}>; rel="describes"')
    return ", ".join(parts)


def _in(link: AlternateLink) -> str:
    return f'; profile="{link.profile}"' if link.profile else ""


def rdf_response(query: str, wanted: DataFormat, *, also: str = "") -> Response:
    """The graph of a CONSTRUCT in an RDF syntax, with an ETag of its content.

    `also` are more triples of the same release, as N-Triples.
    """
    service = current_service()
    key = (service.release.id, query, wanted.media_type, also)
    tag = service.tags.get(key)
    data = b""
    if tag is None or not request.if_none_match.contains_weak(tag):
        data = service.pool.construct(
            query, media_type=wanted.media_type, prefixes=PAGE_PREFIXES, also=also
        )
        tag = service.tags.keep(key, tag_of(wanted.media_type, data))
    known = request.if_none_match.contains_weak(tag)
    response = make_response("", 304) if known else make_response(data)
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "no-cache"
    kind = wanted.media_type
    response.content_type = f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
    return response


def respond(
    wanted: DataFormat,
    links: list[AlternateLink],
    *,
    subject: str | None,
    html: Callable[[], Response],
    query: Callable[[], str],
) -> Response:
    """The page or the data of a resource, with what a client needs to find the other formats."""
    response = html() if wanted is HTML else rdf_response(query(), wanted)
    return described(response, links, subject=subject)


def described(response: Response, links: list[AlternateLink], *, subject: str | None) -> Response:
    """A page or data with what a client needs to find the other formats."""
    response.headers["Link"] = link_header(links, subject)
    response.vary.add("Accept")
    return response


def add_links(response: Response, *links: str) -> None:
    """Put more links into the Link header of an answer, which stays one line."""
    told = response.headers.get("Link")
    response.headers["Link"] = ", ".join([told, *links] if told else links)
