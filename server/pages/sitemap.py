"""What crawlers read: which addresses to leave alone, and the pages of all things."""

from __future__ import annotations

from xml.sax.saxutils import escape

from flask import Blueprint, Response, make_response

from server.pages.problems import ResourceMissing
from server.service import Service
from server.view.addresses import path_of, root
from server.view.index import search_index
from server.view.service import current_service

blueprint = Blueprint("sitemap", __name__)
LISTED = 2_000
"""Pages in one file."""
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_OWN = "iri >= ? AND iri < ? AND name_nl <> ''"
_MAIN = (
    "/",
    "/views/rights",
    "/views/life-course",
    "/views/hybrids",
    "/views/playing-field",
    "/views/province",
    "/views/broad-receptions",
    "/views/coalitions",
    "/views/living-labs",
    "/views/conditions",
    "/views/citizen-roles",
    "/compare",
    "/concepts",
    "/ns",
    "/catalog",
    "/about",
)


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Crawlers may read the pages, not run queries."""
    kept = f"{root()}/releases/*"
    never = (f"{place}/{name}" for place in (root(), kept) for name in ("sparql", "why", "api/"))
    text = "User-agent: *\n" + "".join(f"Disallow: {path}\n" for path in never)
    text += f"Sitemap: {_site(current_service())}/sitemap.xml\n"
    response = make_response(text)
    response.content_type = "text/plain; charset=utf-8"
    return response


@blueprint.get("/sitemap.xml")
def sitemap_index() -> Response:
    """The files that list the pages."""
    service = current_service()
    files = range(1 + -(-_count(service) // LISTED))
    places = (f"{_site(service)}/sitemap-{number}.xml" for number in files)
    rows = "".join(f"<sitemap><loc>{escape(place)}</loc></sitemap>\n" for place in places)
    return _xml(f'<sitemapindex xmlns="{_NAMESPACE}">\n{rows}</sitemapindex>\n')


@blueprint.get("/sitemap-<int:number>.xml")
def sitemap(number: int) -> Response:
    """Some of the pages: file 0 has those that are no things."""
    service = current_service()
    site, paths = _site(service), list(_MAIN)
    if number:
        index = search_index(service)
        bound = (service.base, f"{service.base}\U0010ffff", LISTED, LISTED * (number - 1))
        select = f"SELECT iri FROM thing WHERE {_OWN} ORDER BY iri LIMIT ? OFFSET ?"
        found = index.database.rows(select, bound) if index is not None else ()
        paths = [path_of(iri, service.base) for (iri,) in found]
        if not paths:
            raise ResourceMissing(page={"asked": f"/sitemap-{number}.xml"})
    rows = "".join(f"<url><loc>{escape(site + path)}</loc></url>\n" for path in paths)
    return _xml(f'<urlset xmlns="{_NAMESPACE}">\n{rows}</urlset>\n')


def _count(service: Service) -> int:
    index = search_index(service)
    if index is None:
        return 0
    bound = (service.base, f"{service.base}\U0010ffff")
    return int(index.database.rows(f"SELECT COUNT(*) FROM thing WHERE {_OWN}", bound).fetchone()[0])


def _site(service: Service) -> str:
    """The address of the site as the publication has it, whatever host it is reached at."""
    return service.base.rstrip("/")


def _xml(text: str) -> Response:
    response = make_response(f'<?xml version="1.0" encoding="UTF-8"?>\n{text}')
    response.content_type = "application/xml; charset=utf-8"
    response.headers["Cache-Control"] = "no-cache"
    return response
