"""The small marks of the visual language: sphere shapes and the zone badge.

Each sphere is a colour, a shape and a word; the shape carries it where colour cannot.
"""

from __future__ import annotations

from markupsafe import Markup

from server.draw.zones import CENTRE, COMMUNITY, RADIUS, Zone, outline

SPHERES = ("state", "market", "civil-society", "community")
"""The four spheres of the welfare mix, by the slugs of their concepts."""
SPHERE_OF_SECTOR = {"public": "state", "private": "market", "third": "civil-society"}
"""The sphere whose shape and colour a sector of the playing field bears."""
_CLASS = {"state": "state", "market": "market", "civil-society": "civil", "community": "community"}


def css(sphere_or_sector: str) -> str:
    """The short name that the style sheet uses for a sphere or a sector."""
    return _CLASS[SPHERE_OF_SECTOR.get(sphere_or_sector, sphere_or_sector)]


def mark(sphere: str, x: float, y: float, r: float = 6.5) -> Markup:
    """The shape of a sphere (or sector) at a point: square, diamond, disc or dotted ring."""
    name = css(sphere)
    if name == COMMUNITY:
        return Markup(f'<circle class="k-community" cx="{x:.1f}" cy="{y:.1f}" r="{r - 1:.1f}"/>')
    if name == "civil":
        return Markup(f'<circle class="m-civil" cx="{x:.1f}" cy="{y:.1f}" r="{r}"/>')
    turn = f' transform="rotate(45 {x:.1f} {y:.1f})"' if name == "market" else ""
    side, left, up = 2 * r - 1.4, x - r + 0.7, y - r + 0.7
    return Markup(
        f'<rect class="m-{name}" x="{left:.1f}" y="{up:.1f}" '
        f'width="{side:.1f}" height="{side:.1f}"{turn}/>'
    )


_KEY_SHAPE = {
    "state": '<rect class="f-state" x="1" y="1" width="10" height="10"/>',
    "market": '<rect class="f-market" x="2" y="2" width="8" height="8" '
    'transform="rotate(45 6 6)"/>',
    "civil": '<circle class="f-civil" cx="6" cy="6" r="5.4"/>',
    "community": '<circle class="k-community" cx="6" cy="6" r="4.4"/>',
}


def key(sphere: str, size: int | None = None) -> Markup:
    """The shape of a sphere beside its word in running text; empty for an unknown sphere.

    `size` in pixels for a table cell; without it the shape follows the font.
    """
    if SPHERE_OF_SECTOR.get(sphere, sphere) not in _CLASS:
        return Markup("")
    box = f' width="{size}" height="{size}"' if size else ""
    return Markup(
        f'<svg class="key"{box} viewBox="0 0 12 12" aria-hidden="true" focusable="false">'
        f"{_KEY_SHAPE[css(sphere)]}</svg>"
    )


def open_triangle(size: int | None = None) -> Markup:
    """The sign of an actor whose place on the field is not known."""
    box = f' width="{size}" height="{size}"' if size else ""
    return Markup(
        f'<svg class="key"{box} viewBox="0 0 12 12" aria-hidden="true" focusable="false">'
        '<path class="k-none" d="M6 1.2L11 10.4H1z"/></svg>'
    )


def glyph(zone: Zone | str | None, size: int = 36) -> Markup:
    """The playing field as a badge: three rings with one zone filled; none filled for unknown.

    A zone may be given by its slug, as `third-public`.
    """
    if isinstance(zone, str):
        zone = Zone.from_slug(zone)
    filled = ""
    if zone is not None:
        filled = f'<path class="f-{css(zone.prime)}" d="{outline(zone)}"/>'
    rings = "".join(
        f'<circle class="g" cx="{x:.0f}" cy="{y:.0f}" r="{RADIUS}"/>' for x, y in CENTRE.values()
    )
    return Markup(
        f'<svg class="glyph" viewBox="20 10 600 610" width="{size}" height="{size}" '
        f'aria-hidden="true" focusable="false">{filled}{rings}</svg>'
    )
