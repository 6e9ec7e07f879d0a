"""The fake engine's network: its gradient, and that rows do not see each other."""

import numpy as np
import pytest

from burnish.engine.fake_network import Network, Prediction

SMALL = Network(vocabulary=5, outputs=5, window=3, width=2, hidden=4)


def predict(network: Network, weights: dict[str, np.ndarray]) -> Prediction:
    tokens = (0, 1, 4, 2, 3, 3)
    windows = network.windows(tokens, [1, 2, 4, 5])
    return Prediction(network.forward(weights, windows), np.array(tokens)[[1, 2, 4, 5]], np.array([1.0, 1.0, 0.7, 2.0]))


@pytest.mark.parametrize("outputs", [5, 1], ids=["language model", "scalar head"])
def test_the_gradient_by_every_weight_is_that_of_finite_differences(outputs: int) -> None:
    network = Network(vocabulary=5, outputs=outputs, window=3, width=2, hidden=4)
    weights = network.initial(seed=1)
    weights["head"] += 0.3  # a scalar head starts at 0, where the layers below it have no gradient
    by_token = np.array([0.5, -1.0, 2.0, 1.5])
    prediction = predict(network, weights)
    gradient = network.backward(weights, prediction.activations, prediction.output_gradient(by_token))
    for name, values in weights.items():
        for place in np.ndindex(values.shape):
            changed = []
            for step in (1e-6, -1e-6):
                moved = values.copy()
                moved[place] += step
                changed.append(float((predict(network, weights | {name: moved}).values * by_token).sum()))
            assert gradient[name][place] == pytest.approx((changed[0] - changed[1]) / 2e-6, abs=1e-7), (name, place)


def test_a_window_holds_the_tokens_before_a_position_and_none_of_those_after_it() -> None:
    assert SMALL.windows((0, 1, 2, 3), [0, 1, 4]).tolist() == [[5, 5, 5], [5, 5, 0], [1, 2, 3]]


def test_a_row_is_the_same_to_the_last_bit_whatever_stands_beside_it() -> None:
    network = Network(vocabulary=20, outputs=20)
    weights = network.initial(seed=0)
    windows = np.random.default_rng(0).integers(0, 20, (33, network.window))
    together = network.forward(weights, windows).outputs
    alone = np.concatenate([network.forward(weights, windows[row : row + 1]).outputs for row in range(33)])
    assert np.array_equal(together, alone)


def test_a_new_critic_predicts_zero_everywhere() -> None:
    critic = Network(vocabulary=5, outputs=1)
    windows = critic.windows((0, 1, 2), [1, 2])
    assert critic.forward(critic.initial(seed=3), windows).outputs.tolist() == [[0.0], [0.0]]
