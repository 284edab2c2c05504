"""The road network: what it is, how long it takes, how far one gets."""
