"""Dialects: the APIs in which apps ask and upstreams answer; between them everything has the shape of chat completions."""
