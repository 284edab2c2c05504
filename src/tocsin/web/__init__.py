"""The HTTP API, the hooks, the boards and the stream."""
