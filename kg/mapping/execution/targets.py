"""Writes quads to a file in the format, compression and encoding of a target (RML-IO)."""

from __future__ import annotations

import codecs
import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any, cast

import pyoxigraph
from pyoxigraph import RdfFormat

from kg.errors import InputError
from kg.mapping.document import Target
from kg.model.terms import RDF_FORMATS
from kg.store.xml_text import UnwritableError, XmlText, writable
from kg.texts import Message

_RDF_JSON = "RDF_JSON"
_SERIALIZATIONS = {
    "N-Quads": RdfFormat.N_QUADS,
    "N-Triples": RdfFormat.N_TRIPLES,
    "Turtle": RdfFormat.TURTLE,
    "TriG": RdfFormat.TRIG,
    "RDF_XML": RdfFormat.RDF_XML,
    "JSON-LD": RdfFormat.JSON_LD,
    "N3": RdfFormat.N3,
}
_DATASETS = (RdfFormat.N_QUADS, RdfFormat.TRIG, RdfFormat.JSON_LD)
_NO_ESCAPES = ("RDF_XML", "JSON-LD", _RDF_JSON)
"""Formats without escapes such as `\\u20AC` for a character that an encoding lacks."""


def write_target(target: Target, path: Path, *, lines: Iterable[str]) -> None:
    """Write N-Quads lines to `path` as the target says; without a format as N-Quads.

    A format that has no graphs gets the triples of all graphs.

    Raises:
        InputError: the format, compression or encoding is not known, or cannot hold a quad.
    """
    data = _encoded(target, _serialized(target, lines))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_compressed(target, path.name, data))


def _form(target: Target) -> str:
    return (target.serialization or "N-Quads").removeprefix(RDF_FORMATS)


def _encoded(target: Target, data: bytes) -> bytes:
    encoding = (target.encoding or "UTF-8").rsplit("/", 1)[-1]
    if encoding == "UTF-8":
        return data
    form, text = _form(target), data.decode()
    if form == "RDF_XML":
        text = text.replace('encoding="UTF-8"', f'encoding="{encoding}"', 1)
    try:
        return text.encode(encoding, "strict" if form in _NO_ESCAPES else _ESCAPED)
    except LookupError:
        raise _unknown("encoding", encoding, ("UTF-8", "UTF-16")) from None
    except UnicodeEncodeError as error:
        sign = error.object[error.start]
        raise InputError(
            Message(
                "Writing the target {path}: {encoding} has no '{sign}' (U+{point:04X}).",
                path=target.path,
                encoding=encoding,
                sign=sign,
                point=ord(sign),
            ),
            hint=Message(
                "Write it as UTF-8, or as N-Quads, N-Triples or Turtle, which have escapes."
            ),
        ) from None


def _escape(error: UnicodeError) -> tuple[str, int]:
    """What an encoding lacks, as escapes (N-Triples 1.1, UCHAR)."""
    assert isinstance(error, UnicodeEncodeError)
    signs = map(ord, error.object[error.start : error.end])
    return "".join(f"\\u{s:04X}" if s < 1 << 16 else f"\\U{s:08X}" for s in signs), error.end


_ESCAPED = "samenspel-uchar"
codecs.register_error(_ESCAPED, _escape)


def _serialized(target: Target, lines: Iterable[str]) -> bytes:
    name = _form(target)
    quads = _quads(lines)
    if name == _RDF_JSON:
        return _rdf_json(quads)
    form = _SERIALIZATIONS.get(name)
    if form is None:
        raise _unknown("serialization", name, (*_SERIALIZATIONS, _RDF_JSON))
    if form not in _DATASETS:
        triples = dict.fromkeys(quad.triple for quad in quads)
        if form == RdfFormat.RDF_XML:
            return _xml(target, triples)
        return pyoxigraph.serialize(triples, format=form) or b""
    return pyoxigraph.serialize(quads, format=form) or b""


def _xml(target: Target, triples: Iterable[pyoxigraph.Triple]) -> bytes:
    out = io.BytesIO()
    try:
        pyoxigraph.serialize(
            writable(triples, {}), cast(IO[bytes], XmlText(out)), format=RdfFormat.RDF_XML
        )
    except UnwritableError as error:
        what, *before = str(error).splitlines()
        after = f" after '{before[0]}'" if before else ""
        raise InputError(
            Message(
                "Writing the target {path}: RDF/XML has no {fault} {what}{after}.",
                path=target.path,
                fault=error.fault,
                what=what,
                after=after,
            ),
            hint=Message("Take it out of the source or the mapping, or write Turtle."),
        ) from None
    return out.getvalue()


def _quads(lines: Iterable[str]) -> Iterator[pyoxigraph.Quad]:
    text = "\n".join(lines)
    return iter(pyoxigraph.parse(text, format=RdfFormat.N_QUADS))


def _rdf_json(quads: Iterable[pyoxigraph.Quad]) -> bytes:
    found: dict[str, dict[str, list[dict[str, str]]]] = {}
    for quad in quads:
        objects = found.setdefault(_name(quad.subject), {}).setdefault(_name(quad.predicate), [])
        value = _json_object(quad.object)
        if value not in objects:
            objects.append(value)
    return json.dumps(found, ensure_ascii=False, indent=1).encode()


def _name(term: Any) -> str:
    return f"_:{term.value}" if isinstance(term, pyoxigraph.BlankNode) else str(term.value)


def _json_object(term: Any) -> dict[str, str]:
    if not isinstance(term, pyoxigraph.Literal):
        kind = "bnode" if isinstance(term, pyoxigraph.BlankNode) else "uri"
        return {"type": kind, "value": _name(term)}
    value = {"type": "literal", "value": term.value}
    if term.language is not None:
        value["lang"] = term.language
    elif not term.datatype.value.endswith("XMLSchema#string"):
        value["datatype"] = term.datatype.value
    return value


def _compressed(target: Target, name: str, data: bytes) -> bytes:
    how = (target.compression or "none").rsplit("/", 1)[-1]
    if how == "none":
        return data
    if how == "gzip":
        return gzip.compress(data, mtime=0)
    inside, out = name.split(".zip")[0].split(".tar")[0], io.BytesIO()
    if how == "zip":
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(zipfile.ZipInfo(inside), data)
    elif how in ("targz", "tarxz"):
        with tarfile.open(fileobj=out, mode="w:gz" if how == "targz" else "w:xz") as tar:
            entry = tarfile.TarInfo(inside)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
    else:
        raise _unknown("compression", how, ("none", "gzip", "zip", "targz", "tarxz"))
    return out.getvalue()


def _unknown(what: str, value: str, known: Iterable[str]) -> InputError:
    return InputError(
        Message(
            "Writing a target: '{value}' is no {what} that can be written.", value=value, what=what
        ),
        hint=Message("Known: {known}.", known=", ".join(known)),
    )
