"""What is kept for the day when the disk is gone: backups, restoring, drills, archive segments."""
