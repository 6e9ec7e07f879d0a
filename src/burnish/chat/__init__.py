"""Messages ↔ tokens, by the chat template of a checkpoint. Torch-free and transformers-free."""

__all__: list[str] = []
