"""What crosses the socket arrives as it was sent, to the last bit."""

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from burnish.core.losses import Adam, CrossEntropy, KLPenalty, Loss, Muon, Optim, PolicyGradient, ValueMSE
from burnish.core.tokens import Completion, Datum, SamplingParams
from burnish.engine import messages
from burnish.errors import BurnishError, CheckpointError, DataError, EngineError, NonFiniteError, RankError, SyncError, TemplateError

IDS = st.integers(0, 2**31 - 1)
NUMBERS = st.floats(allow_nan=False)


def wired(value: object) -> object:
    """As it comes out on the other side."""
    return msgpack.unpackb(msgpack.packb(value))


@st.composite
def data(draw: st.DrawFn) -> Datum:
    tokens = draw(st.lists(IDS, max_size=20))
    mask = [place > 0 and draw(st.booleans()) for place in range(len(tokens))]
    column = st.none() | st.lists(NUMBERS, min_size=sum(mask), max_size=sum(mask))
    columns = {name: draw(column) for name in Datum.COLUMNS}
    return Datum(tokens, mask, temperature=draw(st.floats(0, 100)), source=draw(st.text()), **columns)


@given(data())
def test_a_datum_arrives_whole(datum: Datum) -> None:
    assert messages.decode_datum(wired(messages.encode_datum(datum))) == datum  # type: ignore[arg-type]


@given(st.lists(st.tuples(IDS, NUMBERS)), st.sampled_from(["end", "stop", "length", "context"]), st.integers(0, 10**6))
def test_a_completion_arrives_whole(drawn: list[tuple[int, float]], stop: str, version: int) -> None:
    sent = Completion(tuple(token for token, _ in drawn), tuple(logprob for _, logprob in drawn), stop, version)  # type: ignore[arg-type]
    assert messages.decode_completion(wired(messages.encode_completion(sent))) == sent  # type: ignore[arg-type]


@given(
    st.builds(
        SamplingParams,
        max_tokens=st.integers(1, 10**5),
        temperature=st.floats(0, 100),
        top_p=st.floats(0, 1, exclude_min=True),
        top_k=st.integers(0, 10**5),
        stop=st.lists(st.text()).map(tuple),
        stop_ids=st.lists(IDS).map(tuple),
        seed=st.integers(0, 2**63 - 1),
    )
)
def test_sampling_params_arrive_whole_with_the_seed_of_each_completion(params: SamplingParams) -> None:
    raw = wired(messages.encode_params(params))
    assert messages.decode_params(raw, params.seed or 0) == (params if params.seed else messages.decode_params(raw, 0))  # type: ignore[arg-type]


LOSSES: list[Loss] = [CrossEntropy(), PolicyGradient(0.1, 0.3, 1.7, "sampler", KLPenalty(0.2, "k3")), PolicyGradient(), ValueMSE(0.3)]
OPTIMS: list[Optim] = [Adam(1e-3, 0.8, 0.9, 1e-7, 0.1, 2.0), Muon(0.1, 0.9, 0.2, Adam(0.3))]


@pytest.mark.parametrize("loss", LOSSES, ids=repr)
def test_a_loss_arrives_whole(loss: Loss) -> None:
    assert messages.decode_loss(wired(messages.encode_value(loss))) == loss  # type: ignore[arg-type]


@pytest.mark.parametrize("optim", OPTIMS, ids=repr)
def test_an_optimiser_arrives_whole(optim: Optim) -> None:
    assert messages.decode_optim(wired(messages.encode_value(optim))) == optim  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", [EngineError, NonFiniteError, SyncError, CheckpointError, DataError, TemplateError, RankError])
def test_an_error_keeps_its_type_its_place_and_its_way_out(kind: type[BurnishError]) -> None:
    found = messages.decode_error(wired(messages.encode_error(kind("what", where="here", fix="do this"))))  # type: ignore[arg-type]
    assert type(found) is kind
    assert (found.what, found.where, found.fix) == ("what", "here", "do this")


def test_an_error_from_elsewhere_becomes_a_rank_error_that_says_which() -> None:
    found = messages.decode_error(messages.encode_error(IndexError("index 7 is out of range")))
    assert type(found) is RankError
    assert "IndexError: index 7 is out of range" in str(found)
