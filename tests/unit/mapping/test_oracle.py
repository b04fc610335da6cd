"""The compiler gives what the interpreter gives: the same quads and the same findings."""

from __future__ import annotations

import csv
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from kg.mapping.run import run_document

MAPPING = """\
prefixes: {ex: "https://e.be/"}
sources:
  rows:
    access: rows.csv
    referenceFormulation: csv
    samenspel: {encoding: utf-8, delimiter: ",", dates: "%d/%m/%Y", decimal: ","}
mappings:
  row:
    sources: rows
    s: ex:row/$(id)
    po:
      - [ex:name, $(name), nl~lang]
      - [ex:text, "$(name) of $(id)"]
      - [ex:seen, $(date), xsd:date]
      - [ex:price, $(price), xsd:decimal]
      - [ex:site, $(site)~iri]
      - p: ex:theme
        o: {value: ex:theme/$(themes), type: iri, samenspel: {split: ";"}}
      - p: ex:number
        o: {value: $(kbo), samenspel: {function: kbo}}
      - p: ex:next
        o:
          mapping: row
          condition: {function: equal, parameters: [[str1, $(next)], [str2, $(id)]]}
      - p: ex:loud
        o: {value: $(name), samenspel: {function: upper, required: true}}
        condition: {function: notEqual, parameters: [[str1, $(price)], [str2, ""]]}
"""
COLUMNS = ("id", "name", "date", "price", "site", "themes", "kbo", "next")

texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\0"))
cells = st.fixed_dictionaries(
    {
        "id": st.sampled_from(["a", "b", "c d", "é", "", "x/y"]),
        "name": texts,
        "date": st.sampled_from(["01/02/2020", "31/02/2020", "2020-02-01", "", " 5/6/1999 "])
        | texts,
        "price": st.sampled_from(["1,50", "1.234,5", "1.5", "", "-0", "€ 3"]) | texts,
        "site": st.sampled_from(["https://e.be/a b", "https://e.be/é", "e.be"]) | texts,
        "themes": st.sampled_from(["a;b", ";", "a; b ;a", ""]) | texts,
        "kbo": st.sampled_from(["0206.731.645", "206731645", "0206.731.646", "BE 0206731645"]),
        "next": st.sampled_from(["a", "b", "nowhere", ""]),
    }
)


# Each example is two runs on files: shrinking one takes minutes and says little more.
@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(st.lists(cells, min_size=1, max_size=6))
@example([dict.fromkeys(COLUMNS, "")])
def test_any_table_gives_the_same_quads_and_findings(rows: list[dict[str, str]]) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "mapping.yml").write_text(MAPPING, encoding="utf-8")
        with (folder / "rows.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, quoting=csv.QUOTE_ALL)
            writer.writeheader()
            writer.writerows(rows)
        answers = []
        for engine in ("compiled", "interpreted"):
            work = folder / engine
            work.mkdir()
            output = work / "out.nq"
            outcome = run_document(folder / "mapping.yml", output=output, work=work, engine=engine)
            findings = {(f.code, f.row, f.column) for f in outcome.findings}
            answers.append((set(output.read_text(encoding="utf-8").split("\n")), findings))
    assert answers[0] == answers[1]
