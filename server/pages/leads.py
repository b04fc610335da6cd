"""What somebody means who types a need or a group together with places: links to that answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from flask import g
from flask_babel import gettext as _

from kg.model.terms import SAM
from kg.search.database import KIND, Facets
from kg.search.folding import fold
from kg.search.index import MOST_WORDS
from server.service import Service
from server.view.addresses import root
from server.view.houses import house_map
from server.view.index import search_index
from server.view.labels import refs
from server.view.release_cache import per_release_cache

_SAID = (
    "a à au aux and bij dans de des dienst diensten du en et for help hulp in la le les near nabij"
    " of om près pour service services te the van voor"
)
_BETWEEN = frozenset(map(fold, _SAID.split()))
"""Words that say nothing of what is needed or where."""
_LONGEST_TOWN = 4
"""Words of the name of a municipality."""


class Lead(NamedTuple):
    """A link to what is probably meant, in words; `number` is how many things it leads to."""

    words: str
    href: str
    number: int | None


class _Parts(NamedTuple):
    towns: list[str]
    rest: str


def read_leads(service: Service, text: str, *, helped: bool, named: bool) -> list[Lead]:
    """What several words together ask for.

    `helped` says that some service fits them all, `named` that something is called so.
    """
    parts = _split(service, text)
    leads = _group_leads(service, parts)
    if parts.rest and parts.towns and not named:
        town = refs(service, parts.towns[:1], reader=g.lang)[parts.towns[0]].label
        words = _("Who helps with “%(need)s” in %(place)s?", need=parts.rest, place=town)
        asked = urlencode({"need": parts.rest, "area": parts.towns[0]})
        leads.append(Lead(str(words), f"{root()}/views/help?{asked}", None))
    elif helped and parts.rest and not parts.towns:
        words = _("Who helps with “%(text)s” near you?", text=text)
        leads.append(Lead(str(words), f"{root()}/views/help?{urlencode({'need': text})}", None))
    return leads


def _group_leads(service: Service, parts: _Parts) -> list[Lead]:
    """The services for a target group, in the municipalities that are named."""
    index = search_index(service)
    if index is None or not parts.rest:
        return []
    found = index.search(parts.rest, g.lang, facets=[(KIND, [f"{SAM}TargetGroup"])], most=2)
    if found.total != 1 or found.corrected:
        return []
    group = found.hits[0].iri
    chosen: Facets = [("group", [group])] + ([("municipality", parts.towns)] if parts.towns else [])
    number = index.lists.total([(KIND, [f"{SAM}SocialService"]), *chosen])
    if not number:
        return []
    named = refs(service, [group, *parts.towns], reader=g.lang)
    if parts.towns:
        towns = _joined([named[town].label for town in parts.towns])
        words = _("Services for %(group)s in %(towns)s", group=named[group].label, towns=towns)
    else:
        words = _("Services for %(group)s", group=named[group].label)
    asked = urlencode([(name, value) for name, values in chosen for value in values])
    return [Lead(str(words), f"{root()}/browse/SocialService?{asked}", number)]


def _joined(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return str(_("%(some)s and %(last)s", some=", ".join(names[:-1]), last=names[-1]))


def _split(service: Service, text: str) -> _Parts:
    """The municipalities that are named, each once in that order, and the words that are left."""
    known = per_release_cache(service, f"towns {g.lang}", make=lambda: _town_names(service))
    said = [(word, fold(word)) for word in text.split()[: 2 * MOST_WORDS]]
    towns: dict[str, None] = {}
    rest: list[str] = []
    at = 0
    while at < len(said):
        for size in range(min(_LONGEST_TOWN, len(said) - at), 0, -1):
            name = " ".join(folded for _word, folded in said[at : at + size])
            if name in known:
                towns[known[name]] = None
                at += size
                break
        else:
            word, folded = said[at]
            if folded and folded not in _BETWEEN:
                rest.append(word.strip(",;"))
            at += 1
    return _Parts(list(towns), " ".join(rest))


def _town_names(service: Service) -> dict[str, str]:
    """The municipalities of today by their folded name."""
    towns = house_map(service).municipalities
    named = refs(service, towns, reader=g.lang)
    return {fold(named[iri].label): iri for iri in towns if named[iri].named}
