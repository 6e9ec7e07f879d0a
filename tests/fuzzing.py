"""What a run of schemathesis finds: promises of an OpenAPI document that were broken."""

from collections import Counter
from typing import Any

from schemathesis.engine import events, from_schema

__all__ = ["broken_promises"]


def broken_promises(schema: Any, *, least: int) -> dict[str, str]:
    """Run all checks; what failed, each with what was answered and a command that shows it. `least`: so many requests must be checked."""
    broken: dict[str, str] = {}
    checked: Counter[str] = Counter()
    for event in from_schema(schema).execute():
        if isinstance(event, events.NonFatalError | events.FatalError):
            broken[f"error {len(broken)}"] = str(getattr(event, "info", event))
        if not isinstance(event, events.ScenarioFinished):
            continue
        for case_id, checks in event.recorder.checks.items():
            for check in checks:
                checked[check.name] += 1
                if check.failure_info is not None:
                    operation = event.recorder.cases[case_id].value.operation.label
                    answer = event.recorder.interactions[case_id].response
                    said = f"{answer.status_code} {answer.content[:300]!r}" if answer is not None else "nothing"
                    told = f"{check.failure_info.failure}\n{said}\n{check.failure_info.code_sample}"
                    broken[f"{check.name} of {operation}"] = told[:3000]
    assert checked["not_a_server_error"] > least, checked
    return broken
