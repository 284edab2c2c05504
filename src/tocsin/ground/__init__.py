"""What the stages ask of space, answered: from a map, or along straight lines without one."""
