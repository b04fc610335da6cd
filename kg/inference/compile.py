"""Compiles the axioms of an ontology into rules (OWL 2 Profiles 4.3, the rules of OWL 2 RL).

Only the axioms that the ontology really has become rules, so a rule names one axiom and an
inferred statement can say why it is there. Axioms that only forbid something (disjointness and
its kin) give no rule: `kg.inference.consistency` watches them. Equality (owl:sameAs, keys,
functional properties) is left out on purpose: one thing has one IRI here. Whatever else is
found raises an `OntologyError` that names the axiom; nothing is passed over in silence.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import pyoxigraph as ox

from kg.errors import OntologyError
from kg.inference.expressions import (
    NOTHING,
    THING,
    And,
    Expression,
    HasValue,
    NamedClass,
    Not,
    OneOf,
    Only,
    Or,
    Property,
    Some,
    Tbox,
    Term,
)
from kg.inference.reading import readings
from kg.inference.rule import TYPE, Pattern, Rule, compiled_rule, is_variable, slug
from kg.inference.wording import Verbaliser, curie, expression_text, local_name, property_text
from kg.model.terms import OWL, RDF, RDFS, XSD
from kg.texts import Message

_AXIOMS = {"equivalentClass", "equivalentProperty", "inverseOf", "propertyChainAxiom"}
_PARTS = {
    "onProperty", "hasValue", "someValuesFrom", "allValuesFrom", "intersectionOf", "unionOf",
    "oneOf", "complementOf",
}  # fmt: skip
_ONLY_FORBID = {
    "disjointWith", "members", "propertyDisjointWith", "differentFrom", "distinctMembers",
    "sourceIndividual", "assertionProperty", "targetIndividual", "targetValue",
}  # fmt: skip
_SAY_NOTHING = {
    "imports", "versionIRI", "versionInfo", "priorVersion", "backwardCompatibleWith",
    "incompatibleWith", "deprecated", "annotatedSource", "annotatedProperty", "annotatedTarget",
}  # fmt: skip
_EQUALITY_CLASSES = ("FunctionalProperty", "InverseFunctionalProperty", "ReflexiveProperty")
_DATATYPES = (XSD, RDFS + "Literal", RDF + "langString", RDF + "PlainLiteral")


@dataclass(frozen=True)
class _RuleBody:
    """One way in which something can be in an expression."""

    patterns: tuple[Pattern, ...] = ()
    binding: tuple[tuple[str, str], ...] = ()

    def and_(self, other: "_RuleBody") -> "_RuleBody":
        return _RuleBody(self.patterns + other.patterns, self.binding + other.binding)


def compile_rules(tbox: Tbox) -> list[Rule]:
    """Return the rules of an ontology.

    The order and the identifiers depend on the axioms alone.

    Raises:
        OntologyError: an axiom is of a kind that rules cannot carry out.
    """
    return _RuleCompiler(tbox).rules()


class _RuleCompiler:
    def __init__(self, tbox: Tbox) -> None:
        self._tbox = tbox
        self._verbaliser = Verbaliser(tbox)
        self._fresh = 0

    def rules(self) -> list[Rule]:
        self._refuse_unknown()
        made = [
            *self._class_axioms(),
            *self._property_axioms(),
            *self._property_kinds(),
            *self._domains_and_ranges(),
            *self._chains(),
            *readings(self._tbox),
        ]
        # Blank nodes of the axioms come in another order each time they are read.
        return _number(_once(sorted(made, key=lambda r: (r.id, r.axiom, r.construct))))

    def _refuse_unknown(self) -> None:
        known = _AXIOMS | _PARTS | _ONLY_FORBID | _SAY_NOTHING
        for predicate in sorted(self._tbox.predicates()):
            if predicate.startswith(OWL) and predicate[len(OWL) :] not in known:
                subject, value = self._tbox.pairs(predicate)[0]
                raise _refused(f"{curie(str(subject))} {curie(predicate)} {curie(str(value))}")
        for name in _EQUALITY_CLASSES:
            for term in self._tbox.instances(OWL + name):
                raise _refused(f"{curie(str(term))} a owl:{name}")
        for part in ("intersectionOf", "unionOf", "oneOf", "complementOf"):
            for subject, _ in self._tbox.pairs(OWL + part):
                if isinstance(subject, ox.NamedNode):
                    raise _refused(f"{curie(str(subject))} owl:{part} (…)")

    # -- classes ---------------------------------------------------------------------------

    def _class_axioms(self) -> Iterator[Rule]:
        expression = self._tbox.expression
        for left, right in self._tbox.pairs(RDFS + "subClassOf"):
            yield from self._subclass(expression(left), expression(right))
        for left, right in self._tbox.pairs(OWL + "equivalentClass"):
            if self._tbox.is_a(left, RDFS + "Datatype"):
                raise _refused(f"{curie(str(left))} owl:equivalentClass (a data range)")
            yield from self._subclass(expression(left), expression(right))
            yield from self._subclass(expression(right), expression(left))

    def _subclass(self, left: Expression, right: Expression) -> Iterator[Rule]:
        axiom = f"{expression_text(left)} SubClassOf {expression_text(right)}"
        titles = self._verbaliser.titles("subclass", left, right=right)
        name = "-".join(("subclass", *_names(left), "of", *_names(right)))
        yield from self._implication(left, right, "?x", (), name, titles, axiom)

    def _implication(
        self,
        left: Expression | None,
        right: Expression,
        term: str,
        body: Sequence[Pattern],
        name: str,
        titles: dict[str, str],
        axiom: str,
    ) -> Iterator[Rule]:
        """Make the rules by which `term` is in `right` when the body and `left` hold."""
        self._fresh = 0
        ways = [_RuleBody()] if left is None else list(self._ways(left, term, axiom))
        for conclusion, extra in self._conclusions(right, term, axiom):
            for way in ways:
                whole = _RuleBody(tuple(body)).and_(way).and_(_RuleBody(extra))
                rule = _rule(whole, conclusion, name, titles, axiom)
                if rule is not None:
                    yield rule

    def _variable(self) -> str:
        self._fresh += 1
        return f"?y{self._fresh}"

    def _ways(self, expression: Expression, term: str, axiom: str) -> Iterator[_RuleBody]:
        """Give every way in which `term` can be in the expression (a disjunctive normal form)."""
        match expression:
            case NamedClass() if expression == THING:
                yield _RuleBody()
            case NamedClass() if expression == NOTHING:
                return
            case NamedClass(iri):
                yield _RuleBody((Pattern(term, TYPE, f"<{iri}>"),))
            case HasValue(property, value):
                yield _RuleBody((_link(property, term, value),))
            case Some(property, filler):
                other = self._variable()
                self._refuse_datatype(filler, axiom)
                for way in self._ways(filler, other, axiom):
                    yield _RuleBody((_link(property, term, other),)).and_(way)
            case And(parts):
                yield from self._all_ways(parts, term, axiom)
            case Or(parts):
                for part in parts:
                    yield from self._ways(part, term, axiom)
            case OneOf(values):
                for value in values:
                    yield _RuleBody((), ((term, value),))
            case Only() | Not():
                raise _refused(axiom, Message("this may not stand on the left of a subclass axiom"))

    def _all_ways(self, parts: Sequence[Expression], term: str, axiom: str) -> Iterator[_RuleBody]:
        if not parts:
            yield _RuleBody()
            return
        rest = list(self._all_ways(parts[1:], term, axiom))
        for way in self._ways(parts[0], term, axiom):
            for other in rest:
                yield way.and_(other)

    def _conclusions(
        self, expression: Expression, term: str, axiom: str
    ) -> Iterator[tuple[Pattern, tuple[Pattern, ...]]]:
        """Give what follows for `term`, each with the patterns that must hold besides."""
        match expression:
            case NamedClass() if expression in (THING, NOTHING):
                return
            case NamedClass(iri):
                yield Pattern(term, TYPE, f"<{iri}>"), ()
            case HasValue(property, value):
                yield _link(property, term, value), ()
            case And(parts):
                for part in parts:
                    yield from self._conclusions(part, term, axiom)
            case Only(property, filler):
                other = self._variable()
                self._refuse_datatype(filler, axiom)
                for head, extra in self._conclusions(filler, other, axiom):
                    yield head, (_link(property, term, other), *extra)
            case Not():
                return
            case Some() | Or() | OneOf():
                raise _refused(
                    axiom, Message("this may not stand on the right of a subclass axiom")
                )

    def _refuse_datatype(self, filler: Expression, axiom: str) -> None:
        if isinstance(filler, NamedClass) and filler.iri.startswith(_DATATYPES):
            raise _refused(axiom, Message("a data type cannot be the filler of a restriction here"))

    # -- properties ------------------------------------------------------------------------

    def _property_axioms(self) -> Iterator[Rule]:
        for left, right in self._tbox.pairs(RDFS + "subPropertyOf"):
            if not self._is_annotation(left):
                yield from self._subproperty(left, right)
        for left, right in self._tbox.pairs(OWL + "equivalentProperty"):
            yield from self._subproperty(left, right)
            yield from self._subproperty(right, left)
        for left, right in self._tbox.pairs(OWL + "inverseOf"):
            if isinstance(left, ox.NamedNode):
                yield from self._inverse(self._tbox.property(left), self._tbox.property(right))

    def _subproperty(self, left: Term, right: Term) -> Iterator[Rule]:
        narrow, wide = self._tbox.property(left), self._tbox.property(right)
        if narrow == wide:
            return
        yield compiled_rule(
            id=f"subproperty-{_slug(narrow)}-of-{_slug(wide)}",
            title=self._verbaliser.titles("subproperty", narrow, right=wide),
            axiom=f"{property_text(narrow)} SubPropertyOf {property_text(wide)}",
            head=_link(wide, "?x", "?y"),
            body=[_link(narrow, "?x", "?y")],
        )

    def _inverse(self, one: Property, other: Property) -> Iterator[Rule]:
        axiom = f"{property_text(one)} InverseOf {property_text(other)}"
        for first, second in dict.fromkeys(((one, other), (other, one))):
            yield compiled_rule(
                id=f"inverse-{_slug(first)}-{_slug(second)}",
                title=self._verbaliser.titles("inverse", first, right=second),
                axiom=axiom,
                head=_link(second, "?y", "?x"),
                body=[_link(first, "?x", "?y")],
            )

    def _property_kinds(self) -> Iterator[Rule]:
        for term in self._tbox.instances(OWL + "SymmetricProperty"):
            property = self._tbox.property(term)
            yield compiled_rule(
                id=f"symmetric-{_slug(property)}",
                title=self._verbaliser.titles("symmetric", property),
                axiom=f"{property_text(property)} Characteristics: Symmetric",
                head=_link(property, "?y", "?x"),
                body=[_link(property, "?x", "?y")],
            )
        for term in self._tbox.instances(OWL + "TransitiveProperty"):
            property = self._tbox.property(term)
            yield compiled_rule(
                id=f"transitive-{_slug(property)}",
                title=self._verbaliser.titles("transitive", property),
                axiom=f"{property_text(property)} Characteristics: Transitive",
                head=_link(property, "?x", "?z"),
                body=[_link(property, "?x", "?y"), _link(property, "?y", "?z")],
            )

    def _domains_and_ranges(self) -> Iterator[Rule]:
        for kind, term in (("domain", "?x"), ("range", "?y")):
            for subject, value in self._tbox.pairs(RDFS + kind):
                if self._is_annotation(subject) or self._is_data_range(subject, kind, value):
                    continue
                property, class_ = self._tbox.property(subject), self._tbox.expression(value)
                axiom = f"{property_text(property)} {kind.title()}: {expression_text(class_)}"
                name = "-".join((kind, _slug(property), *_names(class_)))
                titles = self._verbaliser.titles(kind, property, right=class_)
                body = [_link(property, "?x", "?y")]
                yield from self._implication(None, class_, term, body, name, titles, axiom)

    def _chains(self) -> Iterator[Rule]:
        for subject, head in self._tbox.pairs(OWL + "propertyChainAxiom"):
            whole = self._tbox.property(subject)
            steps = tuple(map(self._tbox.property, self._tbox.items(head)))
            nodes = [f"?x{number}" for number in range(len(steps) + 1)]
            path = " o ".join(map(property_text, steps))
            yield compiled_rule(
                id=f"chain-{_slug(whole)}-" + "-".join(map(_slug, steps)),
                title=self._verbaliser.titles("chain", steps, right=whole),
                axiom=f"{property_text(whole)} SubPropertyChain: {path}",
                head=_link(whole, nodes[0], nodes[-1]),
                body=[
                    _link(step, nodes[number], nodes[number + 1])
                    for number, step in enumerate(steps)
                ],
            )

    def _is_annotation(self, term: Term) -> bool:
        return self._tbox.is_a(term, OWL + "AnnotationProperty")

    def _is_data_range(self, property: Term, kind: str, value: Term) -> bool:
        if kind == "domain":
            return False
        if self._tbox.is_a(property, OWL + "DatatypeProperty"):
            return True
        return isinstance(value, ox.NamedNode) and (
            value.value.startswith(_DATATYPES) or self._tbox.is_a(value, RDFS + "Datatype")
        )


def _link(property: Property, subject: str, object: str) -> Pattern:
    if property.inverse:
        subject, object = object, subject
    return Pattern(subject, f"<{property.iri}>", object)


def _rule(
    body: _RuleBody, head: Pattern, name: str, titles: dict[str, str], axiom: str
) -> Rule | None:
    """Make the rule, or nothing when it can never hold or only repeats its premise."""
    binding: dict[str, str] = {}
    for variable, value in body.binding:
        if binding.setdefault(variable, value) != value:
            return None
    patterns = [pattern.replace(binding) for pattern in body.patterns]
    head = head.replace(binding)
    if head in patterns:
        return None
    bound = {term for pattern in patterns for term in pattern}
    if any(is_variable(term) and term not in bound for term in head):
        raise _refused(axiom, Message("it would hold for everything there is"))
    return compiled_rule(id=name, title=titles, axiom=axiom, head=head, body=patterns)


def _refused(axiom: str, why: str = Message("no rule can carry this out")) -> OntologyError:
    return OntologyError(
        Message(
            "Compiling the ontology into rules, at the axiom {axiom}: {why}.", axiom=axiom, why=why
        ),
        code="SAM-V003",
        hint=Message(
            "Rewrite it within OWL 2 RL, or say it as a shape or as a rule in ontology/rules."
        ),
    )


def _names(expression: Expression) -> list[str]:
    match expression:
        case NamedClass(iri):
            return [slug(local_name(iri))]
        case HasValue(property, value):
            return [_slug(property), slug(local_name(value))]
        case Some(property, filler) | Only(property, filler):
            return [_slug(property), *_names(filler)]
        case And(parts) | Or(parts):
            names = [name for part in parts for name in _names(part)]
            return names if len(names) <= 4 else [*names[:4], "etc"]
        case OneOf(values):
            return [slug(local_name(value)) for value in values]
        case Not(part):
            return ["not", *_names(part)]


def _slug(property: Property) -> str:
    name = slug(local_name(property.iri))
    return f"inverse-{name}" if property.inverse else name


def _once(rules: Iterable[Rule]) -> list[Rule]:
    """Keep one rule for each head and body; two axioms may say the same."""
    kept: dict[tuple[tuple[Pattern, ...], frozenset[Pattern]], Rule] = {}
    for rule in rules:
        kept.setdefault((rule.head, frozenset(rule.body)), rule)
    return list(kept.values())


def _number(rules: list[Rule]) -> list[Rule]:
    """Make identifiers unique: the second rule of a name gets -2, and so on."""
    seen: dict[str, int] = {}
    numbered = []
    for rule in rules:
        seen[rule.id] = count = seen.get(rule.id, 0) + 1
        numbered.append(rule if count == 1 else replace(rule, id=f"{rule.id}-{count}"))
    return numbered
