"""The engine: verbs of a model on torch, and the same verbs on numpy for tests and dry runs."""
