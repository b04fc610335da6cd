"""/releases: which releases there are, and what changed with each."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kg.release.release import Release
from server.pages.problems import Problem
from server.pages.site import page
from server.view.addresses import is_kept, lead_to, site_root
from server.view.service import current_archive

blueprint = Blueprint("releases", __name__)
METHODS = ["GET", "HEAD", "POST"]


@blueprint.before_request
def _leave_kept_release() -> AnyResponse | None:
    """A kept release has no releases of its own: lead to those of the site."""
    return lead_to(request.path, 302, start=site_root()) if is_kept() else None


@blueprint.get("/releases")
def releases() -> Response:
    """All releases that may be seen, the latest first."""
    found = current_archive().releases()
    return page("releases.html", section="data", fixed=False, releases=found.kept[::-1])


@blueprint.get("/releases/<name>")
def release(name: str) -> Response:
    """One release, and what changed with it."""
    found = _find(name)
    return page("release.html", section="data", fixed=False, shown=found)


@blueprint.route("/releases/<name>/<written:path>", methods=METHODS)
def within(name: str, path: str) -> Response:
    """Why nothing is at an address within a release."""
    found = _find(name)
    raise Problem("SAM-H404", page={"asked": f"/releases/{found.id}/{path}"})


def _find(name: str) -> Release:
    """The release of an id that may be seen.

    Raises:
        Problem: 404, there never was one; 410, it is gone.
    """
    known = current_archive().releases()
    found = known.get(name)
    if found is not None:
        return found
    if name not in known.gone:
        raise Problem("SAM-H413", page={"asked": name, "releases": True})
    after = known.gone[name]
    extra = {"instead": f"{site_root()}/releases/{after}"} if after else {}
    raise Problem("SAM-H414", page={"asked": name, "releases": True, "after": after}, extra=extra)
