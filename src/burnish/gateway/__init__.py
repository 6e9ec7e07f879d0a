"""Gateway: what apps call: the data plane, its routes, its log, and what fills tables from that."""
