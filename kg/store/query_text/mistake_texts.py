"""What to do about each mistake in a query; {…} comes from it, a doubled brace is a brace."""

from __future__ import annotations

from kg.texts import keyed

TEXTS = dict(
    (
        keyed(
            "mistake.empty",
            "There is no query. Start for instance with SELECT * WHERE {{ ?s ?p ?o }} LIMIT 10",
        ),
        keyed("mistake.curly-quotes", 'Replace the quotation mark {found} by a straight one: "…"'),
        keyed("mistake.open-string", "Close the text that starts here with {mark}"),
        keyed(
            "mistake.turtle-prefix",
            "Write {word} without @ in front and without a full stop after (this is SPARQL, not"
            " Turtle)",
        ),
        keyed("mistake.prefix-colon", "Put a colon after the name: PREFIX {name}: <…>"),
        keyed("mistake.prefix-dot", "Leave out the {mark} after the PREFIX line"),
        keyed("mistake.bare-iri", "Put the address between angle brackets: <{iri}>"),
        keyed(
            "mistake.iri-space",
            "An IRI may not contain a space or special sign: {iri}. Write a space as %20",
        ),
        keyed("mistake.iri-open", "Close the IRI with >"),
        keyed("mistake.double-equals", "Write a single = to compare"),
        keyed("mistake.word-operator", "Write {sign} instead of {word}"),
        keyed(
            "mistake.no-variables", "Say after SELECT what to show: * or variables such as ?name"
        ),
        keyed("mistake.comma", "Leave out the comma between the variables: SELECT ?a ?b"),
        keyed(
            "mistake.bare-aggregate",
            "Put the calculation in parentheses and name it: ({word}(…) AS ?number)",
        ),
        keyed("mistake.no-as", "Give the calculation a name: (… AS ?name)"),
        keyed("mistake.no-question-mark", "A variable starts with a question mark: ?{name}"),
        keyed("mistake.keyword", "Did you mean {meant} instead of {found}?"),
        keyed(
            "mistake.bare-word",
            '{name} is not a SPARQL keyword. A variable is ?{name}, a text "{name}", a term'
            " prefix:{name}",
        ),
        keyed("mistake.known-prefix", "Add at the top: PREFIX {prefix}: <{iri}>"),
        keyed(
            "mistake.unknown-prefix",
            "The prefix {prefix}: is not declared. Add at the top: PREFIX {prefix}: <…>",
        ),
        keyed("mistake.filter-parentheses", "Put the condition in parentheses: {word} (…)"),
        keyed("mistake.order-parentheses", "Put parentheses: {word}(?variable)"),
        keyed("mistake.extra-bracket", "This {found} closes nothing; there is one too many"),
        keyed("mistake.wrong-bracket", "Here stands {found}, but {meant} must come first"),
        keyed("mistake.open-bracket", "This {found} is never closed: add {meant}"),
        keyed("mistake.limit-number", "Put a number after {word}, for instance {word} 10"),
        keyed(
            "mistake.clause-order",
            "{word} comes too late. The order is GROUP BY, HAVING, ORDER BY, LIMIT",
        ),
        keyed(
            "mistake.ungrouped",
            "Every variable after SELECT must be in GROUP BY or in a calculation such as COUNT",
        ),
        keyed("mistake.rebound", "The variable after AS exists already; choose a new name"),
        keyed("mistake.glued", "Put a space before and after FROM, and between FROM and NAMED"),
        keyed(
            "mistake.missing-dot", "Put a full stop (or ;) between the two patterns, before this"
        ),
    )
)
"""The English text of each key."""
