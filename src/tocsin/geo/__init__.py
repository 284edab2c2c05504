"""Space itself: distance, a flat plane around a town, coordinates as people write them."""
