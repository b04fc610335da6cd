"""The graph of an RML document: values of its properties, each with its place in the text."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from urllib.parse import quote, unquote

import pyoxigraph

from kg.errors import MappingError
from kg.mapping.document import Place
from kg.mapping.rml.positions import Spot, line_and_column, line_starts, spots
from kg.mapping.rml.vocabulary import LEGACY, PROPERTIES, RML, SX, SX_PROPERTIES
from kg.model.suggestion import did_you_mean
from kg.model.terms import RDF
from kg.texts import Message, compose

Node = pyoxigraph.NamedNode | pyoxigraph.BlankNode
Term = Node | pyoxigraph.Literal | pyoxigraph.Triple
DOCUMENT = "mapping:///"
"""What stands for the folder of a document without `@base`: no machine's path gets into quads."""
_MINTED = frozenset(
    (
        "constant",
        "subject",
        "predicate",
        "object",
        "graph",
        "class",
        "datatype",
        "inputValue",
        "baseIRI",
    )
)
"""Properties whose values are terms of quads, or what IRIs are made of."""
_NIL = pyoxigraph.NamedNode(RDF + "nil")


class Graph:
    """The triples of a document by subject and property, older names as today's.

    Without `@base` relative IRIs count from the document's own address (Turtle 1.1, 6.3): they may
    name what it describes, and files beside it, but no term of a quad.
    """

    def __init__(self, path: Path, file: str) -> None:
        """Read a document that messages call `file`.

        Raises:
            MappingError: it is not there, is no Turtle, or uses a term that RML has not.
        """
        self.file = file
        self.legacy = False
        self.nodes: dict[Node, dict[str, list[Term]]] = {}
        self._places: dict[tuple[Node, str, Term], Place] = {}
        self._starts: dict[Term, Place] = {}
        try:
            text = path.read_text(encoding="utf-8-sig")
            own = DOCUMENT + quote(path.name)
            parser = pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.TURTLE, base_iri=own)
            quads = list(parser)
        except FileNotFoundError:
            raise MappingError(
                Message("this mapping document is not there."), file=file, code="SAM-Y000"
            ) from None
        except UnicodeDecodeError as error:
            raise MappingError(
                Message("this is no text in UTF-8 (byte {start}).", start=error.start + 1),
                file=file,
                code="SAM-Y004",
            ) from None
        except SyntaxError as error:
            raise MappingError(
                compose("{why}.", why=error.msg),
                file=file,
                line=error.lineno,
                column=error.offset,
                code="SAM-Y004",
            ) from None
        self.prefixes: dict[str, str] = dict(parser.prefixes)
        places = iter(_placed(text, quads, file))
        for quad in quads:
            if isinstance(quad.subject, pyoxigraph.Triple):
                continue
            in_list = quad.predicate.value in (RDF + "first", RDF + "rest")
            at, value_at = (Place(file), Place(file)) if in_list else next(places)
            name = self._today(quad.predicate.value, at)
            self.nodes.setdefault(quad.subject, {}).setdefault(name, []).append(quad.object)
            self._places.setdefault((quad.subject, name, quad.object), value_at)
            self._starts.setdefault(quad.subject, at)
            if name.removeprefix(RML) in _MINTED:
                _refuse_relative(quad.object, value_at)

    def _today(self, iri: str, place: Place) -> str:
        """A property as today's vocabulary calls it; one that is not known is refused."""
        for namespace in LEGACY:
            if iri.startswith(namespace):
                self.legacy = True
                iri = RML + iri[len(namespace) :]
        for namespace, known in ((RML, PROPERTIES), (SX, SX_PROPERTIES)):
            word = iri.removeprefix(namespace)
            if word != iri and word not in known:
                raise MappingError(
                    Message("'{word}' is no property of RML.", word=word),
                    file=place.file,
                    line=place.line,
                    column=place.column,
                    code="SAM-Y030",
                    hint=did_you_mean(word, known),
                )
        return iri

    def place(self, node: Term, name: str | None = None) -> Place:
        """Where a node's first property stands, or the value of one of its properties."""
        if name is not None and isinstance(node, Node):
            for value in self.all(node, name):
                return self._places[node, _full(name), value]
        return self._starts.get(node, Place(self.file))

    def error(
        self, node: Term, message: str, *, at: str | None = None, hint: str | None = None
    ) -> MappingError:
        """An error at a node, or at the value of one of its properties."""
        place = self.place(node, at)
        return MappingError(
            message,
            file=place.file,
            line=place.line,
            column=place.column,
            code="SAM-Y030",
            hint=hint,
        )

    def all(self, node: Term, *names: str) -> list[Term]:
        """The values of properties given by local name (of RML) or by IRI."""
        if not isinstance(node, Node):
            return []
        known = self.nodes.get(node, {})
        return [value for name in names for value in known.get(_full(name), [])]

    def names(self, node: Term, namespace: str) -> list[str]:
        """The local names of a node's properties in a namespace."""
        known = self.nodes.get(node, {}) if isinstance(node, Node) else {}
        return [n.removeprefix(namespace) for n in known if n.startswith(namespace)]

    def one(self, node: Term, *names: str) -> Term | None:
        """The only value of properties.

        Raises:
            MappingError: there are several.
        """
        found = self.all(node, *names)
        if len(found) > 1:
            name = next(n for n in reversed(names) if self.all(node, n))
            raise self.error(
                node,
                Message(
                    "{names} is given {count} times.", names=" or ".join(names), count=len(found)
                ),
                at=name,
            )
        return found[0] if found else None

    def text(self, node: Term, *names: str) -> str | None:
        """The only value of properties, as text.

        Raises:
            MappingError: it is not a literal.
        """
        value = self.one(node, *names)
        if value is None:
            return None
        if not isinstance(value, pyoxigraph.Literal):
            raise self.error(
                node, Message("{what} must be a text.", what=" or ".join(names)), at=names[0]
            )
        return value.value

    def local(self, node: Term, *names: str) -> str | None:
        """The local name of the only value of properties."""
        value = self.one(node, *names)
        return local_name(value.value) if isinstance(value, pyoxigraph.NamedNode) else None

    def types(self, node: Term) -> set[str]:
        """The IRIs of a node's classes."""
        found = self.all(node, RDF + "type")
        return {t.value for t in found if isinstance(t, pyoxigraph.NamedNode)}

    def items(self, node: Term) -> list[Term]:
        """The items of an RDF list."""
        found: list[Term] = []
        seen: set[Term] = set()
        while node != _NIL and node not in seen:
            seen.add(node)
            found.extend(self.all(node, RDF + "first"))
            node = next(iter(self.all(node, RDF + "rest")), _NIL)
        return found


def relative(iri: str) -> str:
    """An IRI of the document's own folder as the path of a file there; others as they are."""
    return unquote(iri.removeprefix(DOCUMENT)) if iri.startswith(DOCUMENT) else iri


def _refuse_relative(value: Term, place: Place) -> None:
    if isinstance(value, pyoxigraph.NamedNode) and value.value.startswith(DOCUMENT):
        raise MappingError(
            Message(
                "<{iri}> is relative, and the document has no @base.",
                iri=value.value.removeprefix(DOCUMENT),
            ),
            file=place.file,
            line=place.line,
            column=place.column,
            code="SAM-Y060",
            hint=Message("Write it in full, or begin the document with @base."),
        )


def local_name(iri: str) -> str:
    """What stands behind the last `#` or `/`."""
    return re.split(r"[#/]", iri)[-1]


def _full(name: str) -> str:
    return name if ":" in name else RML + name


def _placed(text: str, quads: list[pyoxigraph.Quad], file: str) -> list[tuple[Place, Place]]:
    """The places of predicate and value of each triple that is not part of a list."""
    plain = [q for q in quads if q.predicate.value not in (RDF + "first", RDF + "rest")]
    found: dict[tuple[str, bool], list[Spot]] = {}
    for spot in spots(text) or ():
        found.setdefault((spot.name, spot.is_node), []).append(spot)
    keys = [
        (local_name(q.predicate.value), isinstance(q.object, pyoxigraph.BlankNode)) for q in plain
    ]
    numbers = Counter(keys)
    sure = {key: iter(s) for key, s in found.items() if len(s) == numbers[key]}
    starts = line_starts(text)
    places: list[tuple[Place, Place]] = []
    for key in keys:
        if key not in sure:
            places.append((Place(file), Place(file)))
            continue
        spot = next(sure[key])
        at, value_at = line_and_column(starts, spot.at), line_and_column(starts, spot.value_at)
        places.append((Place(file, *at), Place(file, *value_at)))
    return places
