"""Finds what a publisher offers, whatever address of its site one has."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import PurePosixPath
from urllib.parse import urlencode, urljoin, urlsplit

from kg.errors import SamenspelError
from kg.federation.faults import PeerError
from kg.federation.fetching import RDF_TYPES, PeerAnswer, PeerClient, expected
from kg.federation.offers import Discovery, Offer, read_offers
from kg.federation.syntaxes import statements, suffix_of, syntax_of
from kg.inspection.files import slug
from kg.sources.files import shown
from kg.texts import Message

_ACCEPT = f"{RDF_TYPES}, text/html;q=0.2, */*;q=0.1"
_WELL_KNOWN = ("/.well-known/void", "/catalog", "/.well-known/dcat")
"""Where a catalogue is looked for when the page of an address does not name one."""
_RELATIONS = {"alternate", "describedby", "service-desc", "dcat", "catalog", "meta"}
_LINKS = 8
"""Links of a page that are followed: a page may have any number."""
_FILES = (".gz", ".zst", ".bz2", ".xz", ".nq", ".nt")
_RESULTS = "application/sparql-results+json"


def find_offers(client: PeerClient, url: str) -> Discovery:
    """What there is to follow at an address: that of a page, a catalogue, a stream, a service or
    a file.

    Raises:
        SourceError: it may not be connected to, or does not answer.
        PeerError: there is nothing that can be followed, or a limit is passed.
    """
    if found := _by_name(url):
        return found
    answer = client.get(url, accept=_ACCEPT)
    if answer.status >= 400:
        if asked := _endpoint(client, url):
            return asked
        expected(answer)
    if (found := _of_rdf(answer, url)) is not None:
        if found.offers or found.others:
            return found
        return Discovery(url, "", (_file(url),))
    nothing: Discovery | None = None
    for address in _leads(answer):
        try:
            led = client.get(address, accept=RDF_TYPES)
        except PeerError:
            raise
        except SamenspelError:
            continue
        if led.status < 400 and (found := _of_rdf(led, led.url)) is not None:
            # A catalogue says more than VoID does, which has no licences.
            if any(offer.licence for offer in found.offers):
                return found
            nothing = nothing or found
    if nothing is not None:
        return nothing
    if asked := _endpoint(client, url):
        return asked
    raise PeerError(
        Message("Looking at {url}: there is nothing that can be followed.", url=shown(url)),
        code="SAM-N006",
        hint=Message(
            "Give the address of a catalogue (DCAT or VoID), an event stream (LDES), a SPARQL"
            " service or a file of RDF."
        ),
    )


def _by_name(url: str) -> Discovery | None:
    """A packed file, or lines of statements, is one dataset: nothing is fetched to know that."""
    suffix = suffix_of(url)
    return Discovery(url, "", (_file(url),)) if suffix and suffix.endswith(_FILES) else None


def _file(url: str) -> Offer:
    name = PurePosixPath(urlsplit(url).path).name
    return Offer(slug(name.partition(".")[0]) or "dataset", name or url, "dump", url)


def _of_rdf(answer: PeerAnswer, url: str) -> Discovery | None:
    syntax = syntax_of(answer)
    return None if syntax is None else read_offers(statements(answer, syntax=syntax), url)


def _leads(answer: PeerAnswer) -> Iterator[str]:
    """Where a page says that its data are, and where they mostly are."""
    found = [target for rel, target in answer.links.items() if rel in _RELATIONS]
    if "html" in answer.media_type:
        page = _Links(answer.url)
        page.feed(answer.text().decode("utf-8", "replace"))
        found += page.found
    found = found[:_LINKS] + [urljoin(answer.url, place) for place in _WELL_KNOWN]
    yield from (each for each in dict.fromkeys(found) if each != answer.url)


class _Links(HTMLParser):
    """Links of a page to RDF."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self._base, self.found = base, list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        relations = set(told.get("rel", "").lower().split())
        if tag in ("link", "a") and relations & _RELATIONS and told.get("href"):
            address = urljoin(self._base, told["href"])
            if suffix_of(address, told.get("type", "").lower()):
                self.found.append(address)


def _endpoint(client: PeerClient, url: str) -> Discovery | None:
    """A SPARQL service, when it answers a question."""
    joint = "&" if urlsplit(url).query else "?"
    try:
        answer = client.get(f"{url}{joint}{urlencode({'query': 'ASK {}'})}", accept=_RESULTS)
        if answer.status >= 400 or "boolean" not in json.loads(answer.text()):
            return None
    except (SamenspelError, ValueError, TypeError):
        return None
    return Discovery(url, "", (Offer("sparql", url, "sparql", url),))
