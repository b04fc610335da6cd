"""What `doctor` says of a publication: its releases, the room they take, and review dates."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

from kg.cli.texts import size
from kg.errors import SamenspelError
from kg.release.configuration import CONFIG, open_publication
from kg.release.peer_datasets import PEERS
from kg.release.publication import Publication, today
from kg.release.release import Release, state_folder
from kg.release.verification import survey
from kg.texts import Message

NEAR = timedelta(days=30)
"""How long before its review date a dataset is named."""


def examine_publication(folder: Path, problems: list[str]) -> dict[str, str]:
    """What is known of the publication in a folder; what is wrong is added to `problems`.

    Nothing when there is none: `doctor` is for the machine too.
    """
    if not (folder / CONFIG).is_file():
        return {}
    report: dict[str, str] = {Message("releases"): _releases(state_folder(folder, None), problems)}
    try:
        publication = open_publication(folder)
    except SamenspelError as error:
        problems.append(error.message)
        return report
    report |= _peers(publication, state_folder(folder, None), problems)
    near = []
    for dataset in publication.datasets:
        review = date.fromisoformat(dataset.review)
        if review < today():
            problems.append(
                Message(
                    "the review date of {dataset} is past: {day}",
                    dataset=dataset.id,
                    day=dataset.review,
                )
            )
        elif review < today() + NEAR:
            near.append(f"{dataset.id} ({dataset.review})")
    report[Message("reviews within a month")] = ", ".join(near) or Message("none")
    return report


def _peers(publication: Publication, state: Path, problems: list[str]) -> dict[str, str]:
    """How many datasets of peers are followed, and which of them are quarantined."""
    from kg.federation.quarantine import read_quarantine

    followed = [(peer, dataset) for peer in publication.peers for dataset in peer.datasets]
    for peer, dataset in followed:
        shut = read_quarantine(state / PEERS / peer.id / dataset.id)
        if shut is not None:
            problems.append(
                Message(
                    "{dataset} of a peer is quarantined since {day}; `samenspel peers` says why",
                    dataset=peer.dataset_id(dataset),
                    day=shut["since"],
                )
            )
    return {Message("datasets of peers"): str(len(followed))} if followed else {}


def _releases(state: Path, problems: list[str]) -> str:
    kept = survey(state)
    if not kept:
        return Message("none")
    for one in kept:
        if one.problem is not None:
            problems.append(one.problem)
            continue
        damaged = Release.open(state / "releases" / one.id).damaged_files()
        if damaged:
            problems.append(
                Message(
                    "the release {id} is damaged: {file} is not as it was sealed",
                    id=one.id,
                    file=damaged[0],
                )
            )
    return Message(
        "{count}, {size}; {free} free",
        count=len(kept),
        size=size(sum(one.size for one in kept)),
        free=size(shutil.disk_usage(state).free),
    )
