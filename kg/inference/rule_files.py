"""Reads the rules people wrote: CONSTRUCT queries with a header of comments.

    # id: current-member
    # title@nl: Wie nu lid is
    # title@en: Who is a member now
    # title@fr: Qui est membre actuellement

They say what OWL 2 RL cannot: conclusions from absence and from counting (folders `before` and
`after`), or from a relation with more than two ends (folder `inference`).
"""

import json
import re
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from kg.errors import OntologyError
from kg.inference.rule import Key, Pattern, Rule, RuleKind, key_of
from kg.inference.rule_query import UnsupportedConstructError, unsupported
from kg.resources import ontology_folder
from kg.texts import LANGUAGES, Message

PARSED = "parsed.json"
"""The rules that ship as parsed (`kg.inference.rule_syntax`), by the digest of their texts:
`python -m kg.inference.rule_files` writes it."""

_HEADER = re.compile(r"#\s*(id|title@([a-z]{2})):\s*(\S.*?)\s*$")


def read_rules(paths: Iterable[Path], kind: RuleKind) -> list[Rule]:
    """Return the rules in the files, ordered by file name.

    Raises:
        OntologyError: a file is not a CONSTRUCT query or its header is not complete.
    """
    return [read_rule(path, kind) for path in sorted(paths, key=lambda path: path.name)]


def read_rule(path: Path, kind: RuleKind) -> Rule:
    """Return the rule in one file; see `read_rules`."""
    text = path.read_text(encoding="utf-8")
    id, title = _header(text, path)
    parsed = _parsed(text, path)
    head = tuple(Pattern(*triple) for triple in parsed["head"])
    return Rule(
        id=id,
        title=title,
        kind=kind,
        axiom=f"rules/{path.parent.name}/{path.name}",
        head=head,
        body=tuple(Pattern(*triple) for triple in parsed["body"]),
        construct=text,
        query=parsed["query"],
        heads=frozenset(map(key_of, head)),
        needs=frozenset(Key(*pair) for pair in parsed["needs"]),
    )


def _header(text: str, path: Path) -> tuple[str, dict[str, str]]:
    fields: dict[str, str] = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        if match := _HEADER.match(line):
            fields[match[2] or match[1]] = match[3]
    missing = [name for name in ("id", *LANGUAGES) if name not in fields]
    if missing:
        lines = ["# id: …" if name == "id" else f"# title@{name}: …" for name in missing]
        raise OntologyError(
            Message(
                "Reading the rule {file}: its header lacks {names}.",
                file=path.name,
                names=", ".join(lines),
            ),
            code="SAM-V004",
            hint=Message(
                "Every rule begins with # id: and # title@nl:, # title@en:, # title@fr: lines."
            ),
        )
    return fields["id"], {language: fields[language] for language in LANGUAGES}


def _parsed(text: str, path: Path) -> dict[str, Any]:
    known = _kept().get(digest(text))
    if known is not None:
        return known
    # Importing the parser takes a quarter of a second, which the rules that ship do not need.
    from kg.inference.rule_syntax import NoConstructError, parse_rule

    try:
        return parse_rule(text)
    except NoConstructError:
        raise OntologyError(
            Message("Reading the rule {file}: it is not a CONSTRUCT query.", file=path.name),
            code="SAM-V005",
            hint=Message("A rule is one CONSTRUCT query that gives the new statements."),
        ) from None
    except UnsupportedConstructError as error:
        raise unsupported(path.name, error) from error
    except Exception as error:  # pyparsing and rdflib have no common error class
        raise OntologyError(
            Message(
                "Reading the rule {file}: it is not a SPARQL query: {error}",
                file=path.name,
                error=error,
            ),
            code="SAM-V005",
            hint=Message("Try it with `samenspel query` and correct it there."),
        ) from error


def digest(text: str) -> str:
    """What a rule that was parsed is known by: the same text is the same rule."""
    return sha256(text.encode()).hexdigest()[:16]


@cache
def _kept() -> dict[str, dict[str, Any]]:
    """The rules that ship, as they were parsed; a rule that was changed is not among them."""
    path = ontology_folder() / "rules" / PARSED
    found: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def write_parsed() -> str:
    """The file of parsed rules as it should be, from the rules that are there."""
    from kg.inference.rule_syntax import parse_rule

    texts = [path.read_text("utf-8") for path in ontology_folder().glob("rules/*/*.rq")]
    lines = [f'"{digest(text)}": {json.dumps(parse_rule(text))}' for text in sorted(texts)]
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    (ontology_folder() / "rules" / PARSED).write_text(write_parsed(), encoding="utf-8")
