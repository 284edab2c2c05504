"""Tocsin turns a worker's SOS into a responder at their side."""

from typing import Final

__version__: Final = "0.1.0"
