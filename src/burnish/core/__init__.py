"""The values that cross floors. Imports pydantic and nothing else."""
