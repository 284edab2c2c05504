"""Words that every other folder shares: ids, decisions, tables, time, bounds."""
