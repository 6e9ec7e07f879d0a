"""Every error Burnish raises on purpose: one tree, each class with a stable code and a way out.

BurnishError
├── InputError                 what the caller handed in is wrong
│   ├── ConfigError            a setting, flag or recipe field
│   ├── DataError              a row of a dataset or an episode record
│   ├── CheckpointError        a checkpoint is missing, corrupt or of an unknown kind
│   ├── TemplateError          a chat template is missing, unsafe or fails to render
│   ├── RequestError           a request whose form is wrong: its JSON, a header, a parameter
│   │   ├── ContextLengthError more tokens than a model's context holds
│   │   ├── TooLargeError      more bytes than a request may have
│   │   ├── MediaTypeError     a body of another type than JSON
│   │   └── MethodError        a method that nothing at an address takes
│   ├── OutboundRefusedError   an address that requests of this installation may not reach
│   └── NotFoundError          nothing with this id or name, in this project
├── EngineError                the engine could not do what a verb asked
│   ├── NonFiniteError         NaN or infinity where a number must be; names the datum
│   ├── SyncError              sampler and trainer disagree after a sync
│   ├── RankError              a rank process died or answered with a failure
│   └── OverloadedError        more requests wait than may; says when to come back
├── RunStopped                 a person or an alarm stopped a run; what it made is kept
├── AccessError                who asks may not have this
│   ├── NotSignedInError       no session and no key, or one that is over
│   ├── ForbiddenError         a permission is missing; names it
│   ├── ThrottledError         too many attempts; says when to come back
│   └── QuotaError             a project or a team has used up what it may
├── TimedOutError              something took longer than it was given; it may still be under way
├── StaleError                 what is to be changed was changed by somebody else since it was read
├── OutboundError              an outside address gave no usable answer
│   ├── AnswerError            it answered what this version does not understand
│   └── UpstreamError          what a deployment forwards to gave no answer; carries the status that callers are told
├── LogError                   a log of records on disk cannot be written, or is damaged
│   └── LogFullError           it may grow no further, or the disk is full; the same call may work later
├── StoreError                 the database could not do what was asked
│   ├── StoreUnavailableError  it is down, busy, or too slow; the same call may work later
│   ├── StoreFullError         there is no room to write
│   ├── SchemaError            its tables are of another version
│   ├── ConflictError          what is stored says otherwise: a name is taken, a state does not allow it
│   └── LeaseLostError         a run's lease is not this worker's any more; nothing was written
├── EnvError                   an env, a mock user or a tool failed; becomes a failed episode
└── GraderError                a grader could not give a grade; never a silent 0
"""

__all__ = [
    "AccessError",
    "AnswerError",
    "BurnishError",
    "CheckpointError",
    "ConfigError",
    "ConflictError",
    "ContextLengthError",
    "DataError",
    "EngineError",
    "EnvError",
    "ForbiddenError",
    "GraderError",
    "InputError",
    "LeaseLostError",
    "LogError",
    "LogFullError",
    "MediaTypeError",
    "MethodError",
    "NonFiniteError",
    "NotFoundError",
    "NotSignedInError",
    "OutboundError",
    "OutboundRefusedError",
    "OverloadedError",
    "QuotaError",
    "RankError",
    "RequestError",
    "RunStopped",
    "SchemaError",
    "StaleError",
    "StoreError",
    "StoreFullError",
    "StoreUnavailableError",
    "SyncError",
    "TemplateError",
    "ThrottledError",
    "TimedOutError",
    "TooLargeError",
    "UpstreamError",
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


class RequestError(InputError):
    """A request whose form is wrong: its JSON, a header, or a parameter; `where` names it."""

    code = "invalid_request"


class ContextLengthError(RequestError):
    """A prompt fills the context of the model, so that there is no room for an answer."""

    code = "context_length_exceeded"


class TooLargeError(RequestError):
    """A request has more bytes than it may have."""

    code = "too_large"


class MediaTypeError(RequestError):
    """A request's body is of another type than JSON, or does not say of which."""

    code = "unsupported_media_type"


class MethodError(RequestError):
    """A method that nothing at this address takes; `methods` are those that something does."""

    code = "method_not_allowed"

    def __init__(self, what: str, *, where: str = "", fix: str = "", methods: tuple[str, ...] = ()) -> None:
        self.methods = methods
        super().__init__(what, where=where, fix=fix)


class OutboundRefusedError(InputError):
    """An address that requests of this installation may not reach: it is private, or no address at all."""

    code = "outbound_refused"


class NotFoundError(InputError):
    """There is nothing with this id or name in this project."""

    code = "not_found"


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


class OverloadedError(EngineError):
    """More requests wait than may, or the server is about to end; `retry_after_s` says when to come back."""

    code = "overloaded"

    def __init__(self, what: str, *, where: str = "", fix: str = "", retry_after_s: int = 1) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(what, where=where, fix=fix)


class RunStopped(BurnishError):
    """A person or an alarm stopped a run before its end. What it made is kept; the way out says how to resume."""

    code = "run_stopped"


class AccessError(BurnishError):
    """Who asks may not have this."""

    code = "access_denied"


class NotSignedInError(AccessError):
    """There is no session and no key with the request, or one that is over, revoked or wrong."""

    code = "not_signed_in"


class ForbiddenError(AccessError):
    """Who asks is known, and lacks a permission; names it."""

    code = "forbidden"


class ThrottledError(AccessError):
    """Too many attempts or requests; `retry_after_s` says when to come back."""

    code = "throttled"

    def __init__(self, what: str, *, where: str = "", fix: str = "", retry_after_s: int = 1) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(what, where=where, fix=fix)


class QuotaError(AccessError):
    """A project or a team has used up what it may; names the quota."""

    code = "quota_exceeded"


class TimedOutError(BurnishError):
    """Something took longer than it was given. It may still be under way, and be waited for again."""

    code = "timed_out"


class StaleError(BurnishError):
    """What is to be changed was changed by somebody else since it was read: If-Match does not match."""

    code = "stale"


class OutboundError(BurnishError):
    """An outside address gave no usable answer: it is down, too slow, or answered something else."""

    code = "outbound_failed"


class AnswerError(OutboundError):
    """A server answered what this version does not understand: it is of another version, or no Burnish server."""

    code = "answer_not_understood"


class UpstreamError(OutboundError):
    """What a deployment forwards to gave no answer that can be passed on; carries the status that callers are told.

    Args:
        status: of HTTP, for the caller.
        again: whether the same upstream may be asked again.
        elsewhere: whether another one may be asked instead.
        retry_after_s: when the upstream says that it can be asked again.
    """

    code = "upstream_failed"

    def __init__(
        self,
        what: str,
        *,
        where: str = "",
        fix: str = "",
        status: int = 502,
        again: bool = True,
        elsewhere: bool = True,
        retry_after_s: float | None = None,
    ) -> None:
        self.status, self.again, self.elsewhere, self.retry_after_s = status, again, elsewhere, retry_after_s
        super().__init__(what, where=where, fix=fix)


class LogError(BurnishError):
    """A log of records on disk cannot be written, or what it holds is damaged."""

    code = "log_failed"


class LogFullError(LogError):
    """A log of records may grow no further, or its disk is full: nothing is answered that could not be kept. Try again later."""

    code = "log_full"


class StoreError(BurnishError):
    """The database could not do what was asked of it; nothing of it was written."""

    code = "store_error"


class StoreUnavailableError(StoreError):
    """The database, or where big files lie, is down, busy, or too slow. The same call may work later."""

    code = "store_unavailable"


class StoreFullError(StoreError):
    """There is no room left to write; reading still works."""

    code = "store_full"


class SchemaError(StoreError):
    """The tables of the database are of another version than this program."""

    code = "schema_mismatch"


class ConflictError(StoreError):
    """What is stored says otherwise: a name is taken, a state does not allow this, or somebody else was first."""

    code = "conflict"


class LeaseLostError(StoreError):
    """The lease of a run is not this worker's any more; nothing was written, and the worker must stop working on it."""

    code = "lease_lost"


class EnvError(BurnishError):
    """An env, a mock user or a tool failed. The rollout records it as a failed episode with its place."""

    code = "env_failed"


class GraderError(BurnishError):
    """A grader could not give a grade. It is raised, recorded and counted; it never becomes a 0."""

    code = "grader_failed"
