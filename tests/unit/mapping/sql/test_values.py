"""Values in their datatypes: what XSD allows comes out in canonical form, all else is a finding."""

from __future__ import annotations

import csv
import json
import math
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph
import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from mapping_run import Run

from kg.mapping.execution.run import map_document
from kg.mapping.sql.canonical import Canonical
from kg.model.terms import XSD

CANONICAL = Canonical()


def form(datatype: str, text: str, *forms: str, decimal: str = ".") -> str | None:
    """The canonical form of a text, None when it is no value of the datatype."""
    return CANONICAL.check(XSD + datatype, text, dates=forms, decimal=decimal)[0]


@pytest.mark.parametrize(
    ("datatype", "text", "canonical"),
    [
        ("double", "33", "3.3E1"),
        ("double", "-0.00120", "-1.2E-3"),
        ("double", "1.50e+05", "1.5E5"),
        ("double", "0", "0.0E0"),
        ("double", "+INF", "INF"),
        ("double", "NaN", "NaN"),
        ("double", "1e400", None),
        ("float", "16777217", "1.6777216E7"),
        ("byte", "-128", "-128"),
        ("byte", "128", None),
        ("short", "32768", None),
        ("int", "-2147483649", None),
        ("int", "007", "7"),
        ("long", "9223372036854775807", "9223372036854775807"),
        ("long", "1" + "0" * 40, None),
        ("unsignedByte", "256", None),
        ("unsignedShort", "65535", "65535"),
        ("unsignedInt", "-1", None),
        ("unsignedLong", "18446744073709551616", None),
        ("nonNegativeInteger", "-0", "0"),
        ("nonNegativeInteger", "-3", None),
        ("positiveInteger", "00", None),
        ("nonPositiveInteger", "4", None),
        ("negativeInteger", "-04", "-4"),
        ("date", "2026-01-02+14:00", "2026-01-02+14:00"),
        ("date", "2026-01-02-00:00", "2026-01-02Z"),
        ("date", "2026-01-02+14:01", None),
        ("date", "2026-02-29Z", None),
        ("date", "-0044-03-15", "-0044-03-15"),
        ("date", "12024-02-29", "12024-02-29"),
        ("date", "0000-01-01", None),
        ("dateTime", "2026-01-02T24:00:00", "2026-01-02T24:00:00"),
        ("dateTime", "2026-01-02T10:61:00", None),
        ("dateTime", "2026-01-02 10:00:00+01:00", "2026-01-02T10:00:00+01:00"),
        ("dateTime", "2026-01-02T10:00:00-14:30", None),
        ("dateTimeStamp", "2026-01-02T10:00:00", None),
        ("time", "09:30:00Z", "09:30:00Z"),
        ("time", "24:01:00", None),
        ("gYear", "16", None),
        ("gYear", "2016+02:00", "2016+02:00"),
        ("gMonthDay", "--02-30", None),
        ("gMonthDay", "--06-30", "--06-30"),
        ("duration", "-P1Y2M3DT4H5M6.7S", "-P1Y2M3DT4H5M6.7S"),
        ("duration", "PT1.08e+06S", None),
        ("duration", "P1YT", None),
        ("dayTimeDuration", "P1M", None),
        ("yearMonthDuration", "P1Y2M", "P1Y2M"),
    ],
)
def test_lexical_forms_of_xsd_pass_and_others_do_not(
    datatype: str, text: str, canonical: str | None
) -> None:
    assert form(datatype, text) == canonical


@settings(max_examples=60)
@given(st.floats())
def test_a_double_comes_out_as_the_same_number_in_canonical_form(number: float) -> None:
    words = {math.inf: "INF", -math.inf: "-INF"}
    text = "NaN" if math.isnan(number) else words.get(number, repr(number))
    canonical = form("double", text)
    assert canonical is not None
    back = float(canonical)
    assert back == number or (math.isnan(back) and math.isnan(number))
    if math.isfinite(number):
        mantissa, _, exponent = canonical.lstrip("-").partition("E")
        first, _, rest = mantissa.partition(".")
        assert str(int(exponent)) == exponent and len(first) == 1
        assert rest == "0" or not rest.endswith("0")


@settings(max_examples=40)
@given(st.dates(date(1, 1, 1)), st.integers(-840, 840))
def test_any_date_with_any_zone_stays_as_it_is(day: date, minutes: int) -> None:
    sign, size = "-" if minutes < 0 else "+", timedelta(minutes=abs(minutes))
    zone = f"{sign}{size.seconds // 3600:02}:{size.seconds // 60 % 60:02}" if minutes else "Z"
    assert form("date", f"{day.isoformat()}{zone}") == f"{day.isoformat()}{zone}"


@pytest.mark.parametrize(
    ("text", "forms", "canonical"),
    [
        ("5/9/16", ("%d/%m/%Y",), None),
        ("5/9/2016", ("%d/%m/%Y",), "2016-09-05"),
        ("05-09-16", ("%d-%m-%Y", "%d-%m-%y"), "2016-09-05"),
        ("05-09-2016", ("%d-%m-%y", "%d-%m-%Y"), "2016-09-05"),
        ("31/12/69", ("%d/%m/%y",), "1969-12-31"),
        ("01.02.0", ("%d.%m.%Y",), None),
        ("01.02.0000", ("%d.%m.%Y",), None),
        ("0102016", ("%d%m%Y",), None),
        ("01022016", ("%d%m%Y",), "2016-02-01"),
        ("160201", ("%y%m%d",), "2016-02-01"),
        ("3 May 16", ("%d %B %Y",), None),
        ("3 may 2016", ("%d %B %Y",), "2016-05-03"),
        ("2016-366 (a)", ("%Y-%j (a)",), "2016-12-31"),
    ],
)
def test_a_year_has_the_digits_that_the_form_asks(
    text: str, forms: tuple[str, ...], canonical: str | None
) -> None:
    assert form("date", text, *forms) == canonical


@settings(max_examples=40)
@given(st.dates(date(1969, 1, 1), date(2068, 12, 31)))
def test_short_and_long_years_may_stand_in_one_column(day: date) -> None:
    for forms in (("%d/%m/%Y", "%d/%m/%y"), ("%d/%m/%y", "%d/%m/%Y")):
        for written in forms:
            assert form("date", day.strftime(written), *forms) == day.isoformat()


MAPPING = """
    prefixes: {ex: "https://e.be/"}
    sources:
      rows:
        access: sources/f.csv
        referenceFormulation: csv
        samenspel: {encoding: utf-8, delimiter: ";", dates: ["%d.%m.%Y"]}
    mappings:
      row:
        sources: rows
        s: ex:row/$(id)
        po:
          - [ex:p, $(value), xsd:TYPE]
    """


def test_a_value_out_of_range_is_a_finding_and_the_rest_goes_on(run: Run) -> None:
    result = run(MAPPING.replace("TYPE", "short"), f__csv="id;value\na;32767\nb;32768\nc;-32769\n")
    assert [line.split(" ")[2] for line in result.lines] == [f'"32767"^^<{XSD}short>']
    assert [(f.code, f.row) for f in result.findings] == [("SAM-M003", 3), ("SAM-M003", 4)]


def test_a_year_of_two_digits_is_a_finding_when_four_are_asked(run: Run) -> None:
    result = run(MAPPING.replace("TYPE", "date"), f__csv="id;value\na;7.11.08\nb;7.11.2008\n")
    assert [line.split(" ")[2] for line in result.lines] == [f'"2008-11-07"^^<{XSD}date>']
    assert [(f.code, f.row, f.raw) for f in result.findings] == [("SAM-M002", 2, "7.11.08")]


JSON = """
    prefixes: {ex: "https://e.be/"}
    sources:
      rows:
        access: sources/f.json
        referenceFormulation: jsonpath
        samenspel: {decimal: ","}
    mappings:
      row:
        sources: rows
        s: ex:row/$(id)
        po:
          - p: ex:p
            o: {value: $(value), datatype: "http://www.w3.org/2001/XMLSchema#$(type)"}
          - p: ex:fixed
            o: {value: "12", datatype: "http://www.w3.org/2001/XMLSchema#$(type)"}
    """


@pytest.mark.slow
def test_a_datatype_that_the_row_names_is_checked_as_one_that_the_mapping_names(run: Run) -> None:
    items = [
        {"id": 1, "value": 9000, "type": "double"},
        {"id": 2, "value": 300, "type": "unsignedByte"},
        {"id": 3, "value": 1.5, "type": "decimal"},
        {"id": 4, "value": "2026-01-02Z", "type": "date"},
        {"id": 5, "value": "x", "type": "tekst"},
    ]
    result = run(JSON, f__json=json.dumps(items))
    assert sorted(line.split(" ", 2)[2] for line in result.lines) == [
        f'"1.2E1"^^<{XSD}double>',
        f'"1.5"^^<{XSD}decimal>',
        f'"12"^^<{XSD}decimal>',
        f'"12"^^<{XSD}unsignedByte>',
        f'"2026-01-02Z"^^<{XSD}date>',
        f'"9.0E3"^^<{XSD}double>',
    ]
    assert [(f.code, f.row, f.column) for f in result.findings] == [
        ("SAM-M003", 2, "value"),
        ("SAM-M002", 4, "type"),
        ("SAM-M003", 5, "type"),
        ("SAM-M003", 5, "type"),
    ]


TAGS = """
    prefixes: {ex: "https://e.be/"}
    sources:
      rows:
        access: sources/f.csv
        referenceFormulation: csv
        samenspel: {encoding: utf-8, delimiter: ","}
    mappings:
      row:
        sources: rows
        s: ex:row/$(id)
        po:
          - [ex:name, $(name), $(tag)~lang]
    """


def test_an_impossible_language_tag_costs_its_own_cell(run: Run) -> None:
    good = ["nl", "NL-be", "zh-Hant-TW", "de-CH-1901", "x-dialect", "i-klingon", "sr-latn-rs-x-a"]
    bad = ["nl-fr-en", "nl_BE", "nederlands", "nl-", "n", "en-a", "nl-abcd-efgh", "dutch", "nl be"]
    rows = "".join(f"{n},t,{tag}\n" for n, tag in enumerate([*good, *bad]))
    result = run(TAGS, f__csv=f"id,name,tag\n{rows}")
    assert [line.rpartition("@")[2] for line in result.lines] == [tag.lower() for tag in good]
    assert [f.code for f in result.findings] == ["SAM-M011"] * len(bad)
    assert [f.raw for f in result.findings] == bad


CALLS = """
    prefixes: {ex: "https://e.be/"}
    sources:
      rows:
        access: sources/f.csv
        referenceFormulation: csv
        samenspel: {encoding: utf-8, delimiter: ","}
    mappings:
      row:
        sources: rows
        s: ex:row/$(id)
        po:
          - p: ex:length
            o: {function: "grel:string_length", parameters: [["grel:valueParam", $(v)]]}
          - p: ex:same
            o: {function: equal, parameters: [[value, $(v)], [other, fire]]}
          - p: ex:part
            o:
              function: "grel:string_split"
              parameters: [["grel:valueParam", $(v)], ["grel:param_string_sep", ";"]]
          - p: ex:decimal
            o:
              function: "grel:string_length"
              parameters: [["grel:valueParam", $(v)]]
              datatype: xsd:decimal
    """


def test_what_functions_give_has_its_own_datatype_and_its_blanks(run: Run) -> None:
    result = run(CALLS, f__csv="id,v\n1,fire; air\n")
    assert sorted(line.partition("> ")[2] for line in result.lines) == [
        f'<https://e.be/decimal> "9"^^<{XSD}decimal>',
        f'<https://e.be/length> "9"^^<{XSD}integer>',
        '<https://e.be/part> " air"',
        '<https://e.be/part> "fire"',
        f'<https://e.be/same> "false"^^<{XSD}boolean>',
    ]


TEXTS = """
prefixes: {ex: "https://e.be/"}
sources:
  csv: {access: f.csv, referenceFormulation: csv, samenspel: {encoding: utf-8, delimiter: ","}}
  json: {access: f.json, referenceFormulation: jsonpath}
mappings:
  csv: {sources: csv, s: "ex:csv/$(id)", po: [[ex:p, $(v)], [ex:p, $(v), nl~lang]]}
  json: {sources: json, s: "ex:json/$(id)", po: [[ex:p, $(v)], [ex:p, $(v), ex:type]]}
"""
texts = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"])
    | st.sampled_from("\n\r\t\"\\{}'$"),
    min_size=1,
).filter(lambda text: text.strip() != "")


@pytest.mark.slow
@settings(max_examples=6, phases=[Phase.explicit, Phase.generate])
@given(st.lists(texts, min_size=30, max_size=60))
@example(
    ["{base}", "{rows}", "v0", "\\u0041", "a\r\nb", "\ufeffx", "\U0001f600", "e\u0301", "'; --"]
)
def test_any_text_comes_out_as_it_went_in(cells: list[str]) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "m.yml").write_text(TEXTS, encoding="utf-8")
        with (folder / "f.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, quoting=csv.QUOTE_ALL).writerows([("id", "v"), *enumerate(cells)])
        items = [{"id": number, "v": cell} for number, cell in enumerate(cells)]
        (folder / "f.json").write_text(json.dumps(items), encoding="utf-8")
        for engine in ("compiled", "interpreted"):
            work = folder / engine
            work.mkdir()
            output = work / "out.nq"
            map_document(folder / "m.yml", output=output, work=work, engine=engine)
            for quad in pyoxigraph.parse(path=output, format=pyoxigraph.RdfFormat.N_QUADS):
                number = int(quad.subject.value.rpartition("/")[2])
                assert quad.object.value == cells[number]
            assert output.read_bytes().count(b"\n") == 4 * len(cells)
