"""What a confined process gets, and what is refused before one is started."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from burnish.errors import ConfigError
from burnish.workers import landlock
from burnish.workers.confinement import Confinement, command_of, readable_places, refuse_exposed, variables
from burnish.workers.landlock import LEAST_ABI, landlock_abi, restrict_files

kernel = pytest.mark.skipif(landlock_abi() < LEAST_ABI, reason="the kernel has no Landlock of Linux 6.2 or newer")


def said(confinement: Confinement, code: str) -> subprocess.CompletedProcess[str]:
    command = command_of(confinement, (sys.executable, "-c", code))
    environment = variables({**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src")}, confinement.folder, {})
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_only_variables_on_the_list_pass(tmp_path: Path) -> None:
    given = {"PATH": "/bin", "LC_ALL": "C", "OPENBLAS_CORETYPE": "Haswell", "HOME": "/root", "BURNISH_DATABASE_URL": "x", "AWS_SECRET": "x"}
    assert variables(given, tmp_path, {"OWN": "1"}) == {
        "PATH": "/bin",
        "LC_ALL": "C",
        "OPENBLAS_CORETYPE": "Haswell",
        "HOME": str(tmp_path),
        "TMPDIR": str(tmp_path / "tmp"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "OWN": "1",
    }


def test_what_it_starts_is_confined_too(tmp_path: Path) -> None:
    code = "import os, subprocess; subprocess.run(['sh', '-c', 'umask; pwd; grep CapEff /proc/self/status; ulimit -c'])"
    lines = said(Confinement(files=False, folder=tmp_path), code).stdout.split()
    assert lines == ["0077", str(tmp_path), "CapEff:", "0" * 16, "0"]


def test_memory_of_its_own_has_a_limit(tmp_path: Path) -> None:
    answer = said(Confinement(files=False, folder=tmp_path, data_bytes=300_000_000), "bytearray(400_000_000)")
    assert "MemoryError" in answer.stderr
    assert said(Confinement(files=False, folder=tmp_path), "bytearray(400_000_000)").returncode == 0


@kernel
def test_a_shell_that_it_starts_reads_no_other_files(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "secret").write_text("hush")
    code = f"import subprocess; subprocess.run(['cat', '{tmp_path / 'secret'}'])"
    answer = said(Confinement(files=True, folder=tmp_path / "mine", write=(tmp_path / "mine",)), code)
    assert "hush" not in answer.stdout and "Permission denied" in answer.stderr


def test_a_kernel_that_cannot_is_no_silent_fallback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(landlock, "landlock_abi", lambda: LEAST_ABI - 1)
    with pytest.raises(ConfigError, match=r"cannot confine a process to its files.*BURNISH_PUBLISHED_RECIPES=trusted"):
        restrict_files(read=[], write=[], devices=[])


def test_a_home_that_every_process_may_read_is_refused(tmp_path: Path) -> None:
    refuse_exposed([tmp_path / "home"])
    with pytest.raises(ConfigError, match="every process of a recipe may read"):
        refuse_exposed([readable_places()[0] / "burnish"])
