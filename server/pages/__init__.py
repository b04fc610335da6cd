"""The pages: linked data for people, and the same resources as RDF for machines.

`register(app)` is the entry point. `describe` gathers what one resource says; `formats` decides
between HTML and RDF; the templates show names first and proof one step away.
"""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import BaseConverter

from server import i18n
from server.pages import (
    accessibility,
    browse,
    catalogue,
    changes,
    cite,
    feeds,
    home,
    info,
    kept_pages,
    memento,
    patches,
    problems,
    query,
    reconcile,
    releases,
    resource,
    scheme,
    search,
    site,
    sitemap,
    vocabulary,
    why,
)
from server.pages.views import answers, compare, courses, houses, rights, sheet, who_helps


class RestOfPath(BaseConverter):
    """The rest of a path, whatever stands in it."""

    regex = ".*"
    part_isolating = False
    weight = 200  # after every other rule


def register(app: Flask) -> None:
    """Give the application its pages; `app.extensions["samenspel"]` holds what they show."""
    # An address is what was written: no rule sends it on with another slash.
    app.url_map.merge_slashes = app.url_map.strict_slashes = False
    app.url_map.converters["written"] = RestOfPath
    i18n.register(app)
    site.register(app)
    kept_pages.register(app)
    problems.register(app)
    for module in (
        accessibility,
        answers,
        browse,
        catalogue,
        changes,
        cite,
        compare,
        courses,
        feeds,
        who_helps,
        home,
        houses,
        info,
        memento,
        patches,
        query,
        reconcile,
        releases,
        resource,
        rights,
        scheme,
        search,
        sheet,
        sitemap,
        vocabulary,
        why,
    ):
        app.register_blueprint(module.blueprint)
