"""Start-up: importing the package, help of the command, and `burnish up` until it answers; each in fresh processes."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from bench.report import Report, arguments, progress, spread

IMPORTS = {
    "python alone": "pass",
    "import burnish": "import burnish",
    "from burnish import Client": "from burnish import Client",
    "from burnish import Env": "from burnish import Env",
    "burnish --help": "from burnish.cli import app; app(['--help'], prog_name='burnish')",
    "burnish runs --help": "from burnish.cli import app; app(['runs', '--help'], prog_name='burnish')",
}
LIMITS_MS = {"import burnish": 150.0, "burnish --help": 300.0, "burnish up": 5000.0}


def main() -> int:
    """Measure each several times; the exit status says whether the medians are within their limits."""
    parser = arguments(str(__doc__).splitlines()[0])
    options = parser.parse_args()
    repeats = 2 if options.quick else 15
    report = Report("startup", quick=options.quick)
    for name, code in IMPORTS.items():
        progress(name)
        report.add(case=name, milliseconds=spread([_imported_ms(code) for _ in range(repeats)]), limit_ms=LIMITS_MS.get(name))
    progress("burnish up")
    starts = [_up_ms() for _ in range(1 if options.quick else 5)]
    report.add(case="burnish up", milliseconds=spread(starts), limit_ms=LIMITS_MS["burnish up"], first_start=True)
    report.emit(options.out)
    slow = [case for case in report.cases if case["limit_ms"] and case["milliseconds"]["median"] > case["limit_ms"]]
    return 0 if options.quick else len(slow)


def _imported_ms(code: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], stdout=subprocess.DEVNULL, check=True)
    return (time.perf_counter() - began) * 1000


def _up_ms() -> float:
    """From the command to the line that says where it is, on an empty state folder, which is when most is to be done."""
    with tempfile.TemporaryDirectory() as home:
        began = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-c", "from burnish.cli import main; main()", "up", "--json", "--port", "0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "BURNISH_HOME": home},
        )
        assert process.stdout is not None
        ready: Mapping[str, object] = json.loads(process.stdout.readline())
        elapsed = (time.perf_counter() - began) * 1000
        assert ready["first"] and Path(home, "burnish.db").is_file()
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        process.stdout.close()
        return elapsed


if __name__ == "__main__":
    sys.exit(main())
