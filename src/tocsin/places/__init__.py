"""Places by name: addresses, crossings, buildings, and reading them out of words."""
