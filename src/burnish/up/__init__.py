"""Everything on one machine: API with page, gateway, filler, engine servers and a worker, started together, watched, stopped in order."""
