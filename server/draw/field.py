"""The playing field: organisations as marks in the twelve zones of state, market, civil society."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from server.draw.marks import css, mark
from server.draw.zones import (
    CAPTION,
    CENTRE,
    COMMUNITY,
    GROUND,
    GROUND_RADIUS,
    MIDDLE,
    RADIUS,
    SECTORS,
    Point,
    Zone,
    outline,
    places,
    zones,
)


@dataclass(frozen=True)
class PlacedOrganisation:
    """An organisation and where it stands; `zone` is GROUND for a group of the community."""

    name: str
    zone: Zone
    href: str | None = None


@dataclass(frozen=True)
class FieldWords:
    """Every word in the figure, in the reader's language."""

    title: str
    description: str = ""
    sectors: Mapping[str, str] = field(default_factory=dict)
    zone_name: Callable[[Zone], str] = lambda zone: "-".join((zone.prime, *zone.others))
    zone_word: str = "zone"
    unknown: str = "not known"


UNKNOWN_ROW = "zone-unknown"
"""The row of the table with those without a known place."""
FILE_STYLE = (
    "text{font-family:sans-serif;fill:#15202b}.cap{font-size:21px;font-weight:600}"
    ".zn text{font-size:16px;font-weight:600}.more,.more text{font-size:14px;font-weight:600}"
    ".zn circle,.more circle{fill:#fff}.hit{fill:transparent}"
    ".z-state{fill:#e4e7fa}.z-market{fill:#fbe9d7}.z-civil{fill:#d9eeea}"
    ".ring,.ground{fill:none;stroke-width:2}.r-state{stroke:#2837b0}.r-market{stroke:#b85c00}"
    ".r-civil{stroke:#23816f}.ground{stroke:#6b2a3e;stroke-dasharray:1 8;stroke-width:3}"
    ".k-state{stroke:#2837b0;opacity:.55}.k-market{stroke:#b85c00;opacity:.6}"
    ".d-civil{fill:#23816f;opacity:.65}.m-state{fill:#2837b0}.m-market{fill:#b85c00}"
    ".m-civil{fill:#23816f}.m-state,.m-market,.m-civil{stroke:#fff;stroke-width:1.5}"
    ".k-community{fill:#fff;stroke:#6b2a3e;stroke-width:3;stroke-dasharray:.1 4.6}"
    ".k-none{fill:none;stroke:#74818b;stroke-width:1.6}"
)
"""The colours of the page for a file of its own."""
_SPACE = ' xmlns="http://www.w3.org/2000/svg"'


def draw_field(
    organisations: Iterable[PlacedOrganisation] = (),
    *,
    words: FieldWords,
    links: bool = False,
    here: Zone | None = None,
    prefix: str = "p",
    unknown: int = 0,
    style: str = "",
) -> Markup:
    """Draw the field.

    With `links` the marks lead to the organisations and numbers to the rows of the table
    (`#zone-N`), and the figure is a group; without, it is an image that shows what fits.
    `here` outlines one zone. `unknown` counts those without a known place: an open triangle in a
    corner. `prefix` keeps pattern ids apart when a page has two fields.
    `style` makes a stand-alone file; inside a page the page's own sheet colours it.
    """
    groups = group_by_zone(organisations)
    parts = [_patterns(prefix), _ground_and_zones(prefix), _captions(words.sectors)]
    spots = places()
    for number, zone in enumerate(zones(), 1):
        if links:
            parts.append(_linked_zone(number, zone, groups[zone], spots[zone], words))
        else:
            parts.append(_still_zone(zone, groups[zone], spots[zone]))
    parts.append(_community(groups[GROUND], spots[GROUND], links=links))
    if unknown:
        parts.append(_placeless(unknown, words, links=links))
    if here is not None and here in spots:
        parts.append(
            f'<path class="here" d="{outline(here)}"/>{mark(here.prime, *spots[here][0], 14)}'
        )
    return _wrap("".join(parts), words, links=links, style=style)


def group_by_zone(
    organisations: Iterable[PlacedOrganisation],
) -> dict[Zone, list[PlacedOrganisation]]:
    """Organisations by zone in reading order (the ground last), by name within a zone."""
    groups: dict[Zone, list[PlacedOrganisation]] = {zone: [] for zone in (*zones(), GROUND)}
    for organisation in sorted(organisations, key=lambda o: (o.name.casefold(), o.href or "")):
        groups[organisation.zone].append(organisation)
    return groups


def _wrap(inner: str, words: FieldWords, *, links: bool, style: str) -> Markup:
    role = "group" if links else "img"
    sheet = f"<style>{style}</style>" if style else ""
    about = f"<desc>{escape(words.description)}</desc>" if words.description else ""
    return Markup(
        f'<svg class="field"{_SPACE if style else ""} viewBox="0 4 640 632" role="{role}" '
        f'aria-label="{escape(words.title)}">{about}{sheet}{inner}</svg>'
    )


def _patterns(prefix: str) -> str:
    return (
        f'<defs><pattern id="{prefix}-state" width="7" height="7" patternUnits="userSpaceOnUse">'
        '<path class="k-state" d="M0 3.5h7"/></pattern>'
        f'<pattern id="{prefix}-market" width="8" height="8" patternUnits="userSpaceOnUse">'
        '<path class="k-market" d="M-2 2l4-4M0 8l8-8M6 10l4-4"/></pattern>'
        f'<pattern id="{prefix}-civil" width="8" height="8" patternUnits="userSpaceOnUse">'
        '<circle class="d-civil" cx="4" cy="4" r="1.5"/></pattern></defs>'
    )


def _ground_and_zones(prefix: str) -> str:
    x, y = MIDDLE
    out = [f'<circle class="ground" cx="{x:.0f}" cy="{y:.0f}" r="{GROUND_RADIUS:.0f}"/>']
    for zone in zones():
        d = outline(zone)
        out.append(f'<path class="z z-{css(zone.prime)}" d="{d}"/>')
        out += [f'<path fill="url(#{prefix}-{css(s)})" d="{d}"/>' for s in zone.others]
    out += [
        f'<circle class="ring r-{css(s)}" cx="{cx:.1f}" cy="{cy:.1f}" r="{RADIUS}"/>'
        for s, (cx, cy) in CENTRE.items()
    ]
    return "".join(out)


def _captions(names: Mapping[str, str]) -> str:
    out = []
    for sector in (*SECTORS, COMMUNITY):
        x, y = CAPTION[sector]
        anchor = "end" if sector == COMMUNITY else "middle"
        out.append(
            f'<text class="cap" x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}">'
            f"{escape(names.get(sector, sector))}</text>"
        )
    return "".join(out)


def _linked_zone(
    number: int,
    zone: Zone,
    members: Sequence[PlacedOrganisation],
    spots: Sequence[Point],
    words: FieldWords,
) -> str:
    """A zone with its number and its marks as links, and "+n" for those that do not fit."""
    (x, y), room = spots[0], spots[1:]
    shown, rest = _fitting(members, room)
    label = escape(f"{words.zone_word} {number}: {words.zone_name(zone)}, {len(members)}")
    out = [
        f'<a class="zn" href="#zone-{number}" aria-label="{label}">'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="12"/>'
        f'<text x="{x:.1f}" y="{y + 5.2:.1f}" text-anchor="middle">{number}</text></a>'
    ]
    out += [_linked_mark(o, p) for o, p in zip(shown, room, strict=False)]
    if rest:
        x, y = room[len(shown)]
        out.append(
            f'<a class="more" href="#zone-{number}" aria-label="+{rest}">'
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="12"/>'
            f'<text x="{x:.1f}" y="{y + 4.5:.1f}" text-anchor="middle">+{rest}</text></a>'
        )
    return "".join(out)


def _still_zone(zone: Zone, members: Sequence[PlacedOrganisation], spots: Sequence[Point]) -> str:
    """The marks of a zone, and "+n" for those that do not fit."""
    shown, rest = _fitting(members, spots)
    out = [str(mark(zone.prime, *spot)) for _, spot in zip(shown, spots, strict=False)]
    if rest:
        x, y = spots[len(shown)]
        out.append(
            f'<text class="more" x="{x:.1f}" y="{y + 4.5:.1f}" text-anchor="middle">+{rest}</text>'
        )
    return "".join(out)


def _fitting(
    members: Sequence[PlacedOrganisation], room: Sequence[Point]
) -> tuple[Sequence[PlacedOrganisation], int]:
    """Those that fit beside a "+n", and how many do not."""
    shown = members if len(members) <= len(room) else members[: len(room) - 1]
    return shown, len(members) - len(shown)


def _linked_mark(organisation: PlacedOrganisation, at: Point) -> str:
    x, y = at
    # one text: safe markup that is added to a plain one would escape it
    drawn = (
        f'<circle class="hit" cx="{x:.1f}" cy="{y:.1f}" r="12"/>'
        f"{mark(organisation.zone.prime, x, y)}"
    )
    if organisation.href is None:
        return drawn
    label = escape(organisation.name)
    return (
        f'<a href="{escape(organisation.href)}" aria-label="{label}"><title>{label}</title>'
        f"{drawn}</a>"
    )


def _placeless(count: int, words: FieldWords, *, links: bool) -> str:
    """An open triangle outside the ground with the number of those without a known place."""
    drawn = (
        '<path class="k-none" d="M20 598l12 21h-24z"/>'
        f'<text class="cap" x="40" y="619">{count}</text>'
    )
    label = escape(f"{words.unknown}: {count}")
    return f'<a href="#{UNKNOWN_ROW}" aria-label="{label}">{drawn}</a>' if links else drawn


def _community(
    members: Sequence[PlacedOrganisation], spots: Sequence[Point], *, links: bool
) -> str:
    pairs = list(zip(members, spots, strict=False))
    out = [_linked_mark(o, p) if links else str(mark(COMMUNITY, *p)) for o, p in pairs]
    if len(members) > len(spots):
        x, y = CAPTION[COMMUNITY]
        rest = len(members) - len(spots)
        out.append(
            f'<text class="more" x="{x:.0f}" y="{y - 24:.0f}" text-anchor="end">+{rest}</text>'
        )
    return "".join(out)
