"""`burnish train` as a shell sees it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from burnish.core.options import RunOptions
from burnish.recipes.catalog import RECIPES, Recipe

from .conftest import Answer

Burnish = Callable[..., Answer]

QUICK = ("--model", "model", "--env", "say_yes:spec", "--steps", "2", "--scenarios-per-step", "2", "--group-size", "2", "--max-tokens", "2")
ROWS = [{"messages": [{"role": "user", "content": "yes?"}, {"role": "assistant", "content": "y"}]}] * 4


@pytest.mark.parametrize("recipe", [recipe for recipe in RECIPES.values() if recipe.trains], ids=lambda recipe: recipe.name)
def test_help_lists_every_field_of_the_config_and_every_option_of_a_run(
    burnish: Burnish, recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    answer = burnish("train", recipe.name, "--help")
    for name, field in {**recipe.config.model_fields, **RunOptions.model_fields}.items():
        assert f"--{name.replace('_', '-')}" in answer.out
        assert field.description


def test_grpo_trains_in_an_env_of_the_users_own(burnish: Burnish, tmp_path: Path) -> None:
    answer = burnish("train", "grpo", *QUICK, "--out", "run", "--json")
    assert answer.code == 0, answer.err
    assert answer.json["status"] == "succeeded"
    assert answer.json["config"]["group_size"] == 2
    assert answer.json["inputs"] == {"model": "model", "env": "say_yes"}
    assert len((tmp_path / "run" / "metrics.jsonl").read_text().splitlines()) == 2


def test_a_run_without_a_folder_goes_under_the_home(burnish: Burnish, tmp_path: Path) -> None:
    answer = burnish("train", "grpo", *QUICK)
    assert answer.code == 0, answer.err
    assert [path.name.rsplit("-", 2)[0] for path in (tmp_path / "home" / "runs").iterdir()] == ["grpo"]
    assert "grpo succeeded" in answer.out


def test_sft_trains_on_a_file_of_conversations(burnish: Burnish, tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    answer = burnish("train", "sft", "--model", "model", "--data", "rows.jsonl", "--steps", "3", "--out", "run", "--json")
    assert answer.code == 0, answer.err
    assert answer.json["inputs"]["data"].startswith("sha256:")


def test_a_budget_then_resume_finishes_the_run(burnish: Burnish) -> None:
    first = burnish("train", "grpo", *QUICK, "--out", "run", "--max-steps", "1", "--json")
    assert (first.json["status"], first.json["reason"]) == ("stopped", "budget: 1 steps")
    again = burnish("train", "grpo", *QUICK, "--out", "run", "--resume", "--json")
    assert again.code == 0, again.out
    assert (again.json["status"], again.json["attempts"]) == ("succeeded", 2)


def test_resuming_on_changed_data_is_refused(burnish: Burnish, tmp_path: Path) -> None:
    command = ("train", "sft", "--model", "model", "--data", "rows.jsonl", "--steps", "3", "--out", "run")
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    assert burnish(*command, "--max-steps", "1").code == 0
    (tmp_path / "rows.jsonl").write_text(json.dumps(ROWS[0]) + "\n")
    answer = burnish(*command, "--resume")
    assert answer.code == 2
    assert "inputs.data changed from" in answer.err


def test_held_out_evaluations_are_in_the_metrics(burnish: Burnish, tmp_path: Path) -> None:
    answer = burnish("train", "grpo", *QUICK, "--out", "run", "--evaluate-every", "1", "--held-out-scenarios", "3")
    assert answer.code == 0, answer.err
    rows = [json.loads(line) for line in (tmp_path / "run" / "metrics.jsonl").read_text().splitlines()]
    assert sum("held_out/reward" in row for row in rows) == 2


def test_an_alarm_stops_the_run_and_the_shell_is_told(burnish: Burnish) -> None:
    answer = burnish("train", "grpo", *QUICK, "--out", "run", "--alarms", "reward<2@1")
    assert answer.code == 130
    assert "alarm at step 0: reward below 2 for 1 step" in answer.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("train", "grop"), "recipe: there is no recipe 'grop' → use one of sft, rejection_sampling, grpo"),
        (("train", "evaluate"), "recipe evaluate: this recipe trains nothing → use burnish evaluate"),
        (("train", "sft", "--model", "nowhere"), "--model nowhere: there is no such folder → give a folder with config.json"),
        (("train", "sft", "--model", "home"), "there is no such folder"),
        (("train", "grpo", "--model", "model"), "env: the recipe grpo needs env → name one with --env"),
        (("train", "sft", "--model", "model"), "examples: the recipe sft needs examples → give a file of conversations with --data"),
        (("train", "sft", "--model", "model", "--data", "none.jsonl"), "--data none.jsonl: cannot be read: No such file or directory"),
        (("train", "grpo", "--env", "say_yes"), "--env say_yes: is no env → write module:function"),
        (("train", "grpo", "--env", "say_no:spec"), "--env say_no:spec: the module cannot be imported: ModuleNotFoundError"),
        (("train", "grpo", "--env", "say_yes:speck"), "the module has no function 'speck' → it has:"),
        (("train", "grpo", "--env", "say_yes:number"), "the module has no function 'number'"),
        (("train", "grpo", "--env", "say_yes:broken"), "the function failed: OSError: the database is away"),
        (("train", "grpo", "--env", "say_yes:empty"), "the env has no scenarios"),
        (("train", "grpo", "--env", "say_yes:SayYes"), "the function returned a SayYes → return a burnish.EnvSpec"),
        (("train", "grpo", "--env", "say_yes:without_split", "--split", "dev"), "the function takes no split"),
        ((*("train", "grpo"), *QUICK, "--learning-rate", "fast"), "grpo.learning_rate: is 'fast': Input should be a valid number"),
        ((*("train", "grpo"), *QUICK, "--std", "batches"), "grpo.std: is 'batches': Input should be 'none', 'group' or 'batch'"),
        (("train", "grpo", "--checkpoint-every", "0"), "run.checkpoint_every: is '0': Input should be greater than or equal to 1"),
        (("train", "grpo", "--alarms", "reward=1"), "alarm: 'reward=1' is no alarm → write metric<number@steps"),
        (("train", "grpo", "--resume"), "--resume: which run? → name its folder with --out"),
    ],
    ids=lambda value: " ".join(value[-2:]) if isinstance(value, tuple) else "",
)
def test_every_mistake_is_one_line_with_the_place_and_the_way_out(burnish: Burnish, arguments: tuple[str, ...], told: str) -> None:
    if "--model" not in arguments and arguments[1] in RECIPES:
        arguments = (*arguments, "--model", "model")
    answer = burnish(*arguments)
    assert answer.code == 2
    assert told in answer.err
    assert len(answer.err.splitlines()) == 1
    assert answer.out == ""


def test_with_json_a_mistake_is_json_too(burnish: Burnish) -> None:
    answer = burnish("train", "sft", "--model", "nowhere", "--json")
    assert answer.code == 2
    assert answer.json["error"]["code"] == "invalid_checkpoint"
    assert answer.json["error"]["where"] == "--model nowhere"


def test_a_full_folder_is_kept(burnish: Burnish, tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "thesis.txt").write_text("years of work")
    answer = burnish("train", "grpo", *QUICK, "--out", "run")
    assert answer.code == 2
    assert "the folder is not empty: it holds thesis.txt" in answer.err


def test_a_mistake_in_a_setting_names_the_variable(burnish: Burnish, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BURNISH_RANK", "2")
    answer = burnish("version")
    assert answer.code == 2
    assert "BURNISH_RANK: no such setting → did you mean BURNISH_RANKS?" in answer.err


def test_a_traceback_is_shown_when_asked_for(burnish: Burnish, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BURNISH_DEBUG", "1")
    assert burnish("train", "sft", "--model", "nowhere").code == 1


def test_progress_can_be_json_lines(burnish: Burnish, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BURNISH_LOG_FORMAT", "json")
    answer = burnish("train", "grpo", *QUICK, "--out", "run")
    events = [json.loads(line)["event"] for line in answer.err.splitlines()]
    assert events == ["started", "step", "step", "ended"]


@pytest.mark.parametrize("form", ["text", "live", "off"])
def test_progress_never_gets_between_the_answer(burnish: Burnish, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    monkeypatch.setenv("BURNISH_LOG_FORMAT", form)
    answer = burnish("train", "grpo", *QUICK, "--out", "run", "--json")
    assert answer.json["status"] == "succeeded"
    assert (answer.err == "") == (form == "off")
