"""Landlock: what a process, and all that it starts, may touch of the file system from now on; by the kernel, for root too.

https://docs.kernel.org/userspace-api/landlock.html
"""

import ctypes
import os
import struct
from collections.abc import Iterable
from pathlib import Path

from burnish.errors import ConfigError

__all__ = ["LEAST_ABI", "landlock_abi", "restrict_files"]

LEAST_ABI = 3
"""The first one with which a file cannot be cut off that may not be written: Linux 6.2."""

_CREATE, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # numbers of the system calls, the same on every architecture
_VERSION = 1
_PATH_BENEATH = 1

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_REMOVE_DIR, _REMOVE_FILE, _MAKE_DIR, _MAKE_REG = 1 << 4, 1 << 5, 1 << 7, 1 << 8
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
_ALL = (1 << 15) - 1  # of LEAST_ABI: devices, sockets, FIFOs and symbolic links are among them, and granted nowhere

_READ = _EXECUTE | _READ_FILE | _READ_DIR
_WRITE = _READ | _WRITE_FILE | _TRUNCATE | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_REG | _REFER
_DEVICE = _READ_FILE | _WRITE_FILE | _TRUNCATE
_OF_A_FILE = _EXECUTE | _READ_FILE | _WRITE_FILE | _TRUNCATE | _IOCTL_DEV

_SCOPE_ABSTRACT_SOCKETS, _SCOPE_SIGNALS = 1, 2
_SINCE_IOCTL, _SINCE_SCOPES = 5, 6


def landlock_abi() -> int:
    """Which Landlock the kernel has; 0 for none."""
    return max(0, int(_libc().syscall(_CREATE, None, ctypes.c_size_t(0), _VERSION)))


def restrict_files(*, read: Iterable[Path], write: Iterable[Path], devices: Iterable[Path]) -> None:
    """Keep this process to these places from now on. There is no way back, and what it starts is kept to them as well.

    It can signal and look into (ptrace, /proc/PID/environ) only the processes that are kept to them too, where the kernel knows how (6.12);
    and can make no symbolic link, FIFO, socket or device.

    Args:
        read: files and folders to read and execute.
        write: folders to read, write, make and remove files in.
        devices: files to read and write. Places that are not there are left out.

    Raises:
        ConfigError: the kernel cannot do it.
    """
    libc, abi = _libc(), landlock_abi()
    if abi < LEAST_ABI:
        fix = "use Linux 6.2 or newer with Landlock, or set BURNISH_PUBLISHED_RECIPES=trusted where something else confines them"
        raise ConfigError("the kernel cannot confine a process to its files", where="published_recipes", fix=fix)
    known = _ALL | (_IOCTL_DEV if abi >= _SINCE_IOCTL else 0)
    scoped = _SCOPE_ABSTRACT_SOCKETS | _SCOPE_SIGNALS if abi >= _SINCE_SCOPES else 0
    attributes = struct.pack("=QQQ", known, 0, scoped)
    size = 24 if abi >= _SINCE_SCOPES else 8
    ruleset = _checked(libc.syscall(_CREATE, attributes, ctypes.c_size_t(size), 0))
    for allowed, places in ((_READ, read), (_WRITE, write), (_DEVICE | _IOCTL_DEV, devices)):
        for place in places:
            _allow(libc, ruleset, place, allowed & known)
    _checked(libc.syscall(_RESTRICT_SELF, ruleset, 0))
    os.close(ruleset)


def _allow(libc: ctypes.CDLL, ruleset: int, place: Path, allowed: int) -> None:
    try:
        descriptor = os.open(place, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # it is not there, so that nobody needs it
    try:
        rights = allowed if place.is_dir() else allowed & _OF_A_FILE
        _checked(libc.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("=Qi", rights, descriptor), 0))
    finally:
        os.close(descriptor)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise ConfigError(f"the kernel refuses to confine a process: {os.strerror(number)}", where="published_recipes", fix="see its log")
    return result
