"""Writes quads of the metadata graph, as N-Quads lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kg.model.terms import XSD, IriNames, iri, literal, quad


class Writer:
    """Writes quads of one publication's metadata graph."""

    def __init__(self, names: IriNames) -> None:
        self.names = names

    def link(self, subject: str, predicate: str, *, value: str) -> str:
        return quad(subject, predicate, value=iri(value), graph=self.names.metadata)

    def text(self, subject: str, predicate: str, *, value: str, lang: str | None = None) -> str:
        return quad(
            subject, predicate, value=literal(value, language=lang), graph=self.names.metadata
        )

    def typed(self, subject: str, predicate: str, *, value: str, datatype: str) -> str:
        written = literal(value, datatype=XSD + datatype)
        return quad(subject, predicate, value=written, graph=self.names.metadata)

    def texts(self, subject: str, predicate: str, *, texts: Mapping[str, str]) -> Iterator[str]:
        for lang, value in texts.items():
            yield self.text(subject, predicate, value=value, lang=lang)
