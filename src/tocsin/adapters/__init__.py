"""The edge: one gateway a file; each raises GatewayError only."""
