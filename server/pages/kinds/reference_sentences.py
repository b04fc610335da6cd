"""What the pages of data, concepts, terms and proofs say first."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from server.i18n import format_number
from server.pages.kinds.sentences import listed
from server.pages.views.rights_sentences import Conclusion


def say_dataset(things: Sequence[str], *, findings: int, cut: bool) -> Conclusion:
    """What a dataset tells of, such as "24 organisations", and what was found wrong in it."""
    if things:
        first = _("This dataset tells of %(things)s.", things=listed(things, len(things[:3])))
    else:
        first = _("This dataset tells of nothing yet.")
    if cut:
        second = _("More than %(n)s places in the sources are to be mended.", n=_number(findings))
    elif findings:
        second = ngettext(
            "%(n)s place in the sources is to be mended or looked at.",
            "%(n)s places in the sources are to be mended or looked at.",
            findings,
            n=_number(findings),
        )
    else:
        second = _("Nothing was found wrong in its sources.")
    return Conclusion(str(first), str(second))


def say_concept(
    users: Sequence[str], count: int, *, cut: bool, near: Sequence[str], source: str
) -> Conclusion:
    """What illustrates a concept in the data, and where the concept comes from.

    `near` are things that use a concept below or beside it.
    """
    if cut:
        first = _(
            "More than %(n)s things in the data use this concept, such as %(users)s.",
            n=_number(count),
            users=_some(users),
        )
    elif not count and near:
        first = _(
            "In the data it is met by way of concepts below or beside it: %(users)s.",
            users=_some(near),
        )
    elif not count:
        first = _("Nothing in the data uses this concept yet.")
    elif count <= len(users[:3]):
        first = ngettext(
            "In the data %(users)s uses this concept.",
            "In the data %(users)s use this concept.",
            count,
            users=listed(users),
        )
    else:
        first = _(
            "%(n)s things in the data use this concept, such as %(users)s.",
            n=_number(count),
            users=_some(users),
        )
    if source:
        second = _("It comes from %(source)s.", source=source)
    else:
        second = _("Where it comes from is not written down.")
    return Conclusion(str(first), str(second))


def say_class(count: int, *, examples: Sequence[str]) -> Conclusion:
    """How many things a release has of a class."""
    if not count:
        return Conclusion(_("In this release nothing is of this kind."), "")
    if examples and count > len(examples[:3]):
        first = _(
            "%(n)s things are of this kind, such as %(users)s.",
            n=_number(count),
            users=_some(examples),
        )
    elif examples:
        first = ngettext(
            "%(users)s is of this kind.", "%(users)s are of this kind.", count,
            users=listed(examples),
        )  # fmt: skip
    else:
        first = ngettext(
            "%(n)s thing is of this kind.", "%(n)s things are of this kind.", count,
            n=_number(count),
        )  # fmt: skip
    return Conclusion(str(first), "")


def say_property(count: int, *, cut: bool) -> Conclusion:
    """How many statements a release has with a property."""
    if cut:
        return Conclusion(_("More than %(n)s statements say this.", n=_number(count)), "")
    if not count:
        return Conclusion(_("In this release no statement says this."), "")
    first = ngettext(
        "%(n)s statement says this.", "%(n)s statements say this.", count, n=_number(count)
    )
    return Conclusion(str(first), "")


def say_list(size: int, *, used: int) -> Conclusion:
    """How many concepts a list has, and how many of them the data use."""
    if not size:
        return Conclusion(_("This list is still empty."), "")
    n = _number(size)
    if not used:
        first = ngettext(
            "This list has %(n)s concept; the data do not use it yet.",
            "This list has %(n)s concepts; the data use none of them yet.",
            size,
            n=n,
        )
    elif used == size:
        first = ngettext(
            "This list has %(n)s concept, and the data use it.",
            "This list has %(n)s concepts, and the data use all of them.",
            size,
            n=n,
        )
    else:
        first = _(
            "The data use %(used)s of the %(n)s concepts of this list.", used=_number(used), n=n
        )
    return Conclusion(str(first), "")


def say_vocabulary(terms: int, *, used: int) -> Conclusion:
    """How many terms a vocabulary or a part of it has, and how many of them the data use."""
    if not terms:
        return Conclusion(_("This part has no terms of its own."), "")
    if used == terms:
        first = ngettext(
            "It has %(n)s term, and this release uses it.",
            "It has %(n)s terms, and this release uses all of them.",
            terms,
            n=_number(terms),
        )
    elif used:
        first = _(
            "This release uses %(used)s of its %(n)s terms.", used=_number(used), n=_number(terms)
        )
    else:
        first = ngettext(
            "It has %(n)s term, which this release does not use.",
            "It has %(n)s terms, of which this release uses none.",
            terms,
            n=_number(terms),
        )
    return Conclusion(str(first), "")


def say_why(*, places: Sequence[str], rules: int, inferred: bool, told: bool) -> Conclusion:
    """Why a statement is there: cells of sources, or rules; `told`: by Samenspel itself.

    `places` are words for rows of files, such as "row 4 of list.csv".
    """
    if places:
        first = _("This was read from %(places)s.", places=listed(places))
    elif rules:
        first = ngettext(
            "Nobody entered this: it follows from other statements by %(n)s rule.",
            "Nobody entered this: it follows from other statements by %(n)s rules.",
            rules,
            n=_number(rules),
        )
    elif inferred:
        first = _("Nobody entered this: a rule concluded it, and the release does not say which.")
    elif told:
        first = _("Samenspel wrote this itself; it comes from no source of the publisher.")
    else:
        first = _("A dataset says this; the release does not say from which row.")
    second = _("It also follows from other statements.") if places and rules else ""
    return Conclusion(str(first), str(second))


def _some(users: Sequence[str]) -> str:
    return listed(users[:3])


def _number(count: int) -> str:
    return format_number(count)
