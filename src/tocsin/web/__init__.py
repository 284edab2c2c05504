"""The edge towards people and gateways: hooks, boards, stream, access, staff page."""
