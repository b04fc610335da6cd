"""The wheel works alone: built, installed outside the checkout, and used as a steward would."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    done = subprocess.run(
        [*command, str(ROOT)], capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (path,) = folder.glob("samenspel-*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel; the libraries are those of this one, by path alone.

    A path line leaves the .pth files of that folder unread, so the checkout is not importable.
    """
    folder = tmp_path_factory.mktemp("clean") / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, timeout=120)
    packages = next(folder.glob("lib/python*/site-packages"))
    libraries = sysconfig.get_paths()["purelib"]
    pip = [str(folder / "bin" / "pip"), "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*pip, str(wheel)], check=True, timeout=120)
    (packages / "libraries.pth").write_text(f"{libraries}\n", encoding="utf-8")
    return folder / "bin" / "samenspel"


def run(samenspel: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "COV_", "SAMEN"))}
    return subprocess.run(
        [str(samenspel), *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env=clean,
    )


def test_wheel_holds_code_and_data_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"kg", "server", "samenspel"}
    assert "kg/_data/ontology/samenspel.ttl" in names
    assert "kg/_data/mappings/voorbeeld/samenspel.toml" in names
    assert {"kg/py.typed", "samenspel/py.typed"} <= set(names)
    assert any(name.startswith("server/static/vendor/") for name in names)
    assert sum(name.endswith("messages.po") for name in names) == 4
    assert not any("node_modules" in name or name.endswith(".pyc") for name in names)


def test_help_check_and_query_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    where = run(installed, "--help", cwd=tmp_path)
    assert where.returncode == 0, where.stderr
    assert "serve" in where.stdout
    assert run(installed, "init", "mine", cwd=tmp_path).returncode == 0
    checked = run(installed, "check", "mine", "--json", cwd=tmp_path)
    assert checked.returncode == 0, checked.stderr
    assert json.loads(checked.stdout)["findings"] == {}
    assert run(installed, "build", "mine", cwd=tmp_path).returncode == 0
    assert run(installed, "publish", "mine", cwd=tmp_path).returncode == 0
    query = "SELECT (COUNT(*) AS ?n) { ?s a <https://w3id.org/samenspel/ns#SocialService> }"
    answer = run(installed, "query", query, "mine", "--format", "csv", cwd=tmp_path)
    assert answer.stdout.split() == ["n", "3"], answer.stderr


def test_the_checkout_is_not_what_runs(installed: Path, tmp_path: Path) -> None:
    python = installed.with_name("python")
    code = "import kg, server, samenspel as s; print(kg.__file__, server.__file__, s.__file__)"
    done = subprocess.run(
        [str(python), "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert str(ROOT) not in done.stdout.replace(sysconfig.get_paths()["purelib"], "")
