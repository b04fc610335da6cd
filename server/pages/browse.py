"""The list of everything of one class, /browse, in the order in which people look for it."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import quote, urlencode

from flask import Blueprint, g, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from kg.model.terms import SAM, SKOS
from kg.search.database import KIND
from kg.search.lists import ListPage
from server.pages import list_files
from server.pages.problems import Problem, ResourceMissing
from server.pages.scheme import definitions
from server.pages.site import page
from server.service import Service
from server.view.addresses import root
from server.view.index import search_index
from server.view.labels import Ref, ref, refs
from server.view.search import chosen_facets, facet_links, hit_refs
from server.view.service import current_service
from server.view.terms import is_iri

blueprint = Blueprint("browse", __name__)
PAGE = 50
# Classes by which people look for things, in this order; others are on the vocabulary pages.
WAYS_IN = (
    "MunicipalArea",
    "Organisation",
    "SocialService",
    "Partnership",
    "Project",
    "BasicRight",
    "LocalSocialPolicy",
    "SocialHouse",
)
KINDS = frozenset(
    [SAM + name for name in (*WAYS_IN, "CitizenActor", "PolicyAction", "HybridOrganisation")]
    + [SKOS + "Concept"]
)
"""Classes by which search results are narrowed."""
STANDINGS = ("", "former", "outside")


class ListPart(NamedTuple):
    """A part of a list that the reader may choose: its words, its size, whether it is chosen."""

    words: str
    number: int
    chosen: bool
    href: str


def class_counts(service: Service) -> dict[str, int]:
    """How many things each class has, as counted when the release was made."""
    counted = service.release.manifest.get("counts", {}).get("classes", {})
    return {str(iri): int(count) for iri, count in counted.items()}


def ways_in(service: Service, lang: str) -> list[tuple[Ref, str, int]]:
    """The classes by which people look, with the address of their list and their size today."""
    counts, index = class_counts(service), search_index(service)
    iris = [SAM + name for name in WAYS_IN if counts.get(SAM + name)]
    named = refs(service, iris, reader=lang)
    if index is not None:
        counts |= {iri: index.lists.total([(KIND, [iri])]) for iri in iris}
    return [(named[iri], browse_path(iri), counts[iri]) for iri in iris]


def browse_path(class_iri: str) -> str:
    """The path of the list of a class: short for our own classes."""
    if class_iri.startswith(SAM):
        return f"/browse/{class_iri[len(SAM) :]}"
    return f"/browse?class={quote(class_iri, safe=':/')}"


@blueprint.get("/browse")
def browse_any() -> AnyResponse:
    """The things of any class, by `?class=`; `?format=` gives the list as a file."""
    return _list(request.args.get("class", ""), form=request.args.get("format", ""))


@blueprint.get("/browse/<name>")
def browse_own(name: str) -> AnyResponse:
    """The things of a class of the vocabulary; a suffix gives the list as a file."""
    stem, dot, form = name.rpartition(".")
    if dot and form in list_files.FORMS:
        return _list(SAM + stem, form=form)
    return _list(SAM + name, form=request.args.get("format", ""))


def _list(class_iri: str, *, form: str) -> AnyResponse:
    service = current_service()
    standing, letter = request.args.get("standing", ""), request.args.get("letter", "")
    if not is_iri(class_iri) or standing not in (*STANDINGS, "all") or len(letter) > 1:
        raise Problem("SAM-H400")
    index = search_index(service)
    if index is None:
        raise ResourceMissing(page={"asked": class_iri})
    facets = [(KIND, [class_iri]), *chosen_facets().items()]
    chosen = None if standing == "all" else standing
    if form:
        return list_files.send(
            service, index, class_iri=class_iri, facets=facets, standing=chosen, form=form
        )
    listed = index.lists.page(
        facets,
        g.lang,
        standing=chosen,
        letter=letter,
        after=request.args.get("after", ""),
        most=PAGE,
    )
    if not listed.standings and len(facets) == 1:
        raise ResourceMissing(page={"asked": class_iri})
    named = hit_refs(service, listed.hits, reader=g.lang)
    leads = definitions(service, [hit.iri for hit in listed.hits], lang=g.lang)
    return page(
        "browse.html",
        section="find",
        thing=ref(service, class_iri, reader=g.lang),
        things=[(named[hit.iri], leads.get(hit.iri)) for hit in listed.hits],
        listed=listed,
        letter=letter,
        letters=_letters(listed, letter),
        standings=_standings(listed, standing),
        facets=facet_links(service, listed.facets, reader=g.lang, kinds=KINDS - {class_iri}),
        files=list_files.links(service, class_iri),
        after=listed.hits[-1].iri if listed.more else None,
        started=not request.args.get("after"),
        first=named[listed.hits[0].iri] if listed.hits else None,
        page_size=PAGE,
    )


def _letters(listed: ListPage, letter: str) -> list[ListPart]:
    """A to Z with how many there are of each; none for a list that fits on a page."""
    if sum(listed.letters.values()) <= PAGE:
        return []
    return [
        ListPart(one, count, one == letter, _address(letter="" if one == letter else one))
        for one, count in listed.letters.items()
    ]


def _standings(listed: ListPage, standing: str) -> list[ListPart]:
    """What is of today, former, and outside Flanders; none where all is of today."""
    words = {"": _("Today"), "former": _("Former"), "outside": _("Outside Flanders")}
    if not set(listed.standings) - {""}:
        return []
    return [
        ListPart(words[key], listed.standings.get(key, 0), key == standing, _address(standing=key))
        for key in STANDINGS
    ]


def _address(**changes: str) -> str:
    """The address of this list with another part of it, from its beginning."""
    dropped = {"after", "theme", "lang", *changes}
    if "standing" in changes:
        dropped.add("letter")
    kept = [(k, v) for k, v in request.args.items(multi=True) if k not in dropped]
    kept += [(key, value) for key, value in changes.items() if value]
    return f"{root()}{request.path}" + (f"?{urlencode(kept)}" if kept else "")
