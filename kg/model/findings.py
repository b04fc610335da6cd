"""What was found wrong in a source, and where: the catalogue of codes and the record itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from hashlib import blake2b
from typing import Literal

from kg.texts import ByLanguage, Language, Message

Severity = Literal["error", "warning", "tip"]


@dataclass(frozen=True)
class FindingKind:
    """One entry of the catalogue: how bad it is, what it says and what to do, in three languages."""

    code: str
    severity: Severity
    title: Mapping[str, str]
    fix: Mapping[str, str]


def _kind(code: str, severity: Severity, title: Message, fix: Message) -> FindingKind:
    return FindingKind(code, severity, ByLanguage(title), ByLanguage(fix))


CATALOGUE: dict[str, FindingKind] = {
    kind.code: kind
    for kind in (
        _kind(
            "SAM-R001",
            "error",
            Message("row with too many columns"),
            Message("put values that hold the delimiter between quotes"),
        ),
        _kind(
            "SAM-R002",
            "error",
            Message("row with too few columns"),
            Message("add the missing columns, empty if need be"),
        ),
        _kind(
            "SAM-R003",
            "error",
            Message("quote not closed"),
            Message("close the quote in this cell"),
        ),
        _kind(
            "SAM-R004",
            "error",
            Message("byte that does not fit the encoding"),
            Message("save the file again in the stated encoding, or state the right encoding"),
        ),
        _kind(
            "SAM-R005",
            "tip",
            Message("encoding or delimiter detected, not stated"),
            Message("state it in the mapping under samenspel:"),
        ),
        _kind(
            "SAM-R006",
            "warning",
            Message("header blank or repeated"),
            Message("give each column a name of its own"),
        ),
        _kind(
            "SAM-R031",
            "error",
            Message("error value of the spreadsheet"),
            Message("mend the formula, or write the value"),
        ),
        _kind(
            "SAM-R032",
            "warning",
            Message("object where a value is expected"),
            Message("refer in the mapping to a field of the object"),
        ),
        _kind(
            "SAM-R033",
            "error",
            Message("coordinates out of range or no geometry"),
            Message("mend the coordinates, or state their coordinate system in the mapping"),
        ),
        _kind(
            "SAM-R034",
            "warning",
            Message("column that this file lacks"),
            Message("add the column as in the other files"),
        ),
        _kind(
            "SAM-R045",
            "error",
            Message("number with too many digits"),
            Message("mend the number, or write it as text between quotes"),
        ),
        _kind(
            "SAM-R046",
            "error",
            Message("array where one value is expected"),
            Message("refer in the mapping to its elements, with [*] behind it"),
        ),
        _kind(
            "SAM-R047",
            "warning",
            Message("not a single row"),
            Message(
                "check that the export is whole: of an empty source all leaves the publication"
            ),
        ),
        _kind(
            "SAM-R070",
            "error",
            Message("not a number, or infinite"),
            Message("write the number, or leave the value out"),
        ),
        _kind(
            "SAM-R071",
            "error",
            Message("item that is not valid JSON"),
            Message("mend this item, or export the file again"),
        ),
        _kind(
            "SAM-R072",
            "error",
            Message("formula without a computed value"),
            Message("open the file in a spreadsheet program and save it again, or write the value"),
        ),
        _kind(
            "SAM-R073",
            "error",
            Message("moment or duration that does not exist"),
            Message("mend the value, or leave it out in the query of the source"),
        ),
        _kind(
            "SAM-R074",
            "warning",
            Message("hidden rows or columns are read"),
            Message("delete what must not be public, or unhide it"),
        ),
        _kind(
            "SAM-R075",
            "warning",
            Message("characters in UTF-8 in a file of another encoding"),
            Message("save the file again, all of it in UTF-8"),
        ),
        _kind(
            "SAM-R076",
            "warning",
            Message(
                "workbook in which errors, formulas without a value and what is hidden cannot be seen"
            ),
            Message(
                "save the workbook as .xlsx or .ods: such cells stay empty now, and are not told"
            ),
        ),
        _kind(
            "SAM-R077",
            "warning",
            Message("item that is no object, among others that are: nothing is read of it"),
            Message("write it as an object, or leave it out of the list"),
        ),
        _kind(
            "SAM-R078",
            "error",
            Message("header that does not say what the mapping reads in it"),
            Message("write the header as the others, or leave the column out with except"),
        ),
        _kind(
            "SAM-M001",
            "error",
            Message("required value is missing"),
            Message("fill in the cell"),
        ),
        _kind(
            "SAM-M002",
            "error",
            Message("not an existing date in the stated form"),
            Message("write the date in the stated form"),
        ),
        _kind(
            "SAM-M003",
            "error",
            Message("value does not fit the datatype"),
            Message("write only the number or value that is asked"),
        ),
        _kind(
            "SAM-M004",
            "error",
            Message("not a valid web address"),
            Message("write the whole address, with https://"),
        ),
        _kind(
            "SAM-M005",
            "error",
            Message("value is not in the look-up list"),
            Message("mend the value or add it to the list"),
        ),
        _kind(
            "SAM-M006",
            "error",
            Message("refers to something that is not there"),
            Message("mend the reference or add the missing row"),
        ),
        _kind(
            "SAM-M007",
            "error",
            Message("invalid enterprise number"),
            Message(
                "check the number in the enterprise register: ten digits, the last two are the check"
            ),
        ),
        _kind(
            "SAM-M008",
            "error",
            Message("invalid NIS code"),
            Message("a NIS code has five digits, the leading zero included"),
        ),
        _kind(
            "SAM-M009",
            "error",
            Message("row without its key: it gives nothing"),
            Message("fill in the key"),
        ),
        _kind(
            "SAM-M010",
            "warning",
            Message("key is used more than once"),
            Message("merge the rows or give each its own key"),
        ),
        _kind(
            "SAM-M011",
            "error",
            Message("not a valid language tag"),
            Message("write a language tag such as nl or nl-BE"),
        ),
        _kind(
            "SAM-M024",
            "warning",
            Message("key that differs from another in its spelling only: these are two things now"),
            Message(
                "write the key alike everywhere: mend the cell, or use a function (kbo) or a look-up list in the mapping"
            ),
        ),
        _kind(
            "SAM-M025",
            "warning",
            Message("link to something that nothing describes"),
            Message("mend the key in the cell, or add the source that describes the thing"),
        ),
        _kind(
            "SAM-M030",
            "warning",
            Message("term that its vocabulary does not have"),
            Message("mend the name in the mapping"),
        ),
        _kind(
            "SAM-M020",
            "warning",
            Message("row of totals or note to the table, read as a thing"),
            Message(
                "take the row out of the source, or leave it out in the mapping with a condition"
            ),
        ),
        _kind(
            "SAM-O001",
            "error",
            Message("a source asserts what may only be inferred"),
            Message("leave this class or property out of the mapping"),
        ),
        _kind(
            "SAM-O002",
            "error",
            Message("value that is no concept of its list: it does not count"),
            Message("mend the value, or describe the concept in a list of your own"),
        ),
        _kind(
            "SAM-W001",
            "warning",
            Message("a source still tells of what was withdrawn or erased: it is left out"),
            Message("take it out of the source"),
        ),
        _kind(
            "SAM-W002",
            "tip",
            Message("a source still describes what was replaced: it is left out"),
            Message("describe the successor in the source"),
        ),
        _kind(
            "SAM-W003",
            "warning",
            Message("nothing describes the thing that took the place of another"),
            Message("mend replaced.csv, or add the source that describes it"),
        ),
        _kind(
            "SAM-V030",
            "warning",
            Message("a value holds a character that XML forbids"),
            Message(
                "take the invisible character out of the cell; until then XML lacks this value"
            ),
        ),
        _kind(
            "SAM-D020",
            "tip",
            Message("count of people hidden: it is small, or would give a small one away"),
            Message("nothing: it is left out of the release"),
        ),
        _kind(
            "SAM-D021",
            "warning",
            Message("looks like small counts of people, and no threshold is said"),
            Message(
                "write small_cells = 5 for the dataset in samenspel.toml, or small_cells = 0 when it counts no people"
            ),
        ),
        _kind(
            "SAM-D022",
            "warning",
            Message("small count of people that a kept release gives away, whatever is hidden now"),
            Message("prune the kept releases that show it"),
        ),
        _kind(
            "SAM-D023",
            "tip",
            Message(
                "cube too large to find what else to hide: all cells that hang together are hidden"
            ),
            Message("cut the data set into several, or leave its totals out"),
        ),
        _kind(
            "SAM-G001",
            "error",
            Message("published addresses vanish, neither withdrawn nor replaced"),
            Message(
                "put them back, run `samenspel withdraw` or `samenspel replace`, or accept that their pages answer nothing any more"
            ),
        ),
        _kind(
            "SAM-G002",
            "error",
            Message("a large part of a dataset vanishes"),
            Message("look whether the source is whole; accept it when so many have really gone"),
        ),
        _kind(
            "SAM-G003",
            "error",
            Message("a source has far fewer rows than before"),
            Message("look whether the export is whole; accept it when the rows have really gone"),
        ),
        _kind(
            "SAM-G004",
            "error",
            Message("a mapped column is empty or gone"),
            Message("name the new column in the mapping, or put the old one back in the source"),
        ),
        _kind(
            "SAM-G005",
            "error",
            Message("guesses of a draft that nobody confirmed"),
            Message("read each line with `# guess`, mend it, and take the word away"),
        ),
        _kind(
            "SAM-G006",
            "error",
            Message("more errors than samenspel.toml allows"),
            Message("mend them in the sources, or allow more in [limits] max_errors"),
        ),
        _kind(
            "SAM-G007",
            "error",
            Message("the day on which the dataset was to be reviewed has passed"),
            Message("review the dataset and write the next day in `review`"),
        ),
        _kind(
            "SAM-G008",
            "error",
            Message("a source changed and `modified` did not"),
            Message("write the day on which the source changed in `modified`"),
        ),
        _kind(
            "SAM-G009",
            "error",
            Message("the licence changed"),
            Message("accept it when those who use the data may be told so"),
        ),
        _kind(
            "SAM-G010",
            "error",
            Message("the legal basis changed"),
            Message("accept it when the new ground covers what is published"),
        ),
        _kind(
            "SAM-G011",
            "error",
            Message("the version of the vocabulary changed"),
            Message("read what changed in the vocabulary, and accept it"),
        ),
        _kind(
            "SAM-G012",
            "error",
            Message("the base or the publisher changed"),
            Message("put it back, or accept that everything gets another address or owner"),
        ),
        _kind(
            "SAM-D001",
            "error",
            Message("national register number or citizen service number: left out"),
            Message("take the column out of the mapping, or the number out of the text"),
        ),
        _kind(
            "SAM-D002",
            "error",
            Message("e-mail address of a person: left out"),
            Message("write the address of a service, such as info@ or onthaal@"),
        ),
        _kind(
            "SAM-D003",
            "error",
            Message("a person is described: left out"),
            Message(
                "describe the function, the group or a number of people in place of the person"
            ),
        ),
        _kind(
            "SAM-D004",
            "error",
            Message("name of a person: left out"),
            Message(
                "take the column out of the mapping, or write the function in place of the name"
            ),
        ),
        _kind(
            "SAM-D005",
            "error",
            Message("birth date or photo of a person: left out"),
            Message("take the column out of the mapping"),
        ),
        _kind(
            "SAM-D006",
            "error",
            Message("address of a home or a refuge: left out"),
            Message("publish the municipality only"),
        ),
        _kind(
            "SAM-D007",
            "error",
            Message("sole trader: left out"),
            Message(
                "leave businesses of natural persons out of the source, or accept it when its name may be public"
            ),
        ),
        _kind(
            "SAM-D011",
            "warning",
            Message("mobile number, mostly of one person"),
            Message(
                "write a number of the service, take the column out, or accept it when it is one"
            ),
        ),
        _kind(
            "SAM-D012",
            "warning",
            Message("text that seems to name a person"),
            Message("write the function in place of the name, or accept it when nobody is meant"),
        ),
        _kind(
            "SAM-D013",
            "warning",
            Message("bank account number"),
            Message("take it out, or accept it when it is the account of an organisation"),
        ),
        _kind(
            "SAM-D014",
            "warning",
            Message("e-mail address that may be a person's"),
            Message("write the address of a service, or accept it when it is one"),
        ),
        _kind(
            "SAM-D015",
            "warning",
            Message("number that may be a national register number"),
            Message("take it out, or accept it when it is another number"),
        ),
        _kind(
            "SAM-D016",
            "warning",
            Message("text about a natural person who runs a business"),
            Message("take it out, or accept it when nobody is meant"),
        ),
        _kind(
            "SAM-D017",
            "warning",
            Message("birth date in a text"),
            Message("take it out, or accept it when nobody is meant"),
        ),
        _kind(
            "SAM-G020",
            "warning",
            Message("date that can hardly be meant: before 1800 or more than 20 years ahead"),
            Message(
                "mend the date, or write the years of its column under plausible in samenspel.toml"
            ),
        ),
        _kind(
            "SAM-G021",
            "warning",
            Message("place outside Belgium"),
            Message(
                "mend the coordinates, or write abroad = true for the dataset in samenspel.toml"
            ),
        ),
        _kind(
            "SAM-G022",
            "warning",
            Message("negative count of people"),
            Message("mend the number in the source"),
        ),
    )
}


OF_MAPPINGS = frozenset({"SAM-M030"})
"""Findings whose file is a mapping, not a source."""


@dataclass(frozen=True, repr=False)
class Finding:
    """One thing that is wrong at one place.

    `row` counts records as a spreadsheet shows them, `line` physical lines of the text file,
    both from 1 and header included; `sheet` is the sheet of a workbook. `raw` is the value as it
    stands there: it is shown to the steward and never published. With `withheld` there is one that
    nobody is shown.
    """

    code: str
    dataset: str
    file: str
    row: int | None = None
    line: int | None = None
    column: str | None = None
    raw: str | None = None
    rule: str | None = None
    expected: str | None = None
    guess: str | None = None
    severity_override: Severity | None = None
    messages: dict[str, str] = field(default_factory=dict)
    sheet: str | None = None
    withheld: bool = False
    about: str | None = None
    """What, beyond its place, tells it from others there: part of the fingerprint, never a value."""

    def __repr__(self) -> str:
        said = ((each.name, getattr(self, each.name)) for each in fields(self))
        return f"Finding({', '.join(f'{name}={value!r}' for name, value in said if value)})"

    @property
    def fingerprint(self) -> str:
        """By what it is accepted: the same for all rows of a column, and from month to month."""
        where = (self.dataset, self.file, self.sheet, self.column, self.rule)
        return fingerprint(self.code, *where, about=self.about)

    @property
    def severity(self) -> Severity:
        if self.severity_override is not None:
            return self.severity_override
        return CATALOGUE[self.code].severity

    def title(self, lang: Language) -> str:
        """What is wrong, in one phrase of the reader's language."""
        if self.messages:
            return self.messages.get(lang) or next(iter(self.messages.values()))
        return CATALOGUE[self.code].title[lang]

    def fix(self, lang: Language) -> str:
        """What to do about it; empty for findings that only inform."""
        kind = CATALOGUE.get(self.code)
        return kind.fix[lang] if kind else ""


def without_values(finding: Finding) -> Finding:
    """A finding as everybody may see it: its code and its place."""
    return replace(finding, raw=None, guess=None, withheld=False)


def fingerprint(code: str, *place: str | None, about: str | None = None) -> str:
    """Twelve hexadecimal digits for a code at a place; `about` tells one from others there."""
    said = "\x1f".join(part or "" for part in (code, *place, about))
    return blake2b(said.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def at_row(row: int) -> str:
    """A row as findings name it to readers of any language."""
    return f"rij / row / ligne {row}"


def counts(findings: list[Finding]) -> dict[str, int]:
    """Number of findings by code, sorted by code."""
    result: dict[str, int] = {}
    for finding in sorted(findings, key=lambda f: f.code):
        result[finding.code] = result.get(finding.code, 0) + 1
    return result
