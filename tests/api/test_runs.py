"""Runs over the API: made, checked, steered, streamed."""
