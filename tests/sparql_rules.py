"""The oracle of inference: runs rules as SPARQL over a store until they give nothing new.

Rules are ordered by what feeds what. A rule that nothing later feeds runs once; rules that feed
each other in a circle run in rounds, and in a round only those whose premises grew. Statements go
to a graph of their own, and to the default graph that holds what all graphs say, and only if it
has them not yet: what was said and what follows never mix. Serialised answers are loaded in bulk,
never made into Python objects one by one.
"""

import time
from collections.abc import Iterable, Sequence

import pyoxigraph as ox

from kg.errors import OntologyError
from kg.inference.engine import MAX_ROUNDS, InferenceReport, Progress
from kg.inference.feeding_order import feeding_order
from kg.inference.rule import Key, Rule
from kg.texts import Message

# From here on the bulk loader (one new file in the store per call) is faster than a transaction.
BULK_FROM = 20_000


def infer_by_sparql(
    store: ox.Store,
    rules: Iterable[Rule],
    *,
    graph: ox.NamedNode,
    closed_world: ox.NamedNode,
    before: Iterable[Rule] = (),
    after: Iterable[Rule] = (),
    progress: Progress | None = None,
) -> InferenceReport:
    """Add to the store what follows from the statements of its default graph.

    `rules` run to the fixpoint over all graphs together and go to `graph`. `before` rules, in
    their order, look at what is said and what follows from it, and may conclude from absence
    (nobody says that it is over); what they give is followed up by `rules` once more. `after`
    rules, in their order, may conclude from absence in the result (there is no other sector).
    `before` and `after` go to `closed_world`. Both graphs
    must be empty at the start (a release is inferred from scratch). `progress` is told the rule,
    its number and how many there are.

    Raises:
        OntologyError: a rule cannot be run or never comes to an end.
    """
    started = time.perf_counter()
    first, middle, last = list(before), list(rules), list(after)
    run = _Run(store, InferenceReport([*first, *middle, *last]), progress)
    groups = feeding_order(middle)
    run.follow(groups, graph)
    grown: set[Key] = set()
    for rule in first:
        if run.apply(rule, closed_world):
            grown |= rule.heads
    run.follow(groups, graph, news=grown)
    for rule in last:
        run.apply(rule, closed_world)
    run.report.seconds = time.perf_counter() - started
    return run.report


class _Run:
    def __init__(self, store: ox.Store, report: InferenceReport, progress: Progress | None) -> None:
        self._store = store
        self._progress = progress
        self._started: set[str] = set()
        self.report = report

    def follow(
        self, groups: Iterable[Sequence[Rule]], graph: ox.NamedNode, *, news: set[Key] | None = None
    ) -> None:
        """Run groups in their order: all of their rules, or those that news may set off."""
        grown = None if news is None else set(news)
        for group in groups:
            waiting = list(group) if grown is None else _set_off(group, grown)
            found = self.fixpoint(group, waiting, graph=graph)
            if grown is not None:
                grown |= found

    def fixpoint(
        self, group: Sequence[Rule], waiting: list[Rule], *, graph: ox.NamedNode
    ) -> set[Key]:
        """Run rules that feed each other until none gives a new statement; say what grew."""
        everything: set[Key] = set()
        if not waiting:
            return everything
        for rounds in range(1, MAX_ROUNDS + 1):
            self.report.rounds = max(self.report.rounds, rounds)
            grown: set[Key] = set()
            for rule in waiting:
                if self.apply(rule, graph):
                    grown |= rule.heads
            everything |= grown
            waiting = _set_off(group, grown)
            if not waiting or (len(group) == 1 and not group[0].feeds(group[0])):
                return everything
        names = ", ".join(rule.id for rule in waiting[:5])
        raise OntologyError(
            Message(
                "Inferring: the rules {names} still give new statements after {rounds} rounds.",
                names=names,
                rounds=MAX_ROUNDS,
            ),
            code="SAM-V006",
            hint=Message(
                "A rule may join and copy terms but not make new ones; look for BIND or IRI()."
            ),
        )

    def apply(self, rule: Rule, graph: ox.NamedNode) -> int:
        """Run one rule, store what is new, and return how many statements that is."""
        if self._progress is not None and rule.id not in self._started:
            self._started.add(rule.id)
            self._progress(rule.id, len(self._started), len(self.report.rules))
        lines = self._answer(rule)
        if rule.kind != "axiom":
            lines = self._unknown(lines)
        if lines:
            tail = f" {graph} .".encode()
            both = (line + b"\n" + line[:-2] + tail for line in lines)
            load = self._store.bulk_load if len(lines) >= BULK_FROM else self._store.load
            load(input=b"\n".join(both), format=ox.RdfFormat.N_QUADS, lenient=True)
        self.report.quads[rule.id] = self.report.quads.get(rule.id, 0) + len(lines)
        return len(lines)

    def _answer(self, rule: Rule) -> list[bytes]:
        try:
            answer = self._store.query(rule.construct)
        except (SyntaxError, ValueError, OSError) as error:
            raise OntologyError(
                Message(
                    "Running the rule {id} ({axiom}): {error}",
                    id=rule.id,
                    axiom=rule.axiom,
                    error=error,
                ),
                code="SAM-V005",
                hint=Message("Try the query with `samenspel query` and correct it there."),
            ) from error
        assert isinstance(answer, ox.QueryTriples)
        text: bytes = answer.serialize(format=ox.RdfFormat.N_TRIPLES) or b""
        # Sorted and once each, so that the same input makes the same store.
        return sorted(set(text.splitlines()))

    def _unknown(self, lines: list[bytes]) -> list[bytes]:
        """Keep the statements that are not there yet; compiled rules see to this in their query."""
        kept = []
        for line in lines:
            (quad,) = ox.parse(line, format=ox.RdfFormat.N_TRIPLES)
            if quad not in self._store:
                kept.append(line)
        return kept


def _set_off(rules: Iterable[Rule], grown: set[Key]) -> list[Rule]:
    """The rules for which there may be more premises now."""
    return [rule for rule in rules if any(key.meets(n) for key in grown for n in rule.needs)]
