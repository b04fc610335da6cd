"""Files that are packed or in an archive: unpacked as a stream, into the work folder only."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import IO, Any

import zstandard

from kg.errors import SourceError, no_room
from kg.texts import Message

UNPACKED_LIMIT = 4 << 30
"""Bytes that one file may have when it is unpacked."""
RATIO_LIMIT = 200
"""Times a file may grow when it is unpacked: real tables stay below 100, bombs reach 1000."""
RATIO_FREE = 64 << 20
"""Bytes below which growth does not matter."""

SUFFIXES = {
    ".tar.gz": "targz",
    ".tgz": "targz",
    ".tar.xz": "tarxz",
    ".txz": "tarxz",
    ".tar.bz2": "tarbz2",
    ".tar": "tar",
    ".zip": "zip",
    ".gz": "gzip",
    ".bz2": "bzip2",
    ".xz": "xz",
    ".zst": "zstd",
}
"""Endings of file names and how such files are packed, longest first."""
_STREAMS: dict[str, Callable[[Path], Any]] = {
    "gzip": gzip.open,
    "bzip2": bz2.open,
    "xz": lzma.open,
    "zstd": lambda path: _Zstd(path),
}
_CHUNK = 1 << 20
_DEFLATE = 1032
"""Times that deflate can make a file smaller."""
_BROKEN = (
    OSError,
    EOFError,
    zlib.error,
    lzma.LZMAError,
    zstandard.ZstdError,
    zipfile.BadZipFile,
    tarfile.TarError,
    RuntimeError,  # zipfile: encrypted, or packed in a way that it does not know
)


def packing(path: Path, stated: str | None) -> str | None:
    """How a file is packed: as stated (`none` for not at all), else as its name says.

    Raises:
        SourceError: what is stated is not known.
    """
    if stated == "none":
        return None
    if stated is None:
        name = path.name.lower()
        return next((kind for suffix, kind in SUFFIXES.items() if name.endswith(suffix)), None)
    if stated not in SUFFIXES.values():
        known = ", ".join(dict.fromkeys(SUFFIXES.values()))
        raise SourceError(
            Message(
                "Reading {file}: the compression '{name}' is not known.",
                file=path.name,
                name=stated,
            ),
            code="SAM-R039",
            hint=Message("Known ones are none, {known}.", known=known),
        )
    return stated


def unpack(
    path: Path,
    work: Path,
    *,
    compression: str | None = None,
    member: str | None = None,
    limit: int = UNPACKED_LIMIT,
) -> Path:
    """The file itself, or an unpacked copy of it, or of its one `member`, below `work`.

    Only the last part of a member's name is used, so an archive cannot write elsewhere.

    Raises:
        SourceError: the file is broken, holds no such member or several, or grows too much.
    """
    kind = packing(path, compression)
    if kind is None:
        return path
    work.mkdir(parents=True, exist_ok=True)
    try:
        if kind == "zip":
            with zipfile.ZipFile(path) as archive:
                names = [info.filename for info in archive.infolist() if not info.is_dir()]
                name = _member(path, names, member)
                with archive.open(name) as stream:
                    return _copied(stream, path, work / _last(name), limit)
        if kind in _STREAMS:
            suffix = next((s for s in SUFFIXES if path.name.lower().endswith(s)), "")
            target = work / (path.name[: -len(suffix)] if suffix else path.name)
            with _STREAMS[kind](path) as stream:
                return _copied(stream, path, target, limit)
        with tarfile.open(path, "r:*") as archive:
            files = {info.name: info for info in archive if info.isreg()}
            chosen = files[_member(path, list(files), member)]
            content = archive.extractfile(chosen) or io.BytesIO()
            return _copied(content, path, work / _last(chosen.name), limit)
    except _BROKEN as error:
        raise _damaged(path, error) from None


def members(path: Path) -> list[str]:
    """The names of the files in an archive; none for a file that is no archive.

    Raises:
        SourceError: the archive is damaged.
    """
    kind = packing(path, None)
    try:
        if kind == "zip":
            with zipfile.ZipFile(path) as archive:
                return [info.filename for info in archive.infolist() if not info.is_dir()]
        if kind is not None and kind.startswith("tar"):
            with tarfile.open(path, "r:*") as archive:
                return [info.name for info in archive if info.isreg()]
    except _BROKEN as error:
        raise _damaged(path, error) from None
    return []


def _damaged(path: Path, error: Exception) -> Exception:
    if no_room(error):
        return error
    return SourceError(
        Message("Reading {file}: it cannot be unpacked ({reason}).", file=path.name, reason=error),
        code="SAM-R039",
        hint=Message("The file is cut off or damaged, or not packed in that way. Get it again."),
    )


class _Zstd(io.RawIOBase):
    """A zstd file as a stream that says when it is cut off, which the library's own does not."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self._frame = zstandard.ZstdDecompressor().decompressobj()
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        """The next piece, of any length; empty at the end."""
        while True:
            # A small piece in keeps what comes out of a bomb within memory.
            packed = self._rest or self._file.read(4096)
            self._rest = b""
            if not packed:
                if not self._frame.eof:
                    raise EOFError(Message("the file ends too early"))
                return b""
            if self._frame.eof:
                self._frame = zstandard.ZstdDecompressor().decompressobj()
            content = self._frame.decompress(packed)
            self._rest = self._frame.unused_data if self._frame.eof else b""
            if content:
                return content

    def close(self) -> None:
        self._file.close()
        super().close()


def _last(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).name or "member"


def _member(path: Path, names: list[str], wanted: str | None) -> str:
    if wanted in names:
        return str(wanted)
    shown = ", ".join(names[:10]) + (", …" if len(names) > 10 else "")
    if wanted is not None:
        raise SourceError(
            Message(
                "Reading {file}: the archive has no member '{member}'.",
                file=path.name,
                member=wanted,
            ),
            code="SAM-R040",
            hint=Message("It has {names}.", names=shown) if names else Message("It is empty."),
        )
    if len(names) == 1:
        return names[0]
    raise SourceError(
        Message(
            "Reading {file}: the archive has {count} files, it is not clear which to read.",
            file=path.name,
            count=len(names),
        ),
        code="SAM-R040",
        hint=Message("Name one under member: {names}.", names=shown)
        if names
        else Message("It is empty."),
    )


def refuse_growth(path: Path, limit: int = UNPACKED_LIMIT) -> None:
    """Stop at a workbook (a zip archive) whose parts grow too much together.

    Raises:
        SourceError: they do. One that is no sound archive is left to its reader.
    """
    if path.stat().st_size * _DEFLATE <= RATIO_FREE:
        return
    most, size = _most(path, limit), 0
    try:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                info.file_size = most + 1  # What an archive claims of it need not be true.
                with archive.open(info) as stream:
                    while size <= most and (chunk := stream.read(_CHUNK)):
                        size += len(chunk)
    except _BROKEN:
        return
    if size > most:
        raise _grows(path, most, limit)


def _most(path: Path, limit: int) -> int:
    return min(limit, max(RATIO_FREE, path.stat().st_size * RATIO_LIMIT))


def _grows(path: Path, most: int, limit: int) -> SourceError:
    return SourceError(
        Message(
            "Reading {file}: its {packed:,} bytes grow to more than {most:,} when unpacked; a"
            " file may grow {times} times, to {limit:,} bytes at most.",
            file=path.name,
            packed=path.stat().st_size,
            most=most,
            times=RATIO_LIMIT,
            limit=limit,
        ),
        code="SAM-R041",
        hint=Message("Unpack it yourself and look at it before you use it."),
    )


def _copied(stream: IO[bytes], path: Path, target: Path, limit: int) -> Path:
    most, size = _most(path, limit), 0
    with target.open("wb") as out:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > most:
                break
            out.write(chunk)
    if size > most:
        target.unlink()
        raise _grows(path, most, limit)
    return target
