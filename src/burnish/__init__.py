"""Burnish: feedback in, better language models out, by reinforcement learning."""

from burnish.core.episodes import Episode, Scenario
from burnish.core.messages import Message, Tool, ToolCall
from burnish.core.ports import Model, Run
from burnish.core.tokens import Checkpoint, Datum, SamplingParams
from burnish.envs.dialogue import DialogueEnv
from burnish.envs.env import Env, EnvSpec, Limits, Opening, StepResult
from burnish.envs.mock_tools import ToolEnv, ToolError, tool
from burnish.errors import BurnishError

__all__ = [
    "BurnishError",
    "Checkpoint",
    "Datum",
    "DialogueEnv",
    "Env",
    "EnvSpec",
    "Episode",
    "Limits",
    "Message",
    "Model",
    "Opening",
    "Run",
    "SamplingParams",
    "Scenario",
    "StepResult",
    "Tool",
    "ToolCall",
    "ToolEnv",
    "ToolError",
    "tool",
]

__version__ = "0.1.0"
