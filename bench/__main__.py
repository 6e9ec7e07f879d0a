"""Run the benches one after the other and keep their JSON: `python -m bench [NAME …] [--quick]`."""

import argparse
import subprocess
import sys
from pathlib import Path

BENCHES = ("rollout", "sampler", "grpo_step", "real_gym", "demo", "ledger", "records", "startup", "first_view", "gateway")


def main() -> int:
    """Run what was asked for, or all; the exit status says whether every one of them ended well."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help=f"of {', '.join((*BENCHES, 'real_sgd'))}; by default all that need no data of yours")
    parser.add_argument("--quick", action="store_true", help="a smoke test with trivial sizes")
    parser.add_argument("--data", type=Path, help="folder with SGD's train.jsonl.gz and dev.jsonl.gz: runs real_sgd too")
    parser.add_argument("--results", type=Path, default=Path("bench/results"), help="where the JSON files go")
    options = parser.parse_args()
    names = options.names or [*BENCHES, *(["real_sgd"] if options.data else [])]
    failed = []
    for name in names:
        command = [sys.executable, "-m", f"bench.{name}", "--out", str(options.results / f"{name}.json")]
        command += ["--quick"] if options.quick else []
        command += ["--data", str(options.data)] if name == "real_sgd" and options.data else []
        print(f"== {name}", file=sys.stderr, flush=True)
        if subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode:
            failed.append(name)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())
