"""Watching the threat: orders, safety plans, walks, sightings, nearness, and tonight's risk."""
