"""/changes: what changed in a municipality or a dataset, release by release, also as a feed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import Blueprint, Response, g, make_response, request
from flask_babel import gettext as _
from markupsafe import Markup, escape
from werkzeug.wrappers import Response as AnyResponse

from kg.release.readable import created
from kg.release.release import Release
from server.i18n import format_day, in_language
from server.pages.kinds.area_section import kept_releases, reader_language
from server.pages.kinds.change_sentences import say_changes
from server.pages.kinds.words import coverage_words
from server.pages.problems import Problem
from server.pages.resource import missing
from server.pages.site import own_version, page
from server.pages.views.rights_sentences import Conclusion, short_right
from server.tags import tag_of
from server.view.addresses import href, is_kept, lead_to, root, site_root
from server.view.area_change import AreaChange, area_changes
from server.view.feed import MEDIA_TYPE, AtomFeed, FeedEntry, write_feed
from server.view.known import meant
from server.view.labels import Ref, ref
from server.view.release_change import ReleaseChange, dataset_change, named_change
from server.view.service import current_archive, current_service
from server.view.terms import is_iri

blueprint = Blueprint("changes", __name__)


class DatasetChange(NamedTuple):
    """What changed in a dataset, or in all, with a release; `day` is its ISO day."""

    release: str
    day: str
    change: ReleaseChange


class ChangeScope(NamedTuple):
    """What the changes are of: a municipality, a dataset, or everything."""

    name: str
    iri: str
    query: dict[str, str]
    area: str = ""
    dataset: str = ""


@blueprint.before_request
def _leave_kept_release() -> AnyResponse | None:
    """A kept release has no changes of its own: lead to those of the site."""
    if not is_kept():
        return None
    asked = urlencode(list(request.args.items(multi=True)))
    return lead_to(f"{request.path}?{asked}" if asked else request.path, 302, start=site_root())


@blueprint.get("/changes")
def changes() -> AnyResponse:
    """What changed in the municipality `area` or the dataset `dataset`, since a day `since`."""
    scope, since = _scope(), _since()
    if not scope.query:
        return lead_to("/releases")
    kept = kept_releases(since)
    told = _area(scope, kept) if scope.area else []
    rows = [] if scope.area else _dataset(scope, kept)
    return page(
        "changes.html",
        section="find" if scope.area else "data",
        fixed=False,
        answer=_answer(scope, told, rows, compared=1 if since else len(kept) - 1),
        scope=scope,
        subject=href(scope.iri),
        areas=[one for one in told if one.anything],
        rows=rows,
        releases=len(kept) - 1,
        since=since.isoformat() if since else "",
        words=coverage_words(),
        feed=f"{root()}/changes.atom?{urlencode(scope.query)}",
    )


@blueprint.get("/changes.atom")
def feed() -> Response:
    """The same as a feed; of everything without a municipality or dataset."""
    service, scope = current_service(), _scope()
    kept = kept_releases(None)
    moments = {one.id: created(one) for one in kept}
    entries = _area_entries(scope, kept) if scope.area else _dataset_entries(scope, kept)
    query, base = urlencode(scope.query), service.base.rstrip("/")
    made = max(moments.values())
    text = write_feed(
        AtomFeed(
            iri=f"{base}/changes.atom?{query}" if query else f"{base}/changes.atom",
            title=_("Changes: %(name)s", name=scope.name),
            language=g.lang,
            author=in_language(service.release.manifest.get("publisher", {}).get("name", {})),
            address=f"{base}/changes.atom?{urlencode({**scope.query, 'lang': g.lang})}",
            page=f"{base}/changes?{query}" if query else f"{base}/releases",
            updated=made.isoformat(),
            entries=entries,
        ),
        version=own_version(),
    )
    response = make_response(text)
    response.content_type = f"{MEDIA_TYPE}; charset=utf-8"
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Content-Language"] = g.lang
    response.vary.update(("Accept-Language", "Cookie"))
    response.last_modified = made
    response.set_etag(tag_of(text), weak=True)
    response.make_conditional(request)
    return response


def _scope() -> ChangeScope:
    """What is asked for.

    Raises:
        Problem: 400, it is no IRI; 404, nothing is known of it.
    """
    service, area = current_service(), request.args.get("area", "")
    if area:
        if not is_iri(area):
            raise Problem("SAM-H400")
        if meant(service, [area]) != area:
            raise missing(service, [area])
        return ChangeScope(ref(service, area, reader=g.lang).label, area, {"area": area}, area=area)
    name = request.args.get("dataset", "")
    title = in_language(service.release.manifest.get("title", {}))
    if not name:
        return ChangeScope(title, service.base, {})
    for one in service.release.manifest.get("datasets", []):
        if one["id"] == name:
            return ChangeScope(
                in_language(one["title"]), one["iri"], {"dataset": name}, dataset=name
            )
    raise missing(service, [f"{service.base}id/dataset/{name}"] if is_iri(f"urn:{name}") else [])


def _since() -> date | None:
    asked = request.args.get("since", "")
    try:
        return date.fromisoformat(asked) if asked else None
    except ValueError:
        raise Problem("SAM-H400") from None


def _area(scope: ChangeScope, kept: Sequence[Release]) -> list[AreaChange]:
    archive = current_archive()
    return area_changes(
        current_service(),
        scope.area,
        kept=kept,
        reader=reader_language(),
        history=archive.history(),
    )


def _dataset(scope: ChangeScope, kept: Sequence[Release]) -> list[DatasetChange]:
    """What changed in a dataset, or in all, with each release after the first, latest first."""
    service, reader, found = current_service(), reader_language(), []
    for before, one in pairwise(kept):
        if scope.dataset:
            change = dataset_change(service, one, dataset=scope.dataset, reader=reader)
        else:
            change = named_change(service, one, before=before, reader=reader)
        if change is not None and change.changes:
            found.append(DatasetChange(one.id, created(one).date().isoformat(), change))
    return found[::-1]


def _answer(
    scope: ChangeScope, areas: list[AreaChange], rows: list[DatasetChange], *, compared: int
) -> Conclusion:
    """The sentence on top, over all releases that are told."""
    first, last = dict[str, Any](), dict[str, Any]()
    for one in areas:  # the latest first
        for right in one.rights:
            first[right.right.label] = right.before
            last.setdefault(right.right.label, right.now)
    gained = [short_right(r) for r in last if last[r].is_covered and not first[r].is_covered]
    lost = [short_right(r) for r in last if first[r].is_covered and not last[r].is_covered]
    return say_changes(
        scope.name,
        releases=compared,
        gained=sorted(gained),
        lost=sorted(lost),
        came=sum(len(one.came) for one in areas) + sum(r.change.count("added") for r in rows),
        changed=sum(len(one.changed) for one in areas)
        + sum(r.change.count("changed") for r in rows),
        gone=sum(len(one.gone) for one in areas) + sum(r.change.count("removed") for r in rows),
    )


def _area_entries(scope: ChangeScope, kept: Sequence[Release]) -> list[FeedEntry]:
    words = coverage_words()
    moments = {one.id: created(one).isoformat() for one in kept}
    found = []
    for one in _area(scope, kept):
        lines = [
            escape(
                _(
                    "%(right)s: %(now)s (before: %(before)s)",
                    right=change.right.label,
                    now=words[change.now],
                    before=words[change.before],
                )
            )
            for change in one.rights
        ]
        lines += [Markup("{} {}").format(_("New:"), _link(thing)) for thing in one.came]
        lines += [Markup("{} {}").format(_("Changed:"), _link(thing)) for thing in one.changed]
        lines += [Markup("{} {}").format(_("Gone:"), iri) for iri in one.gone]
        if lines:
            found.append(_entry(scope, one.release, one.day, moments[one.release], lines))
    return found


def _dataset_entries(scope: ChangeScope, kept: Sequence[Release]) -> list[FeedEntry]:
    moments = {one.id: created(one).isoformat() for one in kept}
    found = list[FeedEntry]()
    for one in _dataset(scope, kept):
        lines = []
        for change in one.change.changes:
            told = {"added": _("New:"), "changed": _("Changed:"), "removed": _("Gone:")}
            line = Markup("{} {}").format(told[change.kind], change.words)
            if change.named:
                line += Markup(" ({})").format(Markup(", ").join(map(_link, change.named)))
            lines.append(line)
        found.append(_entry(scope, one.release, one.day, moments[one.release], lines))
    return found


def _entry(
    scope: ChangeScope, release: str, day: str, updated: str, lines: Sequence[Markup]
) -> FeedEntry:
    base = current_service().base
    part = f"#{urlencode(scope.query)}" if scope.query else ""
    items = Markup("").join(Markup("<li>{}</li>").format(line) for line in lines)
    return FeedEntry(
        iri=f"{base}releases/{release}{part}",
        title=str(_("%(name)s, %(day)s", name=scope.name, day=format_day(day))),
        updated=updated,
        href=f"{base}releases/{release}",
        content=Markup("<ul>{}</ul>").format(items),
    )


def _link(thing: Ref) -> Markup:
    """A thing by its name, with its address on the publisher's own site."""
    base = current_service().base.rstrip("/")
    address = f"{base}{thing.href.removeprefix(root())}"
    return Markup('<a href="{}">{}</a>').format(address, thing.label)
