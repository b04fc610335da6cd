"""The `samenspel` command: thin verbs over `kg.release`, with messages in three languages.

`serve` and other verbs come from the entry-point group `samenspel.commands`, so that this package
never imports the server.
"""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from importlib.metadata import entry_points
from pathlib import Path
from typing import NoReturn

import click

from kg import __version__
from kg.cli.output import explain_error
from kg.cli.texts import spoken
from kg.cli.translations import asked_language, in_language, teach_click
from kg.errors import SamenspelError, no_room
from kg.texts import Message

GROUP = "samenspel.commands"
_OWN = {
    "init": "kg.cli.init:init",
    "inspect": "kg.cli.inspect:inspect",
    "add": "kg.cli.add:add",
    "map": "kg.cli.map:map_",
    "preview": "kg.cli.preview:preview",
    "check": "kg.cli.release:check",
    "build": "kg.cli.release:build",
    "publish": "kg.cli.release:publish",
    "rollback": "kg.cli.releases:rollback",
    "releases": "kg.cli.releases:releases",
    "withdraw": "kg.cli.leaving:withdraw",
    "replace": "kg.cli.leaving:replace",
    "peers": "kg.cli.peers:peers",
    "matches": "kg.cli.matches:matches",
    "query": "kg.cli.query:query",
    "why": "kg.cli.why:why",
    "diff": "kg.cli.diff:diff",
    "export": "kg.cli.query:export",
    "doctor": "kg.cli.doctor:doctor",
}


def _found(verb: str) -> click.Command | None:
    if verb in _OWN:
        module, _, name = _OWN[verb].partition(":")
        found = getattr(__import__(module, fromlist=[name]), name)
    else:
        found = next((p.load() for p in entry_points(group=GROUP, name=verb)), None)
    return found if isinstance(found, click.Command) else None


class Verbs(click.Group):
    """Finds verbs when they are asked for, so that `--help` needs no store and no server."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*_OWN, *sorted(point.name for point in entry_points(group=GROUP))]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        command = _found(cmd_name)
        return None if command is None else in_language(command, ctx)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from kg.model.suggestion import did_you_mean

            hint = spoken(did_you_mean(args[0], self.list_commands(ctx)) or "")
            raise click.UsageError(f"{error.message} {hint}".rstrip(), ctx) from None


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="samenspel")
def samenspel() -> None:
    """Turn the sources of local social policy into linked open data, and serve it.

    The way of a steward: init, check, build, publish, serve. Each verb takes the folder of a
    publication (default: the current one) and ends by naming the next step.
    """


def _same_installation() -> None:
    """A folder called `server` elsewhere on the path would be imported instead of ours."""
    from importlib.util import find_spec

    spec = find_spec("server")
    ours = Path(__file__).resolve().parents[2]
    origin = spec.origin if spec is not None else None
    if origin is not None and Path(origin).resolve().parents[1] != ours:
        raise SamenspelError(
            Message(
                "Starting: the package 'server' comes from {folder}, not from Samenspel.",
                folder=Path(origin).parent,
            ),
            hint=Message(
                "Run it from another folder, or install Samenspel in an environment of its own."
            ),
        )


def main() -> None:
    """Run the command line; errors for people never show a traceback.

    Exit codes: 0 fine, 1 findings or bad input, 2 wrong use, 3 our fault.
    """
    if asked := asked_language(sys.argv[1:]):
        os.environ["SAMENSPEL_LANG"] = asked
    teach_click()
    out = sys.stdout
    try:
        _same_installation()
        command = in_language(samenspel, click.Context(samenspel))
        left_with = command.main(standalone_mode=False)
        sys.stdout.flush()  # what does not arrive is said below, not at the very end
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except SamenspelError as error:
        explain_error(error)
        sys.exit(error.exit_code)
    except SystemExit:
        if sys.stdout is not out:
            sys.exit(0)  # click put another there, since nobody reads on; it would leave with 1
        raise
    except BrokenPipeError:
        _forget_output()  # else what is left of it fails at the end, with 120
        sys.exit(0)
    except Exception as error:
        explained = _no_room(error) or _no_temporary_folder(error)
        if explained is None and isinstance(error, OSError) and error.filename is not None:
            explained = _unusable(error)
        if explained is None:
            _our_fault(error)
        explain_error(explained)
        _forget_output()
        sys.exit(1)
    sys.exit(left_with if isinstance(left_with, int) else 0)


def _no_room(error: Exception) -> SamenspelError | None:
    """The error for what a disk did not take; the engines say it in words of the system."""
    why = no_room(error)
    if why is None:
        return None
    where = getattr(error, "filename", None)
    return SamenspelError(
        Message("Writing {path}: {reason}.", path=where, reason=why)
        if where
        else Message("Writing: {reason}.", reason=why),
        code="SAM-L022",
        hint=Message("Make room and run the command again; what is published was not touched."),
    )


def _no_temporary_folder(error: Exception) -> SamenspelError | None:
    """The error where nothing can be put aside, of which tempfile has no class."""
    _, says_so, places = str(error).partition("No usable temporary directory found in ")
    if not says_so:
        return None
    return SamenspelError(
        Message("Using a temporary folder: none of {places} can be written.", places=places),
        code="SAM-E005",
        hint=Message("Make room there, or name another folder with TMPDIR."),
    )


def _forget_output() -> None:
    """Let nothing of the output be tried again at the end, where it would fail unexplained."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _unusable(error: OSError) -> SamenspelError:
    """What a person can do about a file or folder that the system does not give."""
    # Of two names the second is the one that was to be written, as of a link.
    path = Path(str(error.filename2 or error.filename))
    why = {
        errno.ENOENT: Message("it, or the folder it lies in, is not there"),
        errno.EACCES: Message("you have no permission"),
        errno.EPERM: Message("you have no permission"),
        errno.EROFS: Message("nothing can be written there"),
        errno.ENOSPC: Message("the disk is full"),
        errno.EISDIR: Message("it is a folder"),
        errno.ENOTDIR: Message("a part of its path is no folder"),
        errno.EEXIST: Message("there is a file of that name"),
    }.get(error.errno or 0, str(error.strerror))
    return SamenspelError(
        Message("Using {path}: {why}.", path=path, why=why),
        code="SAM-E005",
        hint=Message("Choose another place, or mend this one."),
    )


def _our_fault(error: Exception) -> NoReturn:
    if "SAMENSPEL_TRACEBACK" in os.environ:
        raise error
    explain_error(
        SamenspelError(
            Message(
                "Something went wrong that is our fault ({kind}: {error}).",
                kind=type(error).__name__,
                error=error,
            ),
            code="SAM-E003",
            hint=Message("Set SAMENSPEL_TRACEBACK=1, run it again and send us what it prints."),
        )
    )
    sys.exit(3)
