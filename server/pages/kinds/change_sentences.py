"""What the pages about changes say first."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from server.i18n import format_number
from server.pages.kinds.sentences import listed
from server.pages.views.rights_sentences import Conclusion


def say_changes(
    name: str,
    *,
    releases: int,
    gained: Sequence[str],
    lost: Sequence[str],
    came: int,
    changed: int,
    gone: int,
) -> Conclusion:
    """What changed in a place or dataset: nothing to compare, nothing, or rights and counts."""
    if not releases:
        first = _("There is no earlier release to compare with, so no change can be told yet.")
        return Conclusion(str(first), "")
    told = []
    if gained:
        told.append(
            _("%(name)s now has somebody for: %(rights)s.", name=name, rights=listed(gained))
        )
    if lost:
        told.append(
            _("%(name)s no longer has anybody for: %(rights)s.", name=name, rights=listed(lost))
        )
    counts = [
        ngettext("%(n)s thing came", "%(n)s things came", came, n=format_number(came)),
        ngettext("%(n)s thing changed", "%(n)s things changed", changed, n=format_number(changed)),
        ngettext("%(n)s thing went", "%(n)s things went", gone, n=format_number(gone)),
    ]
    some = [words for words, count in zip(counts, (came, changed, gone), strict=True) if count]
    sums = _("%(name)s: %(counts)s.", name=name, counts=listed(some)) if some else ""
    if told:
        return Conclusion(" ".join(map(str, told)), str(sums))
    if sums:
        return Conclusion(str(sums), "")
    return Conclusion(_("Nothing changed in %(name)s.", name=name), "")
