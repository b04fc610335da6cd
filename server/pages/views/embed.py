"""Pages that answer with a figure, and that figure with its sentence for the page of another site.

Only what is made for other sites may be shown in their frames; every other page refuses.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from flask import Response, g, request
from flask_babel import gettext as _
from markupsafe import Markup

from server.pages.problems import ResourceMissing
from server.pages.site import canonical, here, page
from server.pages.views.rights_sentences import Conclusion
from server.view.service import current_service

EMBED = "embed"
"""The parameter that asks for the figure alone."""
_BOX = re.compile(r'viewBox="[\d.-]+ [\d.-]+ ([\d.]+) ([\d.]+)"')
_WIDTH, _AROUND = 640, 260
"""Pixels of a column of text, and of the sentence and the source around a figure."""
_LICENCES = {
    "https://creativecommons.org/publicdomain/zero/1.0/": "CC0 1.0",
    "https://creativecommons.org/licenses/by/4.0/": "CC BY 4.0",
    "https://opensource.org/license/mit": "MIT",
}


class Licence(NamedTuple):
    """A licence of the data with its usual name, or its address where it has none."""

    href: str
    name: str


def view_page(
    template: str,
    *,
    section: str,
    question: str,
    conclusion: Conclusion,
    figure: str,
    caption: str = "",
    look: str = "bars-wide",
    **values: Any,
) -> Response:
    """The page, or with `embed=1` its question, sentence and figure with the source.

    `look` is the class of the figure in the style sheet.

    Raises:
        ResourceMissing: a figure is asked for and there is none.
    """
    shared: dict[str, Any] = {
        "question": question,
        "conclusion": conclusion,
        "figure": figure,
        "caption": caption,
        "look": look,
    }
    if request.args.get(EMBED) != "1":
        embed = _frame(question, figure) if figure else ""
        return page(
            template, section=section, embed=embed, licences=_licences(), **shared, **values
        )
    if not figure:
        raise ResourceMissing(page={"asked": request.path})
    g.framed = True
    back = here(embed=None)
    return page("views/embed.html", section=section, back=back, licences=_licences(), **shared)


def _frame(question: str, figure: str) -> str:
    """The line of HTML that shows the figure in another page."""
    found = _BOX.search(figure)
    drawn = _WIDTH * float(found[2]) / float(found[1]) if found else _WIDTH / 2
    return Markup(
        '<iframe src="{address}" title="{title}" width="100%" height="{height}" loading="lazy"'
        ' style="border:0"></iframe>'
    ).format(address=canonical(embed=1, lang=g.lang), title=question, height=round(drawn) + _AROUND)


def _licences() -> list[Licence]:
    """The licences of the datasets of the release, each once; none where they are many."""
    told = {one.get("licence") or "" for one in current_service().release.manifest["datasets"]}
    known = sorted(told - {""})
    if len(known) > 3 or "" in told:
        return []
    return [Licence(one, _LICENCES.get(one, str(_("licence")))) for one in known]
