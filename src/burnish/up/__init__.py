"""Everything on one machine: the API with the page, and a worker, started together, watched, and stopped in order."""
