"""Confinement: what the process of a published recipe may touch; `python -m burnish.workers.confinement` puts it on, and becomes it."""

import ctypes
import os
import resource
import site
import sys
import sysconfig
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

import burnish
from burnish.errors import BurnishError, ConfigError
from burnish.workers.landlock import restrict_files

__all__ = ["Confinement", "adopt_orphans", "command_of", "hide_from_others", "readable_places", "refuse_exposed", "variables"]

_SYSTEM = (
    *("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/proc", "/sys", "/run/systemd/resolve"),
    *("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/alternatives", "/etc/localtime", "/etc/timezone"),
    *("/etc/ssl", "/etc/pki", "/etc/ca-certificates", "/etc/resolv.conf", "/etc/hosts", "/etc/host.conf", "/etc/nsswitch.conf"),
    *("/etc/gai.conf", "/etc/services", "/etc/protocols", "/etc/passwd", "/etc/group", "/etc/mime.types", "/etc/OpenCL"),
)
"""Where programs and libraries lie, and what of /etc they read; not /etc itself, where services keep passwords."""

_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/kfd", "/dev/dri")
_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 (ranks and data loaders share memory there)

_KEPT = frozenset(
    [
        *("PATH", "LANG", "LANGUAGE", "TZ", "LD_LIBRARY_PATH", "SSL_CERT_FILE", "SSL_CERT_DIR"),
        *("PYTHONPATH", "PYTHONUTF8", "PYTHONWARNINGS", "PYTHONHASHSEED", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"),
    ]
)
_KEPT_FAMILIES = (
    *("LC_", "OMP_", "KMP_", "MKL_", "OPENBLAS_", "NVPL_", "BLIS_", "NPY_"),  # they decide numbers to the last bit
    *("CUDA_", "CUBLAS_", "CUDNN_", "NVIDIA_", "NCCL_", "GLOO_", "ROCR_", "HIP_", "HSA_", "RCCL_"),
)
"""The variables that a recipe's process gets of its worker's, by name or by how they begin: none of them is a secret."""

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_CAPBSET_DROP, _PR_SET_CHILD_SUBREAPER, _PR_SET_NO_NEW_PRIVS = 1, 4, 24, 36, 38
_SIGKILL = 9
_MOST_CAPABILITIES = 64
_CAPABILITY_VERSION_3 = 0x20080522


class Confinement(BaseModel):
    """What a process may touch.

    Attributes:
        files: whether the kernel keeps it to the places below.
        read, write: the run's own places, beside those of Python and the system.
        folder: where it works: its current folder, its home, and in it its temporary files.
        data_bytes: the most memory of its own; None for no limit.
    """

    model_config = ConfigDict(frozen=True)

    files: bool
    read: tuple[Path, ...] = ()
    write: tuple[Path, ...] = ()
    folder: Path
    data_bytes: int | None = None

    def put_on(self) -> None:
        """Confine this process, and all that it will start.

        Raises:
            ConfigError: the kernel cannot, though it should.
        """
        os.umask(0o077)
        os.chdir(self.folder)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a dump would hold what the run was given
        if self.data_bytes is not None:
            resource.setrlimit(resource.RLIMIT_DATA, (self.data_bytes, self.data_bytes))
        _prctl(_PR_SET_PDEATHSIG, _SIGKILL)
        _drop_capabilities()
        if _prctl(_PR_SET_NO_NEW_PRIVS, 1) != 0 and self.files:
            raise ConfigError("the kernel cannot keep a process from more rights", where="published_recipes", fix="use a newer Linux")
        if self.files:
            devices = [*map(Path, _DEVICES), *Path("/dev").glob("nvidia*")]
            restrict_files(read=[*readable_places(), *self.read], write=[_SHARED_MEMORY, *self.write], devices=devices)


def command_of(confinement: Confinement, command: Sequence[str]) -> tuple[str, ...]:
    """What starts a command that is confined from its first instruction on."""
    return (sys.executable, "-m", "burnish.workers.confinement", confinement.model_dump_json(), *command)


def variables(environment: Mapping[str, str], folder: Path, more: Mapping[str, str]) -> dict[str, str]:
    """The environment of a confined process: what is on the list of harmless variables, and what is its own; nothing else.

    Args:
        environment: of this process.
        folder: where it works.
        more: its own.
    """
    kept = {name: value for name, value in environment.items() if name in _KEPT or name.startswith(_KEPT_FAMILIES)}
    temporary = str(folder / "tmp")
    return {**kept, "HOME": str(folder), "TMPDIR": temporary, "XDG_CACHE_HOME": str(folder / "cache"), **more}


def readable_places() -> tuple[Path, ...]:
    """What every Python process reads: the system's programs and libraries, this Python, its packages, and Burnish."""
    schemes = [Path(path) for name, path in sysconfig.get_paths().items() if name in ("stdlib", "platstdlib", "purelib", "platlib")]
    pythonpath = [Path(entry) for entry in os.environ.get("PYTHONPATH", "").split(os.pathsep) if entry]
    added = [Path(entry) for entry in sys.path if entry.endswith("site-packages")]
    prefixes = [Path(sys.prefix), Path(sys.base_prefix)]
    own = Path(burnish.__file__).parents[1]
    places = [*map(Path, _SYSTEM), *prefixes, *schemes, *map(Path, site.getsitepackages()), *added, *pythonpath, own]
    return tuple(dict.fromkeys(place.resolve() for place in places))


def refuse_exposed(secret_places: Iterable[Path]) -> None:
    """Landlock can only allow: what lies in a place that every process may read cannot be kept from one.

    Raises:
        ConfigError: a place is exposed; names both.
    """
    for secret in secret_places:
        for place in readable_places():
            if secret.resolve().is_relative_to(place):
                fix = f"move it out of {place}, or set BURNISH_PUBLISHED_RECIPES to off or trusted"
                raise ConfigError("lies where every process of a recipe may read", where=str(secret), fix=fix)


def hide_from_others() -> None:
    """Let no other process of this user read the memory and the environment of this one (Linux; elsewhere nothing happens)."""
    _prctl(_PR_SET_DUMPABLE, 0)


def adopt_orphans() -> None:
    """Be the parent of every descendant whose own parent ends (Linux; elsewhere nothing happens)."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def _drop_capabilities() -> None:
    """Root without its powers, for good; nothing to do for anybody else."""
    for capability in range(_MOST_CAPABILITIES):
        _prctl(_PR_CAPBSET_DROP, capability)
    capset = getattr(ctypes.CDLL(None), "capset", None)
    if capset is not None:
        capset(ctypes.byref((ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)), ctypes.byref((ctypes.c_uint32 * 6)()))


def _prctl(option: int, value: int) -> int:
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    return int(prctl(option, ctypes.c_ulong(value), 0, 0, 0)) if prctl is not None else -1


def main(arguments: Sequence[str]) -> None:
    """Put a confinement on, and become the command: `CONFINEMENT COMMAND …`."""
    try:
        Confinement.model_validate_json(arguments[0]).put_on()
    except BurnishError as error:
        print(error, file=sys.stderr)
        sys.exit(78)
    os.execv(arguments[1], list(arguments[1:]))  # noqa: S606 (no shell)


if __name__ == "__main__":
    main(sys.argv[1:])
