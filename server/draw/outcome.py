"""What was found of something asked: a filled, an open or a dashed disc, always beside its word."""

from __future__ import annotations

from markupsafe import Markup

_DISC = {
    "met": '<circle cx="8" cy="8" r="6" fill="currentColor"/>',
    "unmet": '<circle cx="8" cy="8" r="5" fill="none" stroke="currentColor" stroke-width="2"/>',
    "unknown": (
        '<circle cx="8" cy="8" r="5" fill="none" stroke="currentColor" stroke-width="2" '
        'stroke-dasharray="2.6 2.6"/>'
    ),
}


def outcome(slug: str) -> Markup:
    """The sign of an outcome (`met`, `unmet`, `unknown`); anything else counts as unknown."""
    known = slug if slug in _DISC else "unknown"
    return Markup(
        f'<svg class="oc oc-{known}" viewBox="0 0 16 16" width="16" height="16" '
        f'aria-hidden="true" focusable="false">{_DISC[known]}</svg>'
    )
