"""What every page shares: theme, headers, addresses of assets, and the words of the release."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask, Response, g, make_response, request
from werkzeug.wrappers import Response as AnyResponse

from server.i18n import LANGUAGES
from server.pages.formats import add_links
from server.tags import program_stamp, tag_of
from server.view.addresses import href, is_kept, lead_to, root, short, site_root
from server.view.correction import correct_statement
from server.view.figures import has_rights
from server.view.incoming import INCOMING_READ
from server.view.markup import render, with_gaps
from server.view.service import current_service
from server.view.tongues import spoken, spoken_plain, tongue

THEMES = ("light", "dark")
STATIC = Path(__file__).parent.parent / "static"
YEAR = 365 * 24 * 3600
# Nothing from another origin, no script or style inside a page.
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src {styles}; img-src 'self' data:; "
    "font-src 'self'; manifest-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; "
    "frame-ancestors {ancestors}"
)


@cache
def own_version() -> str:
    """The version of this installation."""
    try:
        return version("samenspel")
    except PackageNotFoundError:
        return "0"


@lru_cache(500)
def _stamp(name: str) -> str | None:
    path = STATIC / name
    if not path.is_file():
        return None
    return blake2b(path.read_bytes(), digest_size=5).hexdigest()


def asset(name: str) -> str | None:
    """The address of a file of ours, with a stamp of its content; None when it was not built."""
    stamp = _stamp(name)
    return f"{site_root()}/static/{name}?v={stamp}" if stamp else None


def here(**changes: object) -> str:
    """The address of this page with some parameters changed, and those that are None left out."""
    return root() + _place(changes)


def present() -> str:
    """The address of this page as the published release has it; of the site, where it is shown."""
    return site_root() + _place({})


def canonical(**changes: object) -> str:
    """The address of this page below the publication's own base, in no language of its own."""
    return current_service().base.rstrip("/") + _place(changes)


def _place(changes: Mapping[str, object]) -> str:
    dropped = {"theme", "lang", *changes}
    kept = [(k, v) for k, v in request.args.items(multi=True) if k not in dropped]
    kept += [(name, str(value)) for name, value in changes.items() if value is not None]
    path = "/" + request.path.lstrip("/\\")  # two of them would begin the name of a host
    return f"{path}?{urlencode(kept)}" if kept else path


def theme() -> str | None:
    """The theme the reader chose, None for that of the device."""
    chosen = request.cookies.get("theme")
    return chosen if chosen in THEMES else None


def page(
    template: str,
    *,
    status: int = 200,
    fixed: bool = True,
    vary_accept: bool = False,
    **values: Any,
) -> Response:
    """A page for people. A `fixed` page depends on the release only, so it has an ETag."""
    tag = _page_tag(template) if fixed else None
    if tag and status == 200 and request.if_none_match.contains_weak(tag):
        response = make_response("", 304)
    else:
        response = make_response(render(template, **values), status)
    if tag and status == 200:
        response.set_etag(tag, weak=True)
        g.fixed_page = True  # that `kept_pages` may keep
    response.headers["Cache-Control"] = "no-cache" if fixed else "no-store"
    response.headers["Content-Language"] = g.lang
    response.vary.update(("Accept-Language", "Cookie"))
    if vary_accept:
        response.vary.add("Accept")
    return response


def _page_tag(template: str) -> str:
    """The tag of a page: its release, which it names, the program, and what it is made for."""
    release = current_service().release.id
    wishes = request.full_path, g.lang, theme() or "", root()
    return tag_of(release, program_stamp(), template, *wishes)


def _remember_choice() -> AnyResponse | None:
    """`?theme=` is a choice, not an address: keep it in a cookie and go on without it.

    Below /id/, and where the site has no page, it may be part of the IRI of a thing.
    """
    chosen = request.args.get("theme")
    if chosen is None or request.endpoint in (None, "resource.identifier"):
        return None
    language = {"lang": request.args["lang"]} if "lang" in request.args else {}
    response = lead_to(_place(language))
    if chosen in THEMES:
        response.set_cookie("theme", chosen, max_age=YEAR, samesite="Lax", httponly=True)
    else:
        response.delete_cookie("theme")
    return response


def _policy() -> str:
    nonce = g.get("style_nonce")
    own = f"'self' 'nonce-{nonce}'; style-src-attr 'unsafe-inline'" if nonce else "'self'"
    return CONTENT_POLICY.format(styles=own, ancestors="*" if g.get("framed") else "'self'")


def _is_stamped() -> bool:
    """Whether a file of ours is asked for by the stamp of the content that it has now."""
    name = request.path.removeprefix("/static/")
    stamp = _stamp(name) if name != request.path and len(name) < 100 else None
    return stamp is not None and request.args.get("v") == stamp


def _finish(response: Response) -> Response:
    headers = response.headers
    if is_kept():
        headers["X-Robots-Tag"] = "noindex"
        add_links(response, f'<{quote(present(), safe=":/?#[]@!$&()*+,;=%~")}>; rel="canonical"')
    headers.setdefault("Content-Security-Policy", _policy())
    headers.setdefault("X-Content-Type-Options", "nosniff")
    # Everything here is public, so scripts of other sites may read it too.
    headers.setdefault("Access-Control-Allow-Origin", "*")
    headers.setdefault(
        "Access-Control-Expose-Headers", "ETag, Link, Content-Language, Memento-Datetime"
    )
    headers.setdefault("Referrer-Policy", "same-origin")
    if response.status_code in (200, 206, 304) and _is_stamped():
        headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    chosen = request.args.get("lang")
    if chosen in LANGUAGES and response.mimetype == "text/html" and not g.get("framed"):
        response.set_cookie("lang", str(chosen), max_age=YEAR, samesite="Lax", httponly=True)
    return response


def register(app: Flask) -> None:
    """Give the application what all pages share."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.before_request(_remember_choice)
    app.after_request(_finish)
    app.jinja_env.filters["with_gaps"] = with_gaps
    app.jinja_env.filters["sentence"] = lambda text: text[:1].upper() + text[1:]
    app.jinja_env.globals.update(
        asset=asset,
        href=href,
        short=short,
        root=root,
        here=here,
        is_kept=is_kept,
        present=present,
        canonical=canonical,
        site_root=site_root,
        has_rights=lambda: has_rights(current_service()),
        theme=theme,
        wrong=lambda value, about="": correct_statement(value, about, page=canonical()),
        spoken=spoken,
        spoken_plain=spoken_plain,
        tongue=tongue,
        incoming_read=INCOMING_READ,
        manifest=lambda: current_service().release.manifest,
        release=lambda: current_service().release,
    )
