"""The program `tocsin`."""

from tocsin.cli.program import cli, main

__all__ = ["cli", "main"]
