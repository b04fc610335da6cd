"""Makes a release: assembles the graph in staging, writes dumps and manifest, seals, renames."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from kg.errors import SamenspelError
from kg.figures import FIGURES
from kg.model.findings import CATALOGUE, Finding
from kg.release import provenance
from kg.release.assemble import Progress, assemble, no_progress
from kg.release.assembly import Assembly
from kg.release.build_inputs import BuildInputs, digest_inputs
from kg.release.configuration import open_publication
from kg.release.difference.pair import is_comparable
from kg.release.difference.public import write_public_difference
from kg.release.difference.subjects import SUBJECTS, indexed, write_subjects
from kg.release.disposal import remove
from kg.release.dumps import hashes_of, write_dumps
from kg.release.gate.candidates import judge_assembly, write_judgement
from kg.release.kept_maps import FOLDER as KEPT
from kg.release.last_build import newest_if_same, remember, result_again
from kg.release.leaving.agenda import write_state
from kg.release.leaving.departures import FILE as DEPARTURES
from kg.release.leaving.records import read_departures
from kg.release.manifest import describe, graphs
from kg.release.peer_datasets import with_peers
from kg.release.pointer import current_id, order
from kg.release.publication import Publication
from kg.release.release import (
    CODES,
    FINDINGS,
    MANIFEST,
    Release,
    digest_of,
    published_release,
    state_folder,
)
from kg.release.results import BuildResult
from kg.release.vocabulary import write_documents
from kg.search.database import INDEX
from kg.store.layout import FORMAT, STORE
from kg.store.load import drop_logs, seal, sync
from kg.store.parts import PARTS
from kg.texts import LANGUAGES, Message


def build(
    publication: Publication | str | Path,
    *,
    state: str | Path | None = None,
    anew: bool = False,
    progress: Progress = no_progress,
) -> BuildResult:
    """Make a sealed release that is not public yet; the published one keeps serving meanwhile.

    Where nothing that a build reads changed since the newest release, that one is the result and
    none is made, unless `anew`.

    `publication` is a folder, or what `open_publication` gave; `state` the folder that holds
    `.samenspel` with the releases, when that is another. `progress` is called with the name of
    each stage and a detail, as they begin. What is wrong in single rows leaves out only what it
    concerns and is in the findings of the result.

    Raises:
        InputError: the configuration, a mapping or a source file cannot be used at all.
        ReleaseError: another process is at work in the folder of the releases.
    """
    opened = publication if isinstance(publication, Publication) else open_publication(publication)
    folder = state_folder(opened, state)
    opened = with_peers(opened, folder)
    with write_state(folder, opened.folder):
        inputs = _inputs(opened, folder)
        same = None if anew or inputs is None else newest_if_same(folder, inputs)
        asked = inputs.asked if inputs is not None else ()
        if same is not None and not asked:
            return result_again(opened, same, state=folder)
        beside = current_id(folder)
        result = _build(opened, folder, progress)
        if same is not None:
            told = Message(
                "Nothing else changed since {release}; what these sources give is only known by"
                " asking them: {sources}",
                release=same.id,
                sources=", ".join(asked),
            )
            result.notes.append(told)
        # What changed while it was read may be neither the one nor the other.
        if inputs is not None and _inputs(opened, folder) == inputs:
            remember(result, inputs, state=folder, beside=beside)
        return result


def _inputs(publication: Publication, state: Path) -> BuildInputs | None:
    """A digest of what is read; None where something cannot be, which the build itself says."""
    try:
        return digest_inputs(publication, state)
    except (SamenspelError, OSError, ValueError):
        return None


def _build(publication: Publication, state: Path, progress: Progress) -> BuildResult:
    releases = state / "releases"
    releases.mkdir(parents=True, exist_ok=True)
    staging = state / "staging"
    remove(staging)
    staging.mkdir()
    try:
        # A store that a traceback still holds, of a build that failed in this process, has its own.
        work = Path(mkdtemp(dir=staging))
        published = published_release(state)
        before = published if published is not None and is_comparable(published) else None
        assembly = assemble(
            publication,
            work,
            progress=progress,
            cache=state / "cache",
            departures=read_departures(publication.folder, state, names=publication.names),
            releases=releases,
            published=before,
            kept=state / KEPT,
        )
        started = time.perf_counter()
        progress("seal", "")
        created = datetime.now(UTC).isoformat(timespec="seconds")
        folder = _gather(assembly, work / "release")
        _index(assembly, folder / SUBJECTS, created=created, before=before)
        assembly.seconds["seal"] = round(time.perf_counter() - started, 3)
        described = describe(assembly)
        if before is not None:
            candidate = Release(folder, {"id": "", "created": created, **described})
            write_public_difference(before, candidate)
        own, judgement = judge_assembly(assembly, described, published=published)
        write_judgement(folder, own, judgement=judgement)
        manifest = _manifest(described, folder, created)
        name = _id(releases, manifest)
        (folder / MANIFEST).write_text(_json({"id": name, **manifest}), encoding="utf-8")
        seal(folder)
        # What can fail comes before the release is there.
        _drop_reports(state / "reports", days=publication.retention.reports_days)
        _write_report(assembly, state / "reports", name)
        folder.rename(releases / name)
        sync(releases)
    finally:
        remove(staging)
    return BuildResult(Release.open(releases / name), assembly, judgement)


def _id(releases: Path, manifest: dict[str, Any]) -> str:
    """The day, a number to order by, and a digest: two machines give no two releases one id."""
    today = datetime.now(UTC).strftime("%Y-%m-%d")
    numbers = [order(path.name)[1] for path in releases.iterdir() if path.name.startswith(today)]
    return f"{today}-{max(numbers, default=0) + 1}-{digest_of(manifest)}"


def _gather(assembly: Assembly, folder: Path) -> Path:
    folder.mkdir()
    assembly.store.rename(folder / STORE)
    drop_logs(folder / STORE)
    assembly.provenance.rename(folder / provenance.FOLDER)
    if assembly.vocabulary is not None:
        write_documents(assembly.vocabulary.documents, folder)
    assembly.parts.rename(folder / PARTS)
    assembly.index.rename(folder / INDEX)
    assembly.figures.rename(folder / FIGURES)
    write_dumps(assembly.lines.values(), folder)
    (folder / "inference.json").write_text(_json(assembly.inference), encoding="utf-8")
    _write_findings(assembly.findings, folder)
    (folder / DEPARTURES).write_text(assembly.departures.json(), encoding="utf-8")
    return folder


def _write_findings(findings: list[Finding], folder: Path) -> None:
    """The findings without their values, which are for the steward alone, and what codes mean.

    There may be a hundred thousand of a code, and a server only reads what codes mean: so the
    words are in a file of their own, and each finding has those that differ from them.
    """
    codes: dict[str, dict[str, Any]] = {}
    with (folder / FINDINGS).open("w", encoding="utf-8") as out:
        before = "[\n"
        for finding in findings:
            told, words = _public(finding), _words(finding)
            kind = CATALOGUE.get(finding.code)
            general = words if kind is None else {"title": dict(kind.title), "fix": dict(kind.fix)}
            known = codes.setdefault(finding.code, general)
            differing = {key: text for key, text in words.items() if text != known[key]}
            out.write(before + json.dumps({**told, **differing}, ensure_ascii=False))
            before = ",\n"
        out.write("\n]\n" if codes else "[]\n")
    (folder / CODES).write_text(_json(codes), encoding="utf-8")


def _public(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "dataset": finding.dataset,
        "file": finding.file,
        "sheet": finding.sheet,
        "row": finding.row,
        "line": finding.line,
        "column": finding.column,
        "rule": finding.rule,
    }


def _words(finding: Finding) -> dict[str, Any]:
    return {
        "title": {lang: finding.title(lang) for lang in LANGUAGES},
        "fix": {lang: finding.fix(lang) for lang in LANGUAGES},
    }


def _drop_reports(folder: Path, *, days: int) -> None:
    """Delete reports that are older: they hold values of the sources."""
    oldest = time.time() - days * 86_400
    for path in folder.glob("*.json"):
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)


def _write_report(assembly: Assembly, folder: Path, name: str) -> None:
    """The steward's report, with values, beside the releases and never in one."""
    folder.mkdir(exist_ok=True)
    report = [
        {
            **_public(finding),
            **_words(finding),
            "raw": finding.raw,
            "expected": finding.expected,
            "guess": finding.guess,
            "withheld": finding.withheld,
            "about": finding.about,
        }
        for finding in assembly.findings
    ]
    (folder / f"{name}.json").write_text(_json(report), encoding="utf-8")


def _index(assembly: Assembly, target: Path, *, created: str, before: Release | None) -> None:
    lines = {graph["id"]: assembly.lines[graph["iri"]] for graph in indexed(graphs(assembly))}
    write_subjects(lines, target, created=created, before=before)


def _manifest(described: dict[str, Any], folder: Path, created: str) -> dict[str, Any]:
    """What the release is, but for its id."""
    return {"format": FORMAT, "created": created, **described, "files": hashes_of(folder)}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)
