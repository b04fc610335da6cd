"""/patches: what brings a copy of one kept release to the next, at addresses that stay."""

from __future__ import annotations

import json
import re

from flask import Blueprint, Response, make_response, request, send_file
from werkzeug.wrappers import Response as AnyResponse

from kg.release.patches import PatchFile, patches_of
from server.negotiate import choose
from server.pages.problems import Problem, ResourceMissing
from server.pages.site import page
from server.view.addresses import is_kept, lead_to, root, site_root
from server.view.service import current_archive, current_service

blueprint = Blueprint("patches", __name__)
DAY = 24 * 3600
JSON = "application/json"
_NAME = re.compile(r"([A-Za-z0-9-]{1,80})\.\.([A-Za-z0-9-]{1,80})\.ru\.gz")


@blueprint.before_request
def _leave_kept_release() -> AnyResponse | None:
    """A kept release has no patches of its own: lead to those of the site."""
    return lead_to(request.path, 302, start=site_root()) if is_kept() else None


@blueprint.get("/patches")
def patches() -> Response:
    """The patches that lie here, the latest first, as a page and as JSON."""
    found = _all()[::-1]
    if _wants_json():
        told = [_record(one) for one in found]
        response = make_response(json.dumps(told, indent=1) + "\n")
        response.content_type = JSON
        response.headers["Cache-Control"] = "no-cache"
        response.vary.add("Accept")
        return response
    rows = [(one, one.path.stat().st_size if one.path else 0) for one in found]
    return page("patches.html", section="data", fixed=False, vary_accept=True, patches=rows)


@blueprint.get("/patches/<name>")
def patch(name: str) -> Response:
    """One patch: SPARQL 1.1 Update, packed with gzip."""
    named = _NAME.fullmatch(name)
    if named is None:
        raise ResourceMissing(page={"asked": request.path})
    found = next((one for one in _all() if one.name == name and one.path is not None), None)
    if found is None or found.path is None:
        gone = current_archive().releases().gone
        if named[1] in gone or named[2] in gone:
            raise Problem("SAM-H414", page={"asked": name, "releases": True})
        raise ResourceMissing(page={"asked": request.path})
    response = send_file(
        found.path, "application/gzip", as_attachment=True, download_name=name, conditional=False
    )
    # The same two releases always give the same patch.
    response.headers["Cache-Control"] = f"public, max-age={DAY}, immutable"
    response.set_etag(name.removesuffix(".ru.gz"))
    size = found.path.stat().st_size
    response.make_conditional(request, accept_ranges=True, complete_length=size)
    return response


def _all() -> list[PatchFile]:
    service = current_service()
    if not service.follows:
        return []
    return list(patches_of(service.place, current_archive().releases().kept))


def _wants_json() -> bool:
    if "format" in request.args:
        return request.args["format"] == "json"
    return choose(request.headers.get("Accept"), ["text/html", JSON]) == JSON


def _record(one: PatchFile) -> dict[str, str | None]:
    return {
        "old": one.old,
        "new": one.new,
        "patch": f"{root()}/patches/{one.name}" if one.path is not None else None,
    }
