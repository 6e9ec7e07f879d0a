"""RunOptions and Alarm: what every run has, whatever its recipe: checkpoints, budgets, alarms, early stopping."""

import re
from collections.abc import Mapping
from typing import Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from burnish.errors import ConfigError

__all__ = ["Alarm", "RunOptions", "validated"]

M = TypeVar("M", bound=BaseModel)

ALARM = re.compile(r"(?P<metric>[\w./-]+?)\s*(?P<side>[<>])\s*(?P<threshold>[-+.\deE]+)(?:\s*@\s*(?P<steps>\d+))?")


class Alarm(BaseModel):
    """A limit watched during a run: it rings when a logged metric is beyond it for `steps` steps in a row, and the run stops.

    A metric that is NaN or infinite stops a run without any alarm being set.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    metric: str
    below: float | None = None
    above: float | None = None
    steps: int = Field(3, ge=1)

    @model_validator(mode="after")
    def _has_a_limit(self) -> Self:
        if self.below is None and self.above is None:
            raise ValueError("an alarm needs a limit: below, above or both")
        return self

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `reward<0.1@5`: five steps in a row with a reward below 0.1. Without `@…`, three steps.

        Raises:
            ConfigError: the text does not have that shape.
        """
        match = ALARM.fullmatch(text.strip())
        try:
            if match is None:
                raise ValueError(text)
            side = "below" if match["side"] == "<" else "above"
            limits = {side: float(match["threshold"])}
            return cls(metric=match["metric"], steps=int(match["steps"] or 3), **limits)
        except ValueError:
            raise ConfigError(f"{text!r} is no alarm", where="alarm", fix="write metric<number@steps, e.g. reward<0.1@5 or kl>2") from None

    def streak(self, metrics: Mapping[str, float], before: int) -> int:
        """Steps in a row beyond the limit, after one more; a step that did not log the metric changes nothing."""
        value = metrics.get(self.metric)
        if value is None:
            return before
        beyond = (self.below is not None and value < self.below) or (self.above is not None and value > self.above)
        return before + 1 if beyond else 0

    def __str__(self) -> str:
        limits = [f"below {self.below:g}"] if self.below is not None else []
        limits += [f"above {self.above:g}"] if self.above is not None else []
        return f"{self.metric} {' or '.join(limits)} for {self.steps} step{'s' * (self.steps > 1)}"


class RunOptions(BaseModel):
    """What every run has. Handled by `run.steps`, so that no recipe has to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    checkpoint_every: int = Field(20, ge=1, description="Steps between checkpoints.")
    keep_checkpoints: int = Field(2, ge=1, description="How many of them to keep; the best one of an evaluation stays besides.")
    max_seconds: float | None = Field(
        None, gt=0, description="Budget of wall time; the step under way is finished, then the run ends well."
    )
    max_steps: int | None = Field(None, ge=1, description="Budget of steps, where the recipe would take more.")
    alarms: tuple[Alarm, ...] = Field((), description="Limits on logged metrics that stop the run, e.g. reward<0.1@5,kl>2.")
    evaluate_every: int = Field(0, ge=0, description="Steps between held-out evaluations; 0 evaluates never.")
    evaluate_metric: str = Field("reward", description="What has to rise in a held-out evaluation.")
    patience: int = Field(3, ge=1, description="Evaluations without a rise before the run stops early, at its best checkpoint.")

    @staticmethod
    def in_words(fields: Mapping[str, Any]) -> dict[str, Any]:
        """The same fields, with alarms that were given in words, `reward<0.1@5,kl>2`, as alarms: on a command line all are words.

        Raises:
            ConfigError: the words are no alarms.
        """
        alarms = fields.get("alarms")
        if not isinstance(alarms, str):
            return dict(fields)
        return {**fields, "alarms": tuple(Alarm.parse(part) for part in alarms.split(",") if part.strip())}


def validated(model: type[M], fields: Mapping[str, Any], name: str) -> M:
    """A config from some of its fields, the rest with their defaults; text is parsed as each field's type asks.

    Raises:
        ConfigError: a field is unknown or its value is wrong; names the field (`name.field`), the value, and what the field is.
    """
    try:
        return model.model_validate(RunOptions.in_words(fields) if issubclass(model, RunOptions) else dict(fields))
    except ValidationError as error:
        first = error.errors()[0]
        field = str(first["loc"][0]) if first["loc"] else "config"
        known = model.model_fields.get(field)
        if known is None:
            fix = f"fields of {name}: {', '.join(model.model_fields)}"
        else:
            fix = f"{field}: {known.description or 'see its type'} Default: {known.default}"
        raise ConfigError(f"is {first['input']!r}: {first['msg']}", where=f"{name}.{field}", fix=fix) from None
