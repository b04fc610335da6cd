"""Follows a dataset by its stream (LDES): only what is new is fetched and read.

Members may come in any order and more than once: of each thing the newest version counts. What a
page once gave stays, also when the page gives less later. A page that says that it never changes is
not asked again; others are, with the ETag they had.
"""

from __future__ import annotations

from kg.federation.faults import PeerError
from kg.federation.fetched import FetchedLines
from kg.federation.fetching import PeerClient, expected, too_much
from kg.federation.stream_pages import StreamTerms, members_of, read_page
from kg.federation.stream_state import KnownPage, StreamState
from kg.federation.syntaxes import statements, syntax_of
from kg.federation.taking import PeerPlace
from kg.model.terms import TREE
from kg.sources.files import shown
from kg.texts import Message

_ENDED = 410
_TERMS = ("version_of", "moment", "deletes", "kinds")


def fetch_stream(client: PeerClient, place: PeerPlace, *, url: str) -> FetchedLines | None:
    """The lines of all things of a stream, not sorted yet; None: nothing changed since.

    Raises:
        SourceError: a page cannot be fetched.
        PeerError: the stream ended, a page is no RDF, or a limit is passed. What was read stays,
            and the next sync goes on from there.
    """
    with StreamState(place.folder, url=url, graph=place.graph) as state:
        state.begin()
        while (page := state.next_page()) is not None:
            _read(client, place, state, page)
        if not state.is_changed:
            return None
        target = place.work / "lines.nq"
        with target.open("wb") as out:
            out.writelines(state.lines())
        return FetchedLines(target, state.withdrawn(), lambda: _taken(place, url))


def _taken(place: PeerPlace, url: str) -> None:
    with StreamState(place.folder, url=url, graph=place.graph) as state:
        state.taken()


def _read(client: PeerClient, place: PeerPlace, state: StreamState, page: KnownPage) -> None:
    answer = client.get(page.url, etag=page.etag, modified=page.modified, name="page")
    if answer.status == _ENDED:
        raise PeerError(
            Message("Reading {url}: the stream has ended.", url=shown(page.url)),
            code="SAM-N007",
            hint=Message(
                "Its catalogue names the stream that took its place, where there is one: add it"
                " again."
            ),
        )
    if not expected(answer).is_fresh:
        state.same(page)
        return
    syntax = syntax_of(answer)
    if syntax is None:
        raise PeerError(
            Message(
                "Reading {url}: '{kind}' is no RDF.", url=shown(answer.url), kind=answer.media_type
            ),
            code="SAM-N003",
            hint=Message("Choose another file or stream of this dataset."),
        )
    content = read_page(statements(answer, syntax=syntax))
    terms = content.terms(_known_terms(state))
    _keep_terms(state, terms)
    new = state.unknown(content.objects(TREE + "member"))
    if state.members() + len(new) > client.limits.members:
        raise too_much(page.url, Message("more than {most} members", most=client.limits.members))
    links = content.links()
    if state.pages() + len(links) > 2 * client.limits.requests:
        raise too_much(page.url, Message("more than {most} pages", most=client.limits.requests))
    state.read(
        KnownPage(page.url, answer.etag, answer.modified),
        members=members_of(content, place, names=sorted(new), terms=terms),
        links=links,
        fixed=answer.is_immutable or content.is_fixed,
    )


def _known_terms(state: StreamState) -> StreamTerms:
    told = {name: state.told(name) for name in _TERMS}
    if not told["version_of"]:
        return StreamTerms()
    kinds = tuple(told["kinds"].split())
    return StreamTerms(told["version_of"], told["moment"], told["deletes"], kinds)


def _keep_terms(state: StreamState, terms: StreamTerms) -> None:
    state.tell(
        version_of=terms.version_of,
        moment=terms.moment,
        deletes=terms.deletes,
        kinds=" ".join(terms.kinds),
    )
