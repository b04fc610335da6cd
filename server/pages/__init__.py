"""The pages: linked data for people, and the same resources as RDF for machines.

`register(app)` is the entry point. `describe` gathers what one resource says; `formats` decides
between HTML and RDF; the templates show names first and proof one step away.
"""

from __future__ import annotations

from flask import Flask

from server import i18n
from server.draw import marks
from server.pages import (
    browse,
    catalogue,
    home,
    info,
    problems,
    query,
    resource,
    scheme,
    site,
    vocabulary,
    why,
)


def register(app: Flask) -> None:
    """Give the application its pages; `app.extensions["samenspel"]` holds what they show."""
    i18n.register(app)
    site.register(app)
    problems.register(app)
    app.jinja_env.globals.update(draw_key=marks.key, draw_glyph=marks.glyph)
    for module in (browse, catalogue, home, info, query, resource, scheme, vocabulary, why):
        app.register_blueprint(module.blueprint)
