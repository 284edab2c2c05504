"""Reach a human until one answers."""
