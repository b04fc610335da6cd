"""The functions of mappings: what they give, that both their forms agree, and what is refused."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import InputError, MappingError
from kg.mapping.document import Call, Constant, Place, Reference
from kg.mapping.functions import FN, FUNCTIONS, GREL, IDLAB, Function, by_name, check_call, registry

pytestmark = pytest.mark.slow  # each case maps files of its own

PLACE = Place("m.yml", 3, 5)
BOTH = [f for f in FUNCTIONS.values() if f.sql is not None]
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12),
    st.sampled_from(
        ["", " ", "0207.437.468", "BE 0403.019.261", "44021A", "true", "false", "1.234,50", "12.5"]
    ),
    st.text("abcAB12,;./#& <>-\t\n\u00a0éß€", max_size=20),
    st.integers(-3, 30).map(str),
)


@pytest.fixture(scope="module")
def sql():
    connection = duckdb.connect()

    def run(function: Function, given):
        bound, inputs = {}, {}
        for name, value in given.items():
            several = value if isinstance(value, list) else [value]
            columns = {f"c_{name}_{i}": item for i, item in enumerate(several)}
            bound |= columns
            inputs[name] = list(columns) if isinstance(value, list) else next(iter(columns))
        row = ", ".join(f"CAST(${name} AS VARCHAR) AS {name}" for name in bound) or "1"
        query = f"SELECT {function.sql(**inputs)} FROM (SELECT {row})"
        return connection.execute(query, bound).fetchone()[0]

    return run


@pytest.mark.parametrize("function", BOTH, ids=lambda f: f.name)
def test_sql_and_python_give_the_same(function, sql):
    one = st.none() | TEXTS if function.total else TEXTS
    shape = {
        p.name: st.lists(one, min_size=1, max_size=3) if p.many else one
        for p in function.parameters
    }

    @settings(max_examples=60)
    @given(st.fixed_dictionaries(shape))
    def agree(given):
        assert sql(function, given) == function.python(**given)

    agree()


@pytest.mark.parametrize(
    ("name", "given", "wanted"),
    [
        ("kbo", {"value": "BE 0207.437.468"}, "0207437468"),
        ("kbo", {"value": "0207437469"}, None),
        ("nis", {"value": " 44021 "}, "44021"),
        ("slug", {"value": "Één Loket!"}, "een-loket"),
        ("plain", {"value": "<p>A &amp; B</p> ."}, "A & B."),
        ("tail", {"value": "https://x.be/a/b/"}, "b"),
        ("capitalise", {"value": "élan vital"}, "Élan vital"),
        ("replacePattern", {"value": "a-1", "pattern": "([a-z])-", "by": r"\1+"}, "a+1"),
        ("split", {"value": "a; b;;c", "separator": ";"}, ["a", "b", "c"]),
        ("substring", {"value": "Venus", "start": "1", "end": "3"}, "en"),
        ("substring", {"value": "Venus", "start": "1000"}, None),
        ("pad", {"value": "207437468", "length": "10"}, "0207437468"),
        ("number", {"value": "€ 1.234,50"}, "1234.50"),
        ("number", {"value": "n.v.t."}, None),
        ("date", {"value": "31/12/2024", "formats": ["%Y-%m-%d", "%d/%m/%Y"]}, "2024-12-31"),
        ("date", {"value": "31/02/2024", "formats": ["%d/%m/%Y"]}, None),
        ("lookup", {"value": " Jong  Volk ", "entries": {"jong volk": "x"}}, "x"),
        ("wkt", {"x": "Gent", "y": "194000", "crs": "EPSG:31370"}, None),
        ("coalesce", {"values": [None, "b"]}, "b"),
        ("equal", {"value": None, "other": " "}, "true"),
        ("grel:escape", {"value": 'A&B "<', "mode": "html"}, "A&amp;B &quot;&lt;"),
        ("grel:escape", {"value": "a b/é", "mode": "url"}, "a+b%2F%C3%A9"),
        ("grel:toTitleCase", {"value": "een LOKET"}, "Een Loket"),
        ("grel:array_join", {"values": ["a", "b"], "separator": ", "}, "a, b"),
        ("date", {"value": "31/12/24", "formats": ["%d/%m/%Y"]}, None),
        ("date", {"value": "1112016", "formats": ["%d%m%Y"]}, None),
        ("grel:string_substring", {"value": "Venus", "start": "5"}, ""),
        ("grel:string_substring", {"value": "Venus", "start": "6"}, None),
        ("grel:string_substring", {"value": "Venus", "start": "1", "end": "-1"}, "enu"),
        ("grel:string_substring", {"value": "Venus", "start": "-2"}, "us"),
        ("grel:string_substring", {"value": "Venus", "start": "3", "end": "99"}, "us"),
        ("grel:string_split", {"value": "fire, air", "separator": ","}, ["fire", " air"]),
        ("grel:string_trim", {"value": "\t\f a b\n"}, "a b"),
        ("idlab-fn:toUpperCaseURL", {"value": "x.be"}, "http://X.BE"),
        ("idlab-fn:toUpperCaseURL", {"value": "Https://x.be"}, "HTTPS://X.BE"),
        ("idlab-fn:trueCondition", {"flag": "false", "value": "x"}, None),
        ("grel:controls_if", {"value": "true", "then": "a", "otherwise": "b"}, "a"),
        ("grel:controls_if", {"value": None, "then": "a", "otherwise": "b"}, "b"),
        ("grel:controls_if", {"value": "'1' == '1'", "then": "a", "otherwise": "b"}, None),
    ],
)
def test_functions_give_what_they_promise(name, given, wanted):
    function = by_name(name)
    assert function is not None
    assert function.python(**given) == wanted


def test_lambert_becomes_degrees():
    """The middle of the Korenmarkt in Ghent, within some tens of metres."""
    made = by_name("wkt").python(x="104470,5", y="193890", crs="EPSG:31370")
    lon, lat = map(float, made.removeprefix("POINT (").removesuffix(")").split())
    assert (lon, lat) == pytest.approx((3.7194, 51.0534), abs=1e-3)


def _call(function: str, *inputs: tuple[str, str], returns: str | None = None) -> Call:
    return Call(function, tuple((p, Reference(r)) for p, r in inputs), PLACE, returns)


def _fixed(function: str, first: str, **inputs: str) -> Call:
    space = function[: function.index("#") + 1]
    fixed = ((f"{space}{name}", Constant(text)) for name, text in inputs.items())
    return Call(function, ((f"{space}{first}", Reference("a")), *fixed), PLACE)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (_call(f"{FN}kbp", (f"{FN}value", "a")), "Did you mean 'https://.*#kbo'"),
        (_call(f"{GREL}toUpperCase", (f"{GREL}unknownParam", "a")), "has no parameter"),
        (_call(f"{GREL}toUpperCase"), "'value' .* is missing"),
        (_call(f"{FN}kbo", (f"{FN}value", "a"), (f"{FN}value", "b")), "is given 2 times"),
        (_call(f"{FN}kbo", (f"{FN}value", "a"), returns=f"{FN}oot"), "no output.*oot"),
        (
            _call(f"{FN}pad", (f"{FN}value", "a"), (f"{FN}length", "b")),
            "'length' must be a fixed value",
        ),
        (_fixed(f"{FN}pad", "value", length="ten"), "'ten' is no length from 1 to 1000"),
        (_fixed(f"{FN}pad", "value", length="1001"), "'1001' is no length"),
        (_fixed(f"{FN}replacePattern", "value", pattern="(", by=""), r"the pattern '\('"),
        (_fixed(f"{FN}replacePattern", "value", pattern="a", by="\\2"), "invalid group reference"),
        (_fixed(f"{GREL}escape", "valueParam", modeParam="xml"), "'xml' is no mode"),
        (
            _call(f"{GREL}escape", (f"{GREL}valueParam", "a"), (f"{GREL}modeParam", "b")),
            "'mode' must be a fixed value",
        ),
    ],
)
def test_a_wrong_call_is_refused_at_its_place(call, message):
    with pytest.raises(MappingError, match=f"(?s)m.yml:3:5: .*{message}"):
        check_call(call)


def test_a_sound_call_is_accepted():
    value = (f"{GREL}valueParameter", Reference("a"))
    assert check_call(Call(f"{GREL}toUpperCase", (value,), PLACE, f"{GREL}stringOut"))
    other = (f"{GREL}valueParam2", Constant("A"))
    assert check_call(Call(f"{IDLAB}equal", (value, other), PLACE)).gives == "boolean"


extra = Function("https://x.be/f", "extra", (), lambda: "x", "gives x")
twice = by_name("kbo")
nothing = 12


def _point(name: str) -> EntryPoint:
    return EntryPoint("p", f"{__name__}:{name}", "samenspel.functions")


def test_plugins_add_functions():
    assert "https://x.be/f" in registry([_point("extra")])


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nothing", "is no function of a mapping"),
        ("absent", "AttributeError"),
        ("twice", "is there already"),
        ("__name__", "holds something"),
    ],
)
def test_a_broken_plugin_is_named(name, message):
    with pytest.raises(InputError, match=f"plug-in 'p'.*{message}"):
        registry([_point(name)])


def test_every_function_is_documented():
    text = (Path(__file__).parents[4] / "docs/reference/functions.md").read_text(encoding="utf-8")
    assert not [f.name for f in FUNCTIONS.values() if f"| `{f.name}` |" not in text]
