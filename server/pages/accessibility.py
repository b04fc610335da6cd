"""/accessibility: the statement of the publisher, after the model of Decision (EU) 2018/1523."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, urlencode

from flask import Blueprint
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from server.i18n import in_language
from server.pages.site import page
from server.pages.views.rights_sentences import Conclusion
from server.view.addresses import is_kept, lead_to, site_root
from server.view.service import current_service

blueprint = Blueprint("accessibility", __name__)
_MAIL = re.compile(r"[^\s,;<>()]+@[^\s,;<>()]+\.[^\s,;<>()]+")


def say_accessibility(status: str, publisher: str) -> Conclusion:
    """How far the site complies, as the publisher declares it; or that nobody declared it."""
    said: dict[str, str] = {
        "full": _("This site fully complies with the requirements of accessibility (EN 301 549)."),
        "partial": _(
            "This site partly complies with the requirements of accessibility (EN 301 549)."
        ),
        "none": _("This site does not comply with the requirements of accessibility (EN 301 549)."),
    }
    if status not in said:
        first = _(
            "%(publisher)s has not declared how accessible this site is.", publisher=publisher
        )
        return Conclusion(str(first), str(_("Not declared is not the same as not accessible.")))
    return Conclusion(str(said[status]), "")


@blueprint.get("/accessibility")
def statement() -> AnyResponse:
    """The accessibility statement."""
    if is_kept():
        return lead_to("/accessibility", 302, start=site_root())
    manifest = current_service().release.manifest
    told: dict[str, Any] = manifest.get("accessibility") or {}
    publisher = in_language(manifest.get("publisher", {}).get("name", {}))
    mail = _MAIL.search(str(told.get("contact", "")))
    subject = urlencode({"subject": _("Accessibility")}, quote_via=quote)
    return page(
        "accessibility.html",
        section="",
        answer=say_accessibility(str(told.get("status", "")), publisher),
        publisher=publisher,
        told=told,
        base=current_service().base,
        letter=f"mailto:{quote(mail[0], safe='@')}?{subject}" if mail else "",
    )
