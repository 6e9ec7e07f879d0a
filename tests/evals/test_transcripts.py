"""Transcripts: who said what, tool calls folded to a line, and how it ended."""

from dataclasses import replace

from burnish.core.episodes import Episode, Scenario, Turn
from burnish.core.messages import Message, ToolCall, assistant, system, tool_result, user
from burnish.core.tokens import SamplingParams
from burnish.evals.transcripts import transcript

LOOK, SHIP = ToolCall(name="look", arguments={"order": "7"}, id="1"), ToolCall(name="ship", arguments={}, id="2")
SCENARIO = Scenario("return-17", tags={"intent": "return"})


def episode(*messages: Message, **rest: object) -> Episode:
    return Episode("ep", SCENARIO, messages, **rest)  # type: ignore[arg-type]


def test_a_conversation_reads_like_one() -> None:
    played = episode(
        system("You are a desk."),
        user("Where is it?\nI wait."),
        assistant("", LOOK),
        tool_result('{"city": "Dayton"}', LOOK),
        assistant("It is in Dayton."),
        reward=1.0,
        outcome={"resolved": True, "failure": "", "calls": 1},
    )
    assert transcript(played).splitlines() == [
        "── return-17 (intent=return) · ended by done · reward 1 · resolved=yes, calls=1",
        "user    Where is it?",
        "        I wait.",
        """        → look(order='7') = {"city": "Dayton"}""",
        "agent   It is in Dayton.",
    ]
    assert "system  You are a desk." in transcript(played, system=True)


def test_the_tokens_that_were_sampled_are_told_where_they_are_known() -> None:
    turn = Turn(0, (1, 2, 3), (0.0, 0.0, 0.0), 1, SamplingParams(), "end")
    whole = episode(assistant("Yes."), turns=(turn, turn))
    kept = replace(whole, turns=(), dropped_tokens=whole.sampled_tokens)
    for one in (whole, kept):
        assert one.sampled_tokens == 6
        assert transcript(one).splitlines()[0].endswith("· no reward · 6 tokens sampled")


def test_results_are_matched_to_calls_by_id_and_else_by_order() -> None:
    swapped = transcript(episode(assistant("", LOOK, SHIP), tool_result("shipped", SHIP), tool_result("seen", LOOK)))
    assert "→ ship() = shipped" in swapped
    assert "→ look(order='7') = seen" in swapped
    calls = [call.model_copy(update={"id": ""}) for call in (LOOK, SHIP)]
    assert "→ ship() = shipped" in transcript(
        episode(assistant("", *calls), *(tool_result(word, call) for word, call in zip(("seen", "shipped"), calls, strict=True)))
    )


def test_a_call_without_an_answer_says_so() -> None:
    assert transcript(episode(assistant("", LOOK))).endswith("→ look(order='7') = (no answer)")
    assert "(no answer)\nuser    Hm?" in transcript(episode(assistant("", LOOK), user("Hm?")))


def test_a_malformed_call_and_an_empty_reply_are_shown() -> None:
    lines = transcript(episode(assistant(""), tool_result('{"error": "no JSON"}', ToolCall(name="")))).splitlines()
    assert lines[1:] == ["agent", '        → (malformed call)() = {"error": "no JSON"}']


def test_long_arguments_and_results_are_shortened() -> None:
    long = transcript(episode(assistant("", LOOK), tool_result("x\n" * 400, LOOK)), longest=20)
    assert long.endswith("= x x x x x x x x x x…") or long.endswith("= x x x x x x x x x …")
    assert len(long.splitlines()) == 2


def test_a_failed_episode_says_why_first() -> None:
    lines = transcript(episode(user("hi"), stop="error", error="step (desk.py:7): KeyError: 'x'")).splitlines()
    assert lines[0] == "── return-17 (intent=return) · ended by error · no reward"
    assert lines[1] == "failed: step (desk.py:7): KeyError: 'x'"
