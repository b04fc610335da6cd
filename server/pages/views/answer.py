"""The one way in which rows, a sentence and a figure become a page that answers, and its files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from flask import Response, g, request
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from kg.model.terms import RDF_TYPE, SAM
from kg.store.results import Term
from server.pages.problems import Problem, ResourceMissing
from server.pages.site import here
from server.pages.table_files import file_response, write_table
from server.pages.views.embed import view_page
from server.pages.views.rights_sentences import Conclusion
from server.service import Service
from server.view.addresses import root
from server.view.description import why_address
from server.view.labels import Ref, by_label, refs
from server.view.service import current_service
from server.view.told_figures import InAreas, told_areas

Told = TypeVar("Told")
SHOWN = 25
"""Rows of a table before "show all"."""
BOXES = 8
"""Areas that stand as boxes; more are a list to choose from."""
_PICTURE = "svg"
_LEVELS = ("Region", "Province", "MunicipalArea")


class AnswerCell(NamedTuple):
    """A cell: things or words, with a sign before them; the words may lead somewhere."""

    things: Sequence[Ref] = ()
    words: str = ""
    sign: Markup = Markup("")
    href: str = ""

    @property
    def text(self) -> str:
        """The cell as a file has it."""
        return "; ".join([*(thing.label for thing in self.things), *filter(None, [self.words])])


class AnswerRow(NamedTuple):
    """A row: its cells, the IRI that it is about, and its name as a place on the page."""

    cells: Sequence[AnswerCell]
    iri: str = ""
    anchor: str = ""


class AnswerTable(NamedTuple):
    """A table below its heading; the first one, and those with the same heads, are in the files."""

    heading: str
    heads: Sequence[str]
    rows: Sequence[AnswerRow]
    note: str = ""


class AnswerChoice(NamedTuple):
    """A box to choose by: words, a number, if it is chosen, where it leads, and a sign."""

    words: str
    number: int
    chosen: bool
    path: str
    sign: Markup = Markup("")


class AreaOption(NamedTuple):
    """An area to choose from a list, with how many things are in it."""

    area: Ref
    number: int
    level: str


def _no_figure(*, alone: bool) -> Markup:
    return Markup("")


@dataclass(frozen=True, kw_only=True)
class AnswerPage:
    """A page that answers: `draw` makes its figure, `alone` for a file of its own.

    The figure stands `beside` the sentence or below it; `capped` tables show their first rows.
    """

    question: str
    conclusion: Conclusion
    tables: Sequence[AnswerTable]
    counted: str
    query: str
    draw: Callable[..., Markup] = _no_figure
    caption: str = ""
    beside: bool = False
    is_field: bool = False
    choices: Sequence[Sequence[AnswerChoice]] = ()
    areas: Sequence[AreaOption] = ()
    links: Sequence[tuple[str, str]] = ()
    section: str = ""
    capped: bool = True


AnswerMaker = Callable[[Service], AnswerPage]


def show_answer(slug: str, make: AnswerMaker) -> Response:
    """The page of an answer."""
    answer = make(current_service())
    shown = None if request.args.get("all") or not answer.capped else SHOWN
    figure = answer.draw(alone=False)
    forms = [*("csv", "xlsx", "json"), *([_PICTURE] if figure else [])]
    filled = [table for table in answer.tables if table.rows]
    heads = filled[0].heads if filled else ()
    return view_page(
        "views/answer.html",
        section=answer.section,
        question=answer.question,
        conclusion=answer.conclusion,
        figure=figure,
        caption=answer.caption,
        look="fieldfig" if answer.is_field else "bars-wide",
        answer=answer,
        tables=filled,
        heads=heads,
        shown=shown,
        cut=shown is not None and any(len(table.rows) > shown for table in filled),
        total=sum(len(table.rows) for table in filled),
        boxes=[box for box in (*answer.choices, _boxes(answer.areas)) if box],
        select=answer.areas if len(answer.areas) > BOXES else (),
        asked_area=request.args.get("area", ""),
        levels=level_words(),
        kept={k: v for k, v in request.args.items() if k not in ("area", "all", "lang", "theme")},
        files=[(form, f"{root()}/views/{slug}.{form}") for form in forms],
    )


def answer_file(slug: str, make: AnswerMaker, *, form: str) -> Response:
    """The rows of an answer in the same order as a file; `svg` is its figure."""
    service = current_service()
    answer, name = make(service), f"{slug}-{service.release.id}"
    if form == _PICTURE:
        figure = answer.draw(alone=True)
        if not figure:
            raise ResourceMissing(page={"asked": request.path})
        return file_response(figure, form, name=name)
    if form not in ("csv", "xlsx", "json"):
        raise ResourceMissing(page={"asked": request.path})
    heads = next((table.heads for table in answer.tables if table.rows), answer.tables[0].heads)
    told = [place for place, head in enumerate(heads) if head]  # a link alone is for the page
    rows = [
        [*(row.cells[place].text for place in told), row.iri]
        for table in answer.tables
        if list(table.heads) == list(heads)
        for row in table.rows
    ]
    table = write_table([*filter(None, heads), _("Address in the data (IRI)")], rows, form=form)
    return file_response(table, form, name=name)


def needed(told: Sequence[Told] | None) -> Sequence[Told]:
    """What a release tells.

    Raises:
        ResourceMissing: it was made before this was listed.
    """
    if told is None:
        raise ResourceMissing(page={"asked": request.path})
    return told


def asked_area(service: Service) -> str:
    """The area that the address names, or empty.

    Raises:
        Problem: it is no area of today.
    """
    area = request.args.get("area", "")
    if area and area not in told_areas(service):
        raise Problem("SAM-H400")
    return area


def asked_of(name: str, known: Iterable[str]) -> str:
    """What the address asks by a name, or empty.

    Raises:
        Problem: it is none of what is known.
    """
    asked = request.args.get(name, "")
    if asked and asked not in known:
        raise Problem("SAM-H400")
    return asked


def area_options(service: Service, things: Iterable[InAreas]) -> list[AreaOption]:
    """The areas that things are in and the one that is asked, by level and name.

    Of a level with one area there is only the municipality, or the one that is asked.
    """
    known = told_areas(service)
    counts = Counter(area for thing in things for area in thing.areas if area in known)
    asked = request.args.get("area", "")
    if asked in known:
        counts.setdefault(asked, 0)
    named = refs(service, counts, reader=g.lang)
    options = []
    for level in _LEVELS:
        here_ = {area for area in counts if known[area].level == level}
        if len(here_) > 1 or level == "MunicipalArea" or asked in here_:
            options += [
                AreaOption(one, counts[one.iri], level)
                for one in by_label(named[area] for area in here_)
            ]
    return options


def level_words() -> dict[str, str]:
    """The levels of areas in words."""
    return {
        "Region": _("Region"),
        "Province": _("Province"),
        "MunicipalArea": _("Municipality"),
    }


def choices_of(
    name: str, options: Iterable[tuple[str, str, int]], *, signs: Mapping[str, Markup] | None = None
) -> list[AnswerChoice]:
    """Boxes for the values of a parameter that have any thing; a chosen one lets go again.

    A single value narrows nothing: it is no choice.
    """
    asked = request.args.get(name, "")
    choices = [
        AnswerChoice(
            words,
            count,
            key == asked,
            here(**{name: None if key == asked else key, "all": None}),
            (signs or {}).get(key, Markup("")),
        )
        for key, words, count in options
        if count or key == asked
    ]
    return choices if asked or len(choices) > 1 else []


def _boxes(areas: Sequence[AreaOption]) -> list[AnswerChoice]:
    if len(areas) > BOXES or not (len(areas) > 1 or request.args.get("area")):
        return []
    return choices_of("area", [(one.area.iri, one.area.label, one.number) for one in areas])


def places_in(service: Service, areas: Iterable[str], *, named: Mapping[str, Ref]) -> AnswerCell:
    """Where a thing is: its municipalities, else its provinces, else that it is not known."""
    levels = told_areas(service)
    known = [levels[area] for area in sorted(areas) if area in levels]
    own = [area for area in known if area.level == "MunicipalArea"]
    own = own or [area for area in known if area.level == "Province"]
    return AnswerCell([named[area.iri] for area in own], "" if own else _("not known"))


def proof_of(thing: str, cls: str, *, holds: bool = True) -> AnswerCell:
    """The link to why a thing is of a class of the vocabulary; empty where it is not."""
    if not holds:
        return AnswerCell()
    href = why_address(thing, RDF_TYPE, term=Term("uri", SAM + cls, None, None))
    return AnswerCell(words=_("Why?"), href=href)


def and_more(more: int) -> str:
    """How many things a cell leaves out."""
    return str(ngettext("and %(n)s more", "and %(n)s more", more, n=more))
