"""Reads the tables `[[peer]]` of samenspel.toml."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Any

from kg.release.peer_datasets import KINDS, PeerConfig, PeerDataset
from kg.release.table_reader import TableReader, is_web_address
from kg.texts import Message

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,80}")
_PEER = {*(each.name for each in fields(PeerConfig)), "dataset"} - {"datasets"}
_DATASET = {each.name for each in fields(PeerDataset)}


def read_peers(read: TableReader, data: dict[str, Any]) -> tuple[PeerConfig, ...]:
    """The peers that samenspel.toml names.

    Raises:
        ConfigError: a key is missing, misspelt or wrong, or an id is used twice.
    """
    peers = tuple(_peer(read, item) for item in read.listed(data, "peer", where="samenspel.toml"))
    _once(read, [peer.id for peer in peers])
    return peers


def _peer(read: TableReader, data: Any) -> PeerConfig:
    where = read.named("[[peer]]", data, key="id")
    read.known(data, _PEER, where=where)
    url = read.iri(data, "url", where=where)
    base = read.iri(data, "base", where=where) if "base" in data else origin_of(url)
    review = read.day(
        data.get("review"),
        Message("'{key}' of {where}", key="review", where=where),
        hint=Message("Write year, month and day, such as 2026-06-30."),
    )
    allow = data.get("allow_private", False)
    if not isinstance(allow, bool):
        raise read.error(
            Message(
                "'{key}' of {where} is '{value}'.", key="allow_private", where=where, value=allow
            ),
            Message("Write true or false."),
        )
    datasets = tuple(_dataset(read, item) for item in read.listed(data, "dataset", where=where))
    _once(read, [dataset.id for dataset in datasets])
    return PeerConfig(
        _id(read, data, where),
        url,
        base if base.endswith(("/", "#")) else base + "/",
        read.text(data, "name", where=where),
        review.isoformat(),
        datasets,
        read.strings(data, "speaks_for", where=where),
        allow,
    )


def _dataset(read: TableReader, data: Any) -> PeerDataset:
    where = read.named("[[peer.dataset]]", data, key="id")
    read.known(data, _DATASET, where=where)
    kind = read.text(data, "kind", where=where)
    if kind not in KINDS:
        raise read.error(
            Message("'{key}' of {where} is '{value}'.", key="kind", where=where, value=kind),
            Message("Write one of {names}.", names=", ".join(KINDS)),
        )
    url = read.text(data, "url", where=where)
    if not is_web_address(url):
        raise read.error(
            Message(
                "'{key}' of {where} is '{value}', which is no web address.",
                key="url",
                where=where,
                value=url,
            ),
            Message("Write the whole address, with https://."),
        )
    return PeerDataset(
        _id(read, data, where),
        url,
        kind,
        read.text(data, "title", where=where),
        read.iri(data, "licence", where=where),
        str(data.get("iri", "")),
    )


def _id(read: TableReader, data: Any, where: str) -> str:
    value = read.text(data, "id", where=where)
    if not ID.fullmatch(value):
        raise read.error(
            Message(
                "the id '{value}' of {where} becomes part of addresses and file names.",
                value=value,
                where=where,
            ),
            Message("Use letters without accents, digits, '-' and '_' only."),
        )
    return value


def _once(read: TableReader, names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise read.error(Message("the id '{name}' is used twice.", name=name))


def origin_of(url: str) -> str:
    """The address of a site: what a peer speaks about where nobody says more."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}/"
