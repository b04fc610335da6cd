"""Writes a feed of changes as Atom (RFC 4287)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple
from xml.etree import ElementTree

from markupsafe import Markup

ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write (2.2)."""


class FeedEntry(NamedTuple):
    """One entry: `iri` names it for good, `updated` is a moment after RFC 3339."""

    iri: str
    title: str
    updated: str
    href: str
    content: Markup


class AtomFeed(NamedTuple):
    """A feed; `address` is its own, `page` that of the page that says the same."""

    iri: str
    title: str
    language: str
    author: str
    address: str
    page: str
    updated: str
    entries: Sequence[FeedEntry]


def write_feed(feed: AtomFeed, *, version: str) -> bytes:
    """The feed as XML, the same bytes for the same feed."""
    ElementTree.register_namespace("", ATOM)
    root = ElementTree.Element(f"{{{ATOM}}}feed")
    root.set("{http://www.w3.org/XML/1998/namespace}lang", feed.language)
    _text(root, "id", feed.iri)
    _text(root, "title", feed.title)
    _text(root, "updated", feed.updated)
    _link(root, "self", feed.address, MEDIA_TYPE)
    _link(root, "alternate", feed.page, "text/html")
    author = ElementTree.SubElement(root, f"{{{ATOM}}}author")
    _text(author, "name", feed.author)
    generator = _text(root, "generator", "Samenspel")
    generator.set("version", version)
    for one in feed.entries:
        entry = ElementTree.SubElement(root, f"{{{ATOM}}}entry")
        _text(entry, "id", one.iri)
        _text(entry, "title", one.title)
        _text(entry, "updated", one.updated)
        _link(entry, "alternate", one.href, "text/html")
        content = _text(entry, "content", str(one.content))
        content.set("type", "html")
    text: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def _text(parent: ElementTree.Element, name: str, text: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}")
    element.text = _FORBIDDEN.sub("\ufffd", text)
    return element


def _link(parent: ElementTree.Element, relation: str, href: str, media_type: str) -> None:
    link = ElementTree.SubElement(parent, f"{{{ATOM}}}link")
    link.set("rel", relation)
    link.set("type", media_type)
    link.set("href", href)
