"""Runs SHACL shapes over a graph with the `shacl` engine and returns results people can use.

The engine gives messages without their language and names nested shapes by blank nodes of its
own. So nested shapes get IRIs before they are compiled; code (`tool:code`) and languages are then
looked up in the shapes graph. See SHACL 3.6.2 for what a result holds.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import shacl

from kg.errors import OntologyError, SamenspelError
from kg.model.terms import SH, TOOL, XSD
from kg.sources.rdf import statements
from kg.texts import Message

CODE = TOOL + "code"
_NESTED = "urn:samenspel:nested-shape:"
_SEVERITIES = {"Violation": "error", "Warning": "warning", "Info": "tip"}
# Where a shape stands inside another. Paths and lists stay blank: there an IRI means otherwise.
_NESTING = ("property", "node", "sparql", "not", "qualifiedValueShape", "reifierShape")
_PLAIN_CODE = "SAM-S000"


@dataclass(frozen=True)
class ShapeResult:
    """One thing in the graph that does not fit its shape.

    `focus` is the IRI of the thing; `path` the property (or SPARQL path) or None; `code` the
    shape's stable code; `severity` error, warning or tip; `messages` by language ("" if none was
    given); `component` the constraint's local name; `value_kind` IRI, blank node, or the data
    type of the offending value, None when a value is missing. The value is not kept.
    """

    focus: str
    path: str | None
    code: str
    severity: str
    messages: Mapping[str, str]
    component: str
    value_kind: str | None


class Shapes:
    """Compiled shapes, ready for any number of graphs."""

    def __init__(self, paths: Iterable[Path]) -> None:
        """Read and compile the shape files together.

        Raises:
            OntologyError: a file cannot be read, or its shapes do not compile.
        """
        self._graph = ox.Store()
        self._graph.extend(_named_shapes(paths))
        text = ox.serialize(
            (ox.Triple(quad.subject, quad.predicate, quad.object) for quad in self._graph),
            format=ox.RdfFormat.N_TRIPLES,
        )
        try:
            self._shapes = shacl.Shapes.from_text((text or b"").decode(), format="ntriples")
        except ValueError as error:
            raise OntologyError(
                Message("Compiling the shapes: {error}", error=error),
                code="SAM-V021",
                hint=Message("Compare the shape with the SHACL recommendation."),
            ) from error
        self._languages = self._message_languages()

    def validate(self, data: Path | bytes) -> list[ShapeResult]:
        """Return what does not fit in an N-Triples file or text, in a fixed order.

        Raises:
            SamenspelError: the data are not N-Triples.
        """
        try:
            if isinstance(data, Path):
                report = self._shapes.validate_file(str(data))
            else:
                report = self._shapes.validate_text(data.decode("utf-8"), format="ntriples")
        except (ValueError, OSError) as error:
            raise SamenspelError(
                Message("Validating the graph: its text cannot be read: {error}", error=error),
                code="SAM-V022",
                hint=Message("Give N-Triples in UTF-8, in a file whose name ends in .nt."),
            ) from error
        results = [self._result(result) for result in report.results]
        return sorted(results, key=lambda r: (r.code, r.focus, r.path or "", r.component))

    def _result(self, result: Any) -> ShapeResult:
        source = result.source_shape
        return ShapeResult(
            focus=result.focus_node.strip("<>"),
            path=_bare_path(result.path),
            code=self._code(source) or self._code(result.root_shape) or _PLAIN_CODE,
            severity=_SEVERITIES.get(result.severity, "error"),
            messages=self._messages(source, result.messages),
            component=result.component.removesuffix("ConstraintComponent"),
            value_kind=_kind(result.value),
        )

    def _code(self, shape: str) -> str | None:
        """Return the code of the shape or of the nearest shape around it."""
        node: Any = ox.NamedNode(shape.strip("<>")) if shape.startswith("<") else None
        while node is not None:
            for quad in self._graph.quads_for_pattern(node, ox.NamedNode(CODE), None):
                if isinstance(quad.object, ox.Literal):
                    return quad.object.value
            around = (
                quad.subject
                for name in _NESTING
                for quad in self._graph.quads_for_pattern(None, ox.NamedNode(SH + name), node)
            )
            node = next(around, None)
        return None

    def _messages(self, shape: str, texts: list[str]) -> dict[str, str]:
        own: dict[str, str] = {}
        if shape.startswith("<"):
            node = ox.NamedNode(shape.strip("<>"))
            own = {literal.language or "": literal.value for literal in self._said(node)}
        if own and set(texts) <= set(own.values()):
            return dict(sorted(own.items()))
        return {self._languages.get(text, ""): text for text in texts}

    def _message_languages(self) -> dict[str, str]:
        # For messages of SPARQL constraints, whose results name only the shape around them.
        return {literal.value: literal.language or "" for literal in self._said(None)}

    def _said(self, shape: ox.NamedNode | None) -> list[ox.Literal]:
        quads = self._graph.quads_for_pattern(shape, ox.NamedNode(SH + "message"), None)
        return [quad.object for quad in quads if isinstance(quad.object, ox.Literal)]


def validate(data: Path | bytes, shapes: Iterable[Path]) -> list[ShapeResult]:
    """Compile the shapes and validate one graph; see `Shapes`."""
    return Shapes(shapes).validate(data)


def _named_shapes(paths: Iterable[Path]) -> Iterable[ox.Quad]:
    """Read the files and give nested shapes an IRI that depends on file and place only."""
    for path in sorted(paths, key=lambda path: path.name):
        try:
            quads = list(statements(path))
        except (SyntaxError, OSError, ValueError) as error:
            raise OntologyError(
                Message("Reading the shapes file {file}: {error}", file=path.name, error=error),
                code="SAM-V020",
                hint=Message("Correct the file at that line and run the command again."),
            ) from error
        names: dict[ox.BlankNode, ox.NamedNode | ox.BlankNode] = {}
        nesting = {SH + name for name in _NESTING}
        for quad in quads:
            if quad.predicate.value in nesting and isinstance(quad.object, ox.BlankNode):
                iri = f"{_NESTED}{path.stem}:{len(names) + 1}"
                names.setdefault(quad.object, ox.NamedNode(iri))
        for quad in quads:
            yield ox.Quad(_named(quad.subject, names), quad.predicate, _named(quad.object, names))


def _named(term: Any, names: dict[ox.BlankNode, ox.NamedNode | ox.BlankNode]) -> Any:
    if not isinstance(term, ox.BlankNode):
        return term
    # A blank node that stays one must not meet a namesake of another file.
    return names.setdefault(term, ox.BlankNode())


def _bare_path(path: str | None) -> str | None:
    if path is None:
        return None
    is_predicate = path.startswith("<") and path.endswith(">") and path.count("<") == 1
    return path[1:-1] if is_predicate else path


def _kind(value: str | None) -> str | None:
    if value is None:
        return None
    if value.startswith("<"):
        return "IRI"
    if value.startswith("_:"):
        return "blank node"
    tail = value[value.rindex('"') + 1 :]
    if tail.startswith("@"):
        return "rdf:langString"
    datatype = tail.strip("^<>") or XSD + "string"
    return datatype.replace(XSD, "xsd:")
