"""Burnish: feedback in, better language models out, by reinforcement learning."""

from burnish.core.episodes import Episode, Scenario
from burnish.core.losses import Adam, CrossEntropy, PolicyGradient, ValueMSE
from burnish.core.messages import Message, Tool, ToolCall
from burnish.core.ports import Model, Run
from burnish.core.tokens import Checkpoint, Datum, SamplingParams
from burnish.envs.env import Env, EnvSpec, Limits, Opening, StepResult
from burnish.errors import BurnishError

__all__ = [
    "Adam",
    "BurnishError",
    "Checkpoint",
    "CrossEntropy",
    "Datum",
    "Env",
    "EnvSpec",
    "Episode",
    "Limits",
    "Message",
    "Model",
    "Opening",
    "PolicyGradient",
    "Run",
    "SamplingParams",
    "Scenario",
    "StepResult",
    "Tool",
    "ToolCall",
    "ValueMSE",
]

__version__ = "0.1.0"
