"""Streams of changes (LDES) as they are told at the address they are reached at: TREE nodes.

The members come from files as they are; what is said of the node around them is made here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from kg.model.terms import (
    ACTIVITY,
    DCAT,
    DCT,
    LDES,
    RDF_TYPE,
    RDFS,
    SH,
    TREE,
    XSD,
    IriNames,
    iri,
    literal,
)
from kg.release.feeds.record import FOLDER, RECORD, FeedIndex, FeedRecord, PageLink, read_feeds
from server.service import Service
from server.view.addresses import absolute
from server.view.service import current_service

SPECIFICATION = "https://w3id.org/ldes/specification"
TREE_SPECIFICATION = "https://w3id.org/tree/specification"
POLLING = 3_600
"""Seconds after which a follower looks again; releases seldom come oftener than once a day."""
POLICY = (
    "This stream keeps all of its members since it began. Where something is erased, it ends: all"
    " of its pages answer 410 Gone, and another stream begins, which the catalogue and the list of"
    " streams name. It also begins anew after a year, or when it is long beside what is there."
)


def current_feeds() -> FeedIndex:
    """The streams of this site; none where a release is served by itself."""
    service = current_service()
    if not service.follows:
        return FeedIndex()
    try:
        told = (service.place / FOLDER / RECORD).stat()
    except OSError:
        return FeedIndex()
    return _index(service.place, told.st_ino, told.st_mtime_ns)


@lru_cache(4)
def _index(state: Path, _inode: int, _written: int) -> FeedIndex:
    return read_feeds(state)


def feed_folder(feed: FeedRecord) -> Path:
    """Where the pages of a stream lie."""
    return current_service().place / FOLDER / feed.id / str(feed.epoch)


def node_place(feed: FeedRecord, digest: str = "") -> str:
    """Where a node is, from the root of the site: that of a digest, or the root of the stream."""
    return f"{feed.path}/{digest}" if digest else feed.path


def root_lines(feed: FeedRecord, base: str) -> Iterator[str]:
    """What the root of a stream says of the stream, of itself, and of its full pages."""
    node, stream = absolute(node_place(feed)), feed.iri(base)
    yield from stream_lines(feed, base, root=node)
    yield _link(node, RDF_TYPE, TREE + "Node")
    yield _link(node, RDF_TYPE, LDES + "EventSource")
    yield _link(node, DCAT + "endpointURL", node)
    for dataset in _datasets(feed, base):
        yield _link(node, DCAT + "servesDataset", dataset)
    yield f"{iri(node)} {iri(LDES + 'retentionPolicy')} _:keep .\n"
    yield f"_:keep {iri(RDF_TYPE)} {iri(LDES + 'RetentionPolicy')} .\n"
    yield f"_:keep {iri(LDES + 'startingFrom')} {_moment(feed.begun)} .\n"
    yield f"_:keep {iri(RDFS + 'comment')} {literal(POLICY, language='en')} .\n"
    yield from _shape(f"{stream.removesuffix('#stream')}#member")
    links = (link for level in reversed(feed.levels) for link in level)
    yield from relation_lines(feed, node, links=links)


def stream_lines(feed: FeedRecord, base: str, *, root: str) -> Iterator[str]:
    """What a stream is, and how its members are read."""
    stream = feed.iri(base)
    yield _link(stream, RDF_TYPE, LDES + "EventStream")
    yield _link(stream, TREE + "view", root)
    yield _link(stream, LDES + "timestampPath", DCT + "created")
    yield _link(stream, LDES + "versionOfPath", DCT + "isVersionOf")
    for kind in ("Create", "Update", "Delete"):
        yield _link(stream, f"{LDES}version{kind}Object", ACTIVITY + kind)
    yield f"{iri(stream)} {iri(LDES + 'pollingInterval')} {_integer(POLLING)} .\n"
    yield _link(stream, TREE + "shape", f"{stream.removesuffix('#stream')}#member")


def relation_lines(feed: FeedRecord, node: str, *, links: Iterable[PageLink]) -> Iterator[str]:
    """The relations of a node to others, with the first and the last moment of each."""
    for number, link in enumerate(links):
        target = absolute(node_place(feed, link.digest))
        ends = (("GreaterThanOrEqualTo", link.first), ("LessThanOrEqualTo", link.last))
        for end, (name, moment) in enumerate(ends):
            blank = f"_:r{number}e{end}"
            yield f"{iri(node)} {iri(TREE + 'relation')} {blank} .\n"
            yield f"{blank} {iri(RDF_TYPE)} {iri(f'{TREE}{name}Relation')} .\n"
            yield f"{blank} {iri(TREE + 'node')} {iri(target)} .\n"
            yield f"{blank} {iri(TREE + 'path')} {iri(DCT + 'created')} .\n"
            yield f"{blank} {iri(TREE + 'value')} {_moment(moment)} .\n"


def page_lines(feed: FeedRecord, base: str, *, node: str) -> Iterator[str]:
    """What a page or node below the root says of itself."""
    yield _link(feed.iri(base), RDF_TYPE, LDES + "EventStream")
    yield _link(node, RDF_TYPE, TREE + "Node")
    yield f'{iri(node)} {iri(LDES + "immutable")} "true"^^{iri(XSD + "boolean")} .\n'


def catalogue_lines(index: FeedIndex, service: Service) -> str:
    """Each stream as a data service of the catalogue (DCAT 3, 6.9), as N-Triples."""
    base, names = service.base, IriNames(service.base)
    manifest = service.release.manifest
    titles = {one["iri"]: one["title"] for one in manifest.get("datasets", [])}
    lines = []
    for feed in index.feeds.values():
        own = f"{base}id/data-service/feed/{feed.path.split('/')[2]}"
        root = f"{base}{feed.path[1:]}"
        texts = titles.get(feed.dataset, {}) if feed.dataset else manifest.get("title", {})
        lines += [
            _link(names.catalog, DCAT + "service", own),
            _link(own, RDF_TYPE, DCAT + "DataService"),
            _link(own, RDF_TYPE, LDES + "EventSource"),
            *(
                f"{iri(own)} {iri(DCT + 'title')} {literal(f'{text} (LDES)', language=lang)} .\n"
                for lang, text in texts.items()
            ),
            _link(own, DCT + "publisher", manifest["publisher"]["iri"]),
            _link(own, DCAT + "endpointURL", root),
            _link(own, DCAT + "endpointDescription", f"{base}feeds/{feed.path.split('/')[2]}"),
            _link(own, DCT + "conformsTo", SPECIFICATION),
            _link(own, DCT + "conformsTo", TREE_SPECIFICATION),
            _link(SPECIFICATION, RDF_TYPE, DCT + "Standard"),
            _link(TREE_SPECIFICATION, RDF_TYPE, DCT + "Standard"),
            *(_link(own, DCAT + "servesDataset", one) for one in _datasets(feed, base)),
            _link(feed.iri(base), RDF_TYPE, LDES + "EventStream"),
            _link(feed.iri(base), TREE + "view", root),
            _link(feed.iri(base), DCT + "source", feed.dataset or names.catalog),
        ]
    return "".join(dict.fromkeys(lines))


def _datasets(feed: FeedRecord, base: str) -> list[str]:
    return [feed.dataset] if feed.dataset else [IriNames(base).dataset(n) for n in feed.graphs]


def _shape(shape: str) -> Iterator[str]:
    """What every member is: a version of one thing, of one moment, and of one of three kinds."""
    yield _link(shape, RDF_TYPE, SH + "NodeShape")
    paths = {"version": DCT + "isVersionOf", "moment": DCT + "created", "kind": RDF_TYPE}
    for blank, path in paths.items():
        token = f"_:{blank}"
        yield f"{iri(shape)} {iri(SH + 'property')} {token} .\n"
        yield f"{token} {iri(SH + 'path')} {iri(path)} .\n"
        for bound in ("minCount", "maxCount"):
            yield f"{token} {iri(SH + bound)} {_integer(1)} .\n"
    yield f"_:version {iri(SH + 'nodeKind')} {iri(SH + 'IRI')} .\n"
    yield f"_:moment {iri(SH + 'datatype')} {iri(XSD + 'dateTime')} .\n"


def _link(subject: str, predicate: str, value: str) -> str:
    return f"{iri(subject)} {iri(predicate)} {iri(value)} .\n"


def _moment(moment: str) -> str:
    return literal(moment, datatype=XSD + "dateTime")


def _integer(number: int) -> str:
    return literal(str(number), datatype=XSD + "integer")
