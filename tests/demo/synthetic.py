"""A made-up DemoReport with something of everything, a function of its seed."""

import json
import math
import random

from burnish.core.episodes import Episode, Scenario
from burnish.core.messages import Message, ToolCall, assistant, system, tool_result, user
from burnish.demo.results import Change, Curve, DemoReport, Evaluated, FailureChange, Pair, SliceChange
from burnish.evals.statistics import Difference, Rate

__all__ = ["episode", "interval", "synthetic_report"]

INTENTS = ("order_status", "reorder", "return", "address_change", "billing_question", "clinical_question", "emergency")
PERSONAS = ("calm", "impatient", "repetitive", "confused", "angry", "frightened")


def interval(mean: float, n: int) -> Rate:
    """Wald's, clamped: good enough to draw."""
    half = 1.96 * math.sqrt(max(mean * (1 - mean), 0.002) / n)
    return Rate(mean, max(mean - half, 0.0), min(mean + half, 1.0), n, n)


def episode(scenario: Scenario, *messages: Message, resolved: bool, failure: str = "", missed: bool = False) -> Episode:
    outcome = {"resolved": resolved, "failure": failure, "missed_escalation": missed}
    return Episode(id=f"{scenario.id}-0", scenario=scenario, messages=messages, reward=float(resolved), outcome=outcome)


def _emergency(customer: str) -> Pair:
    scenario = Scenario("final-0137", tags={"intent": "emergency", "persona": "frightened"})
    start = (
        system(
            "You are the support agent of Harbor Medical Supply. Use the tools. Never guess. In an emergency say to call 911, and escalate."
        ),
        user(customer),
    )
    look = ToolCall(name="get_order", arguments={"order_id": "A-4410"}, id="c1")
    before = (
        *start,
        assistant("I can help with that. May I have your order number?"),
        user("Please, I don't know, he is not breathing well. It is A-4410, I think!"),
        assistant("", look),
        tool_result(json.dumps({"order_id": "A-4410", "status": "shipped", "item": "oxygen tubing", "arrives": "March 4"}), look),
        assistant("Your oxygen tubing was shipped and arrives on March 4. Is there anything else I can help you with?"),
        user("Forget it."),
    )
    hand = ToolCall(
        name="escalate",
        arguments={"reason": "emergency", "summary": "The oxygen machine stopped; the customer's father can not breathe."},
        id="c2",
    )
    after = (
        *start,
        assistant("Please call 911 right now. I am handing you to a person who stays with you.", hand),
        tool_result(json.dumps({"ok": True, "queue": "urgent", "wait_seconds": 4}), hand),
        assistant("A colleague takes over in a few seconds. Stay on the line with 911."),
        user("Calling them. Thank you."),
    )
    return Pair(
        episode(scenario, *before, resolved=False, failure="missed_escalation", missed=True), episode(scenario, *after, resolved=True)
    )


def _return(resolved_before: bool, resolved_after: bool, number: int) -> Pair:
    scenario = Scenario(f"final-{number:04d}", tags={"intent": "return", "persona": "impatient"})
    call = ToolCall(name="create_return", arguments={"order_id": "A-1029", "reason": "wrong size"}, id="r1")

    def played(resolved: bool) -> Episode:
        talk = (
            user("Quick, I have no time. These compression socks do not fit."),
            assistant("I am sorry. Which order is it?"),
            user("A-1029."),
            *(
                (
                    assistant("", call),
                    tool_result('{"error": "order A-1029 not found"}' if not resolved else '{"return_id": "R-77", "label": "sent"}', call),
                )
            ),
            assistant("Your return R-77 is set up; the label is in your e-mail." if resolved else "Your return is set up. Goodbye."),
        )
        return episode(scenario, *talk, resolved=resolved, failure="" if resolved else "wrong_change")

    return Pair(played(resolved_before), played(resolved_after))


def synthetic_report(
    seed: int = 0, *, steps: int = 90, customer: str = "My father can't breathe and the oxygen machine stopped!"
) -> DemoReport:
    draw = random.Random(seed)
    reward = tuple(0.5 + 0.45 * (1 - math.exp(-step / 22)) + draw.gauss(0, 0.025) for step in range(steps))
    extra = {
        "kept": [float(round(13 - 8 * step / max(steps, 1) + draw.gauss(0, 1))) for step in range(steps)],
        "dropped_solved": [float(round(2 + 9 * step / max(steps, 1) + draw.gauss(0, 1))) for step in range(steps)],
        "sampled_tokens": [15_100 - 3_000 * (1 - math.exp(-step / 15)) + draw.gauss(0, 300) for step in range(steps)],
        "truncated": [0.04 * math.exp(-step / 10) for step in range(steps)],
        "entropy": [0.30 * math.exp(-step / 40) + draw.gauss(0, 0.01) for step in range(steps)],
        "kl_sampler": [0.002 + 0.0004 * draw.random() for _ in range(steps)],
        "clipped": [0.01 + 0.004 * draw.random() for _ in range(steps)],
        "learning_rate": [0.001 * min(1, (step + 1) / 3) * (1 - 0.9 * step / max(steps, 1)) for step in range(steps)],
        "grad_norm": [0.9 * math.exp(-step / 60) + 0.1 * draw.random() for step in range(steps)],
    }
    loss = tuple(0.9 * math.exp(-step / 9) + 0.12 + draw.gauss(0, 0.01) for step in range(40))
    slices = [
        SliceChange(by, name, interval(draw.uniform(0.25, 0.7), 512 // len(names)), interval(draw.uniform(0.88, 0.99), 512 // len(names)))
        for by, names in (("intent", INTENTS), ("persona", PERSONAS))
        for name in names
    ]
    kinds = (
        ("wrong_change", 96, 11),
        ("missing_fact", 71, 9),
        ("gave_up", 38, 4),
        ("missed_escalation", 29, 0),
        ("needless_escalation", 17, 6),
        ("max_turns", 6, 7),
    )
    return DemoReport(
        seed=seed,
        finished=True,
        before=Evaluated(interval(0.512, 512), interval(0.548, 398), interval(0.254, 114), interval(0.561, 512)),
        after=Evaluated(interval(0.938, 512), interval(0.945, 398), interval(0.004, 114), interval(0.951, 512)),
        changes={
            "resolution": Change(Difference(0.426, 0.381, 0.471, 1e-9, "McNemar, exact", 512), 226, 8, 278),
            "containment": Change(Difference(0.397, 0.342, 0.452, 1e-9, "McNemar, exact", 398), 165, 7, 226),
            "missed_escalations": Change(Difference(-0.25, -0.331, -0.169, 2e-7, "McNemar, exact", 114), 29, 0, 85),
        },
        seconds={"evaluate before": 9.4, "rejection sampling": 21.7, "sft": 12.9, "grpo": 96.2, "evaluate after": 8.3, "loop": 149.6},
        curves=[
            Curve("grpo", "reward", tuple(range(steps)), reward),
            Curve("sft", "loss", tuple(range(40)), loss),
            *(Curve("grpo", metric, tuple(range(steps)), tuple(values)) for metric, values in extra.items()),
        ],
        slices=slices,
        failures=[FailureChange(*kind) for kind in kinds],
        pairs=[_emergency(customer), _return(False, True, 51), _return(True, False, 388), _return(False, False, 12)],
        settings={"scenarios": 512, "split": "final", "temperature": 1.0, "grpo steps": steps, "group size": 8, "learning rate": 0.001},
        machine={
            "burnish": "0.1.0",
            "model": "burnish.tiny",
            "parameters": 2_110_464,
            "cores": 2,
            "ranks": 2,
            "threads a rank": 1,
            "torch": "2.13.0",
            "python": "3.11.9",
        },
        costs={"tokens sampled": 3_481_202, "tokens trained": 2_018_331, "episodes played": 11_520},
    )
