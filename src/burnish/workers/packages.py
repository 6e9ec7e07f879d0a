"""Packages: environments with what published recipes ask for, each made once, from wheels alone, by pip in a process of its own."""

import asyncio
import hashlib
import json
import os
import re
import secrets
import shutil
import site
import sys
import venv
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import distributions
from pathlib import Path

from burnish.artifacts.files import write_file
from burnish.errors import ConfigError

__all__ = ["python_with"]

INSTALL_SECONDS = 1800.0
PIP_SECONDS = 30
_WHOLE = "whole.json"
_KEPT = frozenset(["PATH", "HOME", "LANG", "SSL_CERT_FILE", "SSL_CERT_DIR", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "https_proxy"])
_MOST_WORDS = 2000


async def python_with(dependencies: Sequence[str], environments: Path, tell: Callable[[str], None]) -> Path:
    """The Python of an environment that has what this one has, and these packages.

    The environment is known by the digest of the list, of this Python and of its packages. It is whole when its last file is there: one
    that was broken off is made again. What Burnish itself runs on keeps its version: a package that needs another one is refused.

    Args:
        dependencies: as `burnish.recipes.source` reads them.
        environments: folder of all environments.
        tell: told how it goes.

    Raises:
        ConfigError: a package cannot be had; says which, and what pip says of it. Also when pip takes longer than half an hour.
    """
    installed = sorted({f"{one.metadata['Name']}=={one.version}" for one in distributions() if one.metadata["Name"]})
    facts = {"python": sys.version, "prefix": sys.prefix, "dependencies": list(dependencies), "installed": installed}
    target = environments / hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:32]
    python = target / "bin" / "python"
    if (target / _WHOLE).exists():
        return python
    words = ", ".join(dependencies)
    tell(f"installing {words}")
    partial = environments / f".{target.name}.{secrets.token_hex(4)}.partial"
    try:
        await asyncio.to_thread(_make, partial, installed)
        await _install(partial, dependencies)
        write_file(partial / _WHOLE, json.dumps(facts, indent=1).encode())
        _put_in_place(partial, target)
    except OSError as error:
        what = f"the packages cannot be written: {error.strerror}"
        raise ConfigError(what, where=str(environments), fix="make room, or correct BURNISH_HOME") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    tell(f"installed {words}")
    return python


def _make(folder: Path, installed: Sequence[str]) -> None:
    """An environment that also sees the packages of this one: a venv of a venv would see those of the system instead."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    venv.EnvBuilder(system_site_packages=True, symlinks=True, with_pip=False).create(folder)
    (packages,) = (folder / "lib").glob("python*/site-packages")
    seen = dict.fromkeys([*(entry for entry in sys.path if entry.endswith("site-packages")), *site.getsitepackages()])
    lines = [f"import site; site.addsitedir({entry!r})\n" for entry in seen]
    (packages / "of_burnish.pth").write_text("".join(lines), encoding="utf-8")
    (folder / "constraints.txt").write_text("".join(f"{line}\n" for line in installed if "+" not in line), encoding="utf-8")


async def _install(folder: Path, dependencies: Sequence[str]) -> None:
    """Let pip install into the environment. Only wheels: a source package would run its own code here, in the worker's right."""
    options = ("--only-binary=:all:", "--no-input", "--disable-pip-version-check", "--no-warn-script-location", "--progress-bar=off")
    limits = (f"--timeout={PIP_SECONDS}", "--retries=2", "--constraint", str(folder / "constraints.txt"))
    command = (sys.executable, "-m", "pip", "--python", str(folder / "bin" / "python"), "install", *options, *limits, "--", *dependencies)
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env=_variables(os.environ),
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(), INSTALL_SECONDS)
    except TimeoutError:
        words = ", ".join(dependencies)
        fix = "use fewer or smaller packages, or a nearer index"
        raise ConfigError(f"pip took longer than {INSTALL_SECONDS:g} s for {words}", where="dependencies", fix=fix) from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        raise _refused(said.decode(errors="replace"), dependencies)


def _refused(said: str, dependencies: Sequence[str]) -> ConfigError:
    """What pip could not do, by the dependency that it names."""
    errors = [line.removeprefix("ERROR: ").strip() for line in said.splitlines() if line.startswith("ERROR: ") or " depends on " in line]
    words = " · ".join(errors) or said.strip()
    found = next((one for one in dependencies if re.search(rf"(?i)\b{re.escape(re.split(r'[^A-Za-z0-9._-]', one)[0])}\b", words)), None)
    what = f"cannot be installed: {words[:_MOST_WORDS] or 'pip said nothing'}"
    fix = "correct the recipe's inline metadata, or have the operator give pip an index that has a wheel of it"
    return ConfigError(what, where=found or ", ".join(dependencies), fix=fix)


def _variables(environment: Mapping[str, str]) -> dict[str, str]:
    """What pip needs: its own settings, among them perhaps a password for an index, and nothing of Burnish's."""
    return {name: value for name, value in environment.items() if name in _KEPT or name.startswith("PIP_")}


def _put_in_place(partial: Path, target: Path) -> None:
    """Give it its name. Where another worker was faster, that one's is as good; one that is not whole is in nobody's use."""
    if target.exists() and not (target / _WHOLE).exists():
        shutil.rmtree(target)
    try:
        partial.rename(target)
    except OSError:
        if not (target / _WHOLE).exists():
            raise
