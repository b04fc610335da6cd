"""How an axiom is told: with prefixed names for those who model, in sentences for all others."""

from kg.inference.expressions import (
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
)
from kg.model.prefixes import AXIOM_PREFIXES
from kg.texts import LANGUAGES

_WORDS = {
    "and": {"nl": " en ", "en": " and ", "fr": " et "},
    "or": {"nl": " of ", "en": " or ", "fr": " ou "},
    "inverse": {"nl": "omgekeerde van ", "en": "inverse of ", "fr": "inverse de "},
}
# {x} is a label, {v} the label of a value, {c} a clause of this same table.
_CLAUSES = {
    "is": {"nl": "{x} is", "en": "is {x}", "fr": "est {x}"},
    "has": {"nl": "als {x} {v} heeft", "en": "has as {x} {v}", "fr": "a pour {x} {v}"},
    "some": {
        "nl": "als {x} iets heeft dat {c}",
        "en": "has as {x} something that {c}",
        "fr": "a pour {x} quelque chose qui {c}",
    },
    "only": {
        "nl": "als {x} alleen heeft wat {c}",
        "en": "has as {x} only what {c}",
        "fr": "n'a pour {x} que ce qui {c}",
    },
    "not": {"nl": "niet {c}", "en": "not {c}", "fr": "non {c}"},
}
# In Dutch the verb of the main clause goes first.
_DUTCH_MAIN = {
    "is": "is {x}",
    "has": "heeft als {x} {v}",
    "some": "heeft als {x} iets dat {c}",
    "only": "heeft als {x} alleen wat {c}",
    "not": "niet {c}",
}
_SENTENCES = {
    "subclass": {
        "nl": "Wat {left}, {right}",
        "en": "Whatever {left} also {right}",
        "fr": "Ce qui {left} {right} aussi",
    },
    "subproperty": {
        "nl": "{left} geldt ook als {right}",
        "en": "{left} also counts as {right}",
        "fr": "{left} vaut aussi comme {right}",
    },
    "inverse": {
        "nl": "{left} is in de andere richting {right}",
        "en": "{left} read the other way round is {right}",
        "fr": "{left} lu dans l'autre sens est {right}",
    },
    "symmetric": {
        "nl": "{left} geldt in beide richtingen",
        "en": "{left} holds in both directions",
        "fr": "{left} vaut dans les deux sens",
    },
    "transitive": {
        "nl": "{left} loopt door over tussenstappen",
        "en": "{left} carries on across intermediate steps",
        "fr": "{left} se poursuit par les étapes intermédiaires",
    },
    "domain": {
        "nl": "Wat een waarde heeft voor {left}, {right}",
        "en": "Whatever has a value for {left} {right}",
        "fr": "Ce qui a une valeur pour {left} {right}",
    },
    "range": {
        "nl": "Wat de waarde is van {left}, {right}",
        "en": "Whatever is a value of {left} {right}",
        "fr": "Ce qui est une valeur de {left} {right}",
    },
    "chain": {
        "nl": "{left} na elkaar geeft {right}",
        "en": "{left} one after the other gives {right}",
        "fr": "{left} l'un après l'autre donne {right}",
    },
}


def curie(term: str) -> str:
    """Shorten a term in SPARQL syntax, or a bare IRI, with the prefixes in use here."""
    iri = term[1:-1] if term.startswith("<") else term
    for prefix, namespace in AXIOM_PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return term if term.startswith(("<", '"', "_:")) else f"<{term}>"


def local_name(term: str) -> str:
    """Return the last part of an IRI, for identifiers and as a label of last resort."""
    return term.strip("<>").rstrip("/#").rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def property_text(property: Property) -> str:
    """Write a property as Manchester syntax does."""
    name = curie(property.iri)
    return f"inverse {name}" if property.inverse else name


def expression_text(expression: Expression, *, nested: bool = False) -> str:
    """Write a class expression as Manchester syntax does."""
    match expression:
        case NamedClass(iri):
            return curie(iri)
        case HasValue(property, value):
            text = f"{property_text(property)} value {curie(value)}"
        case Some(property, filler):
            text = f"{property_text(property)} some {expression_text(filler, nested=True)}"
        case Only(property, filler):
            text = f"{property_text(property)} only {expression_text(filler, nested=True)}"
        case And(parts):
            text = " and ".join(expression_text(part, nested=True) for part in parts)
        case Or(parts):
            text = " or ".join(expression_text(part, nested=True) for part in parts)
        case OneOf(values):
            return "{" + ", ".join(map(curie, values)) + "}"
        case Not(part):
            return f"not {expression_text(part, nested=True)}"
    return f"({text})" if nested else text


class Verbaliser:
    """Tells axioms in the three languages with the labels of the ontology."""

    def __init__(self, tbox: Tbox) -> None:
        self._tbox = tbox

    def label(self, term: str, language: str) -> str:
        """Return the label in the language, else in another one, else the end of the IRI."""
        if term.startswith('"'):
            return term
        labels = self._tbox.labels(term.strip("<>"))
        for choice in (language, "nl", "en"):
            if choice in labels:
                return f"“{labels[choice]}”"
        return f"“{local_name(term)}”"

    def property(self, property: Property, language: str) -> str:
        """Name a property in words."""
        label = self.label(property.iri, language)
        return f"{_WORDS['inverse'][language]}{label}" if property.inverse else label

    def clause(self, expression: Expression, language: str, *, main: bool = False) -> str:
        """Say in a clause that something is in the class expression."""

        def inner(part: Expression) -> str:
            return self.clause(part, language)

        def say(key: str, **parts: str) -> str:
            dutch_main = main and language == "nl"
            form = _DUTCH_MAIN[key] if dutch_main else _CLAUSES[key][language]
            return form.format(**parts)

        match expression:
            case NamedClass(iri):
                return say("is", x=self.label(iri, language))
            case HasValue(property, value):
                name = self.property(property, language)
                return say("has", x=name, v=self.label(value, language))
            case Some(property, filler):
                return say("some", x=self.property(property, language), c=inner(filler))
            case Only(property, filler):
                return say("only", x=self.property(property, language), c=inner(filler))
            case And(parts):
                clauses = (self.clause(part, language, main=main) for part in parts)
                return _WORDS["and"][language].join(clauses)
            case Or(parts):
                clauses = (self.clause(part, language, main=main) for part in parts)
                return _WORDS["or"][language].join(clauses)
            case OneOf(values):
                names = (self.label(value, language) for value in values)
                return say("is", x=_WORDS["or"][language].join(names))
            case Not(part):
                return say("not", c=inner(part))

    def titles(
        self,
        kind: str,
        left: Expression | Property | tuple[Property, ...],
        *,
        right: Expression | Property | None = None,
    ) -> dict[str, str]:
        """Return one sentence per language that says what the axiom gives."""
        return {
            language: _SENTENCES[kind][language].format(
                left=self._part(left, language),
                right="" if right is None else self._part(right, language, main=True),
            )
            for language in LANGUAGES
        }

    def _part(
        self,
        part: Expression | Property | tuple[Property, ...],
        language: str,
        *,
        main: bool = False,
    ) -> str:
        if isinstance(part, Property):
            return self.property(part, language)
        if isinstance(part, tuple):
            return ", ".join(self.property(item, language) for item in part)
        return self.clause(part, language, main=main)
