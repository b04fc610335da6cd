"""What to do about each mistake, in the three languages. Values in braces come from the text."""

from __future__ import annotations

TEXTS: dict[str, dict[str, str]] = {
    "empty": {
        "nl": "Er staat geen query. Begin bijvoorbeeld met SELECT * WHERE {{ ?s ?p ?o }} LIMIT 10",
        "en": "There is no query. Start for instance with SELECT * WHERE {{ ?s ?p ?o }} LIMIT 10",
        "fr": "La requête est vide. Commencez par SELECT * WHERE {{ ?s ?p ?o }} LIMIT 10",
    },
    "curly-quotes": {
        "nl": 'Vervang het aanhalingsteken {found} door een recht: "…"',
        "en": 'Replace the quotation mark {found} by a straight one: "…"',
        "fr": 'Remplacez le guillemet {found} par un guillemet droit : "…"',
    },
    "open-string": {
        "nl": "Sluit de tekst die hier begint met {mark}",
        "en": "Close the text that starts here with {mark}",
        "fr": "Fermez le texte qui commence ici par {mark}",
    },
    "turtle-prefix": {
        "nl": "Schrijf {word} zonder @ ervoor en zonder punt erachter (dit is SPARQL, geen Turtle)",
        "en": "Write {word} without @ in front and without a full stop after (this is SPARQL,"
        " not Turtle)",
        "fr": "Écrivez {word} sans @ devant et sans point à la fin (ceci est du SPARQL, pas du"
        " Turtle)",
    },
    "prefix-colon": {
        "nl": "Zet een dubbelepunt achter de naam: PREFIX {name}: <…>",
        "en": "Put a colon after the name: PREFIX {name}: <…>",
        "fr": "Mettez un deux-points après le nom : PREFIX {name}: <…>",
    },
    "prefix-dot": {
        "nl": "Laat de {mark} na de PREFIX-regel weg",
        "en": "Leave out the {mark} after the PREFIX line",
        "fr": "Supprimez le {mark} après la ligne PREFIX",
    },
    "bare-iri": {
        "nl": "Zet het adres tussen punthaken: <{iri}>",
        "en": "Put the address between angle brackets: <{iri}>",
        "fr": "Mettez l'adresse entre chevrons : <{iri}>",
    },
    "iri-space": {
        "nl": "Een IRI mag geen spatie of speciaal teken bevatten: {iri}."
        " Schrijf een spatie als %20",
        "en": "An IRI may not contain a space or special sign: {iri}. Write a space as %20",
        "fr": "Un IRI ne peut contenir ni espace ni signe spécial : {iri}. Écrivez l'espace %20",
    },
    "iri-open": {
        "nl": "Sluit de IRI met >",
        "en": "Close the IRI with >",
        "fr": "Fermez l'IRI par >",
    },
    "double-equals": {
        "nl": "Schrijf één = om te vergelijken",
        "en": "Write a single = to compare",
        "fr": "Écrivez un seul = pour comparer",
    },
    "word-operator": {
        "nl": "Schrijf {sign} in plaats van {word}",
        "en": "Write {sign} instead of {word}",
        "fr": "Écrivez {sign} au lieu de {word}",
    },
    "no-variables": {
        "nl": "Zet na SELECT wat u wil zien: * of variabelen zoals ?naam",
        "en": "Say after SELECT what to show: * or variables such as ?name",
        "fr": "Indiquez après SELECT ce qu'il faut montrer : * ou des variables comme ?nom",
    },
    "comma": {
        "nl": "Laat de komma tussen de variabelen weg: SELECT ?a ?b",
        "en": "Leave out the comma between the variables: SELECT ?a ?b",
        "fr": "Supprimez la virgule entre les variables : SELECT ?a ?b",
    },
    "bare-aggregate": {
        "nl": "Zet haakjes om de berekening en geef ze een naam: ({word}(…) AS ?aantal)",
        "en": "Put the calculation in parentheses and name it: ({word}(…) AS ?number)",
        "fr": "Mettez le calcul entre parenthèses et nommez-le : ({word}(…) AS ?nombre)",
    },
    "no-as": {
        "nl": "Geef de berekening een naam: (… AS ?naam)",
        "en": "Give the calculation a name: (… AS ?name)",
        "fr": "Donnez un nom au calcul : (… AS ?nom)",
    },
    "no-question-mark": {
        "nl": "Een variabele begint met een vraagteken: ?{name}",
        "en": "A variable starts with a question mark: ?{name}",
        "fr": "Une variable commence par un point d'interrogation : ?{name}",
    },
    "keyword": {
        "nl": "Bedoelt u {meant} in plaats van {found}?",
        "en": "Did you mean {meant} instead of {found}?",
        "fr": "Vouliez-vous dire {meant} au lieu de {found} ?",
    },
    "bare-word": {
        "nl": "{name} is geen sleutelwoord van SPARQL. Een variabele is ?{name}, een tekst"
        ' "{name}", een term prefix:{name}',
        "en": "{name} is not a SPARQL keyword. A variable is ?{name}, a text"
        ' "{name}", a term prefix:{name}',
        "fr": "{name} n'est pas un mot-clé de SPARQL. Une variable s'écrit ?{name}, un texte"
        ' "{name}", un terme prefix:{name}',
    },
    "known-prefix": {
        "nl": "Zet bovenaan: PREFIX {prefix}: <{iri}>",
        "en": "Add at the top: PREFIX {prefix}: <{iri}>",
        "fr": "Ajoutez en tête : PREFIX {prefix}: <{iri}>",
    },
    "unknown-prefix": {
        "nl": "Het voorvoegsel {prefix}: is niet verklaard. Zet bovenaan: PREFIX {prefix}: <…>",
        "en": "The prefix {prefix}: is not declared. Add at the top: PREFIX {prefix}: <…>",
        "fr": "Le préfixe {prefix}: n'est pas déclaré. Ajoutez en tête : PREFIX {prefix}: <…>",
    },
    "filter-parentheses": {
        "nl": "Zet de voorwaarde tussen haakjes: {word} (…)",
        "en": "Put the condition in parentheses: {word} (…)",
        "fr": "Mettez la condition entre parenthèses : {word} (…)",
    },
    "order-parentheses": {
        "nl": "Zet haakjes: {word}(?variabele)",
        "en": "Put parentheses: {word}(?variable)",
        "fr": "Mettez des parenthèses : {word}(?variable)",
    },
    "extra-bracket": {
        "nl": "Deze {found} sluit niets; er is er een te veel",
        "en": "This {found} closes nothing; there is one too many",
        "fr": "Ce {found} ne ferme rien ; il y en a un de trop",
    },
    "wrong-bracket": {
        "nl": "Hier staat {found}, maar {meant} moet eerst komen",
        "en": "Here stands {found}, but {meant} must come first",
        "fr": "Ici se trouve {found}, mais {meant} doit venir d'abord",
    },
    "open-bracket": {
        "nl": "Deze {found} wordt nergens gesloten: voeg {meant} toe",
        "en": "This {found} is never closed: add {meant}",
        "fr": "Ce {found} n'est jamais fermé : ajoutez {meant}",
    },
    "limit-number": {
        "nl": "Zet een getal na {word}, bijvoorbeeld {word} 10",
        "en": "Put a number after {word}, for instance {word} 10",
        "fr": "Mettez un nombre après {word}, par exemple {word} 10",
    },
    "clause-order": {
        "nl": "{word} staat te laat. De volgorde is GROUP BY, HAVING, ORDER BY, LIMIT",
        "en": "{word} comes too late. The order is GROUP BY, HAVING, ORDER BY, LIMIT",
        "fr": "{word} vient trop tard. L'ordre est GROUP BY, HAVING, ORDER BY, LIMIT",
    },
    "ungrouped": {
        "nl": "Elke variabele na SELECT moet in GROUP BY staan of in een berekening zoals COUNT",
        "en": "Every variable after SELECT must be in GROUP BY or in a calculation such as COUNT",
        "fr": "Chaque variable après SELECT doit être dans GROUP BY ou dans un calcul comme COUNT",
    },
    "rebound": {
        "nl": "De variabele na AS bestaat al; kies een nieuwe naam",
        "en": "The variable after AS exists already; choose a new name",
        "fr": "La variable après AS existe déjà ; choisissez un nouveau nom",
    },
    "glued": {
        "nl": "Zet een spatie voor en na FROM, en tussen FROM en NAMED",
        "en": "Put a space before and after FROM, and between FROM and NAMED",
        "fr": "Mettez une espace avant et après FROM, et entre FROM et NAMED",
    },
    "missing-dot": {
        "nl": "Zet een punt (of ;) tussen de twee patronen, hier ervoor",
        "en": "Put a full stop (or ;) between the two patterns, before this",
        "fr": "Mettez un point (ou ;) entre les deux motifs, juste avant ceci",
    },
}
"""Code of a mistake to language to text; a doubled brace is a brace."""
