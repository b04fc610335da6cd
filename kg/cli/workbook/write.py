"""Writes the workbook: sheets with drop-downs, help in each heading, and an example row."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from kg.cli.workbook.columns import Sheet, SheetColumn
from kg.cli.workbook.sheets import SHEETS
from kg.cli.workbook.texts import text
from kg.cli.workbook.words import ListChoice, choices, heading, meaning
from kg.texts import Language

LAST_ROW = 2000
"""To which row drop-downs and checks reach; a sheet of a municipality has some hundreds of rows."""
_PROMPT, _TITLE = 255, 32  # what the file format allows
_TEXTUAL = "@"  # keeps 0123.456.789 and 01000 as they are typed
_FORMATS = {"date": "dd/mm/yyyy", "count": "0", "amount": "#,##0.00"}
_REQUIRED, _OPTIONAL = PatternFill("solid", "1F4E79"), PatternFill("solid", "5B8DB8")
_LINK = Font(underline="single", color="0563C1")
_HEAD, _EXAMPLE = Font(bold=True, color="FFFFFF"), Font(italic=True, color="767676")

PUBLISH = SheetColumn("publish", kind="list", of="publish", text="publish")
"""The first column of every sheet."""


def write_workbook(path: Path, lang: Language) -> None:
    """Write the workbook in a language."""
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    _read_me(first, lang)
    sheets = {sheet.key: book.create_sheet(text(f"sheet.{sheet.key}", lang)) for sheet in SHEETS}
    lists = _Lists(book.create_sheet(text("sheet.lists", lang)), lang)
    for sheet in SHEETS:
        _fill(sheets[sheet.key], sheet, lists)
    lists.page.sheet_state = "hidden"
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


class _Lists:
    """The hidden sheet with what drop-downs offer, one list a column."""

    def __init__(self, page: Worksheet, lang: Language) -> None:
        self.page, self.lang = page, lang
        self._places: dict[str, str] = {}

    def place(self, name: str) -> str:
        """The cells of a list, written when it is first asked for."""
        if name not in self._places:
            words = [choice.words for choice in self.choices(name)]
            at = len(self._places) + 1
            for row, word in enumerate([name, *words], start=1):
                self.page.cell(row, at, word)
            letter = get_column_letter(at)
            self._places[name] = f"'{self.page.title}'!${letter}$2:${letter}${len(words) + 1}"
        return self._places[name]

    def choices(self, name: str) -> list[ListChoice]:
        """What a list offers."""
        if name in ("yes", "publish"):
            words = ("yes",) if name == "yes" else ("yes", "no")
            return [ListChoice(text(word, self.lang), word) for word in words]
        return choices(name, self.lang)


def _read_me(page: Worksheet, lang: Language) -> None:
    page.title = text("sheet.readme", lang)
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 26, 90
    page.append([text("readme.title", lang)])
    page["A1"].font = Font(bold=True, size=16)
    for number in range(1, 6):
        page.append([f"{number}.", text(f"readme.{number}", lang)])
    page.append([])
    for sheet in SHEETS:
        page.append([text(f"sheet.{sheet.key}", lang), text(f"about.{sheet.key}", lang)])
        at = page.cell(page.max_row, 1)
        at.hyperlink, at.font = f"#'{at.value}'!A3", _LINK
    for row in page.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _fill(page: Worksheet, sheet: Sheet, lists: _Lists) -> None:
    lang = lists.lang
    for at, column in enumerate((PUBLISH, *sheet.columns), start=1):
        letter, title = get_column_letter(at), heading(column, lang)
        explained = help_of(column, lang)
        head = page.cell(1, at, title)
        head.font, head.fill = _HEAD, _REQUIRED if column.required else _OPTIONAL
        head.alignment = Alignment(wrap_text=True, vertical="top")
        head.comment = Comment(explained, "Samenspel", width=320, height=160)
        page.column_dimensions[letter].width = max(14, min(34, len(title) + 4))
        shown = _FORMATS.get(column.kind, _TEXTUAL)
        page.column_dimensions[letter].number_format = shown
        check = _check(column, lists)
        check.promptTitle, check.prompt = title[:_TITLE], explained[:_PROMPT]
        check.errorTitle, check.error = text("wrong.title", lang)[:_TITLE], explained[:_PROMPT]
        check.showInputMessage = check.showErrorMessage = True
        check.add(f"{letter}2:{letter}{LAST_ROW}")
        page.add_data_validation(check)
        example = page.cell(2, at, _example(column, lists))
        example.font, example.number_format = _EXAMPLE, shown
    page["A2"].comment = Comment(text("example", lang), "Samenspel", width=260, height=80)
    page.row_dimensions[1].height = 48
    page.freeze_panes = "C2"


def help_of(column: SheetColumn, lang: Language) -> str:
    """The help of a column: what it means, how it is filled in, whether it must be."""
    hint = ""
    if column.kind not in ("text", "words", "web"):
        hint = (
            text(f"hint.{column.kind}", lang, sheet=text(f"sheet.{column.of}", lang))
            if (column.kind == "link")
            else text(f"hint.{column.kind}", lang)
        )
    needed = text("hint.required", lang) if column.required else ""
    return " ".join(part for part in (needed, hint, meaning(column, lang)) if part)


def _check(column: SheetColumn, lists: _Lists) -> DataValidation:
    """What a cell may hold; a sheet refuses the rest while it is typed."""
    kind = column.kind
    if kind in ("list", "yes"):
        place = lists.place("yes" if kind == "yes" else column.of)
        return DataValidation("list", formula1=place, allow_blank=True)
    if kind == "link":
        # Codes stand in the second column of each sheet, below its example.
        page = text(f"sheet.{column.of}", lists.lang)
        return DataValidation("list", formula1=f"'{page}'!$B$3:$B${LAST_ROW}", allow_blank=True)
    if kind == "date":
        # Spreadsheets count days from 1900; earlier dates are no numbers to them.
        return DataValidation("date", operator="greaterThan", formula1="1", allow_blank=True)
    if kind in ("count", "amount"):
        return DataValidation(
            "whole" if kind == "count" else "decimal",
            operator="greaterThanOrEqual",
            formula1="0",
            allow_blank=True,
        )
    if kind == "code":
        return DataValidation("textLength", operator="between", formula1="1", formula2="60")
    return DataValidation()


def _example(column: SheetColumn, lists: _Lists) -> str | date | None:
    if column is PUBLISH:
        return text("no", lists.lang)
    match column.example:
        case ("text", str(key)):
            return text(key, lists.lang)
        case ("yes", _):
            return text("yes", lists.lang)
        case ("date", str(day)):
            return date.fromisoformat(day)
        case ("list", str(name)):
            offered = lists.choices(column.of)
            return next(
                c.words for c in offered if c.stands_for.replace("#", "/").split("/")[-1] == name
            )
    return None
