"""From signal to incident, to units, to a disposition."""
