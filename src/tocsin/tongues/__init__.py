"""What the service says, in the languages that people read."""
