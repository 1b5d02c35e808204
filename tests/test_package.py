"""The package as others meet it: importing it does nothing, it is typed, and it runs as a module."""

from __future__ import annotations

import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import fugong

PACKAGE = Path(fugong.__file__).parent
MODULES = sorted(
    ".".join(("fugong", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")
    for path in PACKAGE.rglob("*.py")
    # Running is what __main__ is for; the plug-in of dbt imports dbt, which others answer for.
    if path.stem not in ("__main__", "dbt_plugin") and "project" not in path.relative_to(PACKAGE).parts
)
# An audit hook sees every file opened, folder made, process started and socket connected, also from C.
WATCHED_IMPORT = """
import os, sys

sys.dont_write_bytecode = True
seen = []

def watch(event, arguments):
    if event == "open":
        path, mode, flags = arguments
        writes = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
        if isinstance(flags, int) and flags & writes and path != os.devnull:
            seen.append((event, path))
    elif event in ("socket.__new__", "socket.gethostname"):
        pass
    elif event == "os.putenv" and arguments[0] == b"OPENBLAS_MAIN_FREE":
        pass  # numpy, for its own library, which it unsets again
    elif event.startswith(("socket.", "subprocess.", "urllib.")):
        seen.append((event, str(arguments)))
    elif event in ("os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.system", "os.putenv", "os.chdir"):
        seen.append((event, str(arguments)))

before = set(os.listdir("."))
import logging
handlers, level = logging.root.handlers[:], logging.root.level
sys.addaudithook(watch)
import importlib
for name in sys.argv[1:]:
    importlib.import_module(name)
assert not seen, seen
assert set(os.listdir(".")) == before
assert (logging.root.handlers, logging.root.level) == (handlers, level)
"""


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_importing_every_module_writes_nothing_starts_nothing_and_asks_no_network(tmp_path: Path) -> None:
    assert "fugong.load" in MODULES
    done = run("-c", WATCHED_IMPORT, *MODULES, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_importing_the_package_alone_imports_nothing_of_weight(tmp_path: Path) -> None:
    heavy = "{'duckdb', 'numba', 'numpy', 'opencc', 'pyarrow', 'trafilatura', 'pypinyin'}"
    done = run("-c", f"import sys, fugong; assert not {heavy} & set(sys.modules)", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_package_says_that_it_is_typed() -> None:
    assert files("fugong").joinpath("py.typed").is_file()


def test_it_runs_as_a_module_and_knows_its_version(tmp_path: Path) -> None:
    done = run("-m", "fugong", "--version", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"fugong {fugong.__version__}\n", "")


def test_the_version_is_that_of_the_project() -> None:
    project = (Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8")
    assert f'version = "{fugong.__version__}"' in project
