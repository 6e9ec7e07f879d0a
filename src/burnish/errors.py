"""Every error Burnish raises on purpose: one tree, each class with a stable code and a way out.

BurnishError
├── InputError                 what the caller handed in is wrong
│   ├── ConfigError            a setting, flag or recipe field
│   ├── DataError              a row of a dataset or an episode record
│   ├── CheckpointError        a checkpoint is missing, corrupt or of an unknown kind
│   └── TemplateError          a chat template is missing, unsafe or fails to render
├── EngineError                the engine could not do what a verb asked
│   ├── NonFiniteError         NaN or infinity where a number must be; names the datum
│   ├── SyncError              sampler and trainer disagree after a sync
│   └── RankError              a rank process died or answered with a failure
├── RunStopped                 a person or an alarm stopped a run; what it made is kept
├── EnvError                   an env, a mock user or a tool failed; becomes a failed episode
└── GraderError                a grader could not give a grade; never a silent 0
"""

__all__ = [
    "BurnishError",
    "CheckpointError",
    "ConfigError",
    "DataError",
    "EngineError",
    "EnvError",
    "GraderError",
    "InputError",
    "NonFiniteError",
    "RankError",
    "RunStopped",
    "SyncError",
    "TemplateError",
]


class BurnishError(Exception):
    """Base of the tree: says what happened, where, and what to do about it.

    Args:
        what: what happened, with the offending value.
        where: the place (a file and row, a field, an episode, a datum), if there is one.
        fix: the way out, as an instruction.
    """

    code = "burnish_error"

    def __init__(self, what: str, *, where: str = "", fix: str = "") -> None:
        self.what, self.where, self.fix = what, where, fix
        super().__init__(what, where, fix)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        way_out = f" → {self.fix}" if self.fix else ""
        return f"{place}{self.what}{way_out}"


class InputError(BurnishError):
    """What the caller handed in is wrong."""

    code = "invalid_input"


class ConfigError(InputError):
    """A setting, a flag or a field of a recipe's config is wrong."""

    code = "invalid_config"


class DataError(InputError):
    """A row of a dataset, or a record of an episode, is wrong; `where` names the file and the row."""

    code = "invalid_data"


class CheckpointError(InputError):
    """A checkpoint is missing, corrupt, or of a kind this engine does not know."""

    code = "invalid_checkpoint"


class TemplateError(InputError):
    """A chat template is missing, unsafe, or fails to render these messages."""

    code = "invalid_template"


class EngineError(BurnishError):
    """The engine could not do what a verb asked of it."""

    code = "engine_error"


class NonFiniteError(EngineError):
    """NaN or infinity appeared where a finite number must be; `where` names the datum."""

    code = "non_finite"


class SyncError(EngineError):
    """After a sync the sampler's logprobs differ from the trainer's by more than the threshold."""

    code = "sync_mismatch"


class RankError(EngineError):
    """A rank process died, or answered with a failure of its own."""

    code = "rank_failed"


class RunStopped(BurnishError):
    """A person or an alarm stopped a run before its end. What it made is kept; the way out says how to resume."""

    code = "run_stopped"


class EnvError(BurnishError):
    """An env, a mock user or a tool failed. The rollout records it as a failed episode with its place."""

    code = "env_failed"


class GraderError(BurnishError):
    """A grader could not give a grade. It is raised, recorded and counted; it never becomes a 0."""

    code = "grader_failed"
