"""Folders that transformers writes are read right, and those we write are read right by transformers; broken ones are refused."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from burnish.core.losses import Adam, CrossEntropy, ValueMSE
from burnish.core.tokens import Datum, SamplingParams
from burnish.engine.backbone import Backbone, FastBackbone, load_backbone
from burnish.engine.blocks import Decoder
from burnish.engine.sampler import Request, Sampler
from burnish.engine.shape import Shape
from burnish.engine.trainer import Trainer
from burnish.engine.weights import export_folder, load_decoder
from burnish.errors import CheckpointError

from .checkpoints import SMALL, letters, lively_decoder

SIZES = {
    "vocab_size": 70,
    "hidden_size": 32,
    "intermediate_size": 48,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 96,
}
TOKENS = [(7 * place) % 69 + 1 for place in range(40)]
CPU = torch.device("cpu")


def saved_by_transformers(architecture: str, folder: Path, **config: Any) -> Any:
    """A model with random weights that matter, saved; a folder of the kind people download."""
    import transformers

    sizes = {} if architecture == "GPT2" else SIZES
    made = getattr(transformers, architecture + "Config")(**sizes | config)
    kind = architecture + ("LMHeadModel" if architecture == "GPT2" else "ForCausalLM")
    torch.manual_seed(3)
    model = getattr(transformers, kind)(made).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.15 * torch.randn(parameter.shape))
    model.save_pretrained(folder)
    return model


@torch.no_grad()
def their_logprobs(model: Any, tokens: list[int], temperature: float = 1.0) -> torch.Tensor:
    logits = model(input_ids=torch.tensor([tokens])).logits[0].float()
    return (logits[:-1] / temperature).log_softmax(-1).gather(1, torch.tensor(tokens[1:])[:, None])[:, 0]


@torch.no_grad()
def their_greedy(model: Any, prompt: list[int], count: int) -> list[int]:
    tokens = list(prompt)
    for _ in range(count):
        tokens.append(int(model(input_ids=torch.tensor([tokens])).logits[0, -1].argmax()))
    return tokens[len(prompt) :]


def assert_right(backbone: Backbone, model: Any) -> None:
    """Trainer and sampler compute what transformers does."""
    trainer = Trainer(backbone)
    for temperature in (1.0, 0.6):
        datum = Datum(TOKENS, [False] + [True] * 39, temperature=temperature)
        expected = their_logprobs(model, TOKENS, temperature)
        torch.testing.assert_close(torch.tensor(trainer.forward([datum])[0]), expected, atol=1e-4, rtol=0)
    sampler = Sampler(backbone.clone().cache(4), backbone.context, (), letters)
    sampler.submit(Request(0, TOKENS[:30], SamplingParams(max_tokens=8, temperature=0)))
    done = [finished for _ in range(8) for finished in sampler.step()]
    completion = done[0].completion
    assert list(completion.ids) == their_greedy(model, TOKENS[:30], 8)
    expected = their_logprobs(model, [*TOKENS[:30], *completion.ids])[-8:]
    torch.testing.assert_close(torch.tensor(completion.logprobs), expected, atol=1e-4, rtol=0)


FAST = {
    "Qwen3, tied": ("Qwen3", {"tie_word_embeddings": True, "head_dim": 16}),
    "Qwen3, untied": ("Qwen3", {"tie_word_embeddings": False, "head_dim": 8}),
    "Llama": ("Llama", {"rope_parameters": {"rope_type": "default", "rope_theta": 5000.0}}),
    "Qwen2, with biases": ("Qwen2", {"tie_word_embeddings": True}),
    "Mistral, without a window": ("Mistral", {"sliding_window": None}),
}


@pytest.mark.slow
@pytest.mark.parametrize(("architecture", "config"), FAST.values(), ids=FAST.keys())
def test_a_folder_of_transformers_is_computed_as_transformers_does_and_comes_back(
    architecture: str, config: dict[str, Any], tmp_path: Path
) -> None:
    import transformers

    model = saved_by_transformers(architecture, tmp_path / "theirs", **config)
    backbone = load_backbone(tmp_path / "theirs", device=CPU)
    assert isinstance(backbone, FastBackbone)
    assert_right(backbone, model)
    backbone.export(tmp_path / "theirs", tmp_path / "ours")
    again = transformers.AutoModelForCausalLM.from_pretrained(tmp_path / "ours")
    assert type(again) is type(model)
    found, expected = again.state_dict(), model.state_dict()
    assert found.keys() == expected.keys()
    assert all(torch.equal(found[name], expected[name]) for name in expected)


SLOW_BUT_RIGHT = {
    "GPT-2": ("GPT2", {"vocab_size": 70, "n_positions": 96, "n_embd": 32, "n_layer": 2, "n_head": 4}),
    "Gemma 2, with soft caps": ("Gemma2", {"head_dim": 8, "query_pre_attn_scalar": 8, "sliding_window": 16}),
    "Mistral, with a window": ("Mistral", {"sliding_window": 8}),
    "Llama, with scaled positions": ("Llama", {"rope_parameters": {"rope_type": "linear", "factor": 2.0, "rope_theta": 10000.0}}),
    "Llama, with biases": ("Llama", {"attention_bias": True}),
}


@pytest.mark.slow
@pytest.mark.parametrize(("architecture", "config"), SLOW_BUT_RIGHT.values(), ids=SLOW_BUT_RIGHT.keys())
def test_any_other_architecture_runs_through_transformers(architecture: str, config: dict[str, Any], tmp_path: Path) -> None:
    import transformers

    model = saved_by_transformers(architecture, tmp_path / "theirs", **config)
    backbone = load_backbone(tmp_path / "theirs", device=CPU)
    assert not isinstance(backbone, FastBackbone)
    assert_right(backbone, model)
    trainer = Trainer(backbone)
    datum = Datum(TOKENS[:12], [False] + [True] * 11)
    before = sum(trainer.forward([datum])[0])
    for _ in range(5):
        trainer.forward_backward([datum], CrossEntropy())
        trainer.step(Adam(learning_rate=3e-3))
    after = trainer.forward([datum])[0]
    assert sum(after) > before + 1
    backbone.export(tmp_path / "theirs", tmp_path / "ours")
    again = transformers.AutoModelForCausalLM.from_pretrained(tmp_path / "ours").eval()
    torch.testing.assert_close(their_logprobs(again, TOKENS[:12]), torch.tensor(after), atol=1e-5, rtol=0)


@pytest.mark.slow
def test_a_critic_of_any_other_architecture_is_read_back(tmp_path: Path) -> None:
    architecture, config = SLOW_BUT_RIGHT["GPT-2"]
    saved_by_transformers(architecture, tmp_path / "theirs", **config)
    trainer = Trainer(load_backbone(tmp_path / "theirs", "scalar", device=CPU))
    datum = Datum(TOKENS[:12], [False] + [True] * 11, returns=[0.5] * 11)
    assert trainer.forward([datum]) == [[0.0] * 11]
    trainer.forward_backward([datum], ValueMSE())
    trainer.step(Adam(learning_rate=0.01))
    assert trainer.forward([datum])[0] != [0.0] * 11
    trainer.backbone.export(tmp_path / "theirs", tmp_path / "critic")
    again = Trainer(load_backbone(tmp_path / "critic", "scalar", device=CPU))
    assert again.forward([datum]) == trainer.forward([datum])


def written(folder: Path, shape: Shape = SMALL, **config: Any) -> Decoder:
    """A whole folder of ours."""
    source = folder.parent / "source"
    source.mkdir(exist_ok=True)
    given = {
        "architectures": ["Qwen3ForCausalLM"],
        "vocab_size": shape.vocab,
        "hidden_size": shape.width,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "num_key_value_heads": shape.kv_heads,
        "head_dim": shape.head_dim,
        "intermediate_size": shape.hidden,
        "max_position_embeddings": shape.context,
        "tie_word_embeddings": shape.tied,
    }
    (source / "config.json").write_text(json.dumps(given | config))
    decoder = lively_decoder(shape)
    export_folder(decoder, source, folder)
    return decoder


def same(found: Decoder | None, expected: Decoder) -> bool:
    assert found is not None
    state = found.state_dict()
    return all(torch.equal(state[name], tensor) for name, tensor in expected.state_dict().items())


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    decoder = written(tmp_path / "model")
    assert same(load_decoder(tmp_path / "model"), decoder)


def test_shards_are_read_by_their_index(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    decoder = written(folder)
    tensors = load_file(folder / "model.safetensors")
    (folder / "model.safetensors").unlink()
    index = {}
    for part in range(3):
        name = f"model-{part + 1:05}-of-00003.safetensors"
        mine = {key: tensor for place, (key, tensor) in enumerate(sorted(tensors.items())) if place % 3 == part}
        save_file(mine, folder / name)
        index |= dict.fromkeys(mine, name)
    (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": index}))
    assert same(load_decoder(folder), decoder)
    (folder / "model-00002-of-00003.safetensors").unlink()
    with pytest.raises(CheckpointError, match=r"shard model-00002-of-00003\.safetensors is missing"):
        load_decoder(folder)


def test_a_fresh_folder_gives_weights_that_its_seed_decides(small_folder: Path) -> None:
    first, again, other = (load_decoder(small_folder, seed=seed) for seed in (1, 1, 2))
    assert first is not None
    assert other is not None
    assert same(again, first)
    assert not torch.equal(first.embedding.weight, other.embedding.weight)


def test_a_critic_can_start_from_a_language_model_and_is_read_back(tmp_path: Path) -> None:
    written(tmp_path / "model")
    critic = load_decoder(tmp_path / "model", "scalar")
    assert critic is not None
    assert not critic.head.any()
    with torch.no_grad():
        critic.scalar.fill_(0.5)
    export_folder(critic, tmp_path / "model", tmp_path / "critic")
    assert same(load_decoder(tmp_path / "critic", "scalar"), critic)


def without(*names: str) -> Callable[[Path], None]:
    def harm(folder: Path) -> None:
        for name in names:
            (folder / name).unlink()

    return harm


def changed(change: Callable[[dict[str, torch.Tensor]], Any]) -> Callable[[Path], None]:
    def harm(folder: Path) -> None:
        tensors = load_file(folder / "model.safetensors")
        change(tensors)
        save_file(tensors, folder / "model.safetensors")

    return harm


def truncated(folder: Path) -> None:
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-100])


def pickled(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")


def config_is(text: str) -> Callable[[Path], None]:
    def harm(folder: Path) -> None:
        (folder / "config.json").write_text(text)

    return harm


def index_is(text: str) -> Callable[[Path], None]:
    def harm(folder: Path) -> None:
        (folder / "model.safetensors.index.json").write_text(text)

    return harm


BROKEN = {
    "no config": (without("config.json"), "no config.json"),
    "a config that is no JSON": (config_is("{"), r"config\.json: is not JSON"),
    "a config without an architecture": (config_is("{}"), r"config\.json: names no architecture"),
    "a config without sizes": (config_is('{"architectures": ["Qwen3ForCausalLM"]}'), r"config\.json: lacks"),
    "no weights": (without("model.safetensors"), r"no \*\.safetensors"),
    "pickled weights": (pickled, "pickles are not read"),
    "truncated weights": (truncated, r"model\.safetensors: is corrupt"),
    "an index that is no JSON": (index_is("{"), r"index\.json: is no index"),
    "an index without a map": (index_is("{}"), r"index\.json: is no index"),
    "an index that leads out of the folder": (index_is('{"weight_map": {"a": "../other.safetensors"}}'), "is missing"),
    "a missing tensor": (changed(lambda tensors: tensors.pop("model.norm.weight")), r"has no tensor model\.norm\.weight"),
    "a tensor of another shape": (
        changed(lambda tensors: tensors.update({"model.norm.weight": torch.zeros(3)})),
        r"model\.norm\.weight is \(3,\), the config says \(16,\)",
    ),
}


@pytest.mark.parametrize(("harm", "message"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_folder_is_refused_with_its_place_and_a_way_out(harm: Callable[[Path], None], message: str, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    written(folder)
    harm(folder)
    with pytest.raises(CheckpointError, match=message) as refused:
        load_decoder(folder)
    assert str(folder) in refused.value.where
    assert refused.value.fix


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="no such folder"):
        load_decoder(tmp_path / "nothing")


@pytest.mark.slow
def test_an_architecture_that_nobody_knows_is_refused_by_name(tmp_path: Path) -> None:
    written(tmp_path / "model", architectures=["MadeUpForCausalLM"], model_type="made_up")
    with pytest.raises(CheckpointError, match="transformers cannot load MadeUpForCausalLM"):
        load_backbone(tmp_path / "model", device=CPU)


@pytest.mark.parametrize(
    "config",
    [
        {"architectures": ["GemmaForCausalLM"]},
        {"attention_bias": True},
        {"mlp_bias": True},
        {"hidden_act": "gelu"},
        {"rope_parameters": {"rope_type": "yarn", "factor": 4.0}},
        {"rope_scaling": {"type": "linear", "factor": 4.0}},
        {"rope_parameters": {"rope_type": "default", "partial_rotary_factor": 0.5}},
        {"sliding_window": 64, "use_sliding_window": True},
        {"architectures": ["MistralForCausalLM"], "sliding_window": 64},
    ],
    ids=str,
)
def test_what_the_fast_path_does_not_cover_is_left_to_transformers(config: dict[str, Any], tmp_path: Path) -> None:
    written(tmp_path / "model", **config)
    assert load_decoder(tmp_path / "model") is None


@pytest.mark.parametrize("architecture", ["Qwen3", "GPT2"], ids=["blocks of ours", "through transformers"])
@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_number_that_is_none_is_refused_with_its_tensor(tmp_path: Path, architecture: str, value: float) -> None:
    """One in a query's or key's weights alone can leave every loss finite: a softmax over hidden keys never sees it."""
    saved_by_transformers(architecture, tmp_path, **({} if architecture == "Qwen3" else SLOW_BUT_RIGHT["GPT-2"][1]))
    tensors = load_file(tmp_path / "model.safetensors")
    name = next(name for name in sorted(tensors) if "q_proj" in name or "c_attn.weight" in name)
    tensors[name][0, 3] = value
    save_file(tensors, tmp_path / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(CheckpointError, match=f"NaN or infinity in the tensor {name}"):
        load_backbone(tmp_path, "lm", device=CPU, seed=0)
