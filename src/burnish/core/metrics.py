"""Which values a metric takes, and what a metric is that nobody declared."""

from collections.abc import Mapping
from typing import Literal

from burnish.core.feedback import (
    Correction,
    FeedbackRequest,
    FeedbackValue,
    Metric,
    MetricLevel,
    MetricRequest,
    MetricType,
    Preference,
)
from burnish.core.messages import parse_messages
from burnish.errors import DataError

__all__ = ["Shape", "check_metric", "check_request", "fault_of", "level_of", "shape_of", "undeclared_type"]

Shape = Literal["boolean", "number", "text", "correction", "preference"]
"""What a value is by itself; a text may also be a category."""

_LONGEST_CATEGORY = 100

_SHAPES: Mapping[MetricType, Shape] = {
    "boolean": "boolean",
    "number": "number",
    "category": "text",
    "text": "text",
    "correction": "correction",
    "preference": "preference",
}
_WORDS: Mapping[Shape, str] = {
    "boolean": "true or false",
    "number": "a number",
    "text": "a text",
    "correction": 'a correction, {"message": …}',
    "preference": 'a preference, {"chosen": …, "rejected": …}',
}


def shape_of(value: FeedbackValue) -> Shape:
    """What a value is."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, Correction):
        return "correction"
    return "preference" if isinstance(value, Preference) else "text"


def undeclared_type(value: FeedbackValue) -> MetricType:
    """The type of a metric that is made from its first value. Texts are texts: which ones are categories, only a person can say."""
    return shape_of(value)


def level_of(request: FeedbackRequest) -> MetricLevel:
    """The level of a metric that is made from its first event."""
    return "episode" if request.target.episode is not None or request.target.key is not None else "interaction"


def fault_of(metric: Metric | MetricRequest, value: FeedbackValue) -> str:
    """Why a value is none of a metric's; empty where it is one."""
    wanted, got = _SHAPES[metric.type], shape_of(value)
    if wanted != got:
        return f"{metric.name} takes {_WORDS[wanted]}, not {_WORDS[got]}"
    if isinstance(value, int | float) and not isinstance(value, bool):
        if metric.low is not None and value < metric.low:
            return f"{value:g} is below the least that {metric.name} takes, {metric.low:g}"
        if metric.high is not None and value > metric.high:
            return f"{value:g} is above the greatest that {metric.name} takes, {metric.high:g}"
    if metric.type == "category" and isinstance(value, str):
        if metric.categories and value not in metric.categories:
            return f"{value[:_LONGEST_CATEGORY]!r} is no category of {metric.name}: {', '.join(metric.categories)[:500]}"
        if len(value) > _LONGEST_CATEGORY:
            return f"{len(value)} characters are too many for a category of {metric.name}"
    return ""


def check_metric(metric: MetricRequest) -> None:
    """Nothing, if a metric can be declared so.

    Raises:
        DataError: its parts do not go together; names the field.
    """
    if metric.type != "number" and (metric.low is not None or metric.high is not None):
        raise DataError(f"a metric of {metric.type} has no range", where="low, high", fix="leave them out, or declare a number")
    if metric.low is not None and metric.high is not None and metric.low > metric.high:
        raise DataError(f"{metric.low:g} is more than {metric.high:g}", where="low", fix="give the least value as `low`")
    if metric.categories and metric.type != "category":
        raise DataError(f"a metric of {metric.type} has no categories", where="categories", fix="leave them out")
    if len(set(metric.categories)) != len(metric.categories):
        raise DataError("names a category twice", where="categories", fix="name each once")
    if metric.type in ("correction", "preference") and metric.level != "interaction":
        raise DataError(f"a {metric.type} is about an answer", where="level", fix="declare it for interactions")


def check_request(request: FeedbackRequest) -> None:
    """Nothing, if an event says one thing about one target, whatever its metric is.

    Raises:
        DataError: it does not; names the field.
    """
    target = request.target
    named = [name for name in ("interaction", "episode", "key") if getattr(target, name) is not None]
    if isinstance(request.value, Preference):
        if named:
            raise DataError("a preference names its pair in its value", where=f"target.{named[0]}", fix="leave the target out")
        if request.value.chosen == request.value.rejected:
            raise DataError(
                "are the same interaction", where="value.chosen, value.rejected", fix="name two, with `tie` where neither is better"
            )
    elif len(named) != 1:
        fix = "give one of target.interaction, target.episode and target.key"
        raise DataError(f"names {' and '.join(named)}" if named else "names nothing", where="target", fix=fix)
    if isinstance(request.value, Correction):
        if target.interaction is None:
            raise DataError("a correction is about one answer", where="target", fix="give target.interaction")
        _check_correction(request.value)
    if request.overrides is not None and request.overrides == request.id:
        raise DataError("is the event itself", where="overrides", fix="name the earlier one")
    if not request.valid and request.overrides is None:
        raise DataError("takes back nothing", where="valid", fix="name the event to take back as `overrides`")
    if request.given_at is not None and request.given_at.tzinfo is None:
        raise DataError("has no time zone", where="given_at", fix="write 2026-01-31T12:00:00Z")


def _check_correction(correction: Correction) -> None:
    (message,) = parse_messages([{"role": "assistant", **correction.message}], where="value.message")
    if message.role != "assistant":
        raise DataError(f"is of {message.role}", where="value.message", fix="give what the assistant should have said")
    if not message.content and not message.tool_calls:
        raise DataError("says nothing and calls nothing", where="value.message", fix="give content, or tool_calls")
