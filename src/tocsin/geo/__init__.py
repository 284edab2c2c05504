"""Space: distances now, the road network later."""
