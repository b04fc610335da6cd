"""Publications of many kinds of datasets that change at random, the same for the same seed."""

from __future__ import annotations

import csv
import json
import random
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl import Workbook
from publishing import configure

BASE = "https://hergebruik.example.be/"
PREFIXES = f'prefixes: {{ex: "{BASE}id/"}}\n'
NAMES = ("Harmonie", "Schaak  club", "Één", "Buurt\nhuis", "O'Neill; & zn", "", "été", "a" * 300)
KINDS = ("vzw", "OCMW", "vereniging", "onbekend", "")
PLACES = ("sources", "sources/diep/er")
READERS = {
    "list": "csv",
    "parts": "csv",
    "tree": "jsonpath",
    "wide": "csv",
    "book": "excel",
    "facts": "csv",
}


@dataclass
class DatasetModel:
    """One dataset as a random history has it: what kind it is, its rows, and what its mapping says.

    `lines` are the numbers of properties that are mapped, `options` whatever else is set.
    """

    name: str
    kind: str
    rows: list[list[str]]
    lines: list[int]
    options: set[str] = field(default_factory=set)
    place: str = "sources"


class PublicationModel:
    """A publication that `change` changes in one respect, and `write` writes as files."""

    def __init__(self, seed: int, datasets: int = 3) -> None:
        self.chance = random.Random(seed)
        self.known, self.first = 0, self.chance.randrange(len(READERS))
        self.lookup = {"vzw": "association", "OCMW": "ocmw"}
        self.datasets = [self._dataset() for _ in range(datasets)]

    def change(self) -> str:
        """Change one thing, and say what."""
        pick = self.chance.choice(self.datasets)
        ways = {
            "rows": lambda: self._change_rows(pick),
            "mapping": lambda: self._toggle(pick.lines, self.chance.randrange(len(LINES))),
            "option": lambda: self._toggle_option(pick),
            "look-up": self._change_lookup,
            "add": lambda: self.datasets.insert(
                self.chance.randint(0, len(self.datasets)), self._dataset()
            ),
            "remove": lambda: self.datasets.remove(pick),
            "order": lambda: self.chance.shuffle(self.datasets),
            "move": lambda: self._move(pick),
        }
        several = len(self.datasets)
        weights = [6, 4, 4, 2, 2 if several < 4 else 0, 2 if several > 2 else 0, 1, 1]
        (way,) = self.chance.choices(list(ways), weights)
        ways[way]()
        return f"{way} of {pick.name} ({pick.kind})"

    def write(self, folder: Path) -> None:
        """Write the publication anew into an empty folder."""
        configure(folder, BASE, *(each.name for each in self.datasets))
        (folder / "lookups").mkdir(parents=True)
        concept = "https://w3id.org/samenspel/id/concept/kind/"
        told = "".join(f"{text},{concept}{to}\n" for text, to in self.lookup.items())
        (folder / "lookups/soort.csv").write_text(f"from,to\n{told}", encoding="utf-8")
        for each in self.datasets:
            (folder / each.place).mkdir(parents=True, exist_ok=True)
            document, files = written(each)
            (folder / f"{each.name}.yml").write_text(document, encoding="utf-8")
            for name, rows in files.items():
                write_source(folder / each.place / name, rows, each.options)
            if "rdf" in each.options:
                self._write_rdf(folder, each)

    def _write_rdf(self, folder: Path, each: DatasetModel) -> None:
        path = folder / each.place / f"{each.name}.ttl"
        text = (
            f'<{BASE}id/{each.name}/{len(each.rows)}> <http://purl.org/dc/terms/title> "T"@nl, [] .'
        )
        path.write_text(text, encoding="utf-8")
        settings = folder / "samenspel.toml"
        before, found, after = settings.read_text(encoding="utf-8").partition(
            f'mappings = ["{each.name}.yml"]\n'
        )
        taken = f'rdf = [{{ file = "{each.place}/{path.name}" }}]\n'
        settings.write_text(before + found + taken + after, encoding="utf-8")

    def _dataset(self) -> DatasetModel:
        self.known += 1
        kind = list(READERS)[(self.known + self.first) % len(READERS)]
        name = f"{kind}{'-lang' * self.chance.choice((0, 0, 9))}-{self.known}"
        rows = [self._row() for _ in range(self.chance.choice((0, 1, 3, 12)))]
        lines = sorted(self.chance.sample(range(len(LINES)), 4))
        made = DatasetModel(name, kind, rows, lines)
        for _ in range(2):
            self._toggle_option(made)
        return made

    def _row(self) -> list[str]:
        key = self.chance.randrange(30)
        written = self.chance.choice((f"K-{key}", f"k{key}", f"K {key}", f"K-{key}"))
        day = self.chance.choice(("2020-01-31", "31/01/2020", "geen dag", "1066-01-01", ""))
        link = f"K-{self.chance.randrange(30)}"
        number = str(self.chance.choice((0, 3, 7, 1200)))
        return [
            written,
            self.chance.choice(NAMES),
            self.chance.choice(KINDS),
            day,
            link,
            number,
        ]

    def _change_rows(self, pick: DatasetModel) -> None:
        way = self.chance.randrange(4)
        if way == 0 or not pick.rows:
            pick.rows.insert(self.chance.randint(0, len(pick.rows)), self._row())
        elif way == 1:
            pick.rows.pop(self.chance.randrange(len(pick.rows)))
        elif way == 2:
            self.chance.shuffle(pick.rows)
        else:
            row = self.chance.choice(pick.rows)
            column = self.chance.randrange(len(row))
            row[column] = self._row()[column]

    def _change_lookup(self) -> None:
        text = self.chance.choice(KINDS[:4])
        if self.lookup.pop(text, None) is None:
            self.lookup[text] = self.chance.choice(("association", "caw"))

    def _toggle_option(self, pick: DatasetModel) -> None:
        name = self.chance.choice(
            ("join", "withhold", "person", "rdf", "latin", "foreign", "several")
        )
        pick.options ^= {name}

    @staticmethod
    def _toggle(lines: list[int], number: int) -> None:
        if number in lines and len(lines) > 1:
            lines.remove(number)
        elif number not in lines:
            lines.append(number)

    @staticmethod
    def _move(pick: DatasetModel) -> None:
        pick.place = PLACES[1 - PLACES.index(pick.place)]


COLUMNS = ("code", "naam", "soort", "dag", "naar", "n", "geheim")
LINES = (
    "[a, foaf:Group]",
    "[skos:prefLabel, $(naam), nl~lang]",
    "[rdfs:label, $(naam), nl~lang]",
    "[dct:issued, $(dag), xsd:date]",
    "[dct:extent, $(n), xsd:integer]",
    '[dct:relation, "ex:{to}/$(naar)~iri"]',
    "{p: org:classification,"
    " o: {value: $(soort), type: iri, samenspel: {lookup: lookups/soort.csv}}}",
    "[dct:titel, $(naam)]",
    '{p: "https://from.data/$(code)", o: {value: "ex:{to}/$(naar)", type: iri}}',
    "[foaf:mbox, $(geheim)]",
    "[dct:isPartOf, ex:nergens/$(code)~iri]",
)
JOIN = """\
  {name}-koppel:
    sources: [[{access}~csv]]
    s: ex:koppel/$(code)
    po:
      - p: org:linkedTo
        o:
          mapping: {name}
          condition: {{function: equal, parameters: [[str1, $(naar)], [str2, $(code)]]}}
"""


def written(each: DatasetModel) -> tuple[str, dict[str, list[list[str]]]]:
    """The mapping document of a dataset, and its source files by their names."""
    reader, options = READERS[each.kind], each.options
    suffix = {"jsonpath": "json", "excel": "xlsx"}.get(reader, "csv")
    table = [[*row, f"x{row[0]}"] for row in each.rows]
    if "person" in options:
        table = [[*row[:-1], "jan.peeters@gmail.com"] for row in table]
    files = {f"{each.name}.{suffix}": table}
    access = f"{each.place}/{each.name}.{suffix}"
    if each.kind == "parts":
        access = f"{each.place}/{each.name}-*.csv"
        files = {f"{each.name}-{n}.csv": table[n::2] for n in range(2)}
    said = []
    if reader == "csv" and "latin" in options:
        said.append("encoding: windows-1252")
    lines = [number for number in each.lines if number != 9 or "withhold" not in options]
    if "withhold" in options:
        said.append("withhold: [geheim]")
    if each.kind == "wide":
        said.append("unpivot: {except: [code, naam, soort, dag, naar, geheim], name: m, value: w}")
        lines = [number for number in lines if number != 4]
    subject = f"ex:{each.name}/$(code)"
    if each.kind == "tree":
        subject = f"ex:{each.name}/$({'codes[*]' if 'several' in options else 'code'})"
    elif "several" in options:
        subject = f"ex:{each.name}/{'$(soort)/' if each.kind == 'facts' else ''}$(code)"
    settings = f", samenspel: {{{', '.join(said)}}}" if said else ""
    iterator = ', iterator: "$[*]"' if reader == "jsonpath" else ""
    to = "list-1" if "foreign" in options else each.name
    po = "".join(f"      - {LINES[n].replace('{to}', to)}\n" for n in lines)
    if each.kind == "wide":
        po += "      - [dct:extent, $(w)]\n"
    document = (
        f"{PREFIXES}mappings:\n  {each.name}:\n    sources:\n"
        f'      - {{access: "{access}", referenceFormulation: {reader}{iterator}{settings}}}\n'
        f"    s: {subject}\n    po:\n{po}"
    )
    if "join" in options and each.kind in ("list", "facts"):
        document += JOIN.format(name=each.name, access=access)
    return document, files


def write_source(path: Path, rows: list[list[str]], options: set[str]) -> None:
    """Write rows as a file of the format that its name says."""
    if path.suffix == ".json":
        told = [{**dict(zip(COLUMNS, row, strict=True)), "codes": [row[0], row[4]]} for row in rows]
        path.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    elif path.suffix == ".xlsx":
        book = Workbook()
        for row in (COLUMNS, *rows):
            book.active.append(list(row))
        book.save(path)
    else:
        encoding = "windows-1252" if "latin" in options else "utf-8"
        with path.open("w", encoding=encoding, newline="", errors="replace") as file:
            csv.writer(file).writerows([COLUMNS, *rows])
