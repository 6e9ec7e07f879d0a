"""The OpenAPI document of `/v1`: what each address takes, to the letter of the checks, and what it answers."""

from functools import lru_cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from burnish.core.feedback import FeedbackRequest, OutcomeRequest
from burnish.gateway.calls import LONGEST_IDEMPOTENCY_KEY, Extras
from burnish.gateway.feedback import MOST_EVENTS
from burnish.gateway.told import MOST_INTERACTIONS, LoggedInteraction
from burnish.wire.dialects.chat import MOST_CHOICES, MOST_MESSAGES, MOST_STOPS, MOST_TOKENS, MOST_TOOLS
from burnish.wire.dialects.completions import LONGEST_PROMPT, MOST_INPUTS

__all__ = ["document"]

Schema = dict[str, Any]

_EPISODE = "^[A-Za-z0-9][A-Za-z0-9._:@/-]{0,199}$"
_ANY_OBJECT: Schema = {"type": "object"}
_FLAG: Schema = {"type": ["boolean", "null"]}
_OBJECT: Schema = {"type": ["object", "null"]}
_MODELS: tuple[type[BaseModel], ...] = (Extras, LoggedInteraction, FeedbackRequest, OutcomeRequest)


@lru_cache(maxsize=1)
def document() -> Schema:
    """The document. What no schema can say is in the descriptions: the strict JSON, depths, and what belongs to what."""
    _, made = models_json_schema([(model, "validation") for model in _MODELS], ref_template="#/components/schemas/{model}")
    schemas: Schema = {**made["$defs"], "Error": _ERROR, "AnthropicError": _ANTHROPIC_ERROR}
    schemas["LoggedInteraction"]["properties"]["answer"] = _nullable(_LOGGED_ANSWER)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Burnish gateway",
            "version": "1",
            "description": "What apps call. Bodies are strict JSON: no NaN, no key twice, no NUL, integers of 64 bits, 64 brackets deep.",
        },
        "paths": {
            "/v1/chat/completions": _call("chat", "Chat, in OpenAI's API.", _chat(), "Error"),
            "/v1/responses": _call("responses", "Chat, in OpenAI's newer API.", _responses(), "Error"),
            "/v1/messages": _call("messages", "Chat, in Anthropic's API.", _messages(), "AnthropicError"),
            "/v1/completions": _call("completions", "Completions of a text; of upstreams of OpenAI's kind.", _completions(), "Error"),
            "/v1/embeddings": _call("embeddings", "Vectors; of upstreams of OpenAI's kind.", _embeddings(), "Error", streamed=False),
            "/v1/models": {"get": _get("models", "The aliases that the key may call.")},
            "/v1/models/{model}": {"get": _get("model", "One of them.", "model")},
            "/v1/interactions": {"post": _told("interactions", "Interactions that happened elsewhere.", _several("interactions"))},
            "/v1/feedback": {"post": _told("feedback", "What people and systems say of interactions.", _several("events"))},
            "/v1/episodes/{episode}/outcome": {"post": _told("outcome", "How an episode ended.", _ref("OutcomeRequest"), "episode")},
        },
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "header": {"type": "apiKey", "in": "header", "name": "x-api-key"},
            },
        },
        "security": [{"bearer": []}, {"header": []}],
    }


# -- answers -------------------------------------------------------------------------------------------------------------------------

_ERROR: Schema = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["message", "type", "param", "code"],
            "properties": {
                "message": {"type": "string"},
                "type": {"type": "string"},
                "param": {"type": ["string", "null"]},
                "code": {"type": "string"},
            },
        }
    },
}
_ANTHROPIC_ERROR: Schema = {
    "type": "object",
    "required": ["type", "error"],
    "properties": {
        "type": {"const": "error"},
        "error": {
            "type": "object",
            "required": ["type", "message"],
            "properties": {"type": {"type": "string"}, "message": {"type": "string"}},
        },
        "request_id": {"type": ["string", "null"]},
    },
}
_REASONS = {
    "400": "A field is not what it may be; says which.",
    "401": "There is no key, or it is not valid.",
    "403": "The key may not do this.",
    "404": "There is no such project, alias or address.",
    "409": "The project is archived.",
    "413": "The body is too long.",
    "415": "The body is no JSON.",
    "422": "A field is not what it may be; or the idempotency key came with another body before.",
    "429": "A limit of the key is reached, or the upstream's; says when to come back.",
    "502": "The upstream failed.",
    "503": "The upstream, the log or the database takes nothing now; says when to come back.",
    "504": "The upstream is too slow.",
}
_JSON = "application/json"


def _answers(good: Schema, error: str, statuses: str) -> Schema:
    failed = {status: {"description": _REASONS[status], "content": {_JSON: {"schema": _ref(error)}}} for status in statuses.split()}
    return {**good, **failed}


def _call(name: str, caption: str, body: Schema, error: str, *, streamed: bool = True) -> Schema:
    content: Schema = {_JSON: {"schema": _ANY_OBJECT}}
    if streamed:
        content["text/event-stream"] = {"schema": {}}  # events, each as its dialect has it
    headers = [
        _header("Burnish-Episode", {"type": "string", "pattern": _EPISODE}, "The episode that the call belongs to."),
        _header("Idempotency-Key", {"type": "string", "minLength": 1, "maxLength": LONGEST_IDEMPOTENCY_KEY}, "It may be sent twice."),
    ]
    answers = _answers(
        {"200": {"description": "The answer.", "content": content}}, error, "400 401 403 404 409 413 415 422 429 502 503 504"
    )
    return {"post": {"operationId": name, "summary": caption, "parameters": headers, "requestBody": _body(body), "responses": answers}}


def _told(name: str, caption: str, body: Schema, place: str = "") -> Schema:
    ids = {"type": "object", "required": ["ids"], "properties": {"ids": {"type": "array", "items": {"type": "string"}}}}
    good = {"202": {"description": "It is written down.", "content": {_JSON: {"schema": ids}}}}
    path = [_path(place, {"type": "string", "pattern": _EPISODE})] if place else []
    named = _header("Burnish-Project", {"type": "string"}, "The project, where the key opens several.")
    answers = _answers(good, "Error", "400 401 403 404 409 413 415 422 503")
    return {"operationId": name, "summary": caption, "parameters": [*path, named], "requestBody": _body(body), "responses": answers}


def _get(name: str, caption: str, place: str = "") -> Schema:
    good = {"200": {"description": caption, "content": {_JSON: {"schema": _ANY_OBJECT}}}}
    path = [_path(place, {"type": "string", "minLength": 1})] if place else []
    answers = _answers(good, "Error", "400 401 403 404 409 503")
    return {"operationId": name, "summary": caption, "parameters": path, "responses": answers}


def _body(schema: Schema) -> Schema:
    return {"required": True, "content": {_JSON: {"schema": schema}}}


def _header(name: str, schema: Schema, caption: str) -> Schema:
    return {"name": name, "in": "header", "required": False, "schema": schema, "description": caption}


def _path(name: str, schema: Schema) -> Schema:
    return {"name": name, "in": "path", "required": True, "schema": schema}


# -- pieces of bodies ------------------------------------------------------------------------------------------------------------------


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _nullable(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _number(low: float, high: float) -> Schema:
    return {"type": ["number", "null"], "minimum": low, "maximum": high}


def _integer(low: int, high: int) -> Schema:
    return {"type": ["integer", "null"], "minimum": low, "maximum": high}


def _text(longest: int) -> Schema:
    return {"type": ["string", "null"], "maxLength": longest}


def _list(items: Schema, most: int, *, least: int = 0) -> Schema:
    return {"type": "array", "items": items, "minItems": least, "maxItems": most}


def _shape(required: str, **properties: Schema) -> Schema:
    return {"type": "object", "required": required.split(), "properties": properties}


def _one_of(*words: str) -> Schema:
    return {"type": "string", "enum": list(words)}


_INT64 = 2**63 - 1
_STRING: Schema = {"type": "string"}
_MODEL: Schema = {"type": "string", "minLength": 1, "maxLength": 500, "examples": ["project/alias"]}
_METADATA: Schema = {"properties": {"episode": {"type": "string", "pattern": _EPISODE}}, "description": "Tags, `key:NAME`, `episode`."}
_OURS = {"model": _MODEL, "burnish": _nullable(_ref("Extras")), "metadata": _METADATA}
_STOP = _nullable({"anyOf": [_STRING, _list({"type": "string", "maxLength": 1_000}, MOST_STOPS)]})
_TOOL_CHOICE = _nullable({"anyOf": [_one_of("none", "auto", "required"), _ANY_OBJECT]})
_NAME: Schema = {"type": "string", "minLength": 1, "maxLength": 256}
_FUNCTION = _shape("name", name=_NAME, parameters=_OBJECT)
_LOGGED_CHOICE = _shape("message", message=_ANY_OBJECT, finish_reason={"type": ["string", "null"]})
_LOGGED_ANSWER = _shape("choices", choices={"type": "array", "items": _LOGGED_CHOICE})
_COMMON = {
    "frequency_penalty": _number(-2, 2),
    "max_tokens": _integer(1, MOST_TOKENS),
    "n": _integer(1, MOST_CHOICES),
    "presence_penalty": _number(-2, 2),
    "seed": _integer(-_INT64, _INT64),
    "stop": _STOP,
    "stream": _FLAG,
    "stream_options": _OBJECT,
    "temperature": _number(0, 10),
    "top_p": _number(0, 1),
    "user": _text(500),
}


# -- bodies ------------------------------------------------------------------------------------------------------------------------------


def _chat() -> Schema:
    part = _shape("type", type=_STRING)
    message = _shape(
        "role",
        role=_one_of("system", "developer", "user", "assistant", "tool", "function"),
        content={"anyOf": [_STRING, {"type": "array", "items": part}, {"type": "null"}]},
        tool_calls=_nullable(_list(_ANY_OBJECT, 1_000)),
    )
    of_the_upstream = _shape("type", type={"not": {"const": "function"}}, function={"type": "null"})
    tool = {"anyOf": [_shape("function", function=_FUNCTION), of_the_upstream]}
    plain = _shape("type", type=_one_of("text", "json_object"))
    schema = _shape(
        "type json_schema", type={"const": "json_schema"}, json_schema={"type": "object", "properties": {"schema": _ANY_OBJECT}}
    )
    return _shape(
        "model messages",
        **_OURS,
        **_COMMON,
        logprobs=_FLAG,
        max_completion_tokens=_integer(1, MOST_TOKENS),
        messages=_list(message, MOST_MESSAGES, least=1),
        parallel_tool_calls=_FLAG,
        response_format=_nullable({"anyOf": [plain, schema]}),
        tool_choice=_TOOL_CHOICE,
        tools=_nullable(_list(tool, MOST_TOOLS)),
        top_logprobs=_integer(0, 20),
    )


def _messages() -> Schema:
    text = _shape("type text", type={"const": "text"}, text=_STRING)
    texts = {"anyOf": [_STRING, _list(text, 10_000), {"type": "null"}]}
    image = _shape("type source", type={"const": "image"}, source=_shape("type", type=_one_of("base64", "url")))
    result = _shape("type tool_use_id", type={"const": "tool_result"}, tool_use_id={"type": "string", "maxLength": 500}, content=texts)
    said = {"anyOf": [text, _shape("type", type=_one_of("tool_use", "thinking", "redacted_thinking"))]}
    asked = {"anyOf": [text, image, result]}
    message = {
        "anyOf": [
            _shape("role content", role=_one_of("user", "system"), content={"anyOf": [_STRING, _list(asked, 10_000)]}),
            _shape("role content", role={"const": "assistant"}, content={"anyOf": [_STRING, _list(said, 10_000)]}),
        ]
    }
    tool = _shape("name input_schema", type={"const": "custom"}, name=_NAME, input_schema=_ANY_OBJECT)
    return _shape(
        "model messages max_tokens",
        model=_MODEL,
        burnish=_nullable(_ref("Extras")),
        max_tokens={"type": "integer", "minimum": 1, "maximum": MOST_TOKENS},
        messages=_list(message, MOST_MESSAGES, least=1),
        metadata=_OBJECT,
        stop_sequences=_nullable(_list({"type": "string", "maxLength": 1_000}, MOST_STOPS)),
        stream=_FLAG,
        system=texts,
        temperature=_number(0, 1),
        tool_choice=_nullable(_shape("type", type=_one_of("auto", "any", "none", "tool"))),
        tools=_nullable(_list(tool, MOST_TOOLS)),
        top_k=_integer(0, 1_000_000),
        top_p=_number(0, 1),
    )


def _responses() -> Schema:
    part = {
        "anyOf": [
            _shape("type text", type=_one_of("input_text", "output_text", "text"), text={"type": "string", "maxLength": 10_000_000}),
            _shape("type refusal", type={"const": "refusal"}, refusal={"type": "string", "maxLength": 10_000_000}),
            _shape("type image_url", type={"const": "input_image"}, image_url=_STRING),
        ]
    }
    content = {"anyOf": [_STRING, _list(part, 10_000), {"type": "null"}]}
    roles = _one_of("system", "developer", "user", "assistant", "tool", "function")
    item = {
        "anyOf": [
            _shape("role", type={"const": "message"}, role=roles, content=content),
            _shape("type", type=_one_of("function_call", "reasoning")),
            _shape("type", type={"const": "function_call_output"}, output=content),
        ]
    }
    named = {"type": "object", "required": ["type"], "properties": {"type": {"const": "json_schema"}, "schema": _OBJECT}}
    form = {"anyOf": [named, _shape("type", type=_one_of("text", "json_object")), {"type": "null"}]}
    tool = _shape("type name", type={"const": "function"}, name=_NAME, parameters=_OBJECT)
    nothing: Schema = {"type": "null"}
    kept = {name: _COMMON[name] for name in ("stream", "temperature", "top_p", "user")}
    return _shape(
        "model input",
        **_OURS,
        **kept,
        background={"enum": [False, None]},
        conversation=nothing,
        input={"anyOf": [_STRING, _list(item, MOST_MESSAGES, least=1)]},
        instructions=_text(4_000_000),
        max_output_tokens=_integer(1, MOST_TOKENS),
        parallel_tool_calls=_FLAG,
        previous_response_id=nothing,
        prompt=nothing,
        reasoning=_OBJECT,
        text=_nullable({"type": "object", "properties": {"format": form}}),
        tool_choice=_TOOL_CHOICE,
        tools=_nullable(_list(tool, MOST_TOOLS)),
        top_logprobs=_integer(0, 20),
    )


def _prompt() -> Schema:
    tokens = _list({"type": "integer", "minimum": 0, "maximum": 2**31}, LONGEST_PROMPT)
    return {"anyOf": [_STRING, {**tokens, "minItems": 1}, _list({"anyOf": [_STRING, tokens]}, MOST_INPUTS, least=1)]}


def _completions() -> Schema:
    return _shape(
        "model prompt",
        **_OURS,
        **_COMMON,
        best_of=_integer(1, MOST_CHOICES),
        echo=_FLAG,
        logprobs=_integer(0, 20),
        prompt=_prompt(),
        suffix=_text(LONGEST_PROMPT),
    )


def _embeddings() -> Schema:
    return _shape("model input", **_OURS, dimensions=_integer(1, 65_536), encoding_format=_text(20), input=_prompt(), user=_text(500))


def _several(name: str) -> Schema:
    """One, or a list of them under a name."""
    one, most = {"interactions": ("LoggedInteraction", MOST_INTERACTIONS), "events": ("FeedbackRequest", MOST_EVENTS)}[name]
    batch = _shape(name, **{name: _list(_ref(one), most, least=1)}) | {"additionalProperties": False}
    return {"anyOf": [_ref(one), batch]}
