"""The test cases of RML: where they are, how one is run, and whether it gives what it must."""

from __future__ import annotations

import gzip
import io
import json
import shutil
import tarfile
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph
from absent import SUITES
from pyoxigraph import RdfFormat

from kg.errors import SamenspelError
from kg.mapping.execution.run import RunResult, map_document

MODULES = {
    "rml-core": "RML Core and RML-IO (JSON)",
    "rml-fnml": "RML-FNML (functions)",
    "rml-cc": "RML-CC (collections and containers)",
    "rml-legacy": "RML of 2014 with R2RML (CSV and XML)",
}
FORMATS = {
    "nq": RdfFormat.N_QUADS,
    "nt": RdfFormat.N_TRIPLES,
    "ttl": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "jsonld": RdfFormat.JSON_LD,
    "rdfxml": RdfFormat.RDF_XML,
    "n3": RdfFormat.N3,
}
BASES = dict.fromkeys(("rml-cc", "rml-legacy"), "http://example.com/base/")
"""Where the expected outputs are below another base than the description of the case says."""
MAIN = ("output.nq", "default.nq")
Runner = Callable[..., RunResult]


@dataclass(frozen=True)
class Case:
    """A case: its folder, and what its description says."""

    folder: Path
    base: str
    error: bool
    outputs: tuple[str, ...]

    @property
    def id(self) -> str:
        return f"{self.folder.parent.name}/{self.folder.name}"


def cases() -> list[Case]:
    """All cases of the modules that are there."""
    found = [path for name in MODULES for path in sorted(SUITES.glob(f"{name}/*/case.json"))]
    return [_case(path) for path in found]


def _case(path: Path) -> Case:
    told = json.loads(path.read_text(encoding="utf-8"))
    base = BASES.get(path.parents[1].name, told["base_iri"])
    return Case(path.parent, base, told["error"], tuple(told["outputs"]))


def run_case(case: Case, work: Path, run: Runner = map_document) -> str | None:
    """What is wrong with what a case gives; None when it passes.

    The case is copied without its outputs; the current folder must be that copy.
    """
    for file in case.folder.iterdir():
        if file.name not in (*case.outputs, *MAIN, "case.json"):
            shutil.copy(file, work)
    scratch = work / ".work"
    scratch.mkdir()
    main = work / "main.nq"
    try:
        outcome = run(work / "mapping.ttl", output=main, work=scratch, base=case.base)
    except SamenspelError as error:
        return None if case.error else f"refused: {error}"
    if case.error:
        return None if outcome.errors else "ran without an error"
    for name in case.outputs:
        made = main if name in MAIN else work / name
        if not made.is_file():
            return f"{name} was not written"
        if _dataset(case.folder / name) != _dataset(made):
            return f"{name} differs"
    return None


def _dataset(path: Path) -> set[str]:
    """The quads of a file in canonical form (RDFC-1.0)."""
    name, data = _unpacked(path)
    text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8")
    dataset = pyoxigraph.Dataset(_quads(name.rsplit(".", 1)[-1], text))
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}


def _unpacked(path: Path) -> tuple[str, bytes]:
    name, data = path.name, path.read_bytes()
    if name.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return name.removesuffix(".zip"), archive.read(archive.namelist()[0])
    if ".tar" in name:
        with tarfile.open(fileobj=io.BytesIO(data)) as tar:
            member = tar.extractfile(tar.getmembers()[0])
            assert member is not None
            return name.split(".tar")[0], member.read()
    if name.endswith(".gz"):
        return name.removesuffix(".gz"), gzip.decompress(data)
    return name, data


def _quads(suffix: str, text: str) -> Iterable[pyoxigraph.Quad]:
    if suffix != "rdfjson":
        return pyoxigraph.parse(text, format=FORMATS[suffix])
    return [
        pyoxigraph.Quad(_node(subject), pyoxigraph.NamedNode(predicate), _object(value))
        for subject, predicates in json.loads(text).items()
        for predicate, values in predicates.items()
        for value in values
    ]


def _node(text: str) -> pyoxigraph.NamedNode | pyoxigraph.BlankNode:
    if text.startswith("_:"):
        return pyoxigraph.BlankNode(text[2:])
    return pyoxigraph.NamedNode(text)


def _object(
    value: dict[str, str],
) -> pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal:
    if value["type"] != "literal":
        return _node(value["value"])
    datatype = value.get("datatype")
    return pyoxigraph.Literal(
        value["value"],
        language=value.get("lang"),
        datatype=None if datatype is None else pyoxigraph.NamedNode(datatype),
    )
