"""Vector tiles out of a map's arrays: what a screen draws, and nothing that decides anything."""
