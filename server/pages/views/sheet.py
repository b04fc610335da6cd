"""Everything about one municipality on two sheets of paper: conclusions first, the rest counted."""

from __future__ import annotations

from flask import Blueprint, Response, g, request
from flask_babel import gettext as _

from kg.model.terms import SAM
from server.pages.kinds.area import context as area_context
from server.pages.kinds.figures import Figures
from server.pages.problems import Problem, ResourceMissing
from server.pages.site import page
from server.pages.views.courses import read_rows, say_courses
from server.pages.views.rights_sentences import Conclusion, short_right
from server.view.description import describe
from server.view.service import current_service
from server.view.terms import is_iri

blueprint = Blueprint("sheet", __name__)
MOST = {"gaps": 8, "helpers": 4, "courses": 7, "partnerships": 8}
"""Rows and names that fit on two sheets; of the rest the sheet says how many there are."""
_SHARED = ("rights", "who", "receptions", "partnerships", "policy", "today", "houses")


def say_sheet(name: str, *, covered: int, total: int, gaps: int, helped: int) -> Conclusion:
    """The sentence on top: no data, nothing missing, some with and without somebody near."""
    if not total:
        said = _(
            "Of %(name)s no source names a service: we cannot say which rights are covered.",
            name=name,
        )
        return Conclusion(str(said), "")
    first = _(
        "%(name)s covers %(covered)s of %(total)s rights.", name=name, covered=covered, total=total
    )
    if not gaps:
        return Conclusion(str(first), str(_("None is missing altogether.")))
    if helped == gaps:
        second = _("For all that is missing somebody near could help.")
    else:
        second = _(
            "%(gaps)s are missing; for %(helped)s somebody near could help.",
            gaps=gaps,
            helped=helped,
        )
    return Conclusion(str(first), str(second))


@blueprint.get("/views/municipality")
def sheet() -> Response:
    """The sheet of the municipality in `area`; it prints on two pages of A4."""
    service, iri = current_service(), request.args.get("area", "")
    if not is_iri(iri):
        raise Problem("SAM-H400")
    description = describe(service, iri, lang=g.lang, incoming=False)
    if not description.is_a(f"{SAM}MunicipalArea"):
        raise ResourceMissing(page={"asked": iri})
    context = area_context(service, description, g.lang)
    rights = context["rights"]
    gaps = [right for right in rights.rights if right.gap] if rights else []
    projects = read_rows(service, area=iri)
    courses = [row for row in projects if row.citizens]
    return page(
        "views/sheet.html",
        section="",
        d=description,
        conclusion=say_sheet(
            description.label,
            covered=rights.covered if rights else 0,
            total=len(rights.rights) if rights else 0,
            gaps=len(gaps),
            helped=sum(bool(gap.helpers) for gap in gaps),
        ),
        begun=say_courses(courses) if courses else None,
        gaps=gaps,
        courses=courses,
        has_projects=bool(projects),
        draw=Figures,
        short=short_right,
        most=MOST,
        **{key: context[key] for key in _SHARED},
    )
