"""Makes a kept release anew without what left: afresh from its lines, never by deleting in a store.

Conclusions are drawn anew from the lines that are left, with the vocabulary of that release and the
rules of this program: those about or through what left have lost their premises.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from kg.figures import FIGURES
from kg.mapping.sql.duckdb import connect, insert
from kg.mapping.sql.terms import quoted
from kg.model.findings import CATALOGUE
from kg.model.terms import VOID
from kg.release import provenance
from kg.release.assembly import Assembly
from kg.release.difference.subjects import SUBJECTS, indexed, write_subjects
from kg.release.disposal import remove
from kg.release.dumps import hashes_of, unpack, write_dumps
from kg.release.leaving.departures import FILE, Departures, of_release
from kg.release.leaving.traces import lines_that_go, traces_of
from kg.release.manifest import graph_record
from kg.release.publication import Publication
from kg.release.reassembly import reassemble
from kg.release.release import CODES, FINDINGS, MANIFEST, VOCABULARY, Release, digest_of, file_hash
from kg.release.trace import GROUP
from kg.search.database import INDEX
from kg.store.layout import STORE
from kg.store.load import drop_logs, seal, sync
from kg.store.parts import PARTS

_AGAIN = re.compile(r"^(.{10}-\d+)-[0-9a-f]+(?:-w(\d+))?$")


def holds(release: Release, departures: Departures, *, work: Path) -> bool:
    """Whether a release speaks of something that left; `work` is a folder for its lines."""
    speaks = traces_of(departures)
    told = (path for path in release.path.glob("*.json") if path.name not in (MANIFEST, FILE))
    if any(speaks(path.read_bytes()) for path in told):
        return True
    for dump in release.dumps.values():
        lines = work / "lines.nq"
        unpack(dump, lines)
        found = _told_already(lines_that_go({"lines": lines}, departures), release, departures)
        lines.unlink()
        if found:
            return True
    return False


def _told_already(
    going: Mapping[str, list[bytes]], release: Release, departures: Departures
) -> bool:
    """Whether lines are more than what a release tells of those that left it before."""
    own = of_release(release.path).withdrawn
    # What was erased after it was withdrawn, or for another reason now, is told anew.
    now = {iri: (one.date, one.reason) for iri, one in departures.withdrawn.items()}
    known = Departures(
        {iri: one for iri, one in own.items() if now.get(iri) == (one.date, one.reason)}
    )
    statements = known.statements(_publication(release).names)
    told = {line.rstrip("\n").encode() for line in statements}
    return any(line not in told for lines in going.values() for line in lines)


def reseal(state: Path, release: Release, *, departures: Departures) -> str:
    """Make a release anew without what left, and return its id; the old one is still there.

    What left a release before is still told in it; what was replaced is told as it was then.
    """
    staging = state / "staging"
    remove(staging)
    staging.mkdir()
    try:
        work = Path(mkdtemp(dir=staging))
        own = of_release(release.path)
        now = Departures(
            {**_still(own, departures), **departures.withdrawn},
            {**own.erased, **departures.erased},
            {k: v for k, v in own.replaced.items() if not _speaks_of(departures, k, v.new)},
            departures.key,
        )
        assembly = _lines_left(release, now, work)
        folder = _gather(release, assembly, folder=work / "release")
        manifest = _manifest(release, assembly, folder)
        name = _next_id(release.id, digest_of(manifest))
        text = json.dumps({"id": name, **manifest}, ensure_ascii=False, indent=1)
        (folder / MANIFEST).write_text(text, encoding="utf-8")
        seal(folder)
        folder.rename(state / "releases" / name)
        sync(state / "releases")
    finally:
        remove(staging)
    return name


def _still(own: Departures, departures: Departures) -> dict[str, Any]:
    """What a release tells of withdrawals, but for what was erased since."""
    return {iri: one for iri, one in own.withdrawn.items() if not departures.is_erased(iri)}


def _speaks_of(departures: Departures, *iris: str) -> bool:
    return any(map(departures.is_gone, iris))


def _lines_left(release: Release, departures: Departures, work: Path) -> Assembly:
    """The graph of a release without what left, in a work folder, with its origins."""
    (work / "dumps").mkdir()
    paths, kinds = dict[str, Path](), dict[str, str]()
    for graph in release.graphs:
        path = work / "dumps" / f"{graph['id']}.nq"
        unpack(release.path / graph["dump"], path)
        paths[graph["iri"]], kinds[graph["iri"]] = path, graph["kind"]
    said = {iri: path for iri, path in paths.items() if kinds[iri] in ("dataset", "metadata")}
    going = lines_that_go(said, departures)
    counts = {g["iri"]: g["quads"] - len(going.get(g["iri"], ())) for g in release.graphs}
    for iri, path in said.items():
        _rewrite(path, set(going.get(iri, ())), counts=counts if kinds[iri] == "metadata" else {})
    publication = _publication(release)
    with paths[publication.names.metadata].open("a", encoding="utf-8") as out:
        # Those of replacements stand there as they were.
        out.writelines(Departures(departures.withdrawn).statements(publication.names))
    assembly = reassemble(
        publication, paths, work=work, ontology=release.path / VOCABULARY / "ns.ttl", kinds=kinds
    )
    assembly.departures = departures
    _write_origins(release, {ln for lines in going.values() for ln in lines}, departures, work)
    return assembly


def _rewrite(path: Path, going: set[bytes], *, counts: Mapping[str, int]) -> None:
    """Take lines out of a file, and let the catalogue count the statements that are left."""
    sizes = {f"<{graph}> <{VOID}triples> ".encode(): count for graph, count in counts.items()}
    kept = path.with_suffix(".kept")
    with path.open("rb") as lines, kept.open("wb") as out:
        for line in lines:
            if line.rstrip(b"\n") not in going:
                begin = line[: line.find(b'"')]
                if begin in sizes:
                    line = re.sub(rb'"\d+"', f'"{sizes[begin]}"'.encode(), line, count=1)
                out.write(line)
    kept.replace(path)


def _publication(release: Release) -> Publication:
    """As much of the publication as a graph that is mapped already asks for."""
    told = release.manifest
    return Publication(
        release.path,
        release.base,
        told["title"],
        told["publisher"]["iri"],
        told["publisher"]["name"],
        (),
        tuple(told["languages"]),
        reference_date=date.fromisoformat(told["reference_date"]),
    )


def _write_origins(release: Release, going: set[bytes], departures: Departures, work: Path) -> None:
    """The side table of origins without rows of what left."""
    source, target = release.path / provenance.FOLDER, work / provenance.FOLDER
    target.mkdir()
    shutil.copyfile(source / provenance.RULES, target / provenance.RULES)
    nodes = {line.partition(b" ")[0].decode() for line in going}
    speaks = traces_of(departures)
    connection = connect(work)
    try:
        for name, column, order in (
            (provenance.ROWS, "subject", "subject, dataset, map, part, row"),
            (provenance.QUADS, "line", "line, dataset, map, use, part, row"),
        ):
            table = f"read_parquet({quoted(str(source / name))})"
            gone = set[str]()
            asked = connection.cursor().execute(f"SELECT DISTINCT {column} FROM {table}")
            while some := asked.fetchmany(10_000):
                gone |= {text for (text,) in some if speaks(text.encode())}
                gone |= {text for (text,) in some if text.encode() in going}
            if column == "subject":
                gone |= {node for node in nodes if "/.well-known/genid/" in node}
            connection.execute("CREATE OR REPLACE TEMP TABLE gone (text VARCHAR)")
            insert(connection, "gone", rows=[(text,) for text in gone])
            connection.execute(
                f"COPY (SELECT * FROM {table} WHERE {column} NOT IN (SELECT text FROM gone)"
                f" ORDER BY {order}) TO {quoted(str(target / name))}"
                f" (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {GROUP})"
            )
    finally:
        connection.close()


def _gather(release: Release, assembly: Assembly, *, folder: Path) -> Path:
    """The folder of the new release: what is said anew, and of the old what says nothing of it."""
    folder.mkdir()
    assembly.store.rename(folder / STORE)
    drop_logs(folder / STORE)
    assembly.provenance.rename(folder / provenance.FOLDER)
    assembly.parts.rename(folder / PARTS)
    assembly.index.rename(folder / INDEX)
    assembly.figures.rename(folder / FIGURES)
    shutil.copytree(release.path / VOCABULARY, folder / VOCABULARY)
    for path in [folder / VOCABULARY, *(folder / VOCABULARY).rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    write_dumps(assembly.lines.values(), folder)
    inference = json.dumps(assembly.inference, ensure_ascii=False, indent=1)
    (folder / "inference.json").write_text(inference, encoding="utf-8")
    (folder / FILE).write_text(assembly.departures.json(), encoding="utf-8")
    _copy_findings(release, assembly.departures, folder)
    _copy_others(release, assembly.departures, folder)
    # What lost a line has changed now, whenever the release was made.
    now = datetime.now(UTC).isoformat(timespec="seconds")
    lines = {one["id"]: assembly.lines[one["iri"]] for one in indexed(_graphs(release, assembly))}
    write_subjects(lines, folder / SUBJECTS, created=now, before=release)
    return folder


def _copy_findings(release: Release, departures: Departures, folder: Path) -> None:
    speaks = traces_of(departures)
    findings = release.json(FINDINGS) or []
    kept = [one for one in findings if not speaks(json.dumps(one, ensure_ascii=False).encode())]
    lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in kept)
    (folder / FINDINGS).write_text(f"[\n{lines}\n]\n" if kept else "[]\n", encoding="utf-8")
    codes = release.json(CODES) or {}
    for code in {code for code in codes if code not in CATALOGUE} - {f["code"] for f in kept}:
        del codes[code]
    (folder / CODES).write_text(json.dumps(codes, ensure_ascii=False, indent=1), encoding="utf-8")


def _copy_others(release: Release, departures: Departures, folder: Path) -> None:
    """Files in JSON that others wrote, without entries that speak of what left."""
    speaks = traces_of(departures)
    for path in sorted(release.path.glob("*.json")):
        if path.name == MANIFEST or (folder / path.name).exists():
            continue
        told = json.loads(path.read_text(encoding="utf-8"))
        entries = told if isinstance(told, list) else [told]
        kept = [one for one in entries if not speaks(json.dumps(one, ensure_ascii=False).encode())]
        if isinstance(told, list) or kept:
            text = json.dumps(
                kept if isinstance(told, list) else told, ensure_ascii=False, indent=1
            )
            (folder / path.name).write_text(text, encoding="utf-8")


def _manifest(release: Release, assembly: Assembly, folder: Path) -> dict[str, Any]:
    """As the old one, with what is counted anew and the release that it replaces."""
    old = {key: value for key, value in release.manifest.items() if key != "id"}
    return {
        **old,
        "replaces": release.id,
        "quads": assembly.total,
        "statements": assembly.statements,
        "graphs": [
            {**one, "hash": file_hash(assembly.lines[one["iri"]])}
            for one in _graphs(release, assembly)
        ],
        "counts": {**old["counts"], "classes": assembly.classes},
        "files": hashes_of(folder),
    }


def _graphs(release: Release, assembly: Assembly) -> list[dict[str, Any]]:
    kinds = {graph["iri"]: graph["kind"] for graph in release.graphs}
    return [
        graph_record(assembly, graph, path=path, kind=kinds[graph])
        for graph, path in assembly.lines.items()
    ]


def _next_id(old: str, digest: str) -> str:
    """The id of a release made anew: its day and number, its own digest, and how often that was."""
    found = _AGAIN.match(old)
    root, again = (found[1], found[2]) if found else (old, None)
    return f"{root}-{digest}-w{int(again or 0) + 1}"
