"""How much memory a run will take, and what is said when there is less."""

import json
import struct
from pathlib import Path

from burnish import tiny
from burnish.core.runs import Resources
from burnish.workers.memory import estimate_memory, refusal
from tests.workers.ground import small_spec

GB = 10**9


def large_model(folder: Path, parameters: int) -> Path:
    """A folder that says it holds a Qwen3 of that size; its weights are a hole in a file."""
    folder.mkdir()
    shape = {"hidden_size": 1024, "num_hidden_layers": 28, "num_attention_heads": 16, "num_key_value_heads": 8, "head_dim": 128}
    config = json.loads((tiny.folder() / "config.json").read_text()) | shape | {"intermediate_size": 3072, "vocab_size": 151_936}
    (folder / "config.json").write_text(json.dumps(config))
    header = json.dumps({"all": {"dtype": "F32", "shape": [parameters], "data_offsets": [0, 4 * parameters]}}).encode()
    with (folder / "model.safetensors").open("wb") as file:
        file.write(struct.pack("<Q", len(header)) + header)
        file.truncate(8 + len(header) + 4 * parameters)
    return folder


def test_the_embedded_model_needs_little(tmp_path: Path) -> None:
    needed = estimate_memory(small_spec(), tiny.folder())
    assert 0.6 * GB < needed.total_bytes < 1.2 * GB
    assert refusal(small_spec(), tiny.folder(), 2 * GB) == ""


def test_weights_count_five_times(tmp_path: Path) -> None:
    needed = estimate_memory(small_spec(resources=Resources(cores=4)), large_model(tmp_path / "model", 600_000_000))
    assert needed.ranks == 1  # large weights: four threads share them
    learning = sum(needed.each[name] for name in ("weights", "gradient", "optimiser", "sampler"))
    assert learning == 5 * 4 * 600_000_000


def test_small_weights_are_on_every_core() -> None:
    one, two = (estimate_memory(small_spec(resources=Resources(cores=cores)), tiny.folder()) for cores in (1, 2))
    assert two.ranks == 2
    assert two.total_bytes - two.process_bytes == 2 * sum(two.each.values())
    assert two.each["keys and values"] == one.each["keys and values"] // 2  # each samples half of the episodes


def test_a_reference_is_another_copy(tmp_path: Path) -> None:
    model = large_model(tmp_path / "model", 100_000_000)
    spec = small_spec()
    with_reference = spec.model_copy(update={"config": {**spec.config, "kl_coefficient": 0.1}})
    more = estimate_memory(with_reference, model).total_bytes - estimate_memory(spec, model).total_bytes
    assert more > 3 * 4 * 100_000_000


def test_a_run_that_does_not_fit_is_refused_with_the_numbers_and_what_would_fit(tmp_path: Path) -> None:
    spec = small_spec(resources=Resources(cores=3))
    one = estimate_memory(small_spec(), tiny.folder()).total_bytes
    words = refusal(spec, tiny.folder(), one)
    assert words.startswith("the run needs about 1.")
    assert "3 ranks × " in words and "weights 0.00" in words
    assert f"this worker has {one / 1e9:.2f} GB. would fit: cores 1;" in words
    assert "would fit: cores 2;" in refusal(spec, tiny.folder(), int(one * 1.8))


def test_fewer_episodes_at_once_may_fit(tmp_path: Path) -> None:
    model = large_model(tmp_path / "model", 600_000_000)
    spec = small_spec()
    wide = spec.model_copy(update={"config": {**spec.config, "scenarios_per_step": 16, "group_size": 8}})
    half = wide.model_copy(update={"config": {**wide.config, "scenarios_per_step": 8}})
    assert "would fit: scenarios_per_step 8;" in refusal(wide, model, estimate_memory(half, model).total_bytes)


def test_when_nothing_fits_the_size_of_a_model_that_would_is_said(tmp_path: Path) -> None:
    assert "a model of at most about 370 million parameters would fit" in refusal(
        small_spec(), large_model(tmp_path / "model", 600_000_000), 8 * GB
    )


def test_without_its_reference_a_run_may_fit(tmp_path: Path) -> None:
    model = large_model(tmp_path / "model", 600_000_000)
    spec = small_spec()
    with_reference = spec.model_copy(update={"config": {**spec.config, "kl_coefficient": 0.1}})
    assert "would fit: kl_coefficient 0;" in refusal(with_reference, model, estimate_memory(spec, model).total_bytes + 1)
