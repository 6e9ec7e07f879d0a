"""How good a model is at an env, how sure that is, and whether it got better. Knows ports only."""
