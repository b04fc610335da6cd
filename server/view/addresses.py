"""From IRIs to the places that serve them, and back.

The publication's base IRI is canonical; the server answers for it on any host. An address is
read as it was written, before anything in it is decoded (RFC 3986, 2.4).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import quote, unquote

from flask import has_request_context, redirect, request
from werkzeug.wrappers import Response

from server.mount import SITE_ROOT
from server.view.service import current_service
from server.view.suffixes import split_suffix
from server.view.terms import curie, is_iri

VOCABULARY_BASE = "https://w3id.org/samenspel/"
# What the vocabulary mints below id/; it has the short addresses of these.
_SHARED = ("concept/", "work/")
# A part of a path that browsers, proxies and libraries all leave as it is: no escape of a sign that
# need not be one (RFC 3986, 6.2.2.2), of a sign that parts an address, or in lower case.
_STEADY = re.compile(
    r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|[^\x00-\x9f]|%(?:2[0-24-9A-C]|3[A-E]|40|5[BDE]|60|7[B-D]))+"
)
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_NOT_ASCII = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")
_BY_A_CLIENT = re.compile(r"(?:%[89A-F][0-9A-F])+")
"""Letters beyond ASCII as clients escape them, in upper case; an IRI may hold others in lower."""
_PATH = "/-._~:@!$&'()*+,;=%"
"""Signs that a path may hold as they are, and the one that begins an escape."""


def root() -> str:
    """The path of what is shown: of the site behind a proxy, and of a kept release; often empty.

    A proxy may have handed on what a client said, so anything that could lead off this host is
    passed over.
    """
    return _safe(request.script_root if has_request_context() else "")


def site_root() -> str:
    """The path of the site itself, also where a kept release is shown."""
    return _safe(request.environ[SITE_ROOT]) if is_kept() else root()


def absolute(place: str) -> str:
    """A place of the site with the host by which the client reached it."""
    host = "".join(sign for sign in request.host if sign.isalnum() or sign in ".-:[]")
    scheme = "https" if request.scheme == "https" else "http"
    inside = quote(place, safe="/-._~:@!$&'()*+,;=%?")
    return f"{scheme}://{host}{site_root()}{inside}"


def is_kept() -> bool:
    """Whether what is shown is a release at an address of its own (`/releases/ID/…`)."""
    return has_request_context() and SITE_ROOT in request.environ


@lru_cache(64)
def _safe(prefix: str) -> str:
    return prefix if re.fullmatch(r"(?:/[\w~-][\w.~-]*)*", prefix, re.ASCII) else ""


def lead_to(place: str, code: int = 303, *, start: str | None = None) -> Response:
    """A redirect to a place on this site, given from its root or another `start`; never to another
    host.

    Two slashes, or a slash and a backslash, would begin the name of a host (RFC 3986, 4.2).
    """
    path, mark, query = place.partition("?")
    inside = quote(path.lstrip("/\\"), safe=_PATH + "#")
    return redirect(
        f"{root() if start is None else start}/{inside}{mark}{quote(query, safe=_PATH + '?')}", code
    )


@lru_cache(20_000)  # a page leads to hundreds of things, many of them on every page
def path_of(iri: str, base: str) -> str:
    """The path of the page of `iri`, from the root of the site.

    No two IRIs share one. An IRI whose own path would not come through as written, or would read
    as the data of another thing, travels as a parameter.
    """
    if iri.startswith(VOCABULARY_BASE):
        rest = iri[len(VOCABULARY_BASE) :]
        if rest == "ns" or rest.startswith(("ns#", "ns/")):
            return f"/{rest}"
        own = rest.startswith(tuple(f"id/{shared}" for shared in _SHARED))
    else:
        rest = iri.removeprefix(base)
        own = rest != iri and rest.startswith("id/") and not rest[3:].startswith(_SHARED)
    if own and _is_steady(rest[3:]):
        return f"/doc/{quote(rest[3:], safe=_PATH)}"
    return f"/resource?iri={quote(iri, safe='')}"


def _is_steady(path: str) -> bool:
    """Whether a path reaches us as it is, and is not that of a format."""
    parts = path.split("/")
    steady = all(_STEADY.fullmatch(part) and part not in (".", "..") for part in parts)
    return steady and split_suffix(path) == (path, None) and not parts[-1].startswith(".")


def described_at(path: str, base: str) -> str:
    """The IRI whose page is at `/doc/<path>`: the inverse of `path_of`."""
    home = VOCABULARY_BASE if path.startswith(_SHARED) else base
    return f"{home}id/{_to_iri(path)}"


def leads_straight(path: str) -> bool:
    """Whether `/id/<path>` has its document at `/doc/<path>`, whatever the release holds."""
    return _is_steady(path) and not path.startswith(_SHARED)


def href(iri: str) -> str:
    """The address of the page about `iri` on this site; works for any IRI."""
    return root() + path_of(iri, current_service().base)


def short(iri: str) -> str:
    """An IRI as briefly as a table has room for: a short form, or its path on this site."""
    brief = curie(iri)
    if brief:
        return brief
    base = current_service().base
    home = next((h for h in (f"{base}id/", f"{VOCABULARY_BASE}id/") if iri.startswith(h)), "")
    return iri[len(home) :]


def _to_iri(address: str, escapes: re.Pattern[str] = _NOT_ASCII) -> str:
    """An address with its letters beyond ASCII as such (RFC 3987, 3.2)."""

    def decoded(match: re.Match[str]) -> str:
        try:
            letters = unquote(match[0], errors="strict")
        except UnicodeDecodeError:
            return match[0]
        return letters if is_iri(f"urn:{letters}") else match[0]

    return escapes.sub(decoded, address)


def _plainer(address: str) -> str:
    """An address without needless escapes (RFC 3986, 6.2.2.2)."""

    def decoded(match: re.Match[str]) -> str:
        sign = unquote(match[0])
        return sign if re.fullmatch(r"[A-Za-z0-9\-._~]", sign) else match[0].upper()

    return _ESCAPE.sub(decoded, address)


def spellings(address: str) -> Iterator[str]:
    """The IRIs that may have been written as `address`, most likely first; some come twice.

    As it stands; as RFC 3986, 6.2.2 and RFC 3987, 3.1 hold equal; and last with signs escaped, or
    not, that a person or a library may have written the other way.
    """
    upper = _ESCAPE.sub(lambda escape: escape[0].upper(), address)
    lower = _ESCAPE.sub(lambda escape: escape[0].lower(), address)
    for form in (address, upper, lower, _plainer(address)):
        yield form
        yield _to_iri(form, _BY_A_CLIENT)
        yield _to_iri(form)
    decoded = unquote(address, errors="surrogateescape")
    for kept in ("/-._~:@!$&'()*+,;=", "/-._~"):
        escaped = quote(decoded, safe=kept, errors="surrogateescape")
        yield escaped
        yield _to_iri(escaped)


def candidates(path: str, query: str, *, base: str) -> list[str]:
    """The IRIs that the address `<path>?<query>` below the root of this site may stand for.

    Shared concepts live in the same tree as the publication's own things. A query that belongs to
    no IRI is one of this site (`lang`), or of who led here; an empty one is not told from none.
    """
    addresses = [f"{path}?{query}", path] if query else [path, f"{path}?"]
    homes = [base, VOCABULARY_BASE] if path.startswith("id/") else [base]
    alike = zip(*(spellings(address) for address in addresses), strict=True)
    found = dict.fromkeys(f"{home}{form}" for forms in alike for form in forms for home in homes)
    return [iri for iri in found if is_iri(iri)]
