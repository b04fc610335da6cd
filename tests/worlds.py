"""A small ontology and its data in, what follows out; and the same by owlrl as the oracle."""

import warnings
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox
import rdflib

from kg.inference.compile import compile_rules
from kg.inference.engine import GraphTarget, InferenceReport, Progress, infer
from kg.inference.expressions import Tbox
from kg.inference.rule import Rule, RuleKind
from kg.inference.rule_files import read_rules
from kg.resources import ontology_folder, vocabulary_files

PREFIXES = """
@prefix : <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix sam: <https://w3id.org/samenspel/ns#> .
@prefix sector: <https://w3id.org/samenspel/id/concept/sector/> .
@prefix zone: <https://w3id.org/samenspel/id/concept/zone/> .
@prefix role: <https://w3id.org/samenspel/id/concept/role/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix time: <http://www.w3.org/2006/time#> .
@prefix schema: <http://schema.org/> .
@prefix c: <https://w3id.org/samenspel/id/concept/> .
"""
TODAY = ':catalogue sam:referenceDate "2026-06-30"^^xsd:date .'
"""What a build says of the day that counts as today."""
INFERRED = ox.NamedNode("https://example.org/graph/inferred")
CLOSED_WORLD = ox.NamedNode("https://example.org/graph/closed-world")
DATA = ox.NamedNode("https://example.org/graph/data")
VOCABULARY = ox.NamedNode("https://example.org/graph/vocabulary")


def read_all_rules(kind: RuleKind) -> list[Rule]:
    """The rules of one folder of `ontology/rules`."""
    return read_rules((ontology_folder() / "rules" / kind).glob("*.rq"), kind)


def infer_in(
    store: ox.Store,
    rules: Iterable[Rule],
    *,
    before: Iterable[Rule] = (),
    after: Iterable[Rule] = (),
    progress: Progress | None = None,
) -> InferenceReport:
    """Add to a store what follows from its default graph, as a build finds it from lines."""
    with TemporaryDirectory() as folder:
        work = Path(folder)
        said = work / "said.nq"
        quads = store.quads_for_pattern(None, None, None, ox.DefaultGraph())
        said.write_text("".join(f"{ox.Quad(*quad.triple, DATA)} .\n" for quad in quads), "utf-8")
        targets = {
            node: GraphTarget(node.value, work / f"{number}.nq")
            for number, node in enumerate((INFERRED, CLOSED_WORLD))
        }
        report = infer(
            {DATA.value: said},
            rules,
            inferred=targets[INFERRED],
            closed_world=targets[CLOSED_WORLD],
            work=work / "inference",
            before=before,
            after=after,
            progress=progress,
        )
        for target in targets.values():
            text = target.path.read_bytes()
            assert text.splitlines() == sorted(set(text.splitlines()))
            for quad in ox.parse(text, format=ox.RdfFormat.N_QUADS, rename_blank_nodes=False):
                store.extend([quad, ox.Quad(*quad.triple)])
    return report


def concluded(data: str) -> ox.Store:
    """The real vocabulary and data with all that follows from both, on the day `TODAY` says."""
    store = ox.Store()
    for path in vocabulary_files():
        load(store, path.read_text(encoding="utf-8"), VOCABULARY)
    load(store, PREFIXES + TODAY + data, DATA)
    infer_in(
        store,
        [*compile_rules(Tbox.read(vocabulary_files())), *read_all_rules("inference")],
        before=read_all_rules("before"),
        after=read_all_rules("after"),
    )
    return store


class World:
    """A store in memory with an ontology, data, and the rules run over both."""

    def __init__(self, axioms: str, data: str, **hand: Iterable[Rule]) -> None:
        self.store = ox.Store()
        load(self.store, PREFIXES + axioms, VOCABULARY)
        load(self.store, PREFIXES + TODAY + data, DATA)
        self.rules = compile_rules(Tbox(self.store, VOCABULARY))
        self.report: InferenceReport = infer_in(
            self.store,
            [*self.rules, *hand.pop("inference", ())],
            **hand,
        )

    def statements(self, graph: ox.NamedNode = INFERRED) -> set[str]:
        """Give the statements of a graph with the example prefix cut off."""
        quads = self.store.quads_for_pattern(None, None, None, graph)
        return {short(f"{q.subject} {q.predicate} {q.object}") for q in quads}


def load(store: ox.Store, turtle: str, graph: ox.NamedNode) -> None:
    """Add Turtle to a graph and to the default graph, which holds what all graphs hold."""
    for quad in ox.parse(turtle.encode(), ox.RdfFormat.TURTLE, rename_blank_nodes=True):
        store.extend([quad, ox.Quad(*quad.triple, graph)])


def short(text: str) -> str:
    for start, prefix in (
        ("<https://example.org/", ":"),
        ("<http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf:"),
        ("<https://w3id.org/samenspel/ns#", "sam:"),
        ("<https://w3id.org/samenspel/id/concept/", ""),
    ):
        text = text.replace(start, prefix)
    return text.replace("rdf:type>", "a").replace(">", "")


def oracle(
    axioms: str | Iterable[Path], data: str, *, without: type[rdflib.term.Node] | None = None
) -> set[str]:
    """Give what owlrl infers about the individuals of the data.

    `without` leaves out the statements of the axioms' files with such an object: labels and
    definitions only make owlrl slow.
    """
    import owlrl

    graph = rdflib.Graph()
    if isinstance(axioms, str):
        graph.parse(data=PREFIXES + axioms, format="turtle")
    else:
        for path in axioms:
            graph.parse(path)
        if without is not None:
            for triple in [t for t in graph if isinstance(t[2], without)]:
                graph.remove(triple)
    given = rdflib.Graph().parse(data=PREFIXES + data, format="turtle")
    everyone = {term for s, _, o in given for term in (s, o) if isinstance(term, rdflib.URIRef)}
    graph += given
    before = set(graph)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return {
        short(" ".join(term.n3() for term in triple))
        for triple in set(graph) - before
        if triple[0] in everyone and not _trivial(triple)
    }


def _trivial(triple: tuple[rdflib.term.Node, ...]) -> bool:
    # owlrl also says that all is itself, a Thing, in unnamed classes, and how classes relate.
    _, predicate, value = triple
    return (
        str(predicate).startswith((str(rdflib.OWL), str(rdflib.RDFS)))
        or value in (rdflib.OWL.Thing, rdflib.RDFS.Resource)
        or isinstance(value, rdflib.BNode)
    )
