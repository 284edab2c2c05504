"""Where somebody probably is, and who looks where."""
