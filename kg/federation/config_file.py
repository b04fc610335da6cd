"""Writes peers into samenspel.toml and takes them out, all else byte for byte as it is."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path

from kg.errors import UsageError
from kg.release.configuration import CONFIG
from kg.release.peer_datasets import PeerConfig
from kg.texts import Message

_HEAD = re.compile(rb"^[ \t]*\[\[?[ \t]*([^\]\r\n]+?)[ \t]*\]\]?[ \t]*(?:#.*)?\r?$", re.MULTILINE)
_PEER = re.compile(rb"peer(\s*\.|$)")


def block_of(peer: PeerConfig) -> str:
    """The tables of a peer as samenspel.toml has them."""
    lines = ["[[peer]]"]
    lines += [f"{key} = {_text(getattr(peer, key))}" for key in ("id", "name", "url", "base")]
    lines.append(f"review = {_text(peer.review)}")
    if peer.speaks_for:
        lines.append(f"speaks_for = [{', '.join(map(_text, peer.speaks_for))}]")
    if peer.allow_private:
        lines.append("allow_private = true")
    for dataset in peer.datasets:
        lines += ["", "[[peer.dataset]]"]
        keys = ("id", "title", "kind", "url", "iri", "licence")
        lines += [f"{k} = {_text(v)}" for k in keys if (v := getattr(dataset, k))]
    return "\n".join(lines) + "\n"


def _text(value: str) -> str:
    """A basic string of TOML; what could end or hide it is escaped."""
    plain = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in plain) + '"'


def add_peer(folder: Path, peer: PeerConfig) -> None:
    """Put a peer at the end of samenspel.toml.

    Raises:
        UsageError: there is one of this id, or the file is written in another way.
    """
    path = folder / CONFIG
    raw = path.read_bytes()
    newline = b"\r\n" if b"\r\n" in raw else b"\n"
    block = block_of(peer).encode().replace(b"\n", newline)
    whole = raw + (b"" if raw.endswith(b"\n") else newline) + newline + block
    _check(path, whole, [*_ids(path, raw), peer.id])
    _replace(path, whole)


def remove_peer(folder: Path, name: str) -> None:
    """Take a peer and its datasets out of samenspel.toml.

    Raises:
        UsageError: the file is written in another way than `add_peer` does.
    """
    path = folder / CONFIG
    raw = path.read_bytes()
    ids = _ids(path, raw)
    # From the head of the peer to the next that is not about it.
    heads = [(m.start(), m[1], m[0].lstrip().startswith(b"[[")) for m in _HEAD.finditer(raw)]
    begins = [at for at, key, double in heads if double and key == b"peer"]
    if name not in ids or len(begins) != len(ids):
        raise _otherwise(path)
    begin = begins[ids.index(name)]
    after = [at for at, key, _ in heads if at > begin and (key == b"peer" or not _PEER.match(key))]
    end = after[0] if after else len(raw)
    whole = raw[:begin].rstrip() + (b"\n\n" if after else b"\n") + raw[end:]
    _check(path, whole, [one for one in ids if one != name])
    _replace(path, whole)


def _ids(path: Path, raw: bytes) -> list[str]:
    try:
        data = tomllib.loads(raw.decode("utf-8-sig"))
        return [str(one["id"]) for one in data.get("peer", [])]
    except (tomllib.TOMLDecodeError, KeyError, TypeError):
        raise _otherwise(path) from None


def _check(path: Path, whole: bytes, ids: Sequence[str]) -> None:
    if _ids(path, whole) != list(ids):
        raise _otherwise(path)


def _otherwise(path: Path) -> UsageError:
    return UsageError(
        Message("Writing {file}: its peers are not written as [[peer]].", file=path),
        hint=Message("Write each of them as a block [[peer]] first, or do it by hand."),
    )


def _replace(path: Path, content: bytes) -> None:
    new = path.with_name(f"{path.name}.new")
    try:
        new.write_bytes(content)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
