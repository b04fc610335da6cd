"""Finds out what is wrong with a publication, without writing anything that stays."""

from __future__ import annotations

from pathlib import Path

from kg.release.assemble import Progress, assemble, no_progress
from kg.release.configuration import open_publication
from kg.release.extension import check_extensions
from kg.release.gate.candidates import judge_assembly
from kg.release.leaving.records import read_departures
from kg.release.manifest import describe
from kg.release.peer_datasets import with_peers
from kg.release.publication import Publication
from kg.release.release import published_release, state_folder
from kg.release.results import CheckResult
from kg.work_folder import work_folder


def check(
    publication: Publication | str | Path,
    *,
    state: str | Path | None = None,
    progress: Progress = no_progress,
) -> CheckResult:
    """Map, reason and validate as `build` would, and keep only what was found.

    `publication` is a folder, or what `open_publication` gave; `state` the folder that holds
    `.samenspel` with the published release to compare with, when that is another. `progress` is
    called with the name of each stage and a detail, as they begin. Own extensions of the
    vocabulary are judged by two reasoners first.

    Raises:
        InputError: the configuration, a mapping, a source file or an extension cannot be used at
            all. What is wrong in single rows becomes findings instead.
    """
    opened = publication if isinstance(publication, Publication) else open_publication(publication)
    kept = state_folder(opened, state)
    opened = with_peers(opened, kept)
    with work_folder() as folder:
        if opened.extensions:
            progress("ontology", "")
            check_extensions(opened)
        left = read_departures(opened.folder, kept, names=opened.names)
        assembly = assemble(
            opened,
            folder,
            progress=progress,
            releases=kept / "releases",
            departures=left,
        )
        published = published_release(kept)
        _, judgement = judge_assembly(assembly, describe(assembly), published=published)
        return CheckResult(assembly, judgement)
