"""Where episodes are played. Knows ports only: no store, no web, no torch."""
