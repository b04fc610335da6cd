"""From IRIs to the paths that serve them, and back.

The publication's base IRI is canonical; the server answers for it on any host. IRIs below
https://w3id.org/samenspel/ are served with that prefix replaced by `/`.
"""

from __future__ import annotations

from urllib.parse import quote

from flask import has_request_context, request

from server.pages.service import current_service
from server.pages.terms import curie, is_iri

VOCABULARY_BASE = "https://w3id.org/samenspel/"
_SHARED = ("concept/", "work/")
# RFC 3987 iunreserved plus the characters that separate parts of a path.
_KEPT = "/-._~"


def root() -> str:
    """The path prefix under which the site lives behind a proxy; usually empty."""
    return request.script_root if has_request_context() else ""


def path_of(iri: str, base: str) -> str:
    """The path of the page of `iri`, from the root of the site."""
    for prefix in (VOCABULARY_BASE, base):
        if not iri.startswith(prefix):
            continue
        rest = iri[len(prefix) :]
        # A decoded %2F or %3F would lead elsewhere, so such an address travels as a parameter.
        if rest.startswith("id/") and not any(sign in rest.upper() for sign in ("?", "%2F", "%3F")):
            return f"/doc/{rest[3:]}"
        if prefix == VOCABULARY_BASE and (rest == "ns" or rest.startswith(("ns#", "ns/"))):
            return f"/{rest}"
    return f"/resource?iri={quote(iri, safe='')}"


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


def _iri_safe(path: str) -> str:
    return "".join(char if ord(char) > 0x9F or char in _KEPT else quote(char) for char in path)


def candidates(path: str, base: str) -> list[str]:
    """The IRIs that `/id/<path>` may stand for, most likely first.

    A server hands the path on decoded, so `a b` may have been minted as `a%20b`; and shared
    concepts live in the same tree as the publication's own things.
    """
    homes = [base, VOCABULARY_BASE]
    if path.startswith(_SHARED):
        homes.reverse()
    forms = dict.fromkeys((path, _iri_safe(path), quote(path, safe="/-._~:@!$&'()*+,;=")))
    found = [f"{home}id/{form}" for home in homes for form in forms]
    return [iri for iri in found if is_iri(iri)]
