"""Names of things in the reader's language, with the language they are in.

The chain is the reader's language, then nl, en, fr, untagged, any. A release never changes, so
names are asked once and kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from flask_babel import gettext as _

from kg.model.common_terms import COMMON_TERMS
from kg.model.naming import NAMING, language_rank
from kg.model.terms import SAM, SKOS
from server.service import Service
from server.view.addresses import href
from server.view.index import search_index
from server.view.language_names import listed_name
from server.view.release_cache import per_release_cache
from server.view.terms import any_of, curie, iri_token, is_anonymous, is_iri, last_part

CHUNK = 400  # names asked per query: the text stays well below the bound on query size
_WHOLLY_INDEXED = (SAM, SKOS)  # whose things no record of a release names otherwise
KEPT = 200_000  # names kept per release, about 40 MB at most


@dataclass(frozen=True)
class Name:
    """One name of a thing; `lang` is empty for text without a language."""

    text: str
    lang: str
    rank: int


@dataclass(frozen=True)
class Ref:
    """A thing as a page shows it: name first, IRI one step away.

    `lang` is the language of the name (empty when it has none); `mark` says that it is not the
    reader's, so that the page says so; `named` is False when the end of the IRI had to serve.
    """

    iri: str
    href: str
    label: str
    lang: str = ""
    mark: bool = False
    named: bool = True

    @property
    def curie(self) -> str | None:
        """The short form of the IRI, where its namespace is well known."""
        return curie(self.iri)


class LabelBook:
    """The names asked so far from one release; `names` is what is known already.

    Of a thing that the index knows these are the names that readers of each language see.
    """

    def __init__(self, service: Service, names: dict[str, tuple[Name, ...]]) -> None:
        self._service = service
        self._names = names

    def names(self, iris: Iterable[str]) -> dict[str, tuple[Name, ...]]:
        """The names of each IRI; an IRI without any has an empty tuple."""
        wanted = dict.fromkeys(iris)
        missing = iter([iri for iri in wanted if iri not in self._names and is_iri(iri)])
        while chunk := list(islice(missing, CHUNK)):
            self._learn(chunk)
        return {iri: self._names.get(iri, ()) for iri in wanted}

    def _learn(self, iris: list[str]) -> None:
        if len(self._names) + len(iris) > KEPT:
            self._names.clear()
        self._names.update(self._indexed(iris))
        rest = [iri for iri in iris if iri not in self._names]
        if rest:
            self._ask(rest)

    def _indexed(self, iris: list[str]) -> dict[str, tuple[Name, ...]]:
        """The names of those that are in the index, which chose them as `best_name` does.

        Of others some may be named by the records of the release alone, which it leaves out.
        """
        index = search_index(self._service)
        if index is None:
            return {}
        own = self._service.release.manifest.get("publisher", {}).get("iri")
        return {
            iri: tuple(dict.fromkeys(Name(text, lang, 0) for text, lang in names))
            for iri, cls, names in index.database.names(iris)
            if cls.startswith(_WHOLLY_INDEXED) and names[0][0] and iri != own
        }

    def _ask(self, iris: list[str]) -> None:
        found: dict[str, list[Name]] = {iri: [] for iri in iris}
        tokens = " ".join(iri_token(iri) for iri in iris)
        named = any_of("?s", NAMING, value="?l", way="?p")
        rows = self._service.pool.select(
            f"SELECT ?s ?p ?l WHERE {{ VALUES ?s {{ {tokens} }} {named} FILTER(isLiteral(?l)) }}"
        )
        for row in rows:
            name = Name(row["l"].value, row["l"].lang or "", NAMING.index(row["p"].value))
            found[row["s"].value].append(name)
        self._names.update({iri: tuple(names) for iri, names in found.items()})


def book(service: Service) -> LabelBook:
    """The names of the release that `service` serves."""
    known: dict[str, tuple[Name, ...]] = per_release_cache(service, "labels", make=dict)
    return LabelBook(service, known)


def best_name(names: Iterable[Name], reader: str) -> Name | None:
    """The name a reader should see: by language first, then by the way of naming."""
    return min(
        names,
        key=lambda name: (language_rank(name.lang, reader), name.rank, name.text),
        default=None,
    )


def make_ref(iri: str, names: Iterable[Name], *, reader: str) -> Ref:
    """One thing with its best name; a common term or the end of the IRI when it has none."""
    name = best_name(names, reader)
    if name is not None:
        foreign = bool(name.lang) and name.lang.lower().partition("-")[0] != reader
        return Ref(iri, href(iri), name.text, name.lang, foreign)
    if is_anonymous(iri):
        return Ref(iri, href(iri), str(_("something without a name")), reader, named=False)
    common = COMMON_TERMS.get(iri)
    if common is not None:
        return Ref(iri, href(iri), common[reader], reader)
    listed = listed_name(iri, reader)
    if listed is not None:
        return Ref(iri, href(iri), listed, reader)
    return Ref(iri, href(iri), curie(iri) or last_part(iri), named=False)


def refs(service: Service, iris: Iterable[str], *, reader: str) -> dict[str, Ref]:
    """Each IRI with its name, in one or a few queries however many there are."""
    found = book(service).names(iris)
    return {iri: make_ref(iri, names, reader=reader) for iri, names in found.items()}


def ref(service: Service, iri: str, *, reader: str) -> Ref:
    """One IRI with its name."""
    return refs(service, [iri], reader=reader)[iri]


def by_label(things: Iterable[Ref]) -> Iterator[Ref]:
    """Things in the order in which people look for them."""
    return iter(sorted(things, key=lambda thing: (thing.label.casefold(), thing.iri)))
