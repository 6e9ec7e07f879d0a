"""Folder: what a checkpoint folder says about its tokenizer, chat template, special tokens and end-of-turn ids."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from burnish.errors import TemplateError

__all__ = ["Folder", "read_folder", "template_digest"]

_COPY_AGAIN = "copy the file again from its source"
_SPECIAL_NAMES = ("bos_token", "eos_token", "unk_token", "pad_token", "sep_token", "cls_token", "mask_token")


@dataclass(frozen=True, slots=True)
class Folder:
    """The files of a checkpoint that concern chat.

    Attributes:
        path: where they are.
        tokenizer: the tokenizer, without padding and truncation.
        template: source of the chat template.
        tool_template: a second template, for conversations with tools, where the checkpoint has one; else empty.
        special: named special tokens (`bos_token` …), as templates see them.
        end_ids: ids that end generation, by its configs; the template's own end-of-turn may be missing from them.
    """

    path: str
    tokenizer: Tokenizer
    template: str
    tool_template: str
    special: dict[str, str]
    end_ids: tuple[int, ...]


def read_folder(path: str | Path) -> Folder:
    """Read a Hugging Face checkpoint folder.

    Raises:
        TemplateError: the folder, its tokenizer.json or its chat template is missing or cannot be read.
    """
    folder = Path(path)
    if not folder.is_dir():
        raise TemplateError("there is no such folder", where=str(folder), fix="give the folder of a Hugging Face checkpoint")
    config = _read_json(folder / "tokenizer_config.json")
    special = _special_tokens(_read_json(folder / "special_tokens_map.json") | config)
    tokenizer = _read_tokenizer(folder / "tokenizer.json")
    template, tool_template = _read_templates(folder, config)
    return Folder(str(folder), tokenizer, template, tool_template, special, _end_ids(folder, tokenizer, special))


def template_digest(path: str | Path) -> str:
    """SHA-256 of a checkpoint's chat template, in hex; of two, where it has another one for tools.

    Raises:
        TemplateError: it has none, or it cannot be read.
    """
    folder = Path(path)
    templates = _read_templates(folder, _read_json(folder / "tokenizer_config.json"))
    return hashlib.sha256("\0".join(filter(None, templates)).encode()).hexdigest()


def _read_json(file: Path) -> dict[str, Any]:
    if not file.is_file():
        return {}
    try:
        value = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise TemplateError(f"is not readable JSON: {error}", where=str(file), fix=_COPY_AGAIN) from error
    if not isinstance(value, dict):
        raise TemplateError(f"holds a {type(value).__name__}, not an object", where=str(file), fix=_COPY_AGAIN)
    return value


def _read_tokenizer(file: Path) -> Tokenizer:
    if not file.is_file():
        fix = "save the tokenizer as tokenizer.json (AutoTokenizer.from_pretrained(…).save_pretrained(…) writes it)"
        raise TemplateError("there is no tokenizer.json", where=str(file.parent), fix=fix)
    try:
        tokenizer = Tokenizer.from_file(str(file))
    except Exception as error:  # the library raises plain Exception for whatever it cannot read
        raise TemplateError(f"cannot be read as a tokenizer: {error}", where=str(file), fix=_COPY_AGAIN) from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _read_templates(folder: Path, config: dict[str, Any]) -> tuple[str, str]:
    file = folder / "chat_template.jinja"
    if file.is_file():
        try:
            return file.read_text(encoding="utf-8"), ""
        except (OSError, ValueError) as error:
            raise TemplateError(f"cannot be read: {error}", where=str(file), fix=_COPY_AGAIN) from error
    found = config.get("chat_template") or _read_json(folder / "chat_template.json").get("chat_template")
    if isinstance(found, str):
        return found, ""
    if isinstance(found, list):
        named = {item.get("name"): item.get("template") for item in found if isinstance(item, dict)}
        default, tool_use = named.get("default"), named.get("tool_use")
        if isinstance(default, str):
            return default, tool_use if isinstance(tool_use, str) else ""
    fix = "put a chat_template.jinja into the folder; a base model has none, its instruct version does"
    raise TemplateError("there is no chat template", where=str(folder), fix=fix)


def _special_tokens(config: dict[str, Any]) -> dict[str, str]:
    special = {}
    for name in _SPECIAL_NAMES:
        token = config.get(name)
        token = token.get("content") if isinstance(token, dict) else token
        if isinstance(token, str):
            special[name] = token
    return special


def _end_ids(folder: Path, tokenizer: Tokenizer, special: dict[str, str]) -> tuple[int, ...]:
    model = _read_json(folder / "config.json")
    text_model = model.get("text_config") if isinstance(model.get("text_config"), dict) else {}
    found: list[int] = []
    for config in (_read_json(folder / "generation_config.json"), model, text_model or {}):
        value = config.get("eos_token_id")
        found += [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, int)]
    if "eos_token" in special:
        by_name = tokenizer.token_to_id(special["eos_token"])
        found += [by_name] if by_name is not None else []
    return tuple(dict.fromkeys(found))
