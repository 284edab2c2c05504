"""From OpenStreetMap to one memory-mapped file that every process shares."""
