"""Common mistakes in SPARQL texts, recognised after the engine has refused one.

The engine says where it stopped and which words it would have taken, often far from what a person
did. `find_hint` looks at the words of the text for what people really do: a forgotten PREFIX, a
misspelt keyword, commas between variables. It is never asked about a query that the engine accepts,
so a wrong suspicion can at worst give a less useful hint.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice, pairwise

from kg.model.prefixes import QUERY_PREFIXES
from kg.store.query_text.keywords import KEYWORDS, nearest_keyword
from kg.store.query_text.mistake_texts import TEXTS
from kg.store.query_text.tokens import Token, scan
from kg.texts import LANGUAGES, Language, translated

MOST_WORDS = 1000
"""Words of a text in which mistakes are looked for: with every look linear, some 5 ms."""
MOST_TEXT = 16_384
"""Characters of a text in which mistakes are looked for; people write some hundreds."""
MOST_MISSPELT = 100
"""Different words of a text that are compared with the keywords."""
_AGGREGATES = frozenset(["COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"])
_CLOSERS = {"(": ")", "{": "}", "[": "]"}
_CURLY_QUOTES = "“”„‟‘’‚‛«»"


@dataclass(frozen=True)
class SyntaxHint:
    """A recognised mistake: which one, where (offset from 0), and what its text needs."""

    code: str
    offset: int
    values: dict[str, str] = field(default_factory=dict)

    def text(self, language: str) -> str:
        """Return what to do, in "nl", "en" or "fr"."""
        key = f"mistake.{self.code}"
        lang: Language = next((known for known in LANGUAGES if known == language), "en")
        return translated(TEXTS[key], lang, context=key).format(**self.values)


def find_hint(text: str, offset: int) -> SyntaxHint | None:
    """Return the hint that best explains why the engine stopped near `offset`, if one is known.

    None for a text of more than `MOST_TEXT` or `MOST_WORDS`: such texts are written by programs.
    """
    if len(text) > MOST_TEXT:
        return None
    tokens = list(islice(scan(text), MOST_WORDS + 1))
    if len(tokens) > MOST_WORDS:
        return None
    for look in _LOOKS:
        for hint in look(text, tokens):
            return hint
    return _missing_dot(tokens, offset)


def _empty(text: str, tokens: list[Token]) -> Iterator[SyntaxHint]:
    if not tokens:
        yield SyntaxHint("empty", 0)


def _curly_quotes(text: str, tokens: list[Token]) -> Iterator[SyntaxHint]:
    for token in tokens:
        if token.kind == "sign" and token.text in _CURLY_QUOTES:
            yield SyntaxHint("curly-quotes", token.start, {"found": token.text})


def _open_string(text: str, tokens: list[Token]) -> Iterator[SyntaxHint]:
    for token in tokens:
        if token.kind == "string":
            mark = token.text[:3] if token.text[:3] in ('"""', "'''") else token.text[0]
            closed = len(token.text) >= 2 * len(mark) and token.text.endswith(mark)
            if not closed:
                yield SyntaxHint("open-string", token.start, {"mark": mark})


def _turtle_prefix(text: str, tokens: list[Token]) -> Iterator[SyntaxHint]:
    for token in tokens:
        if token.kind == "tag" and token.text.lower() in ("@prefix", "@base"):
            yield SyntaxHint("turtle-prefix", token.start, {"word": token.text[1:].upper()})


def _prefix_line(text: str, tokens: list[Token]) -> Iterator[SyntaxHint]:
    """`PREFIX x: http://…` without angle brackets, or a full stop after the line."""
    for i, token in enumerate(tokens[:-1]):
        if token.text.upper() != "PREFIX" or token.kind != "word":
            continue
        name = tokens[i + 1]
        iri = tokens[i + 2] if i + 2 < len(tokens) else None
        if name.kind == "word":
            yield SyntaxHint("prefix-colon", name.start, {"name": name.text})
        elif iri is not None and iri.kind == "name":
            yield SyntaxHint("bare-iri", iri.start, {"iri": _until_space(text, iri.start)})
        elif iri is not None and iri.kind == "iri":
            after = tokens[i + 3] if i + 3 < len(tokens) else None
            if after is not None and after.text in (".", ";"):
                yield SyntaxHint("prefix-dot", after.start, {"mark": after.text})


def _bare_iri(text: str, tokens: list[Token]) -> Iterator[SyntaxHint]:
    for token in tokens:
        if token.kind == "name" and re.match(r"(?:https?|urn|mailto):", token.text):
            scheme = token.text.partition(":")[0]
            if text.startswith("//", token.start + len(scheme) + 1):
                yield SyntaxHint("bare-iri", token.start, {"iri": _until_space(text, token.start)})


def _broken_iri(text: str, tokens: list[Token]) -> Iterator[SyntaxHint]:
    """`<` that starts an address but meets a space or another sign an IRI may not have."""
    for token in tokens:
        if token.text == "<":
            match = re.compile(r"<(?:https?|urn):[^>\r\n]*+>?+").match(text, token.start)
            if match:
                code = "iri-space" if match[0].endswith(">") else "iri-open"
                yield SyntaxHint(code, token.start, {"iri": match[0]})


def _double_equals(text: str, tokens: list[Token]) -> Iterator[SyntaxHint]:
    for token in tokens:
        if token.text == "==":
            yield SyntaxHint("double-equals", token.start)


def _word_operator(text: str, tokens: list[Token]) -> Iterator[SyntaxHint]:
    for token in tokens:
        if token.kind == "word" and token.text.upper() in ("AND", "OR"):
            sign = "&&" if token.text.upper() == "AND" else "||"
            yield SyntaxHint("word-operator", token.start, {"word": token.text, "sign": sign})


def _select_clause(text: str, tokens: list[Token]) -> Iterator[SyntaxHint]:
    """Commas between variables, variables without `?`, an aggregate without parentheses."""
    for clause in _clauses(tokens):
        depth = 0
        empty = True
        for item in clause:
            depth += (item.text == "(") - (item.text == ")")
            upper = item.text.upper()
            if depth == 0 and (item.text == "{" or upper in ("WHERE", "FROM")):
                if empty:
                    yield SyntaxHint("no-variables", item.start)
                break
            if depth == 0 and item.text == ",":
                yield SyntaxHint("comma", item.start)
            elif depth == 0 and upper in _AGGREGATES:
                yield SyntaxHint("bare-aggregate", item.start, {"word": upper})
            elif depth == 0 and item.kind == "word" and upper not in KEYWORDS:
                near = nearest_keyword(upper)
                if near in ("WHERE", "FROM", "DISTINCT", "REDUCED"):
                    yield SyntaxHint("keyword", item.start, {"found": item.text, "meant": near})
                else:
                    yield SyntaxHint("no-question-mark", item.start, {"name": item.text})
                break
            empty = False
        yield from _unnamed_expression(clause)


def _clauses(tokens: list[Token]) -> Iterator[list[Token]]:
    """What stands after each SELECT, up to the next one: no word is looked at twice."""
    starts = [
        i
        for i, token in enumerate(tokens)
        if token.kind == "word" and token.text.upper() == "SELECT"
    ]
    for start, end in pairwise([*starts, len(tokens)]):
        yield tokens[start + 1 : end]


def _unnamed_expression(tokens: list[Token]) -> Iterator[SyntaxHint]:
    """`(COUNT(?x))` in a SELECT clause, which needs `AS ?name`."""
    depth, start, named = 0, 0, False
    for token in tokens:
        if token.text == "(":
            if depth == 0:
                start, named = token.start, False
            depth += 1
        elif token.text == ")":
            depth -= 1
            if depth == 0 and not named:
                yield SyntaxHint("no-as", start)
        elif depth == 0 and (token.text == "{" or token.text.upper() in ("WHERE", "FROM")):
            return
        elif depth == 1 and token.text.upper() == "AS":
            named = True


def _misspelt(text: str, tokens: list[Token]) -> Iterator[SyntaxHint]:
    first_uses: dict[str, Token] = {}
    for token in tokens:
        if token.kind == "word" and token.text.upper() not in KEYWORDS:
            first_uses.setdefault(token.text.upper(), token)
    for word, token in islice(first_uses.items(), MOST_MISSPELT):
        near = nearest_keyword(word)
        if near:
            yield SyntaxHint("keyword", token.start, {"found": token.text, "meant": near})


def _bare_word(text: str, tokens: list[Token]) -> Iterator[SyntaxHint]:
    for token in tokens:
        if token.kind == "word" and token.text.upper() not in KEYWORDS:
            yield SyntaxHint("bare-word", token.start, {"name": token.text})


def _unknown_prefix(text: str, tokens: list[Token]) -> Iterator[SyntaxHint]:
    declared: set[str] = set()
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.kind != "name":
            continue
        prefix = token.text.partition(":")[0]
        if before is not None and before.kind == "word" and before.text.upper() == "PREFIX":
            declared.add(prefix)
        elif prefix not in declared:
            iri = QUERY_PREFIXES.get(prefix)
            if iri is None:
                yield SyntaxHint("unknown-prefix", token.start, {"prefix": prefix})
            else:
                yield SyntaxHint("known-prefix", token.start, {"prefix": prefix, "iri": iri})


def _brackets(text: str, tokens: list[Token]) -> Iterator[SyntaxHint]:
    """A bracket that closes nothing, closes another kind, or is never closed."""
    opened: list[Token] = []
    for token in tokens:
        if token.text in _CLOSERS:
            opened.append(token)
        elif token.text in _CLOSERS.values():
            if not opened:
                yield SyntaxHint("extra-bracket", token.start, {"found": token.text})
                return
            start = opened.pop()
            expected = _CLOSERS[start.text]
            if token.text != expected:
                yield SyntaxHint(
                    "wrong-bracket", token.start, {"found": token.text, "meant": expected}
                )
                return
    if opened:
        start = opened[-1]
        yield SyntaxHint(
            "open-bracket", start.start, {"found": start.text, "meant": _CLOSERS[start.text]}
        )


def _filter_parentheses(text: str, tokens: list[Token]) -> Iterator[SyntaxHint]:
    for token, following in pairwise(tokens):
        if token.text.upper() in ("FILTER", "HAVING") and following.kind in ("variable", "string"):
            yield SyntaxHint("filter-parentheses", following.start, {"word": token.text.upper()})
        if token.text.upper() in ("ASC", "DESC") and following.kind == "variable":
            yield SyntaxHint("order-parentheses", following.start, {"word": token.text.upper()})


def _order_of_clauses(text: str, tokens: list[Token]) -> Iterator[SyntaxHint]:
    """GROUP, HAVING, ORDER and LIMIT stand in that order, at the end of a query."""
    rank = {"GROUP": 0, "HAVING": 1, "ORDER": 2, "LIMIT": 3, "OFFSET": 3}
    last = -1
    for token in tokens:
        upper = token.text.upper()
        if token.text in "{}":
            last = -1
        elif token.kind == "word" and upper in rank:
            if rank[upper] < last:
                yield SyntaxHint("clause-order", token.start, {"word": upper})
            last = rank[upper]


def _limit_number(text: str, tokens: list[Token]) -> Iterator[SyntaxHint]:
    for token, following in zip([*tokens], [*tokens[1:], None], strict=False):
        is_limit = token.kind == "word" and token.text.upper() in ("LIMIT", "OFFSET")
        if is_limit and (following is None or following.kind != "number"):
            yield SyntaxHint("limit-number", token.start, {"word": token.text.upper()})


def _missing_dot(tokens: list[Token], offset: int) -> SyntaxHint | None:
    """Two triples with nothing between them: the engine stopped at the start of the second."""
    terms = ("variable", "iri", "name", "string", "number", "blank")
    for before, token in pairwise(tokens):
        if token.start >= offset and token.kind in terms:
            return SyntaxHint("missing-dot", token.start) if before.kind in terms else None
    return None


def _until_space(text: str, offset: int) -> str:
    match = re.compile(r"[^\s<>;,]++").match(text, offset)
    return match[0] if match else ""


_LOOKS: tuple[Callable[[str, list[Token]], Iterator[SyntaxHint]], ...] = (
    _empty,
    _curly_quotes,
    _open_string,
    _turtle_prefix,
    _prefix_line,
    _broken_iri,
    _bare_iri,
    _double_equals,
    _word_operator,
    _select_clause,
    _misspelt,
    _unknown_prefix,
    _filter_parentheses,
    _brackets,
    _limit_number,
    _order_of_clauses,
    _bare_word,
)
