"""Harlow, an invented town, drawn and written as a real OpenStreetMap file."""
