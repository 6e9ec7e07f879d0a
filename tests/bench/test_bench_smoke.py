"""The benches: their arithmetic, their checkpoints, and one trivial run of each, whose numbers mean nothing."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("psutil", reason="the benches need burnish[bench]")

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _bench_is_importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT))


def run(tmp_path: Path, name: str, *arguments: str) -> dict[str, Any]:
    """One bench with --quick; what it printed, which must be one JSON object and also in the file."""
    out = tmp_path / "out.json"
    command = [sys.executable, "-m", f"bench.{name}", "--quick", "--out", str(out), *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=1500, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    record: dict[str, Any] = json.loads(done.stdout)
    assert record == json.loads(out.read_text())
    assert record["bench"] == name and record["quick"] and record["machine"]["cores"] >= 1 and record["cases"]
    assert str(Path.home()) not in record["machine"].values()
    return record


def test_a_spread_says_the_median_and_how_far_the_others_are() -> None:
    from bench.report import spread

    assert spread([3.0, 1.0, 2.0, 10.0]) == {"median": 2.5, "min": 1.0, "max": 10.0, "n": 4}


def test_prompts_are_the_same_for_the_same_seed_and_survive_being_text() -> None:
    from bench.prompts import ROLES, SPECIAL, make_prompts, text

    prompts = make_prompts(3, 5, seed=1)
    assert prompts == make_prompts(3, 5, seed=1) != make_prompts(3, 5, seed=2)
    assert min(map(min, prompts)) >= len(SPECIAL) + len(ROLES)
    assert [int(word[1:]) for word in text(prompts[0]).split()] == prompts[0]


def test_the_reward_leaves_the_end_token_out_so_that_length_is_worth_nothing() -> None:
    from bench.grpo_task import share_of_wanted
    from bench.prompts import END

    assert share_of_wanted([4, 8, 9, 10]) == share_of_wanted([4, 8, 9, 10, END]) == 0.5
    assert share_of_wanted([END]) == 0.25


def test_greedy_ids_are_compared_up_to_the_first_difference() -> None:
    from bench.sampler import _differences

    assert _differences([[1, 2, 3], [4, 5]], [[1, 9, 3], [4, 5]]) == {
        "rows": 2,
        "rows_that_differ": 1,
        "tokens": 5,
        "tokens_before_a_difference": 3,
    }


@pytest.mark.slow
def test_a_checkpoint_ends_its_replies_as_often_as_asked(tmp_path: Path) -> None:
    from bench.checkpoints import make_checkpoint
    from bench.prompts import TINY

    never = make_checkpoint(tmp_path / "never", TINY)
    assert 900_000 < never["parameters"] < 1_000_000 and never["end_chance"] < 1e-12
    assert make_checkpoint(tmp_path / "often", TINY, mean_length=20)["end_chance"] == pytest.approx(1 / 20, rel=0.01)


@pytest.mark.slow
def test_rollout_measures_turns_and_episodes(tmp_path: Path) -> None:
    record = run(tmp_path, "rollout", "--repeats", "3")
    assert all(case["microseconds_per_turn"]["n"] == 3 and case["episodes_per_second"]["min"] > 0 for case in record["cases"])


@pytest.mark.slow
def test_both_samplers_give_what_was_asked_for_and_agree_when_greedy(tmp_path: Path) -> None:
    record = run(tmp_path, "sampler", "--ranks", "1")
    for case in record["cases"]:
        assert case["speedup"]["median"] > 0
        assert case["greedy"]["rows_that_differ"] == 0


@pytest.mark.slow
def test_both_grpo_sides_step_and_say_time_reward_and_memory(tmp_path: Path) -> None:
    pytest.importorskip("trl", reason="TRL is in burnish[bench]")
    record = run(tmp_path, "grpo_step", "--ranks", "1", "--only", "equal")
    for case in record["cases"]:
        for side in ("burnish", "trl"):
            assert case[side]["seconds"]["median"] > 0 and 0 <= case[side]["reward_last"] <= 1
            assert case[side]["memory"]["peak_rss_mib"] >= case[side]["memory"]["peak_pss_mib"] > 50


@pytest.mark.slow
def test_grpo_runs_on_a_reasoning_gym_task(tmp_path: Path) -> None:
    record = run(tmp_path, "real_gym", "--ranks", "1", "--tasks", "chain_sum")
    case = record["cases"][0]
    assert case["questions"] == 24 and case["before"]["sampled"]["reward"]["n"] == 96


@pytest.mark.slow
def test_sft_runs_on_a_folder_of_conversations(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    call = {"id": "c", "type": "function", "function": {"name": "find", "arguments": '{"city": "Oslo"}'}}
    messages = [
        {"role": "user", "content": "Find a hotel in Oslo."},
        {"role": "assistant", "content": "", "tool_calls": [call]},
        {"role": "tool", "content": '{"hotel": "North"}', "tool_call_id": "c"},
        {"role": "assistant", "content": "There is the North."},
    ]
    rows = "".join(json.dumps({"messages": messages}) + "\n" for _ in range(4))
    for name in ("train.jsonl.gz", "dev.jsonl.gz"):
        import gzip

        (data / name).write_bytes(gzip.compress(rows.encode()))
    case = run(tmp_path, "real_sgd", "--ranks", "1", "--data", str(data))["cases"][0]
    assert case["before"]["bits_per_byte"] > 0 and case["after"]["calls"] == 2
    assert case["before"]["majority_match"]["mean"] == 1.0


@pytest.mark.slow
def test_the_ledger_gives_no_run_twice(tmp_path: Path) -> None:
    cases = {case["case"]: case for case in run(tmp_path, "ledger", "--only", "sqlite")["cases"]}
    assert cases["sqlite: claims"]["twice"] == 0 and cases["sqlite: claims"]["a_second"]["min"] > 0
    assert cases["sqlite: list, first page of 50"]["p95_ms"] > 0


@pytest.mark.slow
def test_the_record_is_filled_and_asked(tmp_path: Path) -> None:
    cases = {case["case"]: case for case in run(tmp_path, "records", "--only", "sqlite")["cases"]}
    assert cases["sqlite: 300 filled"]["rows_a_second"] > 0
    assert cases["sqlite: 300: rolled up: 30 days by the hour, percentiles"]["p95_ms"] > 0


@pytest.mark.slow
def test_starting_up_is_measured_until_something_answers(tmp_path: Path) -> None:
    cases = {case["case"]: case for case in run(tmp_path, "startup")["cases"]}
    assert cases["import burnish"]["milliseconds"]["min"] >= 0.5 * cases["python alone"]["milliseconds"]["min"]
    assert cases["burnish up"]["limit_ms"] == 5000 and cases["burnish up"]["milliseconds"]["n"] == 1


@pytest.mark.slow
def test_the_first_view_is_cold_and_its_size_is_what_crosses_the_wire(tmp_path: Path) -> None:
    pytest.importorskip("playwright", reason="the page is shown in a real browser")
    if subprocess.run([ROOT / ".ci" / "chromium", "--find"], capture_output=True, check=False).returncode:
        pytest.skip("there is no Chromium")
    for case in run(tmp_path, "first_view")["cases"]:
        assert 0 < case["first_paint_ms"]["min"] <= case["visible_ms"]["min"]
        assert 100 < case["page_kb"] < case["page_plain_kb"] and case["answers_kb"] > 0
