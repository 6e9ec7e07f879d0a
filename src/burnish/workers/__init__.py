"""What runs a recipe: builds the engine, keeps the run's records, survives interruption."""
