"""Versions of a resource over time (Memento, RFC 7089): TimeGate, mementos and TimeMap.

The address of a document is its own TimeGate (pattern 1.1): with `Accept-Datetime` it leads to the
document as a kept release has it. Everything is told from the indices of subjects.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import quote

from flask import Blueprint, Response, make_response, request

from kg.release.difference.history import SubjectHistory, SubjectVersion
from kg.release.readable import created
from server.pages.formats import add_links
from server.pages.problems import Problem, ResourceMissing
from server.view.addresses import absolute, is_kept, lead_to, path_of
from server.view.release_change import part_in
from server.view.service import current_archive, current_service
from server.view.terms import is_iri

blueprint = Blueprint("memento", __name__)
LINK_FORMAT = "application/link-format"
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DATE = re.compile(r"[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT")


def read_date(text: str) -> datetime:
    """A date of HTTP, as Accept-Datetime has it (RFC 7089, 2.1.1; RFC 1123).

    Raises:
        ValueError: it is none.
    """
    if not _DATE.fullmatch(text):
        raise ValueError(text)
    moment = datetime.strptime(text, "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC)
    if _DAYS[moment.weekday()] != text[:3]:
        raise ValueError(text)
    return moment


def write_date(moment: datetime) -> str:
    """A moment as HTTP writes it (RFC 9110, 5.6.7)."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def chosen(versions: Sequence[SubjectVersion], moment: datetime) -> int:
    """Which of some versions, oldest first, was valid then; before them all the first."""
    return max((n for n, version in enumerate(versions) if version.moment <= moment), default=0)


def is_asked() -> bool:
    """Whether the client asks for a thing as it was: its document is the gate to its versions."""
    return "Accept-Datetime" in request.headers and not is_kept()


def gate(iri: str, place: str) -> Response | None:
    """Where a client is led that asks for a resource as it was; `place` is what it asks for.

    None when it asks for none, or no version of the resource is kept.

    Raises:
        Problem: 400, its date cannot be read.
    """
    if not is_asked():
        return None
    asked = request.headers["Accept-Datetime"]
    try:
        moment = read_date(asked.strip())
    except ValueError:
        raise Problem("SAM-H415", {"value": asked[:100]}) from None
    versions = _history().versions(iri)
    if not versions:
        return None
    number = chosen(versions, moment)
    response = lead_to(f"/releases/{versions[number].release}{place}", 302)
    answer = make_response(response)
    add_links(answer, *_links(iri, versions, number))
    answer.vary.update(("Accept", "Accept-Datetime"))
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def last_seen(iris: Iterable[str]) -> tuple[str, str] | None:
    """The first of these that a kept release has, and the id of the last release that has it."""
    history = _history()
    return next(((iri, name) for iri in iris if (name := history.last_release(iri))), None)


def last_changed(iri: str) -> datetime | None:
    """When what the release that is shown says of a resource last changed; None: not known."""
    return _history().changed(iri, current_service().release.id)


def since(iri: str) -> dict[str, str | None] | None:
    """Since when a resource is as it is shown, and with which release that came, if it is kept.

    Pages of kept releases say which release they are of, and nothing more.
    """
    changed = None if is_kept() else last_changed(iri)
    if changed is None:
        return None
    kept = current_archive().releases().kept
    release = next((one for one in kept if created(one) == changed), None)
    return {
        "iri": iri,
        "day": changed.date().isoformat(),
        "release": None if release is None else release.id,
        "kind": None if release is None else part_in(release, iri),
    }


def unchanged(iri: str) -> Response | None:
    """304 for who has the document since it last changed, and sent no ETag (RFC 9110, 13.1.3)."""
    since, changed = request.if_modified_since, last_changed(iri)
    if since is None or changed is None or "If-None-Match" in request.headers or changed > since:
        return None
    return make_response("", 304)


def dated(response: Response, iri: str) -> Response:
    """The document about a resource with what tells its time, and where its versions are."""
    release, history = current_service().release.id, _history()
    changed = history.changed(iri, release)
    if changed is None:
        return response
    response.last_modified = changed
    if is_kept():
        versions, own = history.versions(iri), history.version_in(iri, release)
        if own is not None:
            response.headers["Memento-Datetime"] = write_date(own.moment)
            add_links(response, *_links(iri, versions, versions.index(own)))
    else:
        add_links(response, *_ways(iri))
        response.vary.add("Accept-Datetime")
    return response


@blueprint.get("/timemap")
def timemap() -> Response:
    """The versions of a resource that are kept: a TimeMap, as links or as JSON."""
    iri = request.args.get("iri", "")
    if not is_iri(iri):
        raise Problem("SAM-H400")
    versions = _history().versions(iri)
    if not versions:
        raise ResourceMissing(page={"asked": iri})
    if request.args.get("format") == "json":
        told = {
            "original": absolute(_original(iri)),
            "mementos": [
                {"datetime": write_date(v.moment), "uri": _memento(iri, v)} for v in versions
            ],
        }
        response = make_response(json.dumps(told, indent=1) + "\n")
        response.content_type = "application/json"
    else:
        response = make_response(",\n".join(_map_links(iri, versions)) + "\n")
        response.content_type = LINK_FORMAT
    response.headers["Cache-Control"] = "no-cache"
    return response


def _map_links(iri: str, versions: Sequence[SubjectVersion]) -> Iterator[str]:
    original = absolute(_original(iri))
    yield f'<{original}>; rel="original timegate"'
    first, last = (write_date(version.moment) for version in (versions[0], versions[-1]))
    own = f'<{absolute(_map(iri))}>; rel="self"; type="{LINK_FORMAT}"'
    yield f'{own}; from="{first}"; until="{last}"'
    for number, version in enumerate(versions):
        yield _link(iri, version, [*_ends(number, len(versions)), "memento"])


def _links(iri: str, versions: Sequence[SubjectVersion], number: int) -> Iterator[str]:
    """Links of one version: the original, the map, and the first, last, former and next version."""
    yield from _ways(iri)
    shown = {0, len(versions) - 1, number - 1, number, number + 1} & set(range(len(versions)))
    for n in sorted(shown):
        beside = {number - 1: ["prev"], number + 1: ["next"]}.get(n, [])
        yield _link(iri, versions[n], [*_ends(n, len(versions)), *beside, "memento"])


def _ways(iri: str) -> Iterator[str]:
    yield f'<{absolute(_original(iri))}>; rel="original timegate"'
    yield f'<{absolute(_map(iri))}>; rel="timemap"; type="{LINK_FORMAT}"'


def _ends(number: int, count: int) -> list[str]:
    return [word for word, place in (("first", 0), ("last", count - 1)) if number == place]


def _link(iri: str, version: SubjectVersion, relations: list[str]) -> str:
    date = write_date(version.moment)
    return f'<{_memento(iri, version)}>; rel="{" ".join(relations)}"; datetime="{date}"'


def _original(iri: str) -> str:
    return path_of(iri, current_service().base)


def _memento(iri: str, version: SubjectVersion) -> str:
    return absolute(f"/releases/{version.release}{_original(iri)}")


def _map(iri: str) -> str:
    return f"/timemap?iri={quote(iri, safe='')}"


def _history() -> SubjectHistory:
    return current_archive().history()
