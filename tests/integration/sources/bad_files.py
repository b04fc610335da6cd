"""Files that are no sources: damaged, hostile or of another kind, and what must be said of each."""

from __future__ import annotations

import gzip
import io
import random
import zipfile
from dataclasses import dataclass

import openpyxl

MAPPING = """
prefixes: {sam: "https://w3id.org/samenspel/ns#", ex: "https://data.bad.example/id/"}
sources:
  lijst: {access: "ACCESS", referenceFormulation: KIND, KEYS}
mappings:
  dienst:
    sources: lijst
    s: ex:service/$(code)
    po:
      - [skos:prefLabel, $(naam), nl~lang]
"""
NUMBERS = MAPPING.replace("skos:prefLabel, $(naam), nl~lang", "ex:number, $(naam), xsd:integer")
ROWS = b"code,naam\nd1,Een\nd2,Twee\n"
UTF_8 = "samenspel: {encoding: utf-8, delimiter: ','}"
ITEMS = "iterator: /l/i"
NOISE = random.Random(1).randbytes(5000)
NINES = b"9" * 10**6
DEEP = b"[" * 100_000 + b"]" * 100_000
LAUGHS = '<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
STRANGE = '<!ENTITY i SYSTEM "file:///etc/passwd">'
PAGE = b"<!DOCTYPE html>\n<html><body>Meld u aan</body></html>\n"


def xml(doctype: str) -> bytes:
    items = "<l><i><code>d1</code><naam>&i;</naam></i></l>"
    return f'<?xml version="1.0"?><!DOCTYPE l [{doctype}]>{items}'.encode()


def zipped(content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", content)
    return file.getvalue()


def workbook(sheet: str) -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.active.title = sheet
    book.active.append(["code", "naam"])
    book.active.append(["d1", "Een"])
    book.save(file)
    return file.getvalue()


def swollen_workbook() -> bytes:
    """A workbook whose sheet is 300 MB of spaces when it is unpacked."""
    old, file = zipfile.ZipFile(io.BytesIO(workbook("Lijst"))), io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            blank = b" " * (300 << 20) if name.endswith("sheet1.xml") else b""
            new.writestr(name, old.read(name) + blank)
    return file.getvalue()


def locked_workbook() -> bytes:
    """An OLE file with the stream that an encrypted workbook is in; no more is read of it."""
    header = bytearray(512)
    header[:8] = bytes.fromhex("d0cf11e0a1b11ae1")
    for place, value in ((24, 0x3E), (26, 3), (28, 0xFFFE), (30, 9), (32, 6)):
        header[place : place + 2] = value.to_bytes(2, "little")
    header[44:48] = (1).to_bytes(4, "little")
    header[48:52] = (1).to_bytes(4, "little")
    header[56:60] = (4096).to_bytes(4, "little")
    header[60:64] = header[68:72] = (0xFFFFFFFE).to_bytes(4, "little")
    header[76:512] = b"\xff" * 436
    header[76:80] = (0).to_bytes(4, "little")
    table = bytearray(b"\xff" * 512)
    table[0:4], table[4:8] = (0xFFFFFFFD).to_bytes(4, "little"), (0xFFFFFFFE).to_bytes(4, "little")

    def entry(name: str, kind: int, child: int) -> bytes:
        text = name.encode("utf-16-le") + b"\0\0"
        made = bytearray(128)
        made[: len(text)] = text
        made[64:66] = len(text).to_bytes(2, "little")
        made[66], made[67] = kind, 1
        made[68:76] = b"\xff" * 8
        made[76:80] = child.to_bytes(4, "little", signed=False)
        made[116:120] = (0xFFFFFFFE).to_bytes(4, "little")
        return bytes(made)

    folder = entry("Root Entry", 5, 1) + entry("EncryptedPackage", 2, 0xFFFFFFFF) + bytes(256)
    return bytes(header) + bytes(table) + folder


@dataclass(frozen=True)
class Case:
    """A source that is bad, and what a build must say of it, in this order."""

    access: str
    kind: str
    content: bytes | None
    said: tuple[str, ...]
    keys: str = UTF_8
    mapping: str = MAPPING
    code: int = 1


CASES = {
    "missing column": Case(
        "a.csv", "csv", b"code,name\nd1,Een\n", ("Y020", "m.yml:10:26", "'naam'", "'name'?")
    ),
    "unknown reference": Case(
        "a.csv", "csv", ROWS, ("Y020", "m.yml:10:26", "'naamm'", "'naam'?"),
        mapping=MAPPING.replace("$(naam)", "$(naamm)"),
    ),
    "open quote": Case(
        "a.csv", "csv", b'code,naam\nd1,"Een\nd2,Twee\n', ("R003", "a.csv", "row 2", "close")
    ),
    "UTF-16 called UTF-8": Case(
        "a.csv", "csv", ROWS.decode().encode("utf-16"), ("R010", "m.yml:4", "UTF-16", "utf-16")
    ),
    "UTF-16 without mark": Case(
        "a.csv", "csv", ROWS.decode().encode("utf-16-le"), ("R043", "binary", "UTF-8")
    ),
    "latin-1 called UTF-8": Case(
        "a.csv", "csv", b"code,naam\nd1,Een\nd2,Caf\xe9\n", ("R004", "row 3, column 'naam'", "save")
    ),
    "latin-1 in the header": Case(
        "a.csv", "csv", b"code,naam,caf\xe9\nd1,Een,1\n", ("R010", "a.csv, line 1", "State")
    ),
    "latin-1 in JSON": Case(
        "a.json", "json", b'[\n{"code": "d1",\n"naam": "caf\xe9"}]',
        ("R071", "a.json", "line 2", "mend this item"),
        keys="samenspel: {encoding: utf-8}",
    ),
    "sheet that is gone": Case(
        "a.xlsx", "excel", workbook("Dienst"), ("R035", "m.yml:4", "'Diensten'", "'Dienst'?"),
        keys="samenspel: {sheet: Diensten}",
    ),
    "locked workbook": Case(
        "a.xlsx", "excel", locked_workbook(), ("R030", "a.xlsx", "password", "Save"), keys=""
    ),
    "swollen workbook": Case(
        "a.xlsx", "excel", swollen_workbook(), ("R041", "a.xlsx", "grow", "Unpack"), keys=""
    ),
    "billion laughs": Case("a.xml", "xml", xml(LAUGHS), ("R036", "entities", "DOCTYPE"), ITEMS),
    "strange entity": Case("a.xml", "xml", xml(STRANGE), ("R036", "entities", "DOCTYPE"), ITEMS),
    "strange entity, whole tree": Case(
        "a.xml", "xml", xml(STRANGE), ("R036", "entities"), "iterator: //i"
    ),
    "zip bomb": Case("a.csv.zip", "csv", zipped(bytes(300 << 20)), ("R041", "a.csv.zip", "grow")),
    "gzip cut off": Case(
        "a.csv.gz", "csv", gzip.compress(NOISE)[:-500], ("R039", "a.csv.gz", "cut off")
    ),
    "endless number in CSV": Case(
        "a.csv", "csv", b"code,naam\nd1," + NINES + b"\n", ("M003", "row 2, column 'naam'"),
        mapping=NUMBERS,
    ),
    "endless number in JSON": Case(
        "a.json", "json", b'[{"code": "d1", "naam": ' + NINES + b"}]",
        ("R045", "row 1, column 'naam'", "1000", "mend"), keys="",
    ),
    "deep JSON": Case("a.json", "json", DEEP, ("Y020", "m.yml", "a.json", "'code'"), keys=""),
    "deep JSON, hard path": Case(
        "a.json", "json", DEEP, ("R012", "a.json, line 1", "deeply"), "iterator: '$..[?@.code]'"
    ),
    "deep value in JSON": Case(
        "a.json", "json", b'[{"code": "d1", "naam": ' + DEEP + b"}]", ("R032", "row 1"), keys="",
        code=0,
    ),
    "JSON cut off": Case(
        "a.json", "json", b'[{"code": "d1"},\n{"co', ("R012", "a.json, line 2, column 2"), keys=""
    ),
    "JSON lines cut off": Case(
        "a.jsonl", "jsonl", b'{"code": "d1", "naam": "x"}\n{"co',
        ("R071", "a.jsonl", "row 2"), keys=""
    ),
    "XML cut off": Case(
        "a.xml", "xml", b"<l>\n<i><code>d1</co", ("R036", "a.xml, line 2", "Export"), ITEMS
    ),
    "noise as CSV": Case("a.csv", "csv", NOISE, ("R043", "a.csv", "binary", "CSV")),
    "workbook as CSV": Case("a.csv", "csv", workbook("a"), ("R043", "workbook", "kind of file")),
    "CSV as workbook": Case("a.xlsx", "excel", ROWS, ("R030", "a.xlsx", "not a workbook"), keys=""),
    "CSV as Parquet": Case("a.parquet", "parquet", ROWS, ("R042", "not Parquet"), keys=""),
    "CSV as database": Case(
        "a.db", "sql", ROWS * 99, ("R052", "no database", "what kind"), "samenspel: {table: a}"
    ),
    "page as CSV": Case("a.csv", "csv", PAGE, ("R043", "a web page", "Download")),
    "page as JSON": Case("a.json", "json", PAGE, ("R043", "a web page", "Download"), keys=""),
    "empty file": Case("a.csv", "csv", b"", ("R011", "m.yml:4", "a.csv", "empty", "Export")),
    "blank lines": Case("a.csv", "csv", b"\n\n", ("R011", "a.csv", "line 1", "header: N")),
    "file that is gone": Case("b.csv", "csv", None, ("R009", "m.yml:4", "b.csv", "a.csv?")),
    "empty folder": Case("map/", "csv", None, ("R009", "map holds no files", "Put the file")),
    "glob of nothing": Case("map/*.csv", "csv", None, ("R009", "no file", "*.csv", "Put the file")),
}  # fmt: skip


def written(case: Case, access: str | None = None) -> str:
    return (
        case.mapping.replace("ACCESS", access or f"sources/{case.access}")
        .replace("KIND", case.kind)
        .replace("KEYS", case.keys)
    )
