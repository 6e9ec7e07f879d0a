"""Training recipes: one algorithm a file, its whole loop on one screen. They know ports only: no store, no web, no torch."""
