"""Projects from their beginning to a take-over: by whom, and after how long."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from statistics import median
from typing import NamedTuple

from flask import Blueprint, Response, g, request
from flask_babel import gettext as _
from flask_babel import ngettext

from server.draw.lanes import Lane, draw_lanes
from server.pages.kinds.course import as_day
from server.pages.problems import Problem, ResourceMissing
from server.pages.site import here
from server.pages.table_files import file_response, write_table
from server.pages.views.durations import say_duration, say_years
from server.pages.views.embed import view_page
from server.pages.views.rights_sentences import Conclusion
from server.service import Service
from server.view.addresses import root
from server.view.figures import ProjectCourse, Takeover, project_courses
from server.view.labels import Ref, refs
from server.view.service import current_service
from server.view.terms import is_iri

blueprint = Blueprint("courses", __name__)
FORMS = ("csv", "xlsx", "json", "svg")
SHOWN = 40
"""Projects on the page before "show all"."""
BEGUN = ("citizens", "all")


class CourseRow(NamedTuple):
    """A project with its days, who took it over and after how long, in words."""

    project: Ref
    places: list[Ref]
    citizens: bool
    start: date | None
    taken: date | None
    receivers: list[Ref]
    public: bool
    waited: str
    stopped: date | None


def say_courses(rows: Sequence[CourseRow]) -> Conclusion:
    """The sentence on top: no data, none, one, some and all taken over by a government."""
    begun = [row for row in rows if row.citizens]
    if not rows:
        return Conclusion(_("No source names a project yet."), "")
    if not begun:
        return Conclusion(_("Of no project do the data say that citizens began it."), "")
    taken = [row for row in begun if row.public]
    if not taken:
        first = ngettext(
            "Citizens began %(n)s project; a government took over none.",
            "Citizens began %(n)s projects; a government took over none.",
            len(begun),
            n=len(begun),
        )
        return Conclusion(str(first), "")
    first = ngettext(
        "Citizens began %(n)s project; a government took over %(taken)s.",
        "Citizens began %(n)s projects; a government took over %(taken)s of them.",
        len(begun),
        n=len(begun),
        taken=len(taken),
    )
    return Conclusion(str(first), _after(taken))


def _after(taken: Sequence[CourseRow]) -> str:
    """After how long projects were taken over, and of how many that is known."""
    years = [(row.taken - row.start).days / 365.25 for row in taken if row.taken and row.start]
    if not years:
        return str(_("After how long, no source says."))
    if len(years) < len(taken):
        second = ngettext(
            "Of %(n)s of them we know how long that took: %(years)s.",
            "Of the %(n)s of which we know how long that took, half within %(years)s.",
            len(years),
            n=len(years),
            years=say_years(median(years)),
        )
    elif len(years) == 1:
        second = _("That took %(years)s.", years=say_years(years[0]))
    else:
        second = _("Half of them within %(years)s.", years=say_years(median(years)))
    return str(second)


@blueprint.get("/views/life-course")
def courses() -> Response:
    """All projects that citizens began, those taken over first; `begun=all` for all projects."""
    service = current_service()
    every = read_rows(service, area=_area())
    rows = _chosen(every)
    shown = rows if request.args.get("all") else rows[:SHOWN]
    begun = _begun()
    numbers = {"citizens": sum(row.citizens for row in every), "all": len(every)}
    return view_page(
        "views/life_course.html",
        section="projects",
        question=_("Which projects did citizens begin, and who took them over?"),
        conclusion=say_courses(every),
        figure=_figure(shown),
        undrawn=sum(row.start is None for row in shown),
        rows=shown,
        total=len(rows),
        begun=begun,
        choices=[
            (words, numbers[key], key == begun, here(begun=key, all=None))
            for key, words in (("citizens", _("Begun by citizens")), ("all", _("All projects")))
        ],
        files=[(form, f"{root()}/views/life-course.{form}") for form in FORMS],
        query=_QUERY,
    )


@blueprint.get("/views/life-course.<form>")
def courses_file(form: str) -> Response:
    """The same rows in the same order as a file; `svg` is the figure."""
    if form not in FORMS:
        raise ResourceMissing(page={"asked": request.path})
    service = current_service()
    rows = _chosen(read_rows(service, area=_area()))
    name = f"life-course-{service.release.id}"
    if form == "svg":
        return file_response(_figure(rows, alone=True), form, name=name)
    heads = [
        *(_("Project"), _("Municipality"), _("Begun by citizens"), _("Begun")),
        *(_("Taken over"), _("Taken over by"), _("After"), _("Stopped")),
        _("Address in the data (IRI)"),
    ]
    table: list[list[str | int]] = [
        [
            row.project.label,
            "; ".join(place.label for place in row.places),
            _("yes") if row.citizens else _("no"),
            _iso(row.start),
            _iso(row.taken),
            "; ".join(one.label for one in row.receivers),
            row.waited,
            _iso(row.stopped),
            row.project.iri,
        ]
        for row in rows
    ]
    return file_response(write_table(heads, table, form=form), form, name=name)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _begun() -> str:
    begun = request.args.get("begun", BEGUN[0])
    if begun not in BEGUN:
        raise Problem("SAM-H400")
    return begun


def _area() -> str:
    area = request.args.get("area", "")
    if area and not is_iri(area):
        raise Problem("SAM-H400")
    return area


def read_rows(service: Service, *, area: str) -> list[CourseRow]:
    """The projects of an area, of all where it is empty: taken over first, then by their begin."""
    found = [one for one in project_courses(service) if not area or area in one.places]
    iris = {one.iri for one in found} | {place for one in found for place in one.places}
    iris |= {actor for one in found for takeover in one.takeovers for actor in takeover.to}
    named = refs(service, iris, reader=g.lang)
    rows = [_row(one, named) for one in found]
    return sorted(
        rows,
        key=lambda row: (
            not row.public,
            row.taken is None,
            row.start or date.max,
            row.project.label.casefold(),
        ),
    )


def _chosen(rows: list[CourseRow]) -> list[CourseRow]:
    return rows if _begun() == "all" else [row for row in rows if row.citizens]


def _row(one: ProjectCourse, named: dict[str, Ref]) -> CourseRow:
    public = [takeover for takeover in one.takeovers if takeover.public]
    takeover: Takeover | None = next(iter(public or one.takeovers), None)
    start, taken = as_day(one.start), as_day(takeover.day) if takeover else None
    return CourseRow(
        named[one.iri],
        [named[place] for place in one.places],
        one.citizens,
        start,
        taken,
        [named[actor] for actor in takeover.to] if takeover else [],
        bool(public),
        say_duration(start, taken) if start and taken else "",
        as_day(one.stopped),
    )


def _figure(rows: Sequence[CourseRow], *, alone: bool = False) -> str:
    lanes = [Lane(row.project.label, row.start, row.taken, row.stopped) for row in rows]
    if not any(lane.start for lane in lanes):
        return ""
    told = current_service().release.manifest.get("reference_date", "")
    title = _("When projects began, were taken over, and stopped")
    return draw_lanes(lanes, title=title, today=as_day(told) or date.today(), alone=alone)


_QUERY = """PREFIX sam: <https://w3id.org/samenspel/ns#>
SELECT ?project ?day ?to WHERE {
  ?project a sam:CitizenInitiative .
  OPTIONAL {
    ?event a sam:Handover ; sam:eventOf ?project ; sam:handedOverTo ?to .
    OPTIONAL { ?event sam:eventDate ?day }
  }
} ORDER BY ?day ?project"""
