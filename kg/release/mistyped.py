"""Leaves out values that are no concept of the list from which their property takes them.

The range of a property makes whatever stands there a concept of the list: a slip in
`right:educatoin` would be a right that is covered. So before anything is inferred, each value of
such a property must be in the list (by the vocabulary, an extension, or a dataset that describes
concepts of its own). What is not is no fact: it is taken out and told, with the nearest right one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyoxigraph as ox

from kg.mapping.execution.line_files import lines_of
from kg.mapping.sql.duckdb import retry_with_memory
from kg.mapping.sql.terms import quoted
from kg.model.findings import Finding
from kg.model.prefixes import shorten
from kg.model.suggestion import nearest
from kg.model.terms import ORG, RDF_TYPE, RDFS, SAM, SHARED_BASE, SKOS
from kg.texts import Message

_CONCEPTS = SHARED_BASE + "id/concept/"
BORROWED = {
    ORG + "classification": SAM + "OrganisationKind",
    ORG + "role": SAM + "Role",
    "http://www.w3.org/ns/adms#status": SAM + "ServiceStatus",
    "http://data.europa.eu/m8g/isGroupedBy": SAM + "LifeEvent",
    "http://purl.org/dc/terms/type": SKOS + "Concept",
}
"""Properties of others with our lists: what lies outside our lists may be in those of others."""
SCHEMES = {
    SAM + "voicePhase": "voice-phase",
    SAM + "perspective": "perspective",
    SAM + "seenAs": "perspective",
    SAM + "participationType": "participation-share",
}
"""Our properties whose list is a scheme without a class of its own."""

_LISTS = f"""
SELECT DISTINCT ?property ?class WHERE {{
  ?property <{RDFS}range> ?class . ?class <{RDFS}subClassOf>* <{SKOS}Concept> }}"""
_MEMBERS = "SELECT DISTINCT ?concept WHERE {{ ?concept a/<{rdfs}subClassOf>* <{class_}> }}"
_IN_SCHEME = f"SELECT ?concept WHERE {{{{ ?concept <{SKOS}inScheme> <{_CONCEPTS}{{scheme}}> }}}}"
_VALUES = "SELECT DISTINCT ?value WHERE {{ ?subject <{property}> ?value }}"


@dataclass(frozen=True)
class MistypedStatement:
    """A statement of a dataset whose value is in no list.

    `nearest` is what was probably meant: a concept of ours as `right/education`, else an IRI.
    """

    quad: ox.Quad
    graph: str
    subject: str
    predicate: str
    value: str
    nearest: str | None


def store_of_lists(
    connection: duckdb.DuckDBPyConnection, vocabulary: Path, *, lines: Iterable[Path]
) -> ox.Store:
    """A store in memory with the vocabulary and what decides on lists in files of other lines."""
    store = ox.Store()
    _load(store, vocabulary.read_bytes())
    files = [path for path in lines if path.stat().st_size]
    if not files:
        return store
    _load(store, _lines(connection, files, [f"{RDFS}range", f"{RDFS}subClassOf"]))
    listed = {property_ for property_, _, _ in _lists(store)}
    wanted = [*listed, f"{SKOS}inScheme"]
    lists = {_iri(row["class"]) for row in _rows(store, _LISTS)} | set(BORROWED.values())
    below = {
        _iri(row["class"])
        for list_ in sorted(lists)
        for row in _rows(store, f"SELECT ?class {{ ?class <{RDFS}subClassOf>* <{list_}> }}")
    }
    # One line of each value tells whether it is in its list; there are few of them.
    _load(store, _lines(connection, files, wanted, classes=below, once=True))
    graphs = {g.value for g in store.named_graphs() if isinstance(g, ox.NamedNode)}
    strange = {found.predicate for found in find_mistyped(store, graphs)}
    if strange:
        _load(store, _lines(connection, files, strange))
    return store


def _lines(
    connection: duckdb.DuckDBPyConnection,
    files: list[Path],
    properties: Iterable[str],
    *,
    classes: Iterable[str] = (),
    once: bool = False,
) -> bytes:
    """The lines with one of the properties, and those that say that a thing is of a class.

    `once` gives one line only for each property and value of a graph.
    """
    some = ", ".join(quoted(f"<{name}>") for name in sorted(properties))
    test = f"split_part(line, ' ', 2) IN ({some})"
    in_scheme = quoted(f"<{SKOS}inScheme>")
    of = ", ".join(quoted(f"<{name}>") for name in sorted(classes))
    if of:
        types = quoted(f"<{RDF_TYPE}>")
        test += f" OR (split_part(line, ' ', 2) = {types} AND split_part(line, ' ', 3) IN ({of}))"
    select = f"SELECT line FROM {lines_of(files)} WHERE {test}"
    if once:
        # Of concepts every one counts, and concepts of a list are few.
        said = "SUBSTR(line, LENGTH(split_part(line, ' ', 1)) + 1)"
        concept = f"split_part(line, ' ', 2) IN ({quoted(f'<{RDF_TYPE}>')}, {in_scheme})"
        select = (
            f"SELECT min(line) FROM ({select}) GROUP BY {said}, CASE WHEN {concept} THEN line END"
        )
    found = retry_with_memory(
        connection,
        Message("Comparing values with their lists"),
        action=lambda: connection.execute(select).fetchall(),
    )
    return "".join(f"{line}\n" for (line,) in found).encode()


def _load(store: ox.Store, text: bytes) -> None:
    store.bulk_load(text, format=ox.RdfFormat.N_QUADS, lenient=True)


def find_mistyped(store: ox.Store, graphs: Iterable[str]) -> list[MistypedStatement]:
    """What the graphs say with a value outside its list, each statement once, in a fixed order."""
    nodes = [ox.NamedNode(graph) for graph in graphs]
    found = {  # a property may have several ranges
        quad: MistypedStatement(quad, graph.value, _iri(quad.subject), property_, value.value, near)
        for property_, members, ours_only in _lists(store)
        for value, near in _strangers(store, property_, members, ours_only)
        for graph in nodes
        for quad in store.quads_for_pattern(None, ox.NamedNode(property_), value, graph)
    }
    return sorted(found.values(), key=lambda wrong: str(wrong.quad))


def _lists(store: ox.Store) -> Iterator[tuple[str, str, bool]]:
    """Properties, the query for their list, and whether a value of another's list may stand."""
    pairs = {(_iri(row["property"]), _iri(row["class"])) for row in _rows(store, _LISTS)}
    for property_, class_ in sorted(pairs):
        yield property_, _MEMBERS.format(rdfs=RDFS, class_=class_), False
    for property_, class_ in BORROWED.items():
        yield property_, _MEMBERS.format(rdfs=RDFS, class_=class_), True
    for property_, scheme in SCHEMES.items():
        yield property_, _IN_SCHEME.format(scheme=scheme), True


def _strangers(
    store: ox.Store, property_: str, members: str, ours_only: bool
) -> Iterator[tuple[ox.NamedNode | ox.Literal | ox.BlankNode, str | None]]:
    rows = _rows(store, _VALUES.format(property=property_))
    values = [v for row in rows if not isinstance(v := row["value"], ox.Triple | None)]
    if not values:
        return
    known = {_iri(row["concept"]) for row in _rows(store, members)}
    for value in values:
        iri = value.value if isinstance(value, ox.NamedNode) else ""
        if iri in known or (ours_only and not iri.startswith(_CONCEPTS)):
            continue
        yield value, _nearest(value.value, known)


def _iri(term: object) -> str:
    return str(term).strip("<>")


def _nearest(value: str, known: Iterable[str]) -> str | None:
    """The concept whose name is most like that of the value, of the same scheme if there is one."""
    known = list(known)
    known = [iri for iri in known if iri.rpartition("/")[0] == value.rpartition("/")[0]] or known
    by_name = {iri.rsplit("/", 1)[-1].lower(): iri for iri in sorted(known, reverse=True)}
    name = value.rstrip("/#").rsplit("/", 1)[-1].rsplit("#", 1)[-1].lower()
    near = [name] if name in by_name else nearest(name, by_name)
    return by_name[near[0]].removeprefix(_CONCEPTS) if near else None


def _rows(store: ox.Store, query: str) -> ox.QuerySolutions:
    answer = store.query(query, use_default_graph_as_union=True)
    assert isinstance(answer, ox.QuerySolutions)
    return answer


def mistyped_finding(
    found: MistypedStatement, dataset: str, source: str, row: int | None
) -> Finding:
    """The finding about a value at its place, with what was probably meant."""
    return Finding(
        "SAM-O002",
        dataset,
        source,
        row=row,
        raw=found.value,
        rule=shorten(found.predicate),
        guess=found.nearest,
    )


def leave_out(wrong: Iterable[MistypedStatement], *, lines: Mapping[str, Path]) -> None:
    """Take the statements out of the N-Quads files of their graphs."""
    by_graph: dict[str, set[ox.Quad]] = {}
    for found in wrong:
        by_graph.setdefault(found.graph, set()).add(found.quad)
    for graph, quads in by_graph.items():
        _rewrite(lines[graph], quads)


def _rewrite(path: Path, without: set[ox.Quad]) -> None:
    wrong = {_terms(quad) for quad in without}
    starts = {(subject.encode(), predicate.encode()) for subject, predicate, _ in wrong}
    kept = path.with_suffix(".kept")
    with path.open("rb") as file, kept.open("wb") as out:
        for line in file:
            subject, predicate, _ = line.split(b" ", 2)
            start = b"_:" if subject.startswith(b"_:") else subject
            if (start, predicate) in starts and _terms(_quad(line)) in wrong:
                continue
            out.write(line)
    kept.replace(path)


def _terms(quad: ox.Quad) -> tuple[str, ...]:
    """What tells statements with wrong values apart. The store calls blank nodes otherwise than
    the file; but a value that is wrong is so of each of them, and none is in a list."""
    terms = (quad.subject, quad.predicate, quad.object)
    return tuple("_:" if isinstance(term, ox.BlankNode) else str(term) for term in terms)


def _quad(line: bytes) -> ox.Quad:
    quad: ox.Quad = next(iter(ox.parse(line, format=ox.RdfFormat.N_QUADS, lenient=True)))
    return quad
