"""The control plane: `/api/v1`, one file a resource; handlers authorise, call, return."""
