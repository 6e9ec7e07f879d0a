"""Measurements against the peers a user would pick instead. Each prints one JSON object: `python -m bench.grpo_step --quick`."""
