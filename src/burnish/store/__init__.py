"""What is kept: projects, access, runs and models, in SQLite or PostgreSQL. SQL lives here and nowhere else."""
