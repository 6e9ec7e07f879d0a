"""Other people's environments, played as ours: one file a library, each an optional extra."""
