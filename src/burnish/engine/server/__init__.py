"""The server of one checkpoint: an HTTP process around the ranks, in the shape of the API that apps know."""
