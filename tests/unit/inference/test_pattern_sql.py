"""Where the SQL of a rule looks up the texts of terms."""

from pathlib import Path

import pytest

from kg.inference.pattern_sql import PatternSql
from kg.inference.rule_files import read_rule
from kg.mapping.sql.dialect import dialect

RULE = """# id: {name}
# title@nl: Lopend
# title@en: Current
# title@fr: En cours
PREFIX ex: <https://example.org/>
CONSTRUCT {{ ?thing a ex:Current }} WHERE {{
  ?day ex:today ?today .
  ?thing ex:{of} ?whole .
  FILTER NOT EXISTS {{ ?{about} ex:{end} ?over . FILTER(STR(?over) < STR(?today)) }}
}}"""


@pytest.mark.parametrize(
    ("name", "of", "about", "end"),
    [("lid", "member", "thing", "until"), ("deel", "part", "whole", "validUntil")],
)
def test_text_of_outer_term_is_joined_outside_exists(
    tmp_path: Path, name: str, of: str, about: str, end: str
) -> None:
    path = tmp_path / "rule.rq"
    path.write_text(RULE.format(name=name, of=of, about=about, end=end), encoding="utf-8")
    patterns = PatternSql(dialect(), relation=lambda *_: "said", classes=(), number=lambda _: 7)
    block = patterns.block(read_rule(path, "before").query, ["?thing"])
    inner = " ".join(block.conditions).partition("EXISTS (")[2]
    assert sum(relation.startswith("term ") for relation in block.relations) == 1
    assert inner.partition(" WHERE ")[0].count("term ") == 1
