"""Random Qwen3 checkpoints in plain Hugging Face format, whose chance of ending a reply is set by hand.

Lengths decide what a sampler bench measures, so they must come from the model and be the same for both sides, without logit
processors that would slow one of them down. The trick: component 0 of every token's embedding is LEVER and no block writes to it, so
that component 0 of the last hidden state is positive and nearly constant; the end token's row of the (tied) head is empty but for it.
Its logit is then what we choose: so low that it never comes (equal lengths), or such that replies are geometric with a given mean.
A large LEVER makes the end token's weight small, and its chance all but independent of what a few training steps do to the rest.
"""

import json
from pathlib import Path

import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import Qwen3Config, Qwen3ForCausalLM

from bench.prompts import END, PAD, ROLES, SPECIAL, TINY, Shape, make_prompts

__all__ = ["make_checkpoint"]

LEVER = 30.0
TEMPLATE = (
    "{% for message in messages %}{{ '<|im_start|> ' + message.role + ' ' + message.content + ' <|im_end|> ' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|> assistant ' }}{% endif %}"
)


def make_checkpoint(folder: Path, shape: Shape = TINY, *, mean_length: float | None = None, seed: int = 0) -> dict[str, float]:
    """Write a checkpoint with random weights, a word-level tokenizer and a chat template.

    Args:
        folder: made if it is not there.
        shape: its size.
        mean_length: replies at temperature 1 end after so many tokens on average (a geometric distribution); None: never.
        seed: of the weights.

    Returns:
        The number of parameters, and the mean chance of the end token over random contexts.
    """
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(seed)
    model = Qwen3ForCausalLM(_config(shape)).float().eval()
    chance = _set_end_chance(model, shape, mean_length, seed)
    model.generation_config.eos_token_id, model.generation_config.pad_token_id = END, PAD
    model.save_pretrained(folder)
    _save_tokenizer(folder, shape)
    return {"parameters": sum(parameter.numel() for parameter in model.parameters()), "end_chance": chance}


def _config(shape: Shape) -> Qwen3Config:
    return Qwen3Config(
        vocab_size=shape.vocabulary,
        hidden_size=shape.hidden,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        num_key_value_heads=shape.key_value_heads,
        head_dim=shape.head_dim,
        intermediate_size=shape.feed_forward,
        max_position_embeddings=shape.context,
        initializer_range=shape.hidden**-0.5,
        tie_word_embeddings=True,
        eos_token_id=END,
        pad_token_id=PAD,
        bos_token_id=None,
        dtype="float32",
    )


@torch.no_grad()
def _set_end_chance(model: Qwen3ForCausalLM, shape: Shape, mean_length: float | None, seed: int) -> float:
    table = model.get_input_embeddings().weight
    table[:, 0] = LEVER
    table[END] = 0.0
    for block in model.model.layers:
        block.self_attn.o_proj.weight[0] = 0.0
        block.mlp.down_proj.weight[0] = 0.0
    hidden = model.model(torch.tensor(make_prompts(16, 64, shape, seed + 1))).last_hidden_state.flatten(0, 1)
    logits = hidden @ table.T
    logits[:, END] = -torch.inf
    rest, lever = logits.logsumexp(1), hidden[:, 0]
    low, high = -1000.0, 1000.0
    target = 1e-13 if mean_length is None else 1 / mean_length
    for _ in range(80):  # bisection: the chance grows with the weight, since the lever is positive
        middle = (low + high) / 2
        chance = torch.sigmoid(lever * middle - rest).mean().item()
        low, high = (middle, high) if chance < target else (low, middle)
    table[END, 0] = middle
    return chance


def _save_tokenizer(folder: Path, shape: Shape) -> None:
    fixed = [*SPECIAL, *ROLES]
    words = fixed + [f"w{id_}" for id_ in range(len(fixed), shape.vocabulary)]
    tokenizer = Tokenizer(models.WordLevel({word: id_ for id_, word in enumerate(words)}, unk_token=SPECIAL[3]))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer.add_special_tokens(list(SPECIAL))
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "tokenizer_config.json").write_text(
        json.dumps(
            {
                "tokenizer_class": "PreTrainedTokenizerFast",
                "eos_token": SPECIAL[END],
                "pad_token": SPECIAL[PAD],
                "unk_token": SPECIAL[3],
                "model_max_length": shape.context,
                "chat_template": TEMPLATE,
            },
            indent=1,
        )
    )
