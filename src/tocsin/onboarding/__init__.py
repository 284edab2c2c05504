"""The first hour: the files of a new agency, and its staff from a list that somebody has."""
